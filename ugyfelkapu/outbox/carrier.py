# SPDX-License-Identifier: EUPL-1.2
"""Carrying letters: claim one, put it in words, hand it over, note it; or try later, or give up.

Between the mail server's yes and our note of it a worker may die; the letter is then sent again with
the same Message-ID. Nothing else repeats one, and nothing loses one.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from functools import cache
from typing import Final
from uuid import UUID

from ugyfelkapu.domain.errors import LeaseLost
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.clock import real_now, steady
from ugyfelkapu.vault.cipher import Unreadable

from .leases import LEASE, Claim, claim, postpone, wake_all
from .letters import unpack
from .rendering import render
from .services import give_up, note_sent
from .transports import (
    PERMANENT,
    WHOLE_SERVER,
    Failure,
    Parcel,
    Transport,
    Undelivered,
    transport_from_settings,
)

logger = logging.getLogger(__name__)

BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)
"""How long a letter waits after each failure; the last one repeats until the letter is given up."""
OUTAGE_BACK_OFF: Final = timedelta(minutes=5)
"""The longest wait while the mail server takes nothing at all."""
OUTAGE: Final = 2
"""Different letters that failed with no success between them: not theirs, the server's fault."""
SHORTEST_REST: Final = 1.0
LONGEST_REST: Final = 30.0
"""Seconds without any attempt after the mail server failed as a whole; doubled each time."""


class Carrier:
    """Carries letters one at a time, and spares a mail server that is down."""

    def __init__(self, transport: Transport, *, lease: timedelta = LEASE) -> None:
        self._transport = transport
        self._lease = lease
        self._failed: set[UUID] = set()
        self._rest_seconds = 0.0
        self._resting_until = 0.0

    def carry_next(self, *, at: datetime) -> bool:
        """Carry one due letter; say whether there may be more to do at once."""
        if steady() < self._resting_until:
            return False
        taken = claim(real=real_now(), lease=self._lease)
        if taken is None:
            self._transport.rest()
            return False
        try:
            self._carry(taken, at=at)
        except LeaseLost:
            logger.warning("letter %s was taken over or erased while it was carried", taken.letter.id)
        return True

    def _carry(self, taken: Claim, *, at: datetime) -> None:
        try:
            self._transport.deliver(_parcel(taken), at=at)
        except Undelivered as trouble:
            self._after_failure(taken, trouble.failure, at=at)
            return
        note_sent(taken, by=WORKER, at=at)
        logger.info("letter %s sent", taken.letter.id)
        self._after_success()

    def _after_success(self) -> None:
        outage_over = len(self._failed) >= OUTAGE
        self._failed.clear()
        self._rest_seconds = 0.0
        if outage_over:
            wake_all(real=real_now())

    def _after_failure(self, taken: Claim, failure: Failure, *, at: datetime) -> None:
        letter = taken.letter
        real = real_now()
        logger.warning("letter %s not sent: %s", letter.id, failure)
        if failure in PERMANENT or real >= letter.gives_up_at:
            give_up(taken, reason=failure, by=WORKER, at=at)
        else:
            self._failed.add(letter.id)
            postpone(taken, until=real + self._wait(letter.attempts, failure), error=failure)
        if failure in WHOLE_SERVER:
            self._rest_seconds = min(LONGEST_REST, max(SHORTEST_REST, self._rest_seconds * 2))
            self._resting_until = steady() + self._rest_seconds

    def _wait(self, attempts: int, failure: Failure) -> timedelta:
        wait = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
        outage = failure in WHOLE_SERVER or len(self._failed) >= OUTAGE
        return min(wait, OUTAGE_BACK_OFF) if outage else wait


def _parcel(taken: Claim) -> Parcel:
    row = taken.letter
    try:
        letter, to = unpack(row.kind, row.context or ""), row.to or ""
    except (Unreadable, LookupError, TypeError, ValueError) as error:
        raise Undelivered(Failure.UNREADABLE) from error
    return Parcel(
        id=row.id,
        account_id=row.account_id,
        to=to,
        language=row.language,
        rendered=render(letter, language=row.language),
        posted_at=row.created_at,
    )


@cache
def _house_carrier() -> Carrier:
    return Carrier(transport_from_settings())


def carry_next(at: datetime) -> bool:
    """Carry one due letter by the way out of this installation; say whether there may be more."""
    return _house_carrier().carry_next(at=at)
