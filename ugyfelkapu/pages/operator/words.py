# SPDX-License-Identifier: EUPL-1.2
"""Words of operations: what events, roles, letters and their states are called."""

from __future__ import annotations

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ugyfelkapu.pages.frame import role_label
from ugyfelkapu.staff.rights import Role

EVENTS: Final = MappingProxyType(
    {
        "PersonLookedUp": _("A clerk asked the registers about a document"),
        "RegisteredInPerson": _("A gate was registered at the desk"),
        "TemporaryGateOpened": _("A temporary gate was opened"),
        "FormOpened": _("A clerk opened the form of a temporary gate"),
        "AccountFinalised": _("A temporary gate was finalised at the desk"),
        "RegistrationRefused": _("A clerk ended a registration without keeping anything"),
        "AdmissionAsked": _("A person in no register waits for a second staff member"),
        "AdmissionDeclined": _("An admission was declined or lapsed"),
        "CodeIssued": _("A code was issued"),
        "WrongCode": _("A code was refused"),
        "AccountActivated": _("A gate was activated"),
        "ExpiredAccountErased": _("A gate was erased after its deadline"),
        "ReminderPosted": _("A letter reminds of a deadline"),
        "ReminderWithheld": _("A reminder was not written"),
        "ClockDoubted": _("The clock is not trusted; nothing is erased"),
        "ClockTrusted": _("The clock is trusted again"),
        "ResetAsked": _("Somebody asked for a password reset"),
        "PasswordReset": _("A password was reset with a code"),
        "AddressCorrected": _("An address was corrected at the desk"),
        "AccountSuspended": _("A gate was suspended"),
        "AccountRestored": _("A gate was restored"),
        "ReceiptPrinted": _("A receipt was printed"),
        "RecordOpened": _("A record was opened"),
        "RecordsSearched": _("Records were searched"),
        "SignedIn": _("Somebody signed in"),
        "SignInFailed": _("A sign-in failed"),
        "SignInLocked": _("Password sign-in was locked"),
        "SignedOut": _("Somebody signed out"),
        "OfficeAdded": _("An office was added or changed"),
        "StaffInvited": _("A staff member was taken on"),
        "StaffDisabled": _("A staff member lost every right"),
        "ServiceAdded": _("A service was connected"),
        "ServiceChanged": _("A connected service was changed"),
        "ServiceDisabled": _("A connected service was disabled"),
        "ServiceEnabled": _("A connected service was enabled again"),
        "RegisterImported": _("The embedded register was filled from a file"),
        "LetterSent": _("A letter was sent"),
        "LetterAbandoned": _("A letter was given up"),
        "LetterRetried": _("A letter was put back to be sent"),
        "KeyRotated": _("Personal fields were re-encrypted with the newest key"),
        "FirstStepTaken": _("A password was right; a second step is to come"),
        "SecondStepFailed": _("A second step failed"),
        "SteppedUp": _("An owner showed anew that it is them"),
        "StepUpFailed": _("Somebody could not show that they are the owner"),
        "ConfirmationSent": _("A code was mailed that confirms an owner's wish"),
        "ConfirmationWrong": _("A mailed code that confirms a wish was wrong"),
        "FactorAdded": _("A second factor was added"),
        "FactorRefused": _("A new second factor could not be confirmed"),
        "FactorRemoved": _("A second factor was removed"),
        "FactorNamed": _("A second factor got another name"),
        "FactorCancelled": _("A second factor was cancelled from a letter"),
        "RecoveryCodesMade": _("Recovery codes were made"),
        "RecoveryCodesKept": _("New recovery codes count"),
        "PasskeyRefused": _("A passkey was refused"),
        "PasskeyDoubted": _("A passkey may have been copied"),
        "SessionEnded": _("An owner ended one of their sessions"),
        "OtherSessionsEnded": _("An owner ended all their other sessions"),
        "DeviceForgotten": _("An owner let a browser be unknown again"),
        "PasswordChanged": _("An owner changed their password"),
        "PasswordVoided": _("A temporary gate was locked from a letter"),
        "RecoveryAsked": _("A new start was asked for at the desk"),
        "RecoveryApproved": _("A new start was approved"),
        "RecoveryDeclined": _("A new start was declined or lapsed"),
        "RecoveryConfirmed": _("A new start was confirmed from a letter"),
        "RecoveryStopped": _("A new start was stopped"),
        "StartedOver": _("A gate started over"),
        "AccountUnlocked": _("An owner opened a gate that they had locked"),
        "UnlockFailed": _("A locked gate was not opened"),
        "AddressChanged": _("An owner changed their address"),
        "AddressConfirmed": _("An owner confirmed the gate's address"),
        "RegisterAsked": _("An owner's data were compared with the register"),
        "OwnerChecked": _("The owner of a gate was checked at the desk"),
        "IdentityReconciled": _("A gate's data were renewed from the register"),
        "DataExported": _("An owner took their data away"),
        "AccountClosed": _("A gate was closed for good"),
        "DeclarationMade": _("Somebody made a declaration to sign"),
        "SignedFormSent": _("A signed form came in"),
        "SignedFormPutOff": _("A signed form waits for evidence"),
        "SignedFormRefused": _("A signed form was refused and erased"),
        "SignerEstablished": _("It was established who signed a form"),
        "RegisteredBySignature": _("A gate was opened by electronic signature"),
        "PasswordResetBySignature": _("A password was reset by electronic signature"),
        "TemporaryGateGivenUp": _("A temporary gate was given up for a full one"),
        "DeclarationsForgotten": _("Declarations whose day was over were erased"),
        "TrustedListsTaken": _("The trusted lists were looked at"),
        "TrustedListsRefused": _("The trusted lists could not be brought up to date"),
        "TrustUpdateAsked": _("An operator asked for newer trusted lists"),
        "ServiceEntered": _("Somebody signed in to a service"),
        "ServiceDeclined": _("Somebody went back to a service without signing in"),
        "ConsentGiven": _("Somebody agreed that a service receives data"),
        "ConsentWithdrawn": _("Somebody withdrew their consent"),
        "GrantRevoked": _("A service's tokens ended early"),
        "SignedOutByService": _("Somebody signed out at a service"),
        "SignOutsQueued": _("Services are to be told that somebody signed out"),
        "SignOutAbandoned": _("A service could not be told that somebody signed out"),
        "ClientRegistered": _("A service registered as a client"),
        "ClientChanged": _("What a service registered was changed"),
        "SecretRenewed": _("A service got a new secret"),
        "TrialBegun": _("A trial of a service began"),
        "TrialEntered": _("A browser took the pass of a trial"),
        "ServiceWentLive": _("A service went live"),
        "IdentityCompared": _("A service had data compared with a gate's"),
        "SigningKeyMade": _("A key that signs for services was made"),
        "SigningKeyActivated": _("The next key signs for services now"),
        "SigningKeyRetired": _("A key signs for services no more"),
        "SigningKeyWithdrawn": _("A key was withdrawn: nothing it signed counts any more"),
        "SigningKeyDestroyed": _("The secret half of a withdrawn key was destroyed"),
        "Refused": _("A rule refused an act"),
    }
)
ACTORS: Final = MappingProxyType(
    {
        "stranger": pgettext_lazy("actor", "before signing in"),
        "citizen": pgettext_lazy("actor", "owner of a gate"),
        "staff": pgettext_lazy("actor", "staff member"),
        "operator": pgettext_lazy("actor", "command line"),
        "service": pgettext_lazy("actor", "connected service"),
        "system": pgettext_lazy("actor", "the house itself"),
    }
)
CLOCK_DOUBTS: Final = MappingProxyType(
    {
        "backward": pgettext_lazy("clock", "went backwards"),
        "ahead": pgettext_lazy("clock", "jumped ahead"),
        "apart": pgettext_lazy("clock", "differs from the database"),
    }
)
TRUST_ALARMS: Final = MappingProxyType(
    {
        "demo": _("The demo card's lists are kept, which this gate does not believe: take real ones."),
        "none_kept": _("No trusted list is kept yet: nobody can register by signature."),
        "overdue": _("Newer lists could not be looked for in the last day."),
        "top_stale": _("The list of the lists has expired: no signature counts as qualified."),
        "home_stale": _(
            "The Hungarian list is missing or has expired: no Hungarian signature counts as qualified."
        ),
        "some_stale": _("Lists of some states are missing or have expired: their signatures do not count."),
        "late": _("The next issue of some lists is overdue."),
        "trouble": _("Some lists could not be brought up to date."),
    }
)
TRUST_STATES: Final = MappingProxyType(
    {
        "fresh": (pgettext_lazy("trusted list", "fresh"), "green"),
        "late": (pgettext_lazy("trusted list", "overdue"), "yellow"),
        "stale": (pgettext_lazy("trusted list", "expired"), "red"),
        "missing": (pgettext_lazy("trusted list", "missing"), "red"),
    }
)
TRUST_TROUBLES: Final = MappingProxyType(
    {
        "unreadable": pgettext_lazy("trusted list", "cannot be read"),
        "signature": pgettext_lazy("trusted list", "its signature does not hold"),
        "no_anchor": pgettext_lazy("trusted list", "names no issue of the Official Journal that we know"),
        "territory": pgettext_lazy("trusted list", "belongs to another territory"),
        "kind": pgettext_lazy("trusted list", "is a list of another kind"),
        "future": pgettext_lazy("trusted list", "was issued in the future"),
        "rollback": pgettext_lazy("trusted list", "is older than ours"),
        "changed": pgettext_lazy("trusted list", "has our number and another content"),
        "missing": pgettext_lazy("trusted list", "is not to be had"),
        "address_not_allowed": pgettext_lazy("trusted list", "lies at an address that we do not follow"),
        "host_not_allowed": pgettext_lazy("trusted list", "lies on a host that no list names"),
        "host_is_inside": pgettext_lazy("trusted list", "lies on a host inside the house"),
        "unreachable": pgettext_lazy("trusted list", "its host does not answer"),
        "answered_no": pgettext_lazy("trusted list", "its host answered no"),
        "too_large": pgettext_lazy("trusted list", "is too large"),
        "too_many_redirects": pgettext_lazy("trusted list", "is handed on too often"),
    }
)
"""What may be wrong with a list."""
LETTERS: Final = MappingProxyType(
    {
        "activation": _("Activation code"),
        "new_code": _("New activation code"),
        "activated": _("Gate opened"),
        "reset": _("Code for a new password"),
        "password_changed": _("Password changed"),
        "sign_in_locked": _("Sign-in locked"),
        "address_taken": _("Address given by somebody"),
        "suspended": _("Gate suspended"),
        "restored": _("Gate restored"),
        "closed": _("Gate closed"),
        "erased": _("Registration erased"),
        "temporary_gate": _("Activation code of a temporary gate"),
        "new_temporary_code": _("New code of a temporary gate"),
        "code_reminder": _("Reminder: the code lapses"),
        "registration_reminder": _("Reminder: the registration will be erased"),
        "temporary_reminder": _("Reminder: the temporary gate ends"),
        "finalised": _("Gate finalised"),
        "temporary_erased": _("Temporary gate erased"),
        "factor_code": _("Code for a second step"),
        "factor_added": _("Second step added"),
        "factor_removed": _("Second step removed"),
        "recovery_codes": _("New recovery codes"),
        "passkey_doubted": _("Passkey refused"),
        "data_updated": _("Data renewed"),
        "new_device": _("Sign-in from a new browser"),
        "unlocked": _("Gate opened again"),
        "address_code": _("Code for a new address"),
        "address_changed": _("Address changed"),
        "recovery_asked": _("New start asked for"),
        "started_over": _("Gate started over"),
        "signed_gate": _("Gate opened by signature"),
        "confirm_address": _("Code for the address of a gate"),
        "owner_checked": _("Owner checked at the desk"),
        "signature_accepted": _("Signed form accepted"),
        "signature_refused": _("Signed form refused"),
    }
)
LETTER_STATES: Final = MappingProxyType(
    {
        "waiting": (pgettext_lazy("letter", "waiting"), "yellow"),
        "sent": (pgettext_lazy("letter", "sent"), "green"),
        "abandoned": (pgettext_lazy("letter", "undeliverable"), "red"),
    }
)
SERVICE_GATES: Final = MappingProxyType(
    {
        True: (pgettext_lazy("service", "temporary gates too"), "yellow"),
        False: (pgettext_lazy("service", "full gates only"), ""),
    }
)
"""By whether temporary gates may use the service (D18)."""
SERVICE_STATES: Final = MappingProxyType(
    {
        "live": (pgettext_lazy("service", "works"), "green"),
        "trial": (pgettext_lazy("service", "on trial"), "yellow"),
        "catalogued": (pgettext_lazy("service", "not registered"), ""),
        "disabled": (pgettext_lazy("service", "disabled"), "red"),
    }
)
"""How far a service is: in the catalogue alone, on trial, live, or disabled."""


def role_choices() -> list[tuple[str, str]]:
    """Return the roles to choose from."""
    return [(role.value, role_label(role)) for role in Role]


def duration(span: timedelta) -> str:
    """Write how long something has lasted, in its largest unit."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    if seconds < 3600:
        return ngettext("%(count)s minute", "%(count)s minutes", seconds // 60) % {"count": seconds // 60}
    if seconds < 86400:
        return ngettext("%(count)s hour", "%(count)s hours", seconds // 3600) % {"count": seconds // 3600}
    return ngettext("%(count)s day", "%(count)s days", seconds // 86400) % {"count": seconds // 86400}
