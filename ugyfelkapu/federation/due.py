# SPDX-License-Identifier: EUPL-1.2
"""What falls due in this room, for the worker: sign-outs that services are owed, and what nobody needs."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Final

from ugyfelkapu.journal.clock import real_now, steady

from .oidc import housekeeping, identity_verification, telling, visits

LATE_SECONDS: Final = 10.0
"""Entries of the journal become visible a little out of order: what is younger is looked at again."""
LOOK_BACK: Final = 2_000
"""How many entries are looked at first: a worker that died may have left them."""


class Watch:
    """Knows which entries of the journal are worth a look; ``clock`` returns seconds that never jump.

    What it misses is found when all visits are looked at.
    """

    def __init__(self, clock: Callable[[], float] = steady) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque()

    def since(self, newest: int) -> int:
        """Return the entry after which something may be new; the newest one itself where nothing is."""
        now = self._clock()
        if self._marks and newest < self._marks[-1][1]:  # the journal is another one
            self._marks.clear()
        if not self._marks:
            self._marks.append((now, max(0, newest - LOOK_BACK)))
        self._marks.append((now, newest))
        while self._marks[1][0] <= now - LATE_SECONDS:
            self._marks.popleft()
        return self._marks[0][1]

    def queue(self, *, at: datetime) -> None:
        """Owe sign-outs for gates about which something was noted lately."""
        newest = visits.newest_entry()
        since = self.since(newest)
        while since < newest and visits.queue_since(since, at=at) == visits.BATCH:
            pass


@cache
def _watch() -> Watch:
    return Watch()


@cache
def _messenger() -> telling.Messenger:
    return telling.Messenger()


def tell_services(at: datetime) -> bool:
    """Find the visits that ended lately, and tell services of them; say whether some are being told."""
    _watch().queue(at=at)
    queue_ended_gates(at)
    return _messenger().carry_on(at=at)


def queue_ended_gates(at: datetime) -> bool:
    """Owe sign-outs for the gates whose end has come; must be done before they are erased (D20)."""
    while visits.queue_ended_gates(at=at):
        pass
    return False


def look_at_every_visit(at: datetime) -> bool:
    """Owe sign-outs for whatever the quick look missed; say whether more may be."""
    return visits.queue_all(at=at)


def tidy(at: datetime) -> bool:
    """Delete a part of what has lapsed and nobody can use any more; say whether more waits."""
    visits.forget_lapsed(at=at)
    telling.forget_told(real=real_now())
    identity_verification.forget_counts(at=at)
    return housekeeping.forget_lapsed(at=at)
