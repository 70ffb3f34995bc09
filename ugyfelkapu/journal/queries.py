# SPDX-License-Identifier: EUPL-1.2
"""Questions to the journal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from .models import Entry


def entries_about(subject: UUID, *, limit: int = 50) -> list[Entry]:
    """Return the newest entries about one gate or thing."""
    return list(Entry.objects.filter(subject=subject).order_by("-id")[:limit])


@dataclass(frozen=True, slots=True)
class Span:
    """Which entries about a gate are asked for: some events, from a moment on, before another.

    ``at_offices`` leaves out what its owner did without one.
    """

    events: frozenset[str]
    since: datetime | None = None
    until: datetime | None = None
    at_offices: bool = False


def entries_in(
    subject: UUID, span: Span, *, before: int | None = None, limit: int | None = None
) -> list[Entry]:
    """Return the entries about one gate in a span, newest first; ``before`` pages on."""
    entries = Entry.objects.filter(subject=subject, event__in=span.events).order_by("-id")
    if before is not None:
        entries = entries.filter(id__lt=before)
    if span.at_offices:
        entries = entries.exclude(office="")
    if span.since is not None:
        entries = entries.filter(at__gte=span.since)
    if span.until is not None:
        entries = entries.filter(at__lt=span.until)
    return list(entries if limit is None else entries[:limit])


def latest_entries(*, before: int | None = None, event: str = "", limit: int = 50) -> list[Entry]:
    """Return the newest entries, for those who watch the whole; ``before`` pages on."""
    entries = Entry.objects.order_by("-id")
    if before is not None:
        entries = entries.filter(id__lt=before)
    if event:
        entries = entries.filter(event=event)
    return list(entries[:limit])


def count_by(actor_id: str, event: str, *, since: datetime, until: datetime) -> int:
    """Return how often an actor did something in a span of time."""
    return Entry.objects.filter(actor_id=actor_id, event=event, at__gt=since, at__lte=until).count()


def all_entries() -> Iterator[Entry]:
    """Yield the whole journal, oldest first, for those who take it elsewhere."""
    return Entry.objects.order_by("id").iterator(1000)
