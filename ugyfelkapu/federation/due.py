# SPDX-License-Identifier: EUPL-1.2
"""What falls due in this room, for the worker: sign-outs that services are owed, and what nobody needs."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from ugyfelkapu.journal.clock import real_now

from .oidc import housekeeping, identity_verification, telling, visits


class Watch:
    """Reads what the journal says lately; what it misses is found when all visits are looked at."""

    def __init__(self) -> None:
        self._seen: int | None = None

    def queue(self, *, at: datetime) -> None:
        """Owe sign-outs for gates about which something was noted since the last look."""
        newest = visits.newest_entry()
        since = newest if self._seen is None else self._seen
        visits.queue_since(max(0, since - visits.LOOK_BACK), at=at)
        self._seen = newest


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


def tidy(at: datetime) -> None:
    """Delete what has lapsed and nobody can use any more."""
    visits.forget_lapsed(at=at)
    telling.forget_told(real=real_now())
    housekeeping.forget_lapsed(at=at)
    identity_verification.forget_counts(at=at)
