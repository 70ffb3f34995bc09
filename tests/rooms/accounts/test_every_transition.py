# SPDX-License-Identifier: EUPL-1.2
"""Every state × trigger at the services: what the table allows happens, what it does not is refused.

Each service is tried as hard as can be: codes of the right purpose are planted where no service
would issue one, so that it is the state which refuses and not the want of a code.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Final
from uuid import UUID

import pytest

from tests import builders
from tests.builders import AT
from tests.personal import personal
from ugyfelkapu.access import services as access
from ugyfelkapu.access import sessions
from ugyfelkapu.access.requests import Citizen, Origin
from ugyfelkapu.access.services import new_password
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.accounts.services import CodeVerdict, SuspensionReason
from ugyfelkapu.accounts.services.moving import ACTIVATION, RESET
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.codes import make_code
from ugyfelkapu.domain.deadlines import code_ends_at
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.domain.lifecycle import TRANSITIONS, State, Trigger
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.journal.actor import STRANGER, WORKER, citizen

pytestmark = pytest.mark.django_db

LONG_AFTER: Final = AT + timedelta(days=4000)
NEW_ADDRESS: Final = personal("uj.cim@example.com")
ACTIVATED_FIRST: Final = {Trigger.RESET, Trigger.FINALISE_ACTIVATED, Trigger.CLOSE}
"""What is done to a temporary gate that its owner has activated; the rest to one just opened."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A gate that began as a temporary one, so that it has all that a trigger could ask for."""

    gate: builders.TemporaryGate
    person: RegisteredPerson

    @property
    def id(self) -> UUID:
        """Return the gate's id."""
        return self.gate.id

    @property
    def state(self) -> str:
        """Return where the gate stands; a gate that is gone is erased."""
        return Account.objects.values_list("state", flat=True).filter(id=self.id).first() or State.ERASED


def gate_in(state: State, *, activated: bool) -> Tried:
    """Return a gate in a state, reached by the services as far as they go."""
    build = builders.temporary_gate
    if state in {State.ACTIVE, State.SUSPENDED, State.CLOSED} or (activated and state is State.TEMPORARY):
        build = builders.activated_temporary_gate
    tried = Tried(build(), builders.person_in_register())
    if state in {State.PENDING_ACTIVATION, State.ACTIVE, State.SUSPENDED}:
        finalise(tried)
    if state is State.SUSPENDED:
        suspend(tried)
    if state is State.CLOSED:
        close(tried)
    if state is State.ERASED:
        erase(tried)
    assert tried.state == state
    return tried


def plant(tried: Tried, purpose: str) -> str:
    """Give a gate a living code of a purpose, whatever its state; return the code."""
    text = make_code()
    if tried.state != State.ERASED:
        Code.objects.filter(account_id=tried.id, used_at=None).update(dead_at=AT)
        Code.objects.create(
            account_id=tried.id,
            purpose=purpose,
            digest=keys.code_digest(text),
            issued_at=AT,
            ends_at=code_ends_at(AT, gate_ends_at=None),
        )
    return text


# ------------------------------------------------------------------ triggers; each says whether it happened


def activate(tried: Tried) -> bool:
    """Redeem an activation code."""
    code, password = plant(tried, ACTIVATION), new_password(builders.PASSWORD)
    verdict = accounts.activate(tried.gate.username, code=code, password=password, by=STRANGER, at=AT)
    return verdict is CodeVerdict.RIGHT


def reissue(tried: Tried) -> bool:
    """Ask for a new activation code."""
    before = set(Code.objects.filter(purpose=ACTIVATION).values_list("id", flat=True))
    accounts.ask_for_code(tried.gate.username, email=tried.gate.email, by=STRANGER, at=AT)
    return Code.objects.filter(purpose=ACTIVATION).exclude(id__in=before).exists()


def reset(tried: Tried) -> bool:
    """Redeem a reset code."""
    code, password = plant(tried, RESET), new_password(builders.OTHER_PASSWORD)
    verdict = accounts.reset_password(tried.gate.username, code=code, password=password, by=STRANGER, at=AT)
    return verdict is CodeVerdict.RIGHT


def finalise(tried: Tried) -> bool:
    """Finalise at the desk, with the reference that the gate once had."""
    accounts.finalise(
        tried.gate.reference,
        **tried.gate.said,
        answer=builders.answer(tried.person),
        evidence=builders.evidence(),
        consent_version="1",
        by=builders.clerk(),
        at=AT,
    )
    return True


def correct_address(tried: Tried) -> bool:
    """Correct the address."""
    accounts.correct_address(tried.id, email=NEW_ADDRESS, by=builders.clerk(), at=AT)
    return True


def suspend(tried: Tried) -> bool:
    """Suspend."""
    accounts.suspend(tried.id, reason=SuspensionReason.COMPROMISE, by=builders.clerk(), at=AT)
    return True


def restore(tried: Tried) -> bool:
    """Restore after the in-person checks."""
    answer = builders.answer(tried.person)
    accounts.restore(
        tried.id, answer=answer, evidence=builders.evidence(), email="", by=builders.clerk(), at=AT
    )
    return True


def sign_in(tried: Tried) -> sessions.OwnersSession:
    """Sign the owner in; return the session."""
    opened = access.sign_in(
        tried.gate.username,
        password=tried.gate.password,
        origin=Origin("198.51.100.0/24", ""),
        replaces=None,
        by=STRANGER,
        at=AT,
    )
    assert isinstance(opened, access.Opened)
    session = sessions.citizens_session(opened.token, at=AT)
    assert session is not None
    return session


def close(tried: Tried) -> bool:
    """Close: a temporary gate by its owner, for the desk does not find it (D5), any other at the desk."""
    if tried.state == State.TEMPORARY:
        session = sign_in(tried)
        owner = Citizen(tried.id, session.id, "", frozenset({Factor.PASSWORD}), AT)
        close_own_gate(owner, by=citizen(tried.id), at=AT)
    else:
        answer = builders.answer(tried.person)
        accounts.close_at_desk(
            tried.id, answer=answer, evidence=builders.evidence(), by=builders.clerk(), at=AT
        )
    return True


def erase(tried: Tried) -> bool:
    """Sweep long after every deadline."""
    before = tried.state
    accounts.erase_expired(by=WORKER, at=LONG_AFTER)
    return before != State.ERASED and tried.state == State.ERASED


TRIED: Final[dict[Trigger, Callable[[Tried], bool]]] = {
    Trigger.ACTIVATE: activate,
    Trigger.REISSUE: reissue,
    Trigger.RESET: reset,
    Trigger.FINALISE_ACTIVATED: finalise,
    Trigger.FINALISE_UNACTIVATED: finalise,
    Trigger.CORRECT_ADDRESS: correct_address,
    Trigger.SUSPEND: suspend,
    Trigger.RESTORE: restore,
    Trigger.CLOSE: close,
    Trigger.ERASE: erase,
}


@pytest.mark.parametrize(("state", "trigger"), list(product(State, TRIED)))
def test_a_service_does_what_the_table_allows_and_nothing_else(state: State, trigger: Trigger) -> None:
    tried = gate_in(state, activated=trigger in ACTIVATED_FIRST)
    happened = False

    with suppress(Refusal):
        happened = TRIED[trigger](tried)

    allowed = TRANSITIONS.get((state, trigger))
    assert happened == (allowed is not None)
    assert tried.state == (allowed or state)


def test_every_trigger_has_a_service_that_is_tried_here() -> None:
    assert set(TRIED) == set(Trigger)
