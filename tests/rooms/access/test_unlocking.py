# SPDX-License-Identifier: EUPL-1.2
"""Locking one's own gate, and opening it again: with a second factor, never with the password alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import AT
from tests.personal import personal
from tests.rooms.access.factors import (
    HOME,
    Owner,
    add_authenticator,
    code_at,
    signed_in,
    signed_in_twice,
)
from tests.rooms.access.unlocking import LATER, kept_codes, lock
from ugyfelkapu.access import attempts, safety_links, sessions
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Attempt
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.access.services.second_step import second_scope
from ugyfelkapu.access.services.unlocking import unlock_with_code
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services import SuspensionReason
from ugyfelkapu.domain.errors import NotAllowed, Throttled
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about

pytestmark = pytest.mark.django_db

STEP = timedelta(seconds=30)


@pytest.fixture
def owner() -> Owner:
    return signed_in(builders.activated_gate())


@pytest.fixture
def secret(owner: Owner) -> str:
    return add_authenticator(owner)


def unlock(owner: Owner, code: str, *, password: str = "", at: datetime = LATER) -> bool:
    """Try to open the gate again."""
    typed = password or owner.gate.password
    return unlock_with_code(owner.gate.username, password=typed, code=code, origin=HOME, by=STRANGER, at=at)


def state_of(owner: Owner) -> str:
    """Return where the gate stands."""
    return Account.objects.values_list("state", flat=True).get(id=owner.gate.id)


def test_locking_ends_every_session_at_once_and_nobody_signs_in(owner: Owner, secret: str) -> None:
    lock(owner)

    again = access.sign_in(
        owner.gate.username,
        password=owner.gate.password,
        origin=HOME,
        replaces=None,
        by=STRANGER,
        at=LATER,
    )
    assert sessions.citizens_session(owner.token, at=AT) is None
    assert again is None
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "suspended"


def test_password_and_code_open_it_again(owner: Owner, secret: str) -> None:
    lock(owner)

    assert unlock(owner, code_at(secret, LATER))
    assert state_of(owner) == State.ACTIVE
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "unlocked"
    assert entries_about(owner.gate.id)[0].event == "AccountUnlocked"
    assert sessions.citizens_session(owner.token, at=LATER) is None
    assert signed_in_twice(owner.gate, secret, at=LATER + timedelta(minutes=1))


def test_a_recovery_code_does_too_and_once(owner: Owner, secret: str) -> None:
    codes = kept_codes(owner)
    lock(owner)

    opened = unlock(owner, codes[0])
    lock(signed_in_twice(owner.gate, secret, at=LATER), at=LATER)

    assert opened
    assert not unlock(owner, codes[0], at=LATER + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("password", "code"),
    [("", ""), ("", "000000"), ("", "ABCDE-FGHJK"), ("nem ez a jelszava", "right")],
)
def test_the_password_alone_or_a_wrong_one_opens_nothing(
    owner: Owner, secret: str, password: str, code: str
) -> None:
    lock(owner)

    typed = code_at(secret, LATER) if code == "right" else code
    assert not unlock(owner, typed, password=password)
    assert state_of(owner) == State.SUSPENDED
    assert entries_about(owner.gate.id)[0].event == "UnlockFailed"


def test_a_gate_without_a_second_factor_is_opened_at_the_desk_alone(owner: Owner) -> None:
    lock(owner)

    assert not unlock(owner, "123456")
    accounts.restore(
        owner.gate.id,
        answer=builders.answer(owner.gate.person),
        evidence=builders.evidence(),
        email="",
        by=builders.clerk(),
        at=LATER,
    )
    assert state_of(owner) == State.ACTIVE


@pytest.mark.parametrize("reason", [SuspensionReason.COMPROMISE, SuspensionReason.WRONG_ADDRESS])
def test_what_a_clerk_suspended_is_not_opened_so(owner: Owner, secret: str, reason: SuspensionReason) -> None:
    accounts.suspend(owner.gate.id, reason=reason, by=builders.clerk(), at=AT)

    assert not unlock(owner, code_at(secret, LATER))
    assert state_of(owner) == State.SUSPENDED


def test_an_open_gate_is_not_opened_and_its_code_stays(owner: Owner, secret: str) -> None:
    assert not unlock(owner, code_at(secret, LATER))
    assert signed_in_twice(owner.gate, secret, at=LATER)


def test_wrong_tries_lock_the_door_as_those_of_a_sign_in_do(owner: Owner, secret: str) -> None:
    lock(owner)
    for _ in range(5):
        unlock(owner, "000000")

    with pytest.raises(Throttled):
        unlock(owner, code_at(secret, LATER))


def test_strangers_keep_nobody_out_of_a_browser_that_the_gate_knows(owner: Owner, secret: str) -> None:
    opened = signed_in_from(owner, secret)
    lock(owner)
    for _ in range(5):
        unlock(owner, "000000", password="nem ez a jelszava")
    code = code_at(secret, LATER)

    with pytest.raises(Throttled):
        unlock(owner, code)

    known = Origin(HOME.network, opened.device)
    gate = owner.gate
    assert unlock_with_code(
        gate.username, password=gate.password, code=code, origin=known, by=STRANGER, at=LATER
    )


def signed_in_from(owner: Owner, secret: str) -> access.Opened:
    """Sign the owner in; return what the browser keeps."""
    gate = owner.gate
    half = access.sign_in(
        gate.username, password=gate.password, origin=HOME, replaces=None, by=STRANGER, at=AT
    )
    assert isinstance(half, access.Half)
    opened = access.finish_sign_in(
        half.token, code=code_at(secret, AT + STEP), origin=HOME, replaces=None, by=STRANGER, at=AT
    )
    assert opened is not None
    return opened


def test_a_wrong_password_judges_no_code(owner: Owner, secret: str) -> None:
    lock(owner)
    code = code_at(secret, LATER)

    assert not unlock(owner, code, password="nem ez a jelszava")
    assert unlock(owner, code)


def test_wrong_codes_count_with_those_of_the_second_step(owner: Owner, secret: str) -> None:
    lock(owner)
    for _ in range(5):
        unlock(owner, "000000")

    assert attempts.lock_of(second_scope(owner.gate.id), at=LATER) is not None


def test_a_right_opening_leaves_nothing_counted(owner: Owner, secret: str) -> None:
    lock(owner)

    unlock(owner, code_at(secret, LATER))

    assert not Attempt.objects.exists()


def test_a_locked_gate_is_not_locked_again(owner: Owner) -> None:
    lock(owner)

    with pytest.raises(NotAllowed):
        lock(owner)


def test_a_temporary_gate_loses_its_password_instead() -> None:
    temporary = builders.activated_temporary_gate()
    token = safety_links.make(temporary.id, at=AT)

    lock_by_link(token, by=STRANGER, at=AT)

    found = Account.objects.get(id=temporary.id)
    assert (found.state, found.password) == (State.TEMPORARY, "")


# ------------------------------------------------------------------ an address that somebody else put in


def _disowned(owner: Owner) -> None:
    lock_by_link(safety_links.make(owner.gate.id, disowns_address=True, at=AT), by=STRANGER, at=AT)


def test_the_address_of_before_says_that_the_new_one_is_a_strangers(owner: Owner) -> None:
    _disowned(owner)

    assert Account.objects.get(id=owner.gate.id).suspended_for == SuspensionReason.ADDRESS_DISOWNED


def test_the_desk_then_asks_for_another_address(owner: Owner) -> None:
    _disowned(owner)
    lawful = {
        "answer": builders.answer(owner.gate.person),
        "evidence": builders.evidence(),
        "by": builders.clerk(),
        "at": LATER,
    }

    with pytest.raises(NotAllowed):
        accounts.restore(owner.gate.id, email="", **lawful)  # type: ignore[arg-type]  # as the desk gives it
    accounts.restore(owner.gate.id, email=personal("uj@example.com"), **lawful)  # type: ignore[arg-type]

    assert Account.objects.get(id=owner.gate.id).email == personal("uj@example.com")


def test_a_second_factor_opens_it_too(owner: Owner, secret: str) -> None:
    _disowned(owner)

    assert unlock(owner, code_at(secret, LATER))


def test_a_temporary_gate_ends_because_its_code_would_go_to_the_stranger() -> None:
    temporary = builders.activated_temporary_gate()
    token = safety_links.make(temporary.id, disowns_address=True, at=AT)

    lock_by_link(token, by=STRANGER, at=AT)

    assert Account.objects.get(id=temporary.id).state == State.CLOSED
