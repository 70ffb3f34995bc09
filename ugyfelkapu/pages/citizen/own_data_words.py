# SPDX-License-Identifier: EUPL-1.2
"""What the house holds of its owner, in words: for the page, and for the paper that is downloaded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final  # Any: the export is JSON

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.countries import citizenship
from ugyfelkapu.pages.disclosure import data_in_words
from ugyfelkapu.papers.own_data import Table

from .activity import NAMES, Places, named
from .factor_words import KINDS
from .session_words import METHODS

Words = Mapping[str, str | Promise]
Record = Mapping[str, Any]

STATES: Final[Words] = MappingProxyType(
    {State.TEMPORARY: gettext_lazy("Temporary client gate"), State.ACTIVE: gettext_lazy("Full client gate")}
)
PROOFINGS: Final[Words] = MappingProxyType(
    {
        "desk": gettext_lazy("In person, compared with the register"),
        "signature": gettext_lazy("By electronic signature"),
        "document_only": gettext_lazy("In person by the document alone, confirmed by two staff members"),
    }
)
DOCUMENTS: Final[Words] = MappingProxyType(
    {
        "qualified_certificate": gettext_lazy("Qualified certificate"),
        "certificate": gettext_lazy("Certificate"),
        DocumentKind.ID_CARD: gettext_lazy("Identity card"),
        DocumentKind.PASSPORT: gettext_lazy("Passport"),
        DocumentKind.DRIVING_LICENCE: gettext_lazy("Driving licence (card)"),
    }
)
LANGUAGES: Final = MappingProxyType({"hu": "magyar", "en": "English"})


def tables(data: Record, identity: Iterable[tuple[str, str]], places: Places) -> tuple[Table, ...]:
    """Return the paper's tables from the export."""
    return (
        Table(_("Who you are"), (), tuple(identity)),
        Table(_("Your gate"), (), tuple(gate_rows(data["gate"]))),
        Table(
            _("How it was checked who you are"),
            (_("When"), _("How"), _("Document"), _("Where")),
            tuple(_proofing(one, places) for one in data["proofings"]),
            _("It was not checked yet: these are your own words."),
        ),
        Table(
            _("Second steps"),
            (_("Name"), _("Kind"), _("Added"), _("Last used")),
            tuple(_factor(one) for one in data["second_factors"]),
            _("There is none."),
        ),
        Table(
            _("Where you are signed in"),
            (_("Since"), _("How"), _("Last seen")),
            tuple(_session(one) for one in data["sessions"]),
            _("Nowhere."),
        ),
        Table(
            _("Browsers that we know"),
            (_("Browser"), _("Last signed in")),
            tuple((one["label"], _moment(one["last_used_at"])) for one in data["browsers"]),
            _("We know none."),
        ),
        Table(
            _("What you let connected services have"),
            (_("Service"), _("It receives"), _("Since"), _("Withdrawn")),
            tuple(_consent(one) for one in data["consents"]),
            _("You have agreed to nothing so far."),
        ),
        Table(
            _("Codes by which services know you"),
            (_("For whom"), _("Connection code")),
            tuple((one["sector"], one["sub"]) for one in data["connection_codes"]),
            _("No service knows you."),
        ),
        Table(
            _("What happened to your gate"),
            (_("When"), _("What"), _("Where")),
            tuple(_event(one, places) for one in data["activity"] if one["event"] in NAMES),
            _("Nothing has happened yet."),
        ),
    )


def gate_rows(gate: Record) -> list[tuple[str, str]]:
    """Return what is held of the gate itself, label by label."""
    proved = _("proved") if gate["email_proved_at"] else _("not proved yet")
    rows = [
        (_("Kind of the gate"), str(STATES.get(gate["state"], gate["state"]))),
        (_("Username"), gate["username"]),
        (_("E-mail address"), f"{gate['email']} ({proved})"),
        (_("Language of the letters"), LANGUAGES.get(gate["language"], gate["language"])),
        (_("Registered"), _moment(gate["registered_at"])),
        (_("Activated"), _moment(gate["activated_at"])),
        (_("Ends"), _moment(gate["ends_at"])),
        (_("Password set anew without the earlier one"), _moment(gate["password_reset_at"])),
    ]
    return [(label, value) for label, value in rows if value]


def _proofing(one: Record, places: Places) -> tuple[str, ...]:
    document = f"{DOCUMENTS.get(one['document'], one['document'])} ({citizenship(one['issuing_country'])})"
    how = str(PROOFINGS.get(one["method"], one["method"]))
    where = places.offices.get(one["office"], one["office"]) or _("Not at an office")
    return (_moment(one["at"]), how, document, where)


def _factor(one: Record) -> tuple[str, ...]:
    return (
        one["name"],
        str(KINDS[Factor(one["kind"])]),
        _moment(one["added_at"]),
        _moment(one["used_at"]),
    )


def _consent(one: Record) -> tuple[str, ...]:
    received = data_in_words(from_full_gate(Datum(code) for code in one["data"].split()))
    return (one["service"], received, _moment(one["given_at"]), _moment(one["withdrawn_at"]))


def _session(one: Record) -> tuple[str, ...]:
    return (_moment(one["begun_at"]), str(METHODS.get(one["method"], one["method"])), _moment(one["seen_at"]))


def _event(one: Record, places: Places) -> tuple[str, ...]:
    what = str(named(one["event"], one["details"], places))
    return (_moment(one["at"]), what, places.offices.get(one["office"], one["office"]))


def _moment(text: str | None) -> str:
    return dates.moment(datetime.fromisoformat(text)) if text else ""
