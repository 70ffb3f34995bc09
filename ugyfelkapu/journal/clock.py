# SPDX-License-Identifier: EUPL-1.2
"""The only reader of clocks.

Business happens at :func:`now`: the real moment, or in development the moment that the clock file
holds. Leases, back-off and time-outs use :func:`real_now` and :func:`steady`, which nobody can set.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings


class ClockFileUnreadable(Exception):  # noqa: N818
    """The clock file holds no ISO 8601 moment."""


def real_now() -> datetime:
    """Return the machine's moment, UTC."""
    return datetime.now(UTC)  # noqa: TID251  the one place


def steady() -> float:
    """Return seconds of a clock that never jumps; only differences mean something."""
    return time.monotonic()  # noqa: TID251  the one place


@contextmanager
def same_time(seconds: float) -> Iterator[None]:
    """Make the block last this long in every case, so that its length tells nobody what it did."""
    ends = steady() + seconds
    try:
        yield
    finally:
        time.sleep(max(0.0, ends - steady()))


@dataclass(slots=True)
class Floor:
    """The moment before which this process does no business, and how long that is known freshly."""

    moment: datetime | None = None
    fresh_until: float = 0.0


floor = Floor()


def now() -> datetime:
    """Return the moment of business, UTC. Raises :class:`ClockFileUnreadable`."""
    path: Path | None = settings.CLOCK_FILE
    if path is not None:
        with suppress(FileNotFoundError):
            return parse_moment(path.read_text(encoding="utf-8").strip())
    return max(real_now(), floor.moment) if floor.moment else real_now()


def declared() -> bool:
    """Say whether somebody set the moment of business by the clock file."""
    path: Path | None = settings.CLOCK_FILE
    return path is not None and path.exists()


def parse_moment(text: str) -> datetime:
    """Return the UTC moment that an ISO 8601 text names; without an offset it means UTC."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ClockFileUnreadable(text) from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
