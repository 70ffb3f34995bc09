# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race for trusted lists do, each on the database that it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from tests.awake import work_on


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn to look."""

    url: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Taking:
    """Lists to be taken once everybody has read them."""

    url: str
    source: str
    at: datetime
    ready: Barrier


def have_upkeep(url: str) -> bool:
    """Let the one row be there that says what is believed."""
    work_on(url)
    from ugyfelkapu.esignature.models import Upkeep

    Upkeep.objects.create(id=1)
    return True


def look(turn: Turn) -> list[str]:
    """Look for newer lists as a worker does; return what the journal says afterwards."""
    work_on(turn.url)
    from django.conf import settings

    from ugyfelkapu.esignature.services import update_if_due
    from ugyfelkapu.journal.actor import WORKER
    from ugyfelkapu.journal.queries import latest_entries

    settings.TRUST_SOURCE = turn.source
    update_if_due(by=WORKER, at=turn.at)
    return [entry.event for entry in latest_entries(limit=20)]


def take_them(taking: Taking) -> str:
    """Take lists that others take at the same moment; return why not, or nothing."""
    work_on(taking.url)
    from ugyfelkapu.esignature.gathering import NOTHING, bring, from_folder
    from ugyfelkapu.esignature.services import TrustNotUpdated, take
    from ugyfelkapu.esignature.trust.policy import GRACE
    from ugyfelkapu.journal.actor import WORKER

    brought = bring(from_folder(Path(taking.source)), NOTHING, taking.at, GRACE)
    taking.ready.wait(60)
    try:
        take(brought, instead_of="", by=WORKER, at=taking.at)
    except TrustNotUpdated as refusal:
        return str(refusal.data["reason"])
    return ""


def number_of_snapshots(url: str) -> int:
    """Return how many snapshots are kept."""
    work_on(url)
    from ugyfelkapu.esignature.models import Snapshot

    return Snapshot.objects.count()
