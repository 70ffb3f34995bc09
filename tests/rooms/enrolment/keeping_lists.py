# SPDX-License-Identifier: EUPL-1.2
"""Letting the lists of the test world be believed in a database that other processes work on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.awake import work_on


@dataclass(frozen=True, slots=True)
class Kept:
    """Where lists lie, and in which database they are to be believed from when on."""

    url: str
    source: str
    at: datetime


def keep(task: Kept) -> str:
    """Believe them; return the name under which they are kept."""
    work_on(task.url)
    from ugyfelkapu.esignature.services import update
    from ugyfelkapu.journal.actor import COMMAND_LINE

    return update(source=task.source, by=COMMAND_LINE, at=task.at).snapshot.id
