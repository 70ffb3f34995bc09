# SPDX-License-Identifier: EUPL-1.2
"""All that the house holds of somebody, for themselves: column by column, or left out with a reason.

(GDPR articles 15 and 20; a house test walks every table that refers to a gate.)
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final  # Any: columns of any kind, JSON
from uuid import UUID

from django.db.models import Model

from ugyfelkapu.accounts.models import Account, Admission, ClaimLetter, Code, Confirmation, Proofing
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.outbox.models import Letter

from .models import Device, Factor, Recovery, RecoveryCode, Session

VERSION: Final = 1
MOST_ENTRIES: Final = 100_000


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the export: the columns that its owner is told, in the order of their moments."""

    name: str
    model: type[Model]
    columns: tuple[str, ...]
    order: str = "pk"


GATE: Final = Part(
    "gate",
    Account,
    (
        *(
            "state",
            "username",
            "email",
            "email_proved_at",
            "language",
            "office",
            "registered_at",
            "reference",
        ),
        *("activated_at", "ends_at", "remind_at", "password_reset_at", "starts_over_at", "suspended_for"),
        *("lock_letter_on", "person_source", "capped", "identity"),
    ),
)
PARTS: Final = (
    Part(
        "proofings",
        Proofing,
        (
            *("method", "document", "issuing_country", "address_card", "register", "consent_version"),
            *("at", "office"),
        ),
    ),
    Part(
        "sessions",
        Session,
        ("begun_at", "seen_at", "ends_at", "method", "factors", "stepped_up_at", "proofs"),
        order="begun_at",
    ),
    Part("browsers", Device, ("label", "method", "last_used_at")),
    Part(
        "second_factors",
        Factor,
        ("kind", "name", "added_at", "counts_from", "used_at", "transports"),
        order="added_at",
    ),
    Part("recovery_codes", RecoveryCode, ("made_at", "kept_at", "used_at")),
    Part(
        "mailed_codes",
        Code,
        ("purpose", "issued_at", "ends_at", "remind_at", "used_at", "dead_at", "wrong_tries", "asked_on"),
        order="issued_at",
    ),
    Part(
        "confirmations",
        Confirmation,
        ("purpose", "address", "asked_at", "ends_at", "used_at", "dead_at", "wrong_tries"),
        order="asked_at",
    ),
    Part("letters_to_claimed_addresses", ClaimLetter, ("on", "number")),
    Part(
        "admissions", Admission, ("office", "asked_at", "ends_at", "decided_at", "outcome"), order="asked_at"
    ),
    Part(
        "new_starts",
        Recovery,
        ("office", "asked_at", "ends_at", "approved_at", "takes_effect_at", "closed_at", "outcome"),
        order="asked_at",
    ),
    Part("letters", Letter, ("kind", "language", "status", "created_at", "sent_at"), order="created_at"),
)
_OPENS: Final = "whoever had it could open the gate, or try to"
_HASH: Final = "a keyed hash of what stands elsewhere in the export"
_INSIDE: Final = "a number by which the house's tables find each other"
_STAFF: Final = "it tells of a staff member, not of the owner; who looked is told by office"
_WORKINGS: Final = "how the house works off its work, not what it knows of anybody"
_SHORT_LIVED: Final = "it lives for minutes and says only that somebody is signing in or adding a passkey"
LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "accounts.Account.id": _INSIDE,
        "accounts.Account.person_key": _HASH,
        "accounts.Account.username_key": _HASH,
        "accounts.Account.email_key": _HASH,
        "accounts.Account.reference_key": _HASH,
        "accounts.Account.password": _OPENS,
        "accounts.Account.generation": _WORKINGS,
        "accounts.Account.epoch": _WORKINGS,
        "accounts.NamePart": _HASH,
        "accounts.Proofing.staff_id": _STAFF,
        "accounts.Proofing.second_staff_id": _STAFF,
        "accounts.Code.digest": _OPENS,
        "accounts.Code.asked_as": _WORKINGS,
        "accounts.Confirmation.digest": _OPENS,
        "accounts.ClaimLetter.email_key": _HASH,
        "accounts.Admission.asked_by": _STAFF,
        "accounts.Admission.request": "empty once it is decided, and no gate comes of it before",
        "accounts.Admission.fingerprint": _HASH,
        "access.Session.digest": _OPENS,
        "access.Session.staff": _STAFF,
        "access.Session.generation": _WORKINGS,
        "access.Session.device": _INSIDE,
        "access.Session.compared": _STAFF,
        "access.Device.digest": _OPENS,
        "access.Factor.epoch": _WORKINGS,
        "access.Factor.secret": _OPENS,
        "access.Factor.last_step": _WORKINGS,
        "access.Factor.credential_id": "the authenticator made it and keeps it",
        "access.Factor.public_key": "the authenticator made it and keeps it",
        "access.Factor.user_handle": "random, made for the authenticator, which keeps it",
        "access.Factor.sign_count": _WORKINGS,
        "access.RecoveryCode.digest": _OPENS,
        "access.RecoveryCode.epoch": _WORKINGS,
        "access.HalfSignIn": _SHORT_LIVED,
        "access.Challenge": _SHORT_LIVED,
        "access.SafetyLink": _OPENS,
        "access.Recovery.asked_by": _STAFF,
        "access.Recovery.approved_by": _STAFF,
        "access.Recovery.request": "the activity tells what was shown; a new address counts later",
        "access.Recovery.fingerprint": _HASH,
        "outbox.MailboxItem": "the mailbox of a development system; no other has one",
        "outbox.Letter.to": "the gate's own address, wiped once the letter is sent",
        "outbox.Letter.context": _OPENS,
        "outbox.Letter.attempts": _WORKINGS,
        "outbox.Letter.last_error": _WORKINGS,
        "outbox.Letter.next_at": _WORKINGS,
        "outbox.Letter.gives_up_at": _WORKINGS,
        "outbox.Letter.lease": _WORKINGS,
        "outbox.Letter.lease_until": _WORKINGS,
    }
)
"""Columns, or whole tables, that the export leaves out, each with the reason."""


def own_data(account_id: UUID, *, at: datetime) -> dict[str, Any]:
    """Return what the house holds of a gate's owner, as JSON knows it; moments in ISO 8601."""
    account = Account.objects.get(id=account_id)
    gate = _row(account, GATE)
    identity = json.loads(gate.pop("identity"))
    return {
        "version": VERSION,
        "made_at": at.isoformat(),
        "identity": identity,
        "gate": gate,
        **{part.name: _rows(part, account_id) for part in PARTS},
        "activity": _activity(account_id),
    }


def _rows(part: Part, account_id: UUID) -> list[dict[str, Any]]:
    manager = part.model._default_manager
    rows = manager.filter(account_id=account_id).order_by(part.order, "pk").only("pk", *part.columns)
    return [_row(row, part) for row in rows]


def _row(row: Model, part: Part) -> dict[str, Any]:
    return {column: plain(getattr(row, column)) for column in part.columns}


def plain(value: object) -> object:
    """Return a column's value as JSON knows it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


INSIDE_DETAILS: Final = frozenset({"person", "fingerprint"})
"""Keyed hashes in the journal's details, by which the house finds what belongs together."""


def _activity(account_id: UUID) -> list[dict[str, Any]]:
    """Return the journal's entries about a gate, oldest first: never who of the staff it was."""
    entries = entries_about(account_id, limit=MOST_ENTRIES)
    return [
        {
            "event": entry.event,
            "at": entry.at.isoformat(),
            "office": entry.office,
            "details": {name: value for name, value in entry.details.items() if name not in INSIDE_DETAILS},
        }
        for entry in reversed(entries)
    ]
