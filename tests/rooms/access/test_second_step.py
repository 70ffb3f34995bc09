# SPDX-License-Identifier: EUPL-1.2
"""The second step of a sign-in: bound to the first, each code once, wrong ones counted together."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import AT
from tests.rooms.access.factors import HOME, Owner, add_authenticator, code_at, owner_of, signed_in
from ugyfelkapu.access import services as access
from ugyfelkapu.access import sessions
from ugyfelkapu.access.services import factors, second_step
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.errors import SignInLapsed, Throttled
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db
STEP = timedelta(seconds=30)


@pytest.fixture
def owner() -> Owner:
    """Return a freshly activated gate's owner."""
    return signed_in(builders.activated_gate())


def half(owner: Owner, *, at: datetime) -> access.Half:
    """Take the first step."""
    begun = access.sign_in(
        owner.gate.username,
        password=owner.gate.password,
        origin=HOME,
        replaces=None,
        by=STRANGER,
        at=at,
    )
    assert isinstance(begun, access.Half)
    return begun


def finish(token: str, code: str, *, at: datetime) -> access.Opened | None:
    """Take the second step."""
    return access.finish_sign_in(token, code=code, origin=HOME, replaces=None, by=STRANGER, at=at)


def test_with_a_second_factor_the_password_opens_only_half(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + STEP

    begun = half(owner, at=later)
    opened = finish(begun.token, code_at(secret, later), at=later)

    assert opened is not None
    who = owner_of(owner.gate, opened.token, at=later).citizen
    assert {factor.value for factor in who.factors} == {"password", "totp"}


def test_a_code_is_accepted_once_however_it_is_written(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + STEP
    code = code_at(secret, later)
    finish(half(owner, at=later).token, code, at=later)

    again = [finish(half(owner, at=later).token, text, at=later) for text in (code, f"{code[:3]} {code[3:]}")]

    assert again == [None, None]


def test_the_code_that_confirmed_an_authenticator_opens_nothing(owner: Owner) -> None:
    secret = add_authenticator(owner)

    assert finish(half(owner, at=AT).token, code_at(secret, AT), at=AT) is None


@pytest.mark.parametrize(("steps", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(owner: Owner, steps: int, accepted: bool) -> None:
    secret = add_authenticator(owner)
    later = AT + 10 * STEP

    opened = finish(half(owner, at=later).token, code_at(secret, later + steps * STEP), at=later)

    assert (opened is not None) is accepted


def test_an_earlier_step_than_the_last_is_refused(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + 10 * STEP
    assert finish(half(owner, at=later).token, code_at(secret, later), at=later) is not None

    assert finish(half(owner, at=later).token, code_at(secret, later - STEP), at=later) is None


def test_wrong_codes_are_counted_together_however_often_the_first_step_is_taken(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + STEP
    for _ in range(5):
        assert finish(half(owner, at=later).token, "000000", at=later) is None

    with pytest.raises(Throttled):
        finish(half(owner, at=later).token, code_at(secret, later), at=later)


def test_a_half_sign_in_becomes_one_session(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + STEP
    begun = half(owner, at=later)
    finish(begun.token, code_at(secret, later), at=later)

    with pytest.raises(SignInLapsed):
        finish(begun.token, code_at(secret, later + STEP), at=later + STEP)


@pytest.mark.parametrize(("minutes", "lives"), [(9, True), (10, False)])
def test_a_half_sign_in_waits_ten_minutes(owner: Owner, minutes: int, lives: bool) -> None:
    secret = add_authenticator(owner)
    begun = half(owner, at=AT + STEP)
    later = AT + STEP + timedelta(minutes=minutes)

    try:
        opened = finish(begun.token, code_at(secret, later), at=later)
    except SignInLapsed:
        opened = None

    assert (opened is not None) is lives


def test_sign_ins_that_wait_in_vain_are_deleted(owner: Owner) -> None:
    add_authenticator(owner)
    ends = AT + timedelta(minutes=10)
    half(owner, at=AT)
    lives = half(owner, at=AT + STEP)

    assert second_step.forget_lapsed(at=ends) == 1
    assert access.waiting_gate(lives.token, at=ends) == owner.gate.id


def test_an_invented_token_finishes_nothing() -> None:
    with pytest.raises(SignInLapsed):
        finish(sessions.new_token(), "000000", at=AT)


def test_a_changed_password_voids_half_a_sign_in_and_the_factor_survives(owner: Owner) -> None:
    secret = add_authenticator(owner)
    later = AT + STEP
    begun = half(owner, at=later)
    accounts.ask_for_code(owner.gate.username, email=owner.gate.email, by=STRANGER, at=later)
    code = builders.code_for(owner.gate.id)
    password = access.new_password(builders.OTHER_PASSWORD)
    accounts.reset_password(owner.gate.username, code=code, password=password, by=STRANGER, at=later)

    with pytest.raises(SignInLapsed):
        finish(begun.token, code_at(secret, later), at=later)
    anew = access.sign_in(
        owner.gate.username,
        password=builders.OTHER_PASSWORD,
        origin=HOME,
        replaces=None,
        by=STRANGER,
        at=later,
    )

    assert isinstance(anew, access.Half)


# ------------------------------------------------------------------ recovery codes


def kept_codes(owner: Owner) -> tuple[str, ...]:
    """Make recovery codes and keep them."""
    codes = factors.make_codes(owner.citizen, by=owner.by, at=AT)
    factors.keep_codes(owner.citizen, shown=codes[0], by=owner.by, at=AT)
    return codes


def test_a_recovery_code_stands_in_for_the_authenticator_once(owner: Owner) -> None:
    add_authenticator(owner)
    code = kept_codes(owner)[0]

    opened = finish(half(owner, at=AT).token, code.lower(), at=AT)
    again = finish(half(owner, at=AT).token, code, at=AT)

    assert opened is not None
    assert again is None


def test_codes_that_nobody_kept_do_not_count(owner: Owner) -> None:
    add_authenticator(owner)
    codes = factors.make_codes(owner.citizen, by=owner.by, at=AT)

    assert finish(half(owner, at=AT).token, codes[0], at=AT) is None


def test_new_codes_replace_the_earlier_ones(owner: Owner) -> None:
    add_authenticator(owner)
    old, new = kept_codes(owner), kept_codes(owner)

    opened = [finish(half(owner, at=AT).token, codes[3], at=AT) for codes in (old, new)]

    assert opened[0] is None
    assert opened[1] is not None


def test_without_a_counting_factor_recovery_codes_open_nothing(owner: Owner) -> None:
    kept_codes(owner)

    opened = access.sign_in(
        owner.gate.username, password=owner.gate.password, origin=HOME, replaces=None, by=STRANGER, at=AT
    )

    assert isinstance(opened, access.Opened)
