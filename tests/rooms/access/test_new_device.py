# SPDX-License-Identifier: EUPL-1.2
"""A sign-in from a browser that the gate did not know is told to its owner, with a link that locks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders
from tests.authenticators import Passkey
from tests.builders import AT, BuiltGate
from tests.rooms.access.factors import HOME, add_authenticator, code_at, signed_in
from tests.rooms.access.passkeys import BROWSER, add_passkey
from ugyfelkapu.access import safety_links
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import SafetyLink
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services import passkeys
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.outbox.letters import NewDeviceLetter

pytestmark = pytest.mark.django_db

PHONE = Origin("203.0.113.0/24", "", "Firefox, Android")
LATER = AT + timedelta(minutes=1)


@pytest.fixture
def gate() -> BuiltGate:
    """Return an activated gate that nobody has signed in to yet."""
    return builders.activated_gate()


def enter(gate: BuiltGate, origin: Origin = PHONE) -> access.Opened | access.Half:
    """Give the password."""
    opened = access.sign_in(
        gate.username, password=gate.password, origin=origin, replaces=None, by=STRANGER, at=LATER
    )
    assert opened is not None
    return opened


def told_of(gate: BuiltGate) -> list[NewDeviceLetter]:
    """Return the letters about new browsers."""
    return [letter for letter in builders.letters(gate.id) if isinstance(letter, NewDeviceLetter)]


def test_the_very_first_sign_in_is_no_news(gate: BuiltGate) -> None:
    enter(gate)

    assert told_of(gate) == []
    assert not SafetyLink.objects.exists()


def test_another_browser_is_told_of_with_time_and_kind(gate: BuiltGate) -> None:
    signed_in(gate)

    enter(gate)

    letter = told_of(gate)[0]
    assert (letter.signed_in_at, letter.browser) == (LATER, "Firefox, Android")


def test_a_known_browser_is_no_news(gate: BuiltGate) -> None:
    signed_in(gate)
    opened = enter(gate)
    assert isinstance(opened, access.Opened)

    enter(gate, Origin(PHONE.network, opened.device, PHONE.browser))

    assert len(told_of(gate)) == 1


def test_a_browser_that_another_gate_knows_is_new_to_this_one(gate: BuiltGate) -> None:
    signed_in(gate)
    other = enter(builders.activated_gate())
    assert isinstance(other, access.Opened)

    enter(gate, Origin(PHONE.network, other.device, PHONE.browser))

    assert len(told_of(gate)) == 1


def test_a_wrong_password_is_not_told_of(gate: BuiltGate) -> None:
    signed_in(gate)

    access.sign_in(
        gate.username, password="nem ez a jelszava", origin=PHONE, replaces=None, by=STRANGER, at=LATER
    )

    assert told_of(gate) == []


def test_half_a_sign_in_is_told_of_once_it_is_whole(gate: BuiltGate) -> None:
    secret = add_authenticator(signed_in(gate))

    half = enter(gate)
    before = told_of(gate)
    assert isinstance(half, access.Half)
    code = code_at(secret, LATER)
    access.finish_sign_in(half.token, code=code, origin=PHONE, replaces=None, by=STRANGER, at=LATER)

    assert (before, len(told_of(gate))) == ([], 1)


def test_a_sign_in_with_a_passkey_is_told_of_too(gate: BuiltGate) -> None:
    passkey: Passkey = add_passkey(signed_in(gate))

    answer = passkey.answer(passkeys.ask_to_sign_in(binding=BROWSER, at=LATER))
    passkeys.sign_in_with_passkey(
        answer=answer, binding=BROWSER, origin=PHONE, replaces=None, by=STRANGER, at=LATER
    )

    assert len(told_of(gate)) == 1


def test_the_link_in_the_letter_locks_the_gate_for_a_week(gate: BuiltGate) -> None:
    signed_in(gate)
    enter(gate)
    token = told_of(gate)[0].token

    assert safety_links.living(token, at=LATER + timedelta(days=7)) is None
    lock_by_link(token, by=STRANGER, at=LATER + timedelta(days=6))

    assert queries.gate(gate.id, at=LATER).state is State.SUSPENDED


def test_a_browser_that_says_nothing_of_itself_is_told_of(gate: BuiltGate) -> None:
    signed_in(gate)

    enter(gate, HOME)

    assert [letter.browser for letter in told_of(gate)] == [""]
