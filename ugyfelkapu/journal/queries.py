# SPDX-License-Identifier: EUPL-1.2
"""Questions to the journal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from .models import Entry


def entries_about(subject: UUID, *, limit: int = 50) -> list[Entry]:
    """Return the newest entries about one gate or thing."""
    return list(Entry.objects.filter(subject=subject).order_by("-id")[:limit])


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
