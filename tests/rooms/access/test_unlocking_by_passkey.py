# SPDX-License-Identifier: EUPL-1.2
"""A passkey, which verifies its user, opens a gate that its owner locked, and signs nobody in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders
from tests.authenticators import PRESENT, Passkey, Telling
from tests.builders import AT
from tests.rooms.access import passkeys as passkeys_of
from tests.rooms.access.factors import Owner, owner_of, signed_in
from tests.rooms.access.passkeys import BROWSER, LIES, add_passkey, sign_in
from tests.rooms.access.unlocking import LATER, lock, send, unlock_with
from ugyfelkapu.access import sessions
from ugyfelkapu.access.models import Session
from ugyfelkapu.access.services import passkeys, unlocking
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services import SuspensionReason
from ugyfelkapu.domain.deadlines import CHALLENGE_LIFE
from ugyfelkapu.domain.errors import Throttled
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.queries import all_entries, entries_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner() -> Owner:
    """Return the owner of an open gate."""
    return signed_in(builders.activated_gate())


@pytest.fixture
def passkey(owner: Owner) -> Passkey:
    """Return a passkey of that gate."""
    return add_passkey(owner)


def state_of(owner: Owner) -> str:
    """Return where the gate stands."""
    return Account.objects.values_list("state", flat=True).get(id=owner.gate.id)


def test_it_opens_the_gate_without_a_password_and_its_owner_is_told(owner: Owner, passkey: Passkey) -> None:
    lock(owner)

    assert unlock_with(passkey)
    entry = entries_about(owner.gate.id)[0]
    assert (entry.event, entry.details["method"]) == ("AccountUnlocked", "passkey")
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "unlocked"


def test_it_opens_no_session(owner: Owner, passkey: Passkey) -> None:
    lock(owner)

    unlock_with(passkey)

    assert sessions.citizens_session(owner.token, at=LATER) is None
    assert Session.objects.count() == 1


def test_while_the_gate_is_locked_it_signs_nobody_in(owner: Owner, passkey: Passkey) -> None:
    lock(owner)

    assert sign_in(passkey, at=LATER) is None
    assert state_of(owner) == State.SUSPENDED


@pytest.mark.parametrize("says", [*LIES, Telling(flags=PRESENT)])
def test_whatever_does_not_hold_opens_nothing(owner: Owner, passkey: Passkey, says: Telling) -> None:
    lock(owner)

    assert not unlock_with(passkey, says)
    assert state_of(owner) == State.SUSPENDED


@pytest.mark.parametrize("reason", [SuspensionReason.COMPROMISE, SuspensionReason.WRONG_ADDRESS])
def test_what_a_clerk_suspended_stays_so(owner: Owner, passkey: Passkey, reason: SuspensionReason) -> None:
    accounts.suspend(owner.gate.id, reason=reason, by=builders.clerk(), at=AT)

    assert not unlock_with(passkey)
    assert state_of(owner) == State.SUSPENDED


def test_an_open_gate_has_nothing_to_open(owner: Owner, passkey: Passkey) -> None:
    assert not unlock_with(passkey)
    assert [entry.event for entry in all_entries()].count("UnlockFailed") == 1


def test_an_answer_opens_once(owner: Owner, passkey: Passkey) -> None:
    lock(owner)
    answer = passkey.answer(unlocking.ask_to_unlock(binding=BROWSER, at=LATER))
    assert send(answer)
    again = signed_in_again(owner, passkey)
    lock(again, at=LATER)

    assert not send(answer)
    assert state_of(owner) == State.SUSPENDED


def signed_in_again(owner: Owner, passkey: Passkey) -> Owner:
    """Sign the owner in with the passkey."""
    opened = sign_in(passkey, at=LATER)
    assert opened is not None
    return owner_of(owner.gate, opened.token, at=LATER)


def test_an_answer_from_another_browser_opens_nothing(owner: Owner, passkey: Passkey) -> None:
    lock(owner)

    assert not unlock_with(passkey, binding="another browser's cookie")


def test_a_challenge_to_sign_in_opens_no_locked_gate_nor_the_other_way_round(
    owner: Owner, passkey: Passkey
) -> None:
    to_unlock = passkey.answer(unlocking.ask_to_unlock(binding=BROWSER, at=AT))
    to_sign_in = passkey.answer(passkeys.ask_to_sign_in(binding=BROWSER, at=AT))

    assert passkeys_of.send(to_unlock) is None
    lock(owner)
    assert not send(to_sign_in, at=AT)


def test_a_challenge_lapses(owner: Owner, passkey: Passkey) -> None:
    lock(owner)
    answer = passkey.answer(unlocking.ask_to_unlock(binding=BROWSER, at=AT))

    assert not send(answer, at=AT + CHALLENGE_LIFE)


def test_one_that_waits_yet_opens_nothing() -> None:
    late = AT + timedelta(days=8)
    owner = signed_in(builders.activated_gate(), at=late)
    passkey = add_passkey(owner, at=late)
    lock(owner, at=late)

    assert not unlock_with(passkey, at=late + timedelta(minutes=1))
    assert unlock_with(passkey, at=late + timedelta(days=1))


def test_wrong_answers_count_for_the_network(owner: Owner, passkey: Passkey) -> None:
    lock(owner)
    for _ in range(100):
        send("{}")

    with pytest.raises(Throttled):
        unlock_with(passkey)


def test_a_copy_is_refused_and_its_owner_alarmed(owner: Owner) -> None:
    counting = add_passkey(owner, Passkey(counts=True))
    lock(owner)

    assert not unlock_with(counting, Telling(count=1))
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "passkey_doubted"
    assert state_of(owner) == State.SUSPENDED
