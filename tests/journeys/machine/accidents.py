# SPDX-License-Identifier: EUPL-1.2
"""What happens to the house: time, clocks set wrong, sweeps of every sort, deaths, copies put back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from ugyfelkapu.access import sessions
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.project.worker import DUE, do_everything_due

from . import budapest, sweeping
from .people import STARTS
from .walk import Walk
from .world import IDLE

PICKS = st.integers(0, 63)
LIMITS = st.sampled_from([1, 2, 250])
STEPS_OF_TIME = st.sampled_from(
    [timedelta(seconds=40), timedelta(minutes=7), timedelta(minutes=29), timedelta(hours=5)]
    + [timedelta(days=days) for days in (1, 1, 2, 4, 5, 23, 61)]
)
"""How time passes between two steps."""
STEPS_BACK = st.sampled_from(
    [timedelta(minutes=4), timedelta(hours=2), timedelta(days=3), timedelta(days=31)]
)
AROUND_A_DEADLINE = st.sampled_from(
    [timedelta(days=-2), -budapest.INSTANT, timedelta(), timedelta(), timedelta(seconds=1)]
)
NEAR_THE_LATEST_TRUSTED = st.sampled_from(
    [
        timedelta(),
        timedelta(minutes=-4),
        -sweeping.BACKWARD,
        -sweeping.BACKWARD - budapest.INSTANT,
        sweeping.ABSENCE,
        sweeping.ABSENCE + budapest.INSTANT,
    ]
)
Sweep = Callable[..., bool]


class Accidents(Walk):
    """Rules that no person causes."""

    @rule(step=STEPS_OF_TIME)
    def time_passes(self, step: timedelta) -> None:
        """Let time pass."""
        self.hands.at += step

    @rule(pick=PICKS, offset=AROUND_A_DEADLINE)
    def come_to_a_deadline(self, pick: int, offset: timedelta) -> None:
        """Come to some days or an instant before a deadline, or to the deadline itself."""
        ends = [gate.ends for gate in self.world.gates] + [gate.remind for gate in self.world.gates]
        ends += [moment for code in self.world.codes if code.newest for moment in (code.ends, code.remind)]
        ends += [moment for each in self.world.sessions for moment in (each.ends, each.seen + IDLE)]
        moments = {moment + offset for moment in ends if moment is not None}
        ahead = sorted(moment for moment in moments if moment >= self.hands.at)
        if ahead:
            self.hands.at = ahead[pick % min(3, len(ahead))]

    @rule(
        step=st.sampled_from(
            [timedelta(minutes=4), timedelta(hours=2), timedelta(days=3), timedelta(days=31)]
        )
    )
    def clock_is_set_back(self, step: timedelta) -> None:
        """Set the machine's clock back (I17)."""
        self.hands.at = max(min(STARTS), self.hands.at - step)

    @rule(apart=NEAR_THE_LATEST_TRUSTED)
    def clock_is_put_right(self, apart: timedelta) -> None:
        """Set the machine's clock near the latest trusted moment: just plausible, or just not."""
        if self.world.sighted is not None:
            self.hands.at = self.world.sighted + apart

    @rule()
    def operator_vouches_for_the_clock(self) -> None:
        """Let an operator accept the clock."""
        self.vouch_for_clock()

    @rule(statement=st.integers(1, 25))
    def next_act_dies(self, statement: int) -> None:
        """Let the next act die at one of its statements."""
        self.dies_at = statement

    @rule()
    def take_copy(self) -> None:
        """Copy the database."""
        self.copy_database()

    @precondition(lambda self: self.copy is not None)
    @rule()
    def put_back(self) -> None:
        """Put the copy back in the place of everything."""
        self.put_copy_back()
        self.agree()

    # -------------------------------------------------------------- sweeps

    @rule(limit=LIMITS, early=st.sampled_from([timedelta(), timedelta(), timedelta(days=2)]))
    def erase(self, limit: int, early: timedelta) -> None:
        """Erase a batch, also with an earlier moment than the business has reached (I4)."""
        self._sweep(accounts.erase_expired, sweeping.erase_expired, limit, self.moment() - early)

    @rule(limit=LIMITS)
    def remind_of_gates(self, limit: int) -> None:
        """Remind a batch of owners of their gates."""
        self._sweep(accounts.remind_of_gates, sweeping.remind_of_gates, limit, self.moment())

    @rule(limit=LIMITS)
    def remind_of_codes(self, limit: int) -> None:
        """Remind a batch of owners of their codes."""
        self._sweep(accounts.remind_of_codes, sweeping.remind_of_codes, limit, self.moment())

    def _sweep(self, act: Sweep, law: Callable[..., bool], limit: int, at: datetime) -> None:
        self.perform(
            lambda: act(limit=limit, by=WORKER, at=at),
            lambda got: law(self.world, self._order(), limit=limit, at=at),
        )

    def _order(self) -> list[UUID]:
        """Return the gates in the order in which the journal says that they were swept."""
        return [entry.subject for entry in self.entries if entry.subject is not None]

    @rule()
    def worker_goes_round(self) -> None:
        """Let a worker do what is due, if it believes the machine's clock (I4, I17)."""
        self.dies_at = 0
        self.perform(
            lambda: do_everything_due(clock=lambda: self.hands.at, jobs=DUE[:2]),
            lambda got: self._round(self._order(), self.hands.at),
        )

    def _round(self, order: Sequence[UUID], at: datetime) -> None:
        world = self.world
        if not sweeping.trusted(world, at):
            assert not order
            return
        gates = sum(gate.remind is not None and gate.remind <= at for gate in world.gates)
        codes = sum(code.remind is not None and code.remind <= at for code in world.codes)
        sweeping.remind_of_gates(world, order[:gates], limit=len(world.gates) + 1, at=at)
        sweeping.remind_of_codes(world, order[gates : gates + codes], limit=len(world.codes) + 1, at=at)
        sweeping.erase_expired(world, order[gates + codes :], limit=len(world.gates) + 1, at=at)
        assert not any(gate.ended(at) for gate in world.gates), "I4: due and not erased"

    @rule()
    def tidy(self) -> None:
        """Delete sessions past their absolute limit."""
        at = self.moment()
        sessions.end_lapsed(at=at)
        self.world.sessions = [each for each in self.world.sessions if at < each.ends]
        self.agree()

    @invariant()
    def everything_holds(self) -> None:
        """Check I1–I9 on the tables after each step."""
        self.check_tables()
