# SPDX-License-Identifier: EUPL-1.2
"""The work that falls due without anybody asking: one list of jobs, and the loop that does them.

Each job has a thread and a database connection of its own, so a slow mail server holds up nothing
else. A lost database (or a clock file being written) is waited for; any other surprise ends the worker,
loudly.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from ugyfelkapu.access import attempts, passkeys, safety_links, sessions
from ugyfelkapu.access.services import recovering, second_step
from ugyfelkapu.accounts.services import (
    erase_expired,
    forget_lapsed_admissions,
    remind_of_codes,
    remind_of_gates,
)
from ugyfelkapu.enrolment import services as enrolment
from ugyfelkapu.esignature.services import update_if_due
from ugyfelkapu.federation import due as federation
from ugyfelkapu.federation.oidc.services import keys
from ugyfelkapu.journal import clock_watch
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.chain import chain_all_entries, chain_new_entries
from ugyfelkapu.journal.clock import ClockFileUnreadable, declared, real_now
from ugyfelkapu.outbox import carrier

from .heartbeat import beat

logger = logging.getLogger(__name__)

WATCH_SECONDS: Final = 0.2
GUESSES_KEPT: Final = timedelta(days=2)
BEAT_SECONDS: Final = 5.0
WAY_SECONDS: Final = 0.015
"""How long a job gives way: whoever waits for SQLite's one place looks every few milliseconds."""
LEAVE_SECONDS: Final = 0.7
"""How long work under way may take to finish after a signal; a letter cut off is sent again later."""
SHORTEST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 15.0
"""Seconds between two attempts to reach a lost database; doubled each time."""
OVERSLEPT: Final = frozenset({"25P03", "25P04"})
"""PostgreSQL's codes for a transaction that it ended because nothing happened in it for too long."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work that falls due: ``run`` does a bounded part of it and says whether more waits.

    What cannot be undone is done only by a clock that is ``trusted``. A job that writes much gives way
    to others between its parts.
    """

    name: str
    every_seconds: float
    run: Callable[[datetime], bool]
    trusting: bool = False
    gives_way: bool = False


def _chain_journal(at: datetime) -> bool:
    chain_new_entries()
    return False


def _chain_stragglers(at: datetime) -> bool:
    """Chain what became visible so late that nobody looked for it any more."""
    chain_all_entries()
    return False


def _tidy(at: datetime) -> bool:
    """Delete what nobody can use any more: sessions, halves of them, challenges, links, guesses, requests."""
    sessions.end_lapsed(at=at)
    second_step.forget_lapsed(at=at)
    passkeys.forget_lapsed(at=at)
    safety_links.forget_lapsed(at=at)
    attempts.forget_old(before=at - GUESSES_KEPT)
    more = federation.tidy(at)
    more = recovering.forget_lapsed_recoveries(by=WORKER, at=at) > 0 or more
    return forget_lapsed_admissions(by=WORKER, at=at) > 0 or more


def _start_over(at: datetime) -> bool:
    """Let the gates start over whose wait is over."""
    return recovering.carry_out_recoveries(by=WORKER, at=at)


def _remind(at: datetime) -> bool:
    """Remind of what will end (D2-D4)."""
    return remind_of_gates(by=WORKER, at=at) or remind_of_codes(by=WORKER, at=at)


def _look_at_signed_forms(at: datetime) -> bool:
    """Look at the signed forms that came in, or that had to wait for evidence."""
    return enrolment.look_at_next(by=WORKER, at=at)


def _forget_declarations(at: datetime) -> bool:
    """Erase declarations whose day is over."""
    return enrolment.forget_lapsed(by=WORKER, at=at)


def _keep_trusted_lists(at: datetime) -> bool:
    """Look for newer trusted lists when it is time."""
    return update_if_due(by=WORKER, at=at)


def _erase(at: datetime) -> bool:
    """Make permanent what has ended already, once services are owed its sign-outs (D3, D4, D20)."""
    federation.queue_ended_gates(at)
    return erase_expired(by=WORKER, at=at)


def _advance_keys(at: datetime) -> bool:
    """Move the keys on that sign for services."""
    keys.advance(by=WORKER, at=at)
    return False


DUE: Final[tuple[Job, ...]] = (
    Job("reminding", 60.0, _remind, trusting=True, gives_way=True),
    Job("erasing", 60.0, _erase, trusting=True, gives_way=True),
    Job("starting over", 5.0, _start_over, trusting=True),
    Job("signing keys", 60.0, _advance_keys, trusting=True),
    Job("tidying", 60.0, _tidy, gives_way=True),
    Job("trusted lists", 60.0, _keep_trusted_lists),
    Job("signed forms", 0.4, _look_at_signed_forms),
    Job("declarations", 60.0, _forget_declarations, trusting=True, gives_way=True),
    Job("letters", 0.5, carrier.carry_next),
    Job("sign-outs", 0.4, federation.tell_services),
    Job("every visit", 300.0, federation.look_at_every_visit),
    Job("journal chain", 1.0, _chain_journal),
    Job("whole journal", 3600.0, _chain_stragglers),
)
"""Everything that falls due, in the order of one round; a room with work of its own adds a line."""


class JobDied(Exception):  # noqa: N818
    """A job met a surprise; its traceback stands above."""


def _watched(at: datetime) -> bool:
    return declared() or clock_watch.trusted(real_now(), by=WORKER)


def _declared(at: datetime) -> bool:
    return True


def do_everything_due(*, clock: Callable[[], datetime], jobs: Sequence[Job] = DUE) -> None:
    """Do what is due now, job by job, and return."""
    for job in jobs:
        _do(job, clock, _watched)


def rehearse(at: datetime, *, jobs: Sequence[Job] = DUE) -> None:
    """Do what is due at a moment that somebody declared, job by job, and return."""
    for job in jobs:
        _do(job, lambda: at, _declared)


def _do(job: Job, clock: Callable[[], datetime], trusted: Callable[[datetime], bool]) -> None:
    more = True
    while more:
        at = clock()
        more = (not job.trusting or trusted(at)) and job.run(at)
        if more:
            threading.Event().wait(_pause(job))


def _pause(job: Job) -> float:
    """Return the seconds between two parts of a job: SQLite has one place to write for everybody."""
    return 0.0 if connection.features.has_select_for_update or not job.gives_way else WAY_SECONDS


def work(stop: threading.Event, *, clock: Callable[[], datetime], jobs: Sequence[Job] = DUE) -> None:
    """Do what falls due until ``stop`` is set. Raises :class:`JobDied`."""
    threads = [
        threading.Thread(target=_keep_doing, args=(job, stop, clock), name=job.name, daemon=True)
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    try:
        _watch(threads, stop)
    finally:
        stop.set()
        for thread in threads:
            thread.join(LEAVE_SECONDS / len(threads))


def _watch(threads: Sequence[threading.Thread], stop: threading.Event) -> None:
    """Beat the heart while every job lives."""
    rounds = round(BEAT_SECONDS / WATCH_SECONDS)
    turn = 0
    while not stop.is_set():
        if turn % rounds == 0:
            beat()
        turn += 1
        for thread in threads:
            if not thread.is_alive() and not stop.is_set():
                raise JobDied(thread.name)
        stop.wait(WATCH_SECONDS)


def _keep_doing(job: Job, stop: threading.Event, clock: Callable[[], datetime]) -> None:
    wait = SHORTEST_WAIT
    while not stop.is_set():
        try:
            at = clock()
            more = (not job.trusting or _watched(at)) and job.run(at)
        except (DatabaseError, InterfaceError, ClockFileUnreadable) as error:
            if isinstance(error, DatabaseError) and not _lost(error):
                raise
            logger.warning("%s waits: %s", job.name, type(error).__name__)
            connection.close()
            stop.wait(wait)
            wait = min(LONGEST_WAIT, wait * 2)
            continue
        wait = SHORTEST_WAIT
        stop.wait(_pause(job) if more else job.every_seconds)
    connection.close()


def _lost(error: DatabaseError) -> bool:
    """Say whether the database is out of reach, or gave up waiting for a process that slept."""
    return isinstance(error, OperationalError) or getattr(error.__cause__, "sqlstate", None) in OVERSLEPT
