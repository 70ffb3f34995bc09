# SPDX-License-Identifier: EUPL-1.2
"""The rules of the walk: what people, clerks, workers, clocks and accidents do to gates.

Driven are I1–I9, I16, I17, I19 and of I18 what there is today: a copy put back lets nothing live
whose end has come, because deadlines are judged when they are read. Not driven: tombstones do not
exist yet, so a gate that was closed (D21) since the copy was taken lives again, and codes, passwords and
sessions of the copy hold again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests import builders
from ugyfelkapu.access import services as access
from ugyfelkapu.access import sessions
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.codes import MistypedCode, parse_code
from ugyfelkapu.domain.references import make_reference
from ugyfelkapu.journal.actor import STRANGER, citizen

from . import invariants, law
from .accidents import PICKS
from .owners import Owners
from .people import EMAILS, STARTS, USERNAMES, VARIANTS, form, standing_there
from .world import ACTIVATION, ACTIVE, CODE_TRIES, NOT_THE_OWNERS, PENDING, RESET, SUSPENDED, TEMPORARY

PEOPLE = st.sampled_from([0, 1, 2, 0, 1, 2, law.CLERK])
NAMES = st.integers(0, len(USERNAMES) - 1)
ADDRESSES = st.integers(0, len(EMAILS) - 1)
STANDINGS = st.sampled_from(["fine"] * 12 + sorted(set(law.STANDINGS) - {"fine"}))
CODES = st.sampled_from(["newest"] * 4 + ["told", "made_up"])
PASSWORDS = st.sampled_from(["one", "two"] * 3 + [law.OWN])
BEGINNINGS = ["registered", "active", "active, reset", "active, session"]
BEGINNINGS += ["temporary", "temporary", "temporary, active", "temporary, active, session, reset"]
GUESSES = 3
"""Wrong passwords in a while: one less than what would lock anybody (D16 has tests of its own)."""


class GateMachine(Owners):
    """Every service that moves a gate, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.guesses: list[tuple[str, datetime]] = []
        self.networks = 0

    def origin(self) -> Origin:
        """Return a network of its own for each act: limits on networks have tests of their own."""
        self.networks += 1
        return Origin(f"10.{self.networks >> 8}.{self.networks & 255}.0/24", "")

    @initialize(
        start=st.sampled_from(STARTS),
        first=st.sampled_from(BEGINNINGS),
        second=st.sampled_from(BEGINNINGS),
        age=st.sampled_from([0, 0, 0, 4, 26, 56]),
        address=st.sampled_from([0, 1, 1]),
    )
    def begin(self, start: datetime, first: str, second: str, age: int, address: int) -> None:
        """Begin near a change of the clocks, a leap day or the end of a year, with two gates on their way."""
        self.hands.at = start
        for number, beginning in enumerate((first, second)):
            if "temporary" in beginning:
                self.open_temporary(number, "same", number, number * address)
            else:
                self.register(number, number, number * address, "fine")
            if "active" in beginning:
                self.activate("newest", 1 + 4 * number, "one")
            if "session" in beginning:
                self.sign_in(1 + 4 * number, "right")
            if "reset" in beginning:
                self.ask_for_code(1 + 4 * number, "right")
        self.hands.at += timedelta(days=age)

    # -------------------------------------------------------------- ways in

    @rule(person=PEOPLE, username=NAMES, email=ADDRESSES, standing=STANDINGS)
    def register(self, person: int, username: int, email: int, standing: str) -> None:
        """Register somebody at the desk."""
        at = self.moment()
        applicant = builders.applicant(USERNAMES[username], EMAILS[email])
        answer = builders.answer(standing_there(self.cast.people[person], standing), at=at)
        self.perform(
            lambda: accounts.register_in_person(
                applicant, answer=answer, evidence=builders.evidence(), by=self.cast.clerk, at=at
            ),
            lambda got: law.register(
                self.world,
                id=got.account_id if got else uuid4(),
                person=person,
                standing=standing,
                username=USERNAMES[username],
                email=EMAILS[email],
                at=at,
            ),
            lambda got: (got.code_ends_at, got.ends_at, got.code_last_day, got.registration_last_day),
        )

    @rule(person=PEOPLE, variant=st.sampled_from(VARIANTS), username=NAMES, email=ADDRESSES)
    def open_temporary(self, person: int, variant: str, username: int, email: int) -> None:
        """Open a temporary gate in somebody's name."""
        at = self.moment()
        filled = form(self.cast.people[person], variant, USERNAMES[username], EMAILS[email])
        self.perform(
            lambda: accounts.open_temporary_gate(filled, by=STRANGER, at=at),
            lambda got: law.open_temporary(
                self.world,
                id=got.account_id if got else uuid4(),
                claims=(person, variant),
                username=USERNAMES[username],
                email=EMAILS[email],
                reference=got.reference if got else "",
                at=at,
            ),
            lambda got: (got.code_last_day, got.last_day),
        )

    @rule(
        pick=PICKS,
        wrong=st.sampled_from(["", "", "", "", "reference", "username", "email", "person"]),
        standing=STANDINGS,
    )
    def finalise(self, pick: int, wrong: str, standing: str) -> None:
        """Finalise a temporary gate at the desk."""
        found = [gate for gate in self.world.gates if gate.state == TEMPORARY]
        if not found:
            return
        at, gate = self.moment(), found[pick % len(found)]
        assert gate.claims is not None
        person = (gate.claims[0] + (wrong == "person")) % len(self.cast.people)
        reference = make_reference(b"\1\2\3\4\5") if wrong == "reference" else gate.reference
        username = "valaki.mas" if wrong == "username" else gate.username.upper()
        email = "mas@example.com" if wrong == "email" else gate.email.replace("example", "EXAMPLE")
        answer = builders.answer(standing_there(self.cast.people[person], standing), at=at)
        self.perform(
            lambda: accounts.finalise(
                reference,
                username=username,
                email=email,
                answer=answer,
                evidence=builders.evidence(),
                consent_version="1",
                by=self.cast.clerk,
                at=at,
            ),
            lambda got: law.finalise(
                self.world, reference, said=(username, email), person=person, standing=standing, at=at
            ),
            lambda got: got.activated,
        )

    # -------------------------------------------------------------- codes and passwords

    @rule(which=CODES, pick=PICKS, password=PASSWORDS)
    def activate(self, which: str, pick: int, password: str) -> None:
        """Redeem an activation code."""
        at = self.moment()
        waiting = [code.gate for code in self.world.codes if code.newest and code.purpose == ACTIVATION]
        username = self.username(pick, waiting)
        code = self.code_text(which, self.world.holder(username, at), pick)
        chosen = self.cast.passwords[password]
        verdict = self.perform(
            lambda: accounts.activate(username, code=code, password=chosen, by=STRANGER, at=at),
            lambda got: law.activate(self.world, username, code=code, password=password, at=at),
        )
        self.history.redeemed[code] += verdict is accounts.CodeVerdict.RIGHT

    @rule(which=CODES, pick=PICKS, password=PASSWORDS)
    def reset(self, which: str, pick: int, password: str) -> None:
        """Redeem a reset code."""
        at = self.moment()
        waiting = [code.gate for code in self.world.codes if code.newest and code.purpose == RESET]
        username = self.username(pick, waiting)
        code = self.code_text(which, self.world.holder(username, at), pick)
        chosen = self.cast.passwords[password]
        verdict = self.perform(
            lambda: accounts.reset_password(username, code=code, password=chosen, by=STRANGER, at=at),
            lambda got: law.reset(self.world, username, code=code, password=password, at=at),
        )
        self.history.redeemed[code] += verdict is accounts.CodeVerdict.RIGHT

    @rule(pick=PICKS, times=st.sampled_from([1, CODE_TRIES - 1, CODE_TRIES]))
    def guess_codes(self, pick: int, times: int) -> None:
        """Guess at somebody's code."""
        for _ in range(times):
            self.activate("made_up", pick, "one")

    @rule(pick=PICKS)
    def mistype(self, pick: int) -> None:
        """Mistype a symbol of a code: a slip that reaches no service and counts nowhere (D12)."""
        if self.told:
            code, place = self.told[pick % len(self.told)], pick % 16
            other = "7" if code[place] != "7" else "8"
            try:
                parse_code(code[:place] + other + code[place + 1 :])
            except MistypedCode:
                return
            raise AssertionError("a mistyped code passed")

    @rule(pick=PICKS, email=st.sampled_from(["right", "right", "right", *EMAILS]))
    def ask_for_code(self, pick: int, email: str) -> None:
        """Ask for a code by username and address: the right one, or one of the others."""
        at = self.moment()
        username = self.username(pick)
        holder = self.world.holder(username, at)
        whole = holder.email.replace("com", "COM") if holder and email == "right" else email
        self.perform(
            lambda: accounts.ask_for_code(username, email=whole, by=STRANGER, at=at),
            lambda got: law.ask(self.world, username, email=whole, at=at),
        )

    # -------------------------------------------------------------- sessions

    @rule(pick=PICKS, password=st.sampled_from(["right", "right", "right", "one", "two"]))
    def sign_in(self, pick: int, password: str) -> None:
        """Sign in, if wrong guesses have not become too many to tell a lock from a wrong password."""
        at = self.moment()
        username = self.username(pick, [gate for gate in self.world.gates if gate.password])
        holder = self.world.holder(username, at)
        name = holder.password if holder and password == "right" else password
        text = self.cast.passwords[name].text if name in self.cast.passwords else "nincs ilyen jelszó"
        gate = law.signs_in(self.world, username, name, at)
        if gate is None and not self._may_guess(username, at):
            return
        self.dies_at = 0
        opened = self.perform(
            lambda: access.sign_in(
                username, password=text, origin=self.origin(), replaces=None, by=STRANGER, at=at
            ),
            lambda got: law.begin_session(self.world, gate, got.token, at) if got and gate else None,
            lambda got: None,
        )
        assert (opened is None) == (gate is None), "I5: signing in"

    def _may_guess(self, username: str, at: datetime) -> bool:
        lately = [1 for name, when in self.guesses if name == username and abs(at - when) < timedelta(days=1)]
        self.guesses.append((username, at))
        return len(lately) < GUESSES

    @rule(pick=PICKS)
    def look(self, pick: int) -> None:
        """Open a page with a session."""
        if not self.world.sessions:
            return
        at, session = self.moment(), self.world.sessions[pick % len(self.world.sessions)]
        works = law.session_works(self.world, session, at)
        assert invariants.check_session(session.token, session.gate.id, at=at) == works, "I5, I8, I12"
        if works and at - session.seen >= timedelta(minutes=1):
            session.seen = at
        self.agree()

    @rule(pick=PICKS)
    def sign_out(self, pick: int) -> None:
        """Sign out of a session that still works."""
        at = self.moment()
        working = [each for each in self.world.sessions if law.session_works(self.world, each, at)]
        if not working:
            return
        session = working[pick % len(working)]
        self.look(self.world.sessions.index(session))
        found = sessions.citizens_session(session.token, at=at)
        assert found is not None
        by = citizen(session.gate.id)
        self.perform(
            lambda: access.sign_out(found.id, by=by, at=at), lambda got: self.world.sessions.remove(session)
        )

    # -------------------------------------------------------------- the desk

    @rule(pick=PICKS, reason=st.sampled_from(accounts.SuspensionReason))
    def suspend(self, pick: int, reason: accounts.SuspensionReason) -> None:
        """Suspend a gate."""
        at, gate = self.moment(), self.gate(pick, ACTIVE)
        if gate is not None:
            self.perform(
                lambda: accounts.suspend(gate.id, reason=reason, by=self.cast.clerk, at=at),
                lambda got: law.suspend(self.world, gate.id, reason=reason, at=at),
            )

    @rule(
        pick=PICKS,
        email=ADDRESSES,
        wrong=st.sampled_from(["", "", "", "person", "email"]),
        standing=STANDINGS,
    )
    def restore(self, pick: int, email: int, wrong: str, standing: str) -> None:
        """Restore a suspended gate."""
        at, gate = self.moment(), self.gate(pick, SUSPENDED)
        if gate is None:
            return
        person = ((gate.person or 0) + (wrong == "person")) % law.CLERK
        new = EMAILS[email] if (gate.suspended_for in NOT_THE_OWNERS) != (wrong == "email") else ""
        answer = builders.answer(standing_there(self.cast.people[person], standing), at=at)
        self.perform(
            lambda: accounts.restore(
                gate.id, answer=answer, evidence=builders.evidence(), email=new, by=self.cast.clerk, at=at
            ),
            lambda got: law.restore(self.world, gate.id, person=person, standing=standing, email=new, at=at),
        )

    @rule(pick=PICKS, email=ADDRESSES)
    def correct_address(self, pick: int, email: int) -> None:
        """Correct a wrong address."""
        at, gate = self.moment(), self.gate(pick, PENDING)
        if gate is not None:
            self.perform(
                lambda: accounts.correct_address(gate.id, email=EMAILS[email], by=self.cast.clerk, at=at),
                lambda got: law.correct_address(self.world, gate.id, email=EMAILS[email], at=at),
            )
