# SPDX-License-Identifier: EUPL-1.2
"""Journal entries and letters as lines of a table."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from ugyfelkapu.outbox.queries import LetterRow
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.pieces import Tag, Text
from ugyfelkapu.staff.queries import staff_rows

from .words import ACTORS, EVENTS, LETTER_STATES, LETTERS

SHORT = 8


class JournalEntry(Protocol):
    """What of a journal entry is shown."""

    id: int
    at: datetime
    event: str
    actor_kind: str
    actor_id: str
    office: str
    subject: UUID | None
    details: Any  # JSON


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry: in words, who, where, and as it is stored."""

    number: int
    at: str
    event: Text
    who: str
    office: str
    raw: str


@dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter: nothing about a person."""

    id: UUID
    kind: Text
    language: str
    tag: Tag
    posted: str
    tries: str
    reason: str
    can_retry: bool


def entry_lines(entries: Iterable[JournalEntry]) -> list[EntryLine]:
    """Return entries as lines; staff are named by their sign-in name, citizens by no name at all."""
    usernames = {str(row.id): row.username for row in staff_rows()}
    return [
        EntryLine(
            number=entry.id,
            at=f"{dates.plain_day(entry.at)} {dates.clock_time(entry.at)}",
            event=EVENTS.get(entry.event, entry.event),
            who=_who(entry, usernames),
            office=entry.office,
            raw=_raw(entry),
        )
        for entry in entries
    ]


def _who(entry: JournalEntry, usernames: dict[str, str]) -> str:
    name = usernames.get(entry.actor_id)
    if name is not None:
        return name
    kind = str(ACTORS.get(entry.actor_kind, entry.actor_kind))
    if entry.actor_kind != "citizen":
        return kind
    return _("%(who)s, %(id)s…") % {"who": kind, "id": entry.actor_id[:SHORT]}


def _raw(entry: JournalEntry) -> str:
    whole = {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "event": entry.event,
        "actor": f"{entry.actor_kind} {entry.actor_id}".strip(),
        "subject": str(entry.subject) if entry.subject else None,
        **entry.details,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1)


def letter_lines(rows: Iterable[LetterRow]) -> list[LetterLine]:
    """Return letters as lines."""
    return [
        LetterLine(
            id=row.id,
            kind=LETTERS.get(row.kind, row.kind),
            language=row.language,
            tag=Tag(*LETTER_STATES[row.status]),
            posted=f"{dates.plain_day(row.created_at)} {dates.clock_time(row.created_at)}",
            tries=str(row.attempts),
            reason=row.last_error,
            can_retry=row.can_retry,
        )
        for row in rows
    ]
