# SPDX-License-Identifier: EUPL-1.2
"""What happened to a gate, in plain words for its owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final, Protocol
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.accounts.services.desk import OWNERS_REASONS
from ugyfelkapu.domain import calendar
from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.federation.names import service_names
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.disclosure import data_in_words
from ugyfelkapu.pages.pieces import Row
from ugyfelkapu.staff.queries import office_names

MOST_ROWS: Final = 5

NAMES: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "RegisteredInPerson": _("Your gate was registered at a document office"),
        "RegisteredBySignature": _("You opened your gate with an electronic signature"),
        "PasswordResetBySignature": _("The password was changed with an electronic signature"),
        "TemporaryGateGivenUp": _("You gave up your temporary gate for a full one"),
        "TemporaryGateOpened": _("You opened a temporary gate"),
        "FormOpened": _("A document office opened the form of your temporary gate"),
        "AccountFinalised": _("Your temporary gate was finalised at a document office"),
        "AccountActivated": _("You activated your gate"),
        "SignedIn": _("Signed in"),
        "SignedOut": _("Signed out"),
        "SecondStepFailed": _("Failed second step, after the right password"),
        "StepUpFailed": _("Somebody in your gate could not show that it is you"),
        "FactorAdded": _("A second step was added"),
        "FactorRemoved": _("A second step was removed"),
        "FactorCancelled": _("A second step was cancelled"),
        "PasskeyDoubted": _("A passkey was refused: it may have been copied"),
        "RecoveryCodesKept": _("New recovery codes count"),
        "SessionEnded": _("Signed out of one of the sign-ins"),
        "OtherSessionsEnded": _("Signed out everywhere else"),
        "DeviceForgotten": _("A browser was forgotten"),
        "PasswordChanged": _("The password was changed"),
        "SignInFailed": _("Failed sign-in, wrong password"),
        "SignInLocked": _("Sign-in was locked after several wrong passwords"),
        "WrongCode": _("A code was not accepted"),
        "ResetAsked": _("A new code was asked for"),
        "PasswordReset": _("The password was changed"),
        "AddressChanged": _("Your e-mail address was changed"),
        "AddressConfirmed": _("You confirmed your e-mail address"),
        "AddressCorrected": _("Your e-mail address was corrected at a document office"),
        "AccountSuspended": _("Your gate was suspended at a document office"),
        "AccountRestored": _("Your gate was restored at a document office"),
        "AccountUnlocked": _("You opened your locked gate again"),
        "UnlockFailed": _("Somebody tried to open your locked gate"),
        "AccountClosed": _("Your gate was closed"),
        "RecordOpened": _("A document office opened your record"),
        "PersonLookedUp": _("A document office looked you up in the register"),
        "ReceiptPrinted": _("A document office printed your receipt"),
        "PasswordVoided": _("You locked your gate: its password opens it no more"),
        "DataExported": _("Your data were downloaded"),
        "FactorNamed": _("A second step got another name"),
        "RegisterAsked": _("You had your data compared with the register"),
        "OwnerChecked": _("A document office checked who you are"),
        "IdentityReconciled": _("Your data were renewed from the register"),
        "RecoveryAsked": _("A new start was asked for at a document office"),
        "RecoveryApproved": _("A new start was approved at a document office"),
        "RecoveryDeclined": _("A new start was not approved"),
        "RecoveryConfirmed": _("The new start was confirmed by the link of a letter"),
        "RecoveryStopped": _("The new start was stopped"),
        "StartedOver": _("Your gate started over: what opened it before no longer counts"),
        "ServiceEntered": _("You went on to a service: %(service)s"),
        "ConsentGiven": _("You agreed that a service receives data: %(service)s"),
        "ConsentWithdrawn": _("You withdrew your consent: %(service)s"),
        "GrantRevoked": _("A sign-in at a service ended early: %(service)s"),
        "IdentityCompared": _("A service had data that it holds compared with yours: %(service)s"),
        "SignedOutByService": _("You signed out at a service, and so of your gate: %(service)s"),
    }
)
"""What an owner is told; other entries are steps of these, or nobody's business but the house's."""

NOT_TOLD: Final[Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(
            ("CodeIssued", "ConfirmationSent", "LetterSent", "ReminderPosted", "RecoveryCodesMade"),
            "a step of something that is told, or a letter that its owner has",
        ),
        **dict.fromkeys(("FirstStepTaken", "SteppedUp"), "a step of the owner's own doing"),
        **dict.fromkeys(
            ("ConfirmationWrong", "FactorRefused", "PasskeyRefused"),
            "a slip of whoever is signed in, or of nobody known",
        ),
        **dict.fromkeys(
            ("LetterAbandoned", "LetterRetried", "ReminderWithheld"),
            "how letters fare is the operators' work",
        ),
        **dict.fromkeys(
            (
                *("AdmissionAsked", "AdmissionDeclined", "RegistrationRefused", "DeclarationMade"),
                *("SignedFormSent", "SignedFormPutOff", "SignedFormRefused", "SignerEstablished"),
                "DeclarationsForgotten",
            ),
            "there is no gate, or none yet",
        ),
        "ServiceDeclined": "the owner's own doing, by which nobody received anything",
        "SignOutsQueued": "a step of signing out, which is told",
        "SignOutAbandoned": "it is about a service, and operators see it",
        "ExpiredAccountErased": "there is nobody left to be told; a letter does it",
        "RecordsSearched": "a search by name concerns whoever it finds; opening a record is told",
        "Refused": "nothing happened",
        **dict.fromkeys(
            (
                *("ClockDoubted", "ClockTrusted", "KeyRotated", "OfficeAdded", "RegisterImported"),
                *("StaffInvited", "StaffDisabled"),
                *("TrustedListsTaken", "TrustedListsRefused", "TrustUpdateAsked"),
                *("ServiceAdded", "ServiceChanged", "ServiceDisabled", "ServiceEnabled", "ServiceWentLive"),
                *("ClientRegistered", "ClientChanged", "SecretRenewed", "TrialBegun", "TrialEntered"),
                *("SigningKeyMade", "SigningKeyActivated", "SigningKeyRetired", "SigningKeyWithdrawn"),
                "SigningKeyDestroyed",
            ),
            "running the house concerns no gate",
        ),
    }
)
"""Events that owners are not told of, each with the reason."""

SIGNED_IN: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "password": _("Signed in with the password"),
        "password_totp": _("Signed in with the password and the authenticator app"),
        "password_passkey": _("Signed in with the password and a passkey"),
        "password_recovery": _("Signed in with the password and a recovery code"),
        "passkey": _("Signed in with a passkey"),
    }
)
"""How somebody signed in, by what the journal calls it."""
OWNER_LOCKED: Final = _("You locked your gate")
AT_SERVICES: Final = frozenset(
    {
        *("ServiceEntered", "ConsentGiven", "ConsentWithdrawn", "GrantRevoked", "SignedOutByService"),
        "IdentityCompared",
    }
)
"""What happened at a service, which the details name by its number."""
GIVEN_TO_SERVICES: Final = frozenset({"ServiceEntered"})
"""Events by which a connected service received data."""

SUSPICIOUS: Final = frozenset(
    {
        *("SignInFailed", "SignInLocked", "SecondStepFailed", "StepUpFailed", "UnlockFailed", "WrongCode"),
        "ResetAsked",
    }
)
"""What somebody else may have done: the owner is told how to answer."""
REPORTED: Final = frozenset(
    {
        "PasswordReset",
        "PasswordChanged",
        "AddressChanged",
        "FactorAdded",
        "FactorRemoved",
        "IdentityReconciled",
    }
)
"""What only a document office undoes, if it was somebody else."""


class Entry(Protocol):
    """An entry of the journal, as far as this page reads it."""

    event: str
    at: datetime
    office: str
    details: dict[str, Any]  # JSON


@dataclass(frozen=True, slots=True)
class Places:
    """Names of what entries hold the codes and numbers of: offices and connected services."""

    offices: Mapping[str, str]
    services: Mapping[UUID, str]

    def service(self, number: object) -> str:
        """Return what a service is called; one that is gone has no name any more."""
        return self.services.get(UUID(str(number)), gettext("a service that is connected no more"))


def places_of(all_details: Iterable[Mapping[str, Any]]) -> Places:
    """Return the names that the details of entries need: every office's, and those of the services there."""
    numbers = mentioned(all_details)
    known = service_names(numbers, language=get_language() or "hu") if numbers else {}
    return Places(office_names(), known)


def mentioned(all_details: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """Return the numbers of the services that the details of entries mention."""
    return {UUID(str(details["service"])) for details in all_details if "service" in details}


def rows_of(entries: Iterable[Entry], places: Places, *, at: datetime) -> list[Row]:
    """Return the newest events that the owner should know of, newest first."""
    known = [entry for entry in entries if entry.event in NAMES][:MOST_ROWS]
    return [
        Row(name_of(entry, places), meta=_meta(entry, places), side=when(entry.at, now=at)) for entry in known
    ]


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day."""

    label: str
    rows: tuple[Row, ...]


def days_of(entries: Sequence[Entry]) -> list[Day]:
    """Return entries by day, in their own order, each with the time of day."""
    places = places_of(entry.details for entry in entries)
    days = groupby(entries, key=lambda entry: dates.local_day(entry.at))
    return [
        Day(
            dates.day(on),
            tuple(
                Row(name_of(entry, places), meta=_meta(entry, places), side=dates.clock_time(entry.at))
                for entry in of_day
            ),
        )
        for on, of_day in days
    ]


def name_of(entry: Entry, places: Places) -> str | Promise:
    """Return what happened, in words."""
    return named(entry.event, entry.details, places)


def named(event: str, details: Mapping[str, Any], places: Places) -> str | Promise:
    """Return what happened, in words, from an event's name and details."""
    if event == "SignedIn":
        return SIGNED_IN.get(str(details.get("method")), NAMES[event])
    if event == "AccountSuspended" and details.get("reason") in OWNERS_REASONS:
        return OWNER_LOCKED
    if event in AT_SERVICES:
        return str(NAMES[event]) % {"service": places.service(details["service"])}
    return NAMES[event]


def _meta(entry: Entry, places: Places) -> str | SafeString:
    if entry.event in SUSPICIOUS:
        return _if_not_you(_("change your password"), "citizen:password")
    if entry.event in REPORTED and not entry.office:
        return _if_not_you(_("report it at a document office"), "citizen:offices")
    if entry.event in GIVEN_TO_SERVICES:
        return gettext("Data handed over: %(data)s") % {"data": data_in_words(told_data(entry.details))}
    return places.offices.get(entry.office, entry.office)


def told_data(details: Mapping[str, Any]) -> tuple[Datum, ...]:
    """Return what a service was told, in the order of reading; always the code that it knows them by."""
    codes = set(str(details.get("data", "")).split())
    return from_full_gate(datum for datum in Datum if datum in codes)


def _if_not_you(action: str | Promise, page: str) -> SafeString:
    """Whole sentence: „Ha nem Ön volt, változtassa meg a jelszavát”."""
    link = format_html('<a class="govuk-link" href="{}">{}</a>', reverse(page), action)
    return format_html(gettext("If it was not you, {action}"), action=link)


def when(moment: datetime, *, now: datetime) -> str:
    """Write a moment as short as it is clear: „ma, 10:42”, „november 20., péntek, 18:05”."""
    on, today = dates.local_day(moment), dates.local_day(now)
    time = dates.clock_time(moment)
    if on == today:
        return gettext("today, %(time)s") % {"time": time}
    return f"{_day(on) if on.year == today.year else dates.day(on)}, {time}"


def _day(on: date) -> str:
    if dates.is_english():
        return calendar.english_day(on).removesuffix(f" {on.year}")
    return calendar.hungarian_day(on).removeprefix(f"{on.year}. ")
