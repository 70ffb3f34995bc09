# SPDX-License-Identifier: EUPL-1.2
"""Passkeys at the second step and for stepping up: those of the gate alone, once, in one browser."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests import builders
from tests.authenticators import Passkey, Telling
from tests.builders import AT
from tests.rooms.access.factors import HOME, Owner, add_authenticator, owner_of, signed_in
from tests.rooms.access.passkeys import LIES, add_passkey, send, sign_in
from ugyfelkapu.access import services as access
from ugyfelkapu.access.services import passkeys
from ugyfelkapu.access.services.factors import Confirmed
from ugyfelkapu.domain.errors import (
    SignInLapsed,
    Unknown,
)
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.models import Entry

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner() -> Owner:
    """Return a freshly activated gate's owner."""
    return signed_in(builders.activated_gate())


@pytest.fixture
def passkey(owner: Owner) -> Passkey:
    """Return a passkey of that gate."""
    return add_passkey(owner)


def half(owner: Owner) -> access.Half:
    """Take the first step."""
    gate = owner.gate
    begun = access.sign_in(
        gate.username, password=gate.password, origin=HOME, replaces=None, by=STRANGER, at=AT
    )
    assert isinstance(begun, access.Half)
    return begun


def finish(token: str, answer: str) -> access.Opened | None:
    """Take the second step."""
    return passkeys.finish_with_passkey(token, answer=answer, origin=HOME, replaces=None, by=STRANGER, at=AT)


def events(name: str) -> int:
    """Return how often something is in the journal."""
    return Entry.objects.filter(event=name).count()


@pytest.mark.parametrize("says", LIES)
def test_an_answer_that_does_not_hold_is_no_second_step(
    owner: Owner, passkey: Passkey, says: Telling
) -> None:
    begun = half(owner)
    options = passkeys.ask_for_second_step(begun.token, at=AT)

    assert finish(begun.token, passkey.answer(options, says)) is None
    assert events("SecondStepFailed") == 1


@pytest.mark.parametrize("says", LIES)
def test_an_answer_that_does_not_hold_steps_nobody_up(owner: Owner, passkey: Passkey, says: Telling) -> None:
    options = passkeys.ask_to_step_up(owner.citizen, at=AT)

    answer = passkey.answer(options, says)

    assert not passkeys.step_up_with_passkey(owner.citizen, answer=answer, origin=HOME, by=owner.by, at=AT)
    assert events("StepUpFailed") == 1


def test_a_challenge_for_one_purpose_serves_no_other(owner: Owner, passkey: Passkey) -> None:
    begun = half(owner)
    to_finish = passkeys.ask_for_second_step(begun.token, at=AT)
    to_step_up = passkeys.ask_to_step_up(owner.citizen, at=AT)
    binding = owner.citizen.session_id.hex

    refused = [
        send(passkey.answer(to_finish), binding=begun.token),
        send(passkey.answer(to_step_up), binding=binding),
        finish(begun.token, passkey.answer(passkeys.ask_to_sign_in(binding=begun.token, at=AT))),
        finish(begun.token, passkey.answer(to_step_up)),
    ]

    assert refused == [None] * 4


def test_the_challenge_for_a_new_passkey_steps_nobody_up(owner: Owner, passkey: Passkey) -> None:
    options = passkeys.ask_for_new_passkey(owner.citizen, mailed_code="", by=owner.by, at=AT)
    answer = passkey.answer(options or "")

    assert not passkeys.step_up_with_passkey(owner.citizen, answer=answer, origin=HOME, by=owner.by, at=AT)


def test_the_challenge_for_stepping_up_adds_no_passkey(owner: Owner, passkey: Passkey) -> None:
    options = json.loads(passkeys.ask_to_step_up(owner.citizen, at=AT))
    answer = Passkey().made(json.dumps({**options, "user": {"id": "AAAA"}}))

    added = passkeys.add_passkey(owner.citizen, answer=answer, name="", mailed_code="", by=owner.by, at=AT)

    assert added is Confirmed.WRONG_PASSKEY


def test_the_second_step_takes_a_passkey_of_the_gate(owner: Owner, passkey: Passkey) -> None:
    begun = half(owner)
    options = passkeys.ask_for_second_step(begun.token, at=AT)

    opened = finish(begun.token, passkey.answer(options, Telling(without_handle=True)))

    assert opened is not None
    assert len(json.loads(options)["allowCredentials"]) == 1
    who = owner_of(owner.gate, opened.token).citizen
    assert {factor.value for factor in who.factors} == {"password", "passkey"}


def test_another_gates_passkey_is_no_second_step(owner: Owner, passkey: Passkey) -> None:
    stranger = add_passkey(signed_in(builders.activated_gate()))
    begun = half(owner)

    assert finish(begun.token, stranger.answer(passkeys.ask_for_second_step(begun.token, at=AT))) is None


def test_the_second_step_of_another_browser_is_not_taken(owner: Owner, passkey: Passkey) -> None:
    mine, other = half(owner), half(owner)
    options = passkeys.ask_for_second_step(mine.token, at=AT)

    assert finish(other.token, passkey.answer(options)) is None


def test_the_second_step_is_taken_once(owner: Owner, passkey: Passkey) -> None:
    begun = half(owner)
    both = [passkey.answer(passkeys.ask_for_second_step(begun.token, at=AT)) for _ in range(2)]
    finish(begun.token, both[0])

    with pytest.raises(SignInLapsed):
        finish(begun.token, both[1])


def test_without_a_first_step_there_is_no_second(passkey: Passkey) -> None:
    with pytest.raises(SignInLapsed):
        passkeys.ask_for_second_step("nothing", at=AT)
    with pytest.raises(SignInLapsed):
        finish("nothing", "{}")


def test_a_gate_without_passkeys_is_not_asked_for_one(owner: Owner) -> None:
    add_authenticator(owner)

    with pytest.raises(Unknown):
        passkeys.ask_to_step_up(owner.citizen, at=AT)


def test_wrong_codes_at_the_second_step_do_not_keep_a_passkey_out(owner: Owner, passkey: Passkey) -> None:
    begun = half(owner)
    for _ in range(5):
        access.finish_sign_in(begun.token, code="000000", origin=HOME, replaces=None, by=STRANGER, at=AT)

    assert finish(begun.token, passkey.answer(passkeys.ask_for_second_step(begun.token, at=AT)))


def test_a_passkey_steps_its_owner_up(owner: Owner, passkey: Passkey) -> None:
    late = AT + 6 * MINUTE
    options = passkeys.ask_to_step_up(owner.citizen, at=late)

    done = passkeys.step_up_with_passkey(
        owner.citizen, answer=passkey.answer(options), origin=HOME, by=owner.by, at=late
    )

    assert done
    who = owner_of(owner.gate, owner.token, at=late).citizen
    assert who.stepped_up_at == late
    assert {factor.value for factor in who.factors} == {"password", "passkey"}


def test_the_challenge_of_one_session_steps_up_no_other(owner: Owner, passkey: Passkey) -> None:
    opened = sign_in(passkey)
    assert opened is not None
    other = owner_of(owner.gate, opened.token)
    answer = passkey.answer(passkeys.ask_to_step_up(owner.citizen, at=AT))

    assert not passkeys.step_up_with_passkey(other.citizen, answer=answer, origin=HOME, by=owner.by, at=AT)


def test_another_gates_passkey_steps_nobody_up(owner: Owner, passkey: Passkey) -> None:
    stranger = add_passkey(signed_in(builders.activated_gate()))
    answer = stranger.answer(passkeys.ask_to_step_up(owner.citizen, at=AT))

    assert not passkeys.step_up_with_passkey(owner.citizen, answer=answer, origin=HOME, by=owner.by, at=AT)
