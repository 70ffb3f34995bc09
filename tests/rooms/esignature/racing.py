# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race for trusted lists do: each wakes the product up for itself."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn to look."""

    url: str
    source: str
    at: datetime


def _wake(url: str) -> None:
    os.environ["UGYFELKAPU_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()


def make_tables(url: str) -> bool:
    """Prepare the database."""
    _wake(url)
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    return True


def look(turn: Turn) -> list[str]:
    """Look for newer lists as a worker does; return what the journal says afterwards."""
    _wake(turn.url)
    from django.conf import settings

    from ugyfelkapu.esignature.services import update_if_due
    from ugyfelkapu.journal.actor import WORKER
    from ugyfelkapu.journal.queries import latest_entries

    settings.TRUST_SOURCE = turn.source
    update_if_due(by=WORKER, at=turn.at)
    return [entry.event for entry in latest_entries(limit=20)]
