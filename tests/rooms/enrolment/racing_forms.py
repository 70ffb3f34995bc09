# SPDX-License-Identifier: EUPL-1.2
"""What processes do about a signed form: one dies over it, and another comes after."""

from __future__ import annotations

import os
import signal
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from tests.rooms.accounts.racing import wake

if TYPE_CHECKING:  # nothing of the product before it is awake
    from ugyfelkapu.domain.ports import BirthQuestion, RegisterAnswer
    from ugyfelkapu.enrolment.judging import Asked
    from ugyfelkapu.enrolment.services.judging import World
    from ugyfelkapu.esignature.signed_item import Material

EVENTS = frozenset({"SignedFormSent", "SignerEstablished", "RegisteredBySignature"})


@dataclass(frozen=True, slots=True)
class Form:
    """A signed form, as far as a race needs it; ``status`` is the word on its certificate, an OCSP answer."""

    url: str
    declaration: UUID
    browser: str
    status: bytes
    at: datetime
    dies: str = ""
    """Where the process that looks at it is killed: at the register, or in the decision."""


@dataclass(frozen=True, slots=True)
class Left:
    """What there is at a moment."""

    gates: list[str]
    steps: list[str]
    letters: list[str]
    events: dict[str, int]


@dataclass(frozen=True, slots=True)
class After:
    """What came after a worker was killed: while its lease lasted, and once it was over."""

    leased: bool
    between: Left
    again: list[bool]
    opened: str
    left: Left


def put_off(url: str) -> Form:
    """Let somebody send a signed form that is put off, for want of a word on the certificate."""
    wake(url)
    from tests import pki, signing

    signing.lists_are_kept()
    signing.register_knows(signing.identity())
    status = pki.world().ocsp(pki.Leaf.CITIZEN, signing.AT)
    assert status is not None
    declaration = signing.declared(signing.filled_in())
    document = signing.signed(declaration, pki.Format.CADES_ATTACHED, level=pki.Level.B)
    signing.sent(declaration, document)
    signing.looked_at()
    return Form(url, declaration, signing.BROWSER, status, signing.AT)


def look(form: Form) -> bool:
    """Look at the next form that is due; say whether there was one."""
    wake(form.url)
    return _look(form)


def _look(form: Form) -> bool:
    from ugyfelkapu.enrolment.services import judging, look_at_next
    from ugyfelkapu.journal.actor import WORKER

    if form.dies == "decision":
        judging._tell = _die  # the last that the act does before it is over
    return look_at_next(by=WORKER, at=form.at, world=_world(form), real=form.at)


def _die(*args: object, **more: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _world(form: Form) -> World:
    from ugyfelkapu.domain.ports import Confirmation, HolderQuestion
    from ugyfelkapu.enrolment.services.judging import World
    from ugyfelkapu.enrolment.verdict import judge_here
    from ugyfelkapu.esignature.signed_item import Material
    from ugyfelkapu.registers.embedded import EmbeddedRegisters

    class Deadly(EmbeddedRegisters):
        """Kills whoever asks: the verdict has fallen by then, and the decision has not."""

        def who_was_born(self, question: BirthQuestion, *, at: datetime) -> RegisterAnswer:
            """Kill."""
            _die()
            return super().who_was_born(question, at=at)

    class Nobody:
        """Knows no certificate."""

        def is_holder(self, question: HolderQuestion, *, at: datetime) -> Confirmation:
            """Say nothing."""
            return Confirmation.NOT_ASKED

    def fetch(asked: tuple[Asked, ...]) -> dict[str, Material]:
        return {each.name: Material((), (form.status,), ()) for each in asked if form.status}

    registers = Deadly() if form.dies == "register" else EmbeddedRegisters()
    return World(judge_here, fetch, registers, Nobody())


def _open_gate(form: Form) -> str:
    from tests.builders import PASSWORD
    from ugyfelkapu.access.services import new_password
    from ugyfelkapu.domain.errors import Refusal
    from ugyfelkapu.enrolment import services
    from ugyfelkapu.journal.actor import STRANGER

    password = new_password(PASSWORD)
    try:
        services.open_gate(form.declaration, password, browser=form.browser, by=STRANGER, at=form.at)
    except Refusal as refusal:
        return refusal.code
    return "opened"


def after(form: Form) -> After:
    """Look half a lease later and a whole one, twice; choose a password; say what came of it all."""
    wake(form.url)
    from datetime import timedelta

    from ugyfelkapu.enrolment.services.judging import LEASE

    leased = _look(replace(form, at=form.at + LEASE / 2))
    between = _left()
    late = replace(form, at=form.at + LEASE + timedelta(seconds=1))
    again = [_look(late), _look(late)]
    return After(leased, between, again, _open_gate(late), _left())


def _left() -> Left:
    from ugyfelkapu.accounts.models import Account
    from ugyfelkapu.enrolment.models import Upload
    from ugyfelkapu.journal.models import Entry
    from ugyfelkapu.outbox.models import Letter

    return Left(
        gates=sorted(Account.objects.values_list("state", flat=True)),
        steps=sorted(Upload.objects.values_list("step", flat=True)),
        letters=sorted(Letter.objects.values_list("kind", flat=True)),
        events=dict(Counter(Entry.objects.filter(event__in=EVENTS).values_list("event", flat=True))),
    )
