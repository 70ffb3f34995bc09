# SPDX-License-Identifier: EUPL-1.2
"""The instant of the new start: all of before is void, whether or not a worker ran."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import AT, OTHER_PASSWORD, BuiltGate
from tests.personal import personal
from tests.rooms.access import passkeys as browser
from tests.rooms.access.factors import HOME, Owner, add_authenticator, code_at, signed_in
from tests.rooms.access.starting_over import (
    EFFECT,
    first_step,
    secret_of,
    set_password,
    waiting_start,
)
from ugyfelkapu.access import factors, sessions
from ugyfelkapu.access import services as access
from ugyfelkapu.access.services import factors as acts
from ugyfelkapu.access.services import passkeys as passkey_acts
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.credentials import credentials_of
from ugyfelkapu.accounts.services import CodeVerdict
from ugyfelkapu.domain.errors import SignInLapsed
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
JUST_BEFORE = EFFECT - SECOND
NEW_ADDRESS = personal("maria.ujcim@example.com")


@pytest.fixture
def owner() -> Owner:
    """Return somebody signed in to a gate with an authenticator, a passkey and recovery codes."""
    owner = signed_in(builders.activated_gate())
    add_authenticator(owner)
    return owner


def finish(half: access.Opened | access.Half | None, code: str, *, at: datetime) -> object:
    """Take the second step."""
    assert isinstance(half, access.Half)
    return access.finish_sign_in(half.token, code=code, origin=HOME, replaces=None, by=STRANGER, at=at)


def fresh_session(gate: BuiltGate, secret: str, *, at: datetime) -> str:
    """Return the session of a sign-in a minute before."""
    at -= timedelta(minutes=1)
    opened = finish(first_step(gate, at=at), code_at(secret, at), at=at)
    assert isinstance(opened, access.Opened)
    return opened.token


# ------------------------------------------------------------------ just before, and at the instant


@pytest.mark.parametrize(("at", "lives"), [(JUST_BEFORE, True), (EFFECT, False)])
def test_a_session_of_before_lives_until_the_instant(at: datetime, lives: bool) -> None:
    owner = signed_in(builders.activated_gate())
    secret = add_authenticator(owner)
    waiting_start(owner.gate)
    token = fresh_session(owner.gate, secret, at=JUST_BEFORE)

    assert (sessions.citizens_session(token, at=at) is not None) is lives


@pytest.mark.parametrize(("at", "opens"), [(JUST_BEFORE, True), (EFFECT, False)])
def test_the_password_of_before_opens_until_the_instant(at: datetime, opens: bool) -> None:
    gate = builders.activated_gate()
    waiting_start(gate)

    assert (first_step(gate, at=at) is not None) is opens


def test_a_password_that_was_checked_before_the_instant_opens_nothing_after_it() -> None:
    gate = builders.activated_gate()
    waiting_start(gate)
    found = credentials_of(gate.username, at=JUST_BEFORE)
    assert found is not None

    opened = access.begin_session(
        found, renewed=found.password, origin=HOME, replaces=None, by=STRANGER, at=EFFECT
    )

    assert opened is None


@pytest.mark.parametrize(("at", "opens"), [(JUST_BEFORE, True), (EFFECT, False)])
def test_a_half_sign_in_goes_on_until_the_instant(owner: Owner, at: datetime, opens: bool) -> None:
    secret = secret_of(owner.gate)
    waiting_start(owner.gate)
    half = first_step(owner.gate, at=JUST_BEFORE - SECOND)

    if opens:
        assert finish(half, code_at(secret, at), at=at) is not None
    else:
        with pytest.raises(SignInLapsed):
            finish(half, code_at(secret, at), at=at)


@pytest.mark.parametrize(("at", "right"), [(JUST_BEFORE, True), (EFFECT, False)])
def test_second_factors_and_recovery_codes_count_until_the_instant(
    owner: Owner, at: datetime, right: bool
) -> None:
    secret = secret_of(owner.gate)
    codes = acts.make_codes(owner.citizen, by=owner.by, at=AT)
    acts.keep_codes(owner.citizen, shown=codes[0], by=owner.by, at=AT)
    waiting_start(owner.gate)

    assert (factors.accept_code(owner.gate.id, code_at(secret, at), at=at) is not None) is right
    assert (factors.accept_code(owner.gate.id, codes[0], at=at) is not None) is right
    assert factors.kept_recovery_codes(owner.gate.id, at=at).exists() is right
    assert bool(factors.ways(owner.gate.id, at=at).kinds) is right


@pytest.mark.parametrize(("at", "opens"), [(JUST_BEFORE, True), (EFFECT, False)])
def test_a_passkey_opens_until_the_instant(at: datetime, opens: bool) -> None:
    owner = signed_in(builders.activated_gate())
    passkey = browser.add_passkey(owner)
    waiting_start(owner.gate)
    options = passkey_acts.ask_to_sign_in(binding=browser.BROWSER, at=at)

    opened = browser.send(passkey.answer(options), at=at)

    assert (opened is not None) is opens


@pytest.mark.parametrize(("at", "verdict"), [(JUST_BEFORE, CodeVerdict.RIGHT), (EFFECT, CodeVerdict.WRONG)])
def test_a_mailed_code_of_before_sets_a_password_until_the_instant(
    at: datetime, verdict: CodeVerdict
) -> None:
    gate = builders.activated_gate()
    waiting_start(gate)
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)
    code = builders.code_for(gate.id)

    assert set_password(gate, code, OTHER_PASSWORD, at=at) is verdict


def test_a_password_set_while_it_waits_is_void_at_the_instant() -> None:
    gate = builders.activated_gate()
    waiting_start(gate)
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)
    set_password(gate, builders.code_for(gate.id), OTHER_PASSWORD, at=AT)

    assert first_step(gate, OTHER_PASSWORD, at=JUST_BEFORE) is not None
    assert first_step(gate, OTHER_PASSWORD, at=EFFECT) is None


def test_between_the_instant_and_the_worker_no_code_is_mailed() -> None:
    gate = builders.activated_gate()
    waiting_start(gate)
    before = builders.kinds_of_letters(gate.id)

    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=EFFECT)

    assert builders.kinds_of_letters(gate.id) == before
