# SPDX-License-Identifier: EUPL-1.2
"""What happened to a gate, in plain words for its owner."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final, Protocol

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
        "SignedIn": _("Signed in with the password"),
        "SignedOut": _("Signed out"),
        "SignInFailed": _("Failed sign-in, wrong password"),
        "SignInLocked": _("Sign-in was locked after several wrong passwords"),
        "WrongCode": _("A code was not accepted"),
        "ResetAsked": _("A new code was asked for"),
        "PasswordReset": _("The password was changed"),
        "AddressCorrected": _("Your e-mail address was corrected at a document office"),
        "AccountSuspended": _("Your gate was suspended at a document office"),
        "AccountRestored": _("Your gate was restored at a document office"),
        "RecordOpened": _("A document office opened your record"),
    }
)
"""What an owner is told; other entries are steps of these, or nobody's business but the house's."""

SUSPICIOUS: Final = frozenset({"SignInFailed", "SignInLocked", "WrongCode", "ResetAsked"})
"""What somebody else may have done: the owner is told how to answer."""


class Entry(Protocol):
    """An entry of the journal, as far as this page reads it."""

    event: str
    at: datetime
    office: str


def rows_of(entries: Iterable[Entry], *, offices: Mapping[str, str], at: datetime) -> list[Row]:
    """Return the newest events that the owner should know of, newest first; ``offices`` by code."""
    known = [entry for entry in entries if entry.event in NAMES][:MOST_ROWS]
    return [
        Row(NAMES[entry.event], meta=_meta(entry, offices), side=when(entry.at, now=at)) for entry in known
    ]


def _meta(entry: Entry, offices: Mapping[str, str]) -> str | SafeString:
    if entry.event in SUSPICIOUS:
        return _if_not_you(_("change your password"), "citizen:forgotten-password")
    if entry.event == "PasswordReset":
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
