# SPDX-License-Identifier: EUPL-1.2
"""Questions to the outbox. Only the mailbox of a development machine tells what a letter says."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, Q

from . import letters
from .models import Letter, MailboxItem
from .models import Status as Status
from .rendering import render
from .samples import SAMPLES


@dataclass(frozen=True, slots=True)
class Delivered:
    """A letter as it arrived in the development mailbox."""

    id: UUID
    to: str
    subject: str
    text: str
    html: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How the outbox stands; ``oldest_waiting`` is the age of the letter that waits longest."""

    waiting: int
    abandoned: int
    oldest_waiting: timedelta | None


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter as operators may see it: nothing about a person."""

    id: UUID
    kind: str
    language: str
    status: str
    attempts: int
    last_error: str
    created_at: datetime
    sent_at: datetime | None
    next_at: datetime
    can_retry: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A letter of the catalogue with sample values, in words."""

    kind: str
    language: str
    subject: str
    text: str
    html: str


def mailbox(*, limit: int = 200) -> list[Delivered]:
    """Return the newest letters of the development mailbox, newest first."""
    return [
        Delivered(item.id, item.to, item.subject, item.text, item.html, item.sent_at)
        for item in MailboxItem.objects.order_by("-arrived", "-id")[:limit]
    ]


def outbox_state(*, at: datetime) -> OutboxState:
    """Return how many letters wait and were given up, and how long the oldest has waited."""
    waiting = Letter.objects.filter(status=Status.WAITING)
    found = waiting.aggregate(number=Count("id"), oldest=Min("created_at"))
    oldest: datetime | None = found["oldest"]
    abandoned = Letter.objects.filter(status=Status.ABANDONED).count()
    return OutboxState(found["number"], abandoned, at - oldest if oldest else None)


def letters_overview(*, status: Status | None = None, limit: int = 100) -> list[LetterRow]:
    """Return the newest letters for operators."""
    whole = Q(status=Status.ABANDONED, to__isnull=False, context__isnull=False)
    rows = Letter.objects.annotate(can_retry=whole).order_by("-created_at", "-id")
    if status is not None:
        rows = rows.filter(status=status)
    names = [field.name for field in fields(LetterRow)]
    return [LetterRow(**values) for values in rows.values(*names)[:limit]]


def gallery(language: str) -> list[Sample]:
    """Return every letter of the catalogue in one language, with sample values."""
    return [_sample(letter, language) for letter in SAMPLES]


def sample(kind: str, language: str) -> Sample | None:
    """Return one letter of the catalogue likewise, if there is such a kind."""
    return next((_sample(letter, language) for letter in SAMPLES if letter.kind == kind), None)


def _sample(letter: letters.Letter, language: str) -> Sample:
    words = render(letter, language=language)
    return Sample(letter.kind, language, words.subject, words.text, words.html)
