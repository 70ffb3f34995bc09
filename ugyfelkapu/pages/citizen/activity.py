# SPDX-License-Identifier: EUPL-1.2
"""What happened to a gate, in plain words for its owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.accounts.services.desk import OWNERS_REASONS
from ugyfelkapu.domain import calendar
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.pieces import Row

MOST_ROWS: Final = 5

NAMES: Final[Mapping[str, str | Promise]] = MappingProxyType(
    {
        "RegisteredInPerson": _("Your gate was registered at a document office"),
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
        "IdentityReconciled": _("Your data were renewed from the register"),
        "RecoveryAsked": _("A new start was asked for at a document office"),
        "RecoveryApproved": _("A new start was approved at a document office"),
        "RecoveryDeclined": _("A new start was not approved"),
        "RecoveryConfirmed": _("The new start was confirmed by the link of a letter"),
        "RecoveryStopped": _("The new start was stopped"),
        "StartedOver": _("Your gate started over: what opened it before no longer counts"),
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
            ("AdmissionAsked", "AdmissionDeclined", "RegistrationRefused"), "there is no gate, or none yet"
        ),
        "ExpiredAccountErased": "there is nobody left to be told; a letter does it",
        "RecordsSearched": "a search by name concerns whoever it finds; opening a record is told",
        "Refused": "nothing happened",
        **dict.fromkeys(
            (
                *("ClockDoubted", "ClockTrusted", "KeyRotated", "OfficeAdded", "RegisterImported"),
                *("StaffInvited", "StaffDisabled"),
                *("TrustedListsTaken", "TrustedListsRefused", "TrustUpdateAsked"),
                *("ServiceAdded", "ServiceChanged", "ServiceDisabled", "ServiceEnabled"),
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


def rows_of(entries: Iterable[Entry], *, offices: Mapping[str, str], at: datetime) -> list[Row]:
    """Return the newest events that the owner should know of, newest first; ``offices`` by code."""
    known = [entry for entry in entries if entry.event in NAMES][:MOST_ROWS]
    return [Row(name_of(entry), meta=_meta(entry, offices), side=when(entry.at, now=at)) for entry in known]


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day."""

    label: str
    rows: tuple[Row, ...]


def days_of(entries: Iterable[Entry], *, offices: Mapping[str, str]) -> list[Day]:
    """Return entries by day, in their own order, each with the time of day."""
    days = groupby(entries, key=lambda entry: dates.local_day(entry.at))
    return [
        Day(
            dates.day(on),
            tuple(
                Row(name_of(entry), meta=_meta(entry, offices), side=dates.clock_time(entry.at))
                for entry in of_day
            ),
        )
        for on, of_day in days
    ]


def name_of(entry: Entry) -> str | Promise:
    if entry.event == "SignedIn":
        return SIGNED_IN.get(str(entry.details.get("method")), NAMES[entry.event])
    if entry.event == "AccountSuspended" and entry.details.get("reason") in OWNERS_REASONS:
        return OWNER_LOCKED
    return NAMES[entry.event]


def _meta(entry: Entry, offices: Mapping[str, str]) -> str | SafeString:
    if entry.event in SUSPICIOUS:
        return _if_not_you(_("change your password"), "citizen:password")
    if entry.event in REPORTED and not entry.office:
        return _if_not_you(_("report it at a document office"), "citizen:offices")
    return offices.get(entry.office, entry.office)


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
