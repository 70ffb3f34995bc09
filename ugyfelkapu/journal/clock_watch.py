# SPDX-License-Identifier: EUPL-1.2
"""Whether the clock may be trusted with what cannot be undone.

Sweeps erase for good, so they ask here first. A clock that runs backwards, jumps ahead, or tells
another time than the database server's is doubted: nothing is erased, and an alarm stands until it
is plausible again or an operator says that it is right (reliability experiment 7, invariants I4, I17).
A moment that the clock file holds is declared, and nobody asks about it.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Q

from ugyfelkapu.domain.events import ClockDoubted, ClockTrusted

from . import clock
from .act import act, record
from .actor import Actor
from .models import ClockSighting

logger = logging.getLogger(__name__)

BACKWARD: Final = timedelta(minutes=5)
"""How far a clock may be set back, as servers do that correct their time."""
ABSENCE: Final = timedelta(days=3)
"""How long no worker may have run before a leap ahead looks like a wrong clock."""
APART: Final = timedelta(minutes=5)
"""How far the database server's clock may be from ours."""
ONLY: Final = 1
FLOOR_SECONDS: Final = 60.0


def trusted(at: datetime, *, by: Actor) -> bool:
    """Say whether the machine's moment is plausible after all that was seen; note it, or sound the alarm."""
    last = ClockSighting.objects.filter(id=ONLY).first()
    reason = _doubt(at, last)
    if reason:
        if last is None or last.doubt != reason:
            doubt(reason, last_trusted_at=last.at if last else None, by=by, at=at)
        logger.error("the clock is not trusted, nothing is erased: %s", reason)
        return False
    if last is not None and last.doubt:
        trust(by=by, at=max(at, last.at or at))
        return True
    _note(at)
    return True


def _doubt(at: datetime, last: ClockSighting | None) -> str:
    before = last.at if last else None
    if before is not None and at < before - BACKWARD:
        return "backward"
    if before is not None and at > before + ABSENCE:
        return "ahead"
    if abs(_moment_of_the_database(at) - at) > APART:
        return "apart"
    return ""


def _moment_of_the_database(ours: datetime) -> datetime:
    """Return the database server's moment; the embedded database has no clock but ours."""
    if connection.vendor != "postgresql":
        return ours
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]  # a moment with its zone


def _note(at: datetime) -> None:
    """Note a moment as seen; it never goes back."""
    seen, created = ClockSighting.objects.get_or_create(id=ONLY, defaults={"at": at})
    if not created and (seen.at is None or at > seen.at):
        ClockSighting.objects.filter(Q(at=None) | Q(at__lt=at), id=ONLY).update(at=at)


@act
def doubt(reason: str, *, last_trusted_at: datetime | None, by: Actor, at: datetime) -> None:
    """Sound the alarm."""
    ClockSighting.objects.update_or_create(id=ONLY, defaults={"doubt": reason})
    record(ClockDoubted(reason=reason, last_trusted_at=last_trusted_at))


@act
def trust(*, by: Actor, at: datetime) -> None:
    """End the alarm: the clock is plausible, or an operator looked at it and says that it is right."""
    ClockSighting.objects.update_or_create(id=ONLY, defaults={"at": at, "doubt": ""})
    record(ClockTrusted())


def keep_up() -> None:
    """Let business in this process begin no earlier than the latest trusted moment, read once a minute.

    So a clock that is set back makes nothing valid again that was over (I17); time stands still
    until the clock has caught up.
    """
    if clock.steady() < clock.floor.fresh_until:
        return
    clock.floor.fresh_until = clock.steady() + FLOOR_SECONDS
    clock.floor.moment = ClockSighting.objects.filter(id=ONLY).values_list("at", flat=True).first()


def standing() -> tuple[datetime | None, str]:
    """Return the last trusted moment, if there is one, and why the clock is doubted, if it is."""
    seen = ClockSighting.objects.filter(id=ONLY).first()
    return (seen.at, seen.doubt) if seen else (None, "")
