# SPDX-License-Identifier: EUPL-1.2
"""What signed-in owners do about their gates, and closing at the desk."""

from __future__ import annotations

from datetime import datetime

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests import builders
from ugyfelkapu.access import sessions
from ugyfelkapu.access.models import Session as Row
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.access.services.addresses import ask_address_code, change_address
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.codes import make_code
from ugyfelkapu.journal.actor import citizen

from . import law, owning
from .accidents import PICKS, Accidents
from .people import EMAILS, standing_there
from .world import CODE_TRIES, SUSPENDED, Session

STANDINGS = st.sampled_from(["fine"] * 6 + ["deceased", "expired"])


class Owners(Accidents):
    """Rules about another address and about closing; whoever acts proved to be there just now."""

    def sign_in(self, pick: int, password: str) -> None:
        """Sign in with a password."""
        raise NotImplementedError

    def session(self, pick: int, at: datetime) -> Session | None:
        """Return some session, three times of four one that works, be it begun just now."""
        if pick % 4 and not self._working(at):
            self.sign_in(pick, "right")
        among = (self._working(at) if pick % 4 else []) or self.world.sessions
        return among[pick // 4 % len(among)] if among else None

    def _working(self, at: datetime) -> list[Session]:
        return [each for each in self.world.sessions if law.session_works(self.world, each, at)]

    @rule(pick=PICKS, email=st.integers(0, len(EMAILS) - 1), wait=st.booleans())
    def want_another_address(self, pick: int, email: int, wait: bool) -> None:
        """Ask for a code to another address, and type it unless something comes between."""
        at = self.moment()
        session = self.session(pick, at)
        if session is None:
            return
        who = _stamped(session, at)
        self.perform(
            lambda: ask_address_code(who, email=EMAILS[email], by=citizen(who.account_id), at=at),
            lambda got: owning.ask_address(self.world, session, address=EMAILS[email], at=at),
        )
        if not wait:
            self.type_the_code(pick, 1)

    @rule(pick=PICKS, times=st.sampled_from([1, 1, 1, 0, CODE_TRIES]))
    def type_the_code(self, pick: int, times: int) -> None:
        """Type the newest code of a wish, or others however often."""
        at = self.moment()
        session = self.session(pick, at)
        if session is None:
            return
        known = [wish.text for wish in self.world.wishes if wish.gate is session.gate and wish.text]
        code = known[-1] if known and times == 1 else make_code(pick.to_bytes(10, "big"))
        who = _stamped(session, at)
        for _ in range(times or 1):
            self.perform(
                lambda: change_address(who, code=code, by=citizen(who.account_id), at=at),
                lambda got: owning.change_address(self.world, session, code=code, at=at),
            )

    @rule(pick=PICKS)
    def close_own(self, pick: int) -> None:
        """Close one's own gate."""
        at = self.moment()
        session = self.session(pick, at)
        if session is None:
            return
        who = _stamped(session, at)
        self.perform(
            lambda: close_own_gate(who, by=citizen(who.account_id), at=at),
            lambda got: owning.close_own(self.world, session, at=at),
        )

    @rule(pick=PICKS, wrong=st.sampled_from([0, 0, 0, 1]), standing=STANDINGS)
    def close_at_desk(self, pick: int, wrong: int, standing: str) -> None:
        """Close a gate at the desk."""
        at, gate = self.moment(), self.gate(pick, SUSPENDED)
        if gate is None:
            return
        person = ((gate.person or 0) + wrong) % law.CLERK
        answer = builders.answer(standing_there(self.cast.people[person], standing), at=at)
        self.perform(
            lambda: accounts.close_at_desk(
                gate.id, answer=answer, evidence=builders.evidence(), by=self.cast.clerk, at=at
            ),
            lambda got: owning.close_at_desk(self.world, gate.id, person=person, standing=standing, at=at),
        )


def _stamped(session: Session, at: datetime) -> Citizen:
    """Return whom a session belongs to, as the request stamped them before it ended, if it has."""
    row = Row.objects.get(digest=sessions.digest(session.token))
    return Citizen(session.gate.id, row.id, "", frozenset({Factor.PASSWORD}), at)
