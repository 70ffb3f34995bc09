# SPDX-License-Identifier: EUPL-1.2
"""What every rule stands on: perform an act beside the model, and require that both agree.

Agreement after each step is I19 in the serial case: whatever was done, the tables are those of the
model, which knows acts only one after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime
from typing import ClassVar, Final, TypeVar
from uuid import UUID

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from tests.personal import found_in
from ugyfelkapu.domain.codes import for_reading, make_code, parse_code
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.journal import clock_watch
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.models import Entry

from . import invariants
from .bridge import Box, Hands, Killed, Traces, dying_at, expected_tables, match, tables
from .invariants import History, left_of
from .people import STARTS, USERNAMES, Cast
from .world import CLOSED, Code, Gate, No, World

Got = TypeVar("Got")
DIED: Final = ("died",)


class Walk(RuleBasedStateMachine):
    """One walk: the product in a transaction of its own, the model beside it."""

    cast: ClassVar[Cast]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self._box = Box()
        self.hands = Hands(STARTS[-1])
        self.world, self.history, self.traces = World(), History(), Traces()
        self.told: list[str] = []
        self.entries: list[Entry] = []
        self.ends: dict[UUID, datetime | None] = {}
        self.dies_at = 0
        self.copy: tuple[str, World, History] | None = None

    def teardown(self) -> None:
        """Undo the walk; nothing personal may have reached the journal meanwhile."""
        try:
            noted = [str(details) for details in Entry.objects.values_list("details", flat=True)]
            assert not found_in(noted), f"personal data in the journal: {found_in(noted)}"
        finally:
            self.hands.stop()
            self._box.close()

    # -------------------------------------------------------------- time

    def moment(self) -> datetime:
        """Return the moment of business; the latest trusted moment is its floor (I17)."""
        at = self.hands.moment_of_business()
        sighted = self.world.sighted
        assert at == (self.hands.at if sighted is None else max(self.hands.at, sighted)), "I17"
        return at

    # -------------------------------------------------------------- one act

    def perform(
        self,
        act: Callable[[], Got],
        law: Callable[[Got | None], object],
        seen: Callable[[Got], object] = lambda got: got,
    ) -> Got | None:
        """Perform an act; model and product must do the same or refuse for the same reason.

        Where the process was to die and did, nothing at all may remain of the act.
        """
        got, ending = self._attempt(act)
        if ending != DIED:
            expected, forbidden = None, ""
            try:
                expected = law(got)
            except No as no:
                forbidden = no.name
            assert forbidden in ending or not (forbidden or ending), (
                f"refused as {ending}, by the rules {forbidden or 'fine'}"
            )
            answer = None if got is None else seen(got)
            assert answer == expected, f"answered {answer}, by the rules {expected}"
        self._agree(ending)
        return got

    def _attempt(self, act: Callable[[], Got]) -> tuple[Got | None, tuple[str, ...]]:
        """Return what an act gave, or the classes of its refusal, or that it died."""
        got: Got | None = None
        ending: tuple[str, ...] = ()
        try:
            with dying_at(self.dies_at):
                got = act()
        except Killed:
            ending = DIED
        except Refusal as refusal:
            ending = tuple(kind.__name__ for kind in type(refusal).__mro__ if kind not in Refusal.__mro__)
        self.dies_at = 0
        self.entries = self.traces.entries()
        return got, ending

    def _agree(self, ending: tuple[str, ...]) -> None:
        """Require the model's tables and letters; a refusal leaves one entry, a death none."""
        match(self.traces.letters(), self.world.mail)
        self.told += [mail.code.text for mail in self.world.mail if mail.code is not None]
        self.world.mail = []
        events = [entry.event for entry in self.entries]
        if ending:
            assert events == ([] if ending == DIED else ["Refused"])
        assert ending or "Refused" not in events
        self._note_erased()
        self.agree()

    def _note_erased(self) -> None:
        for entry in self.entries:
            if entry.event == "ExpiredAccountErased" and entry.subject is not None:
                due = self.ends[entry.subject]
                assert due is not None, "I4: erased without a deadline"
                assert due <= entry.at, "I4: erased before its time"
                assert left_of(entry.subject) == 0, "I6: something of an erased gate is left"
                if entry.details["state"] == CLOSED:
                    self.history.closed.add(entry.subject)
                else:
                    self.history.erased[entry.subject] = entry.at

    def agree(self) -> None:
        """Require that the product's tables are the model's."""
        found, expected = tables(), expected_tables(self.world, self.cast.people)
        for name, rows in expected.items():
            assert found[name] == rows, (
                f"{name}: the product has {dict(found[name] - rows)}, the model {dict(rows - found[name])}"
            )
        self.ends = {gate.id: gate.ends for gate in self.world.gates}

    def check_tables(self) -> None:
        """Check I1–I9 on the tables."""
        type(self).steps += 1
        invariants.check(self.history, at=self.moment(), own_key=self.cast.own_key)

    # -------------------------------------------------------------- picking

    def gate(self, pick: int, fitting: str) -> Gate | None:
        """Return some gate, three times of four one in the state that the act is for."""
        suitable = [gate for gate in self.world.gates if gate.state == fitting]
        among = suitable if suitable and pick % 4 else self.world.gates
        return among[pick // 4 % len(among)] if among else None

    def username(self, pick: int, suitable: Sequence[Gate] = ()) -> str:
        """Return somebody's username, three times of four of a suitable gate."""
        among = [gate.username for gate in suitable or self.world.gates] if pick % 4 else USERNAMES
        return among[pick // 4 % len(among)] if among else USERNAMES[0]

    def code_text(self, which: str, gate: Gate | None, pick: int) -> str:
        """Return a code to try: a gate's newest, any that was ever mailed, or one that nobody was sent.

        The newest is typed as people do: small, in groups, O for 0.
        """
        newest: Code | None = self.world.newest_code(gate) if gate else None
        if which == "newest" and newest is not None and newest.text:
            return parse_code(for_reading(newest.text).lower().replace("0", "o"))
        if which != "made_up" and self.told:
            return self.told[-1 - pick % len(self.told)]
        return make_code(pick.to_bytes(10, "big"))

    # -------------------------------------------------------------- copies

    def copy_database(self) -> None:
        """Take a copy: a savepoint, which both databases have, and the model as it stands."""
        self.copy = (transaction.savepoint(), *deepcopy((self.world, self.history)))

    def put_copy_back(self) -> None:
        """Put the copy back; erased gates stay in mind, and an operator looks at the clock, as docs say.

        A copy is as old as its floor of the clock, so without that look a clock that is wrong, too, could
        let somebody act before an end that had come already.
        """
        assert self.copy is not None
        place, world, history = self.copy
        erased = self.history.erased
        transaction.savepoint_rollback(place)
        self.world, self.history = deepcopy((world, history))
        self.history.erased |= erased
        self.traces.forget()
        self.vouch_for_clock()

    def vouch_for_clock(self) -> None:
        """Let an operator say that the clock is right, even one set back: what was later is undone."""
        at = self.hands.at
        clock_watch.trust(by=COMMAND_LINE, at=at)
        self.world.sighted, self.world.doubt = at, ""
        self.history.erased = {each: when for each, when in self.history.erased.items() if when <= at}
        self.traces.forget()
