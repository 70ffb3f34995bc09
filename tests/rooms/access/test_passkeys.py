# SPDX-License-Identifier: EUPL-1.2
"""Signing in with a passkey alone; every answer that does not hold is refused (SECURITY.md 40-42)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import cast

import pytest
from pytest_django.fixtures import Settings

from tests import builders
from tests.authenticators import PRESENT, Passkey, Telling
from tests.builders import AT
from tests.rooms.access.factors import HOME, Owner, signed_in
from tests.rooms.access.passkeys import BROWSER, LIES, add_passkey, send, sign_in, try_to_add
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Challenge, Factor
from ugyfelkapu.access.passkeys import LONGEST_ANSWER, forget_lapsed, read
from ugyfelkapu.access.services import factors, passkeys
from ugyfelkapu.access.services.factors import Confirmed
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.errors import (
    Throttled,
)
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.models import Entry

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
A_DAY = timedelta(days=1)


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


def as_any_gate(gate: builders.TemporaryGate) -> builders.BuiltGate:
    """Return a temporary gate as what its owner signs in to: username and password."""
    return cast(builders.BuiltGate, gate)


def events(name: str) -> int:
    """Return how often something is in the journal."""
    return Entry.objects.filter(event=name).count()


def test_signing_in_asks_for_no_name(passkey: Passkey) -> None:
    asked = json.loads(passkeys.ask_to_sign_in(binding=BROWSER, at=AT))

    assert asked["allowCredentials"] == []
    assert asked["rpId"] == "localhost"
    assert asked["userVerification"] == "required"


def test_a_passkey_alone_signs_in_and_its_use_is_noted(owner: Owner, passkey: Passkey) -> None:
    later = AT + MINUTE

    opened = sign_in(passkey, at=later)

    assert opened is not None
    factor = Factor.objects.get()
    assert (factor.used_at, factor.sign_count) == (later, passkey.count)
    assert Entry.objects.filter(event="SignedIn").order_by("-id")[0].details == {"method": "passkey"}


def test_a_passkey_that_never_counts_signs_in_again_and_again(owner: Owner) -> None:
    synced = add_passkey(owner, Passkey(counts=False))

    assert [sign_in(synced) is not None for _ in range(3)] == [True] * 3


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://Kapu.Example", "https://kapu.example"),
        ("https://kapu.example:443", "https://kapu.example"),
        ("https://kapu.example:8443", "https://kapu.example:8443"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_our_address_is_compared_as_browsers_write_it(
    owner: Owner, settings: Settings, address: str, origin: str
) -> None:
    settings.PUBLIC_URL = address
    party = origin.partition("://")[2].partition(":")[0]
    passkey = Passkey()

    assert try_to_add(owner, passkey, Telling(origin=origin, party=party)) is Confirmed.DONE
    assert sign_in(passkey, Telling(origin=origin, party=party)) is not None
    assert sign_in(passkey, Telling(origin=f"{origin}:1", party=party)) is None


@pytest.mark.parametrize("says", LIES)
def test_an_answer_that_does_not_hold_signs_nobody_in(passkey: Passkey, says: Telling) -> None:
    opened = sign_in(passkey, says)

    assert opened is None
    assert events("PasskeyRefused") == 1
    assert Factor.objects.get().used_at is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        "[" * 15_000,
        '{"rawId": 7, "response": {"clientDataJSON": 7}}',
        '{"rawId": "", "response": {"clientDataJSON": "e30"}}',
        '{"rawId": "AA", "response": {"clientDataJSON": "W10"}}',
        '{"rawId": "\\ud800", "response": {"clientDataJSON": "\\ud800"}}',
    ],
)
def test_what_is_no_answer_signs_nobody_in(text: str) -> None:
    assert read(text) is None
    assert send(text) is None


def test_an_answer_of_any_length_is_not_read(passkey: Passkey) -> None:
    answer = passkey.answer(passkeys.ask_to_sign_in(binding=BROWSER, at=AT))

    padded = [send(answer.ljust(length)) is not None for length in (LONGEST_ANSWER + 1, LONGEST_ANSWER)]

    assert padded == [False, True]


@pytest.mark.parametrize("name", ["signature", "authenticatorData", "clientDataJSON"])
@pytest.mark.parametrize("value", [None, 7, "", "!", [], {}])
def test_an_answer_with_a_damaged_part_signs_nobody_in(passkey: Passkey, name: str, value: object) -> None:
    answer = json.loads(passkey.answer(passkeys.ask_to_sign_in(binding=BROWSER, at=AT)))
    answer["response"][name] = value

    assert send(json.dumps(answer)) is None


def test_an_answer_signs_in_once(passkey: Passkey) -> None:
    answer = passkey.answer(passkeys.ask_to_sign_in(binding=BROWSER, at=AT))

    opened = [send(answer) is not None for _ in range(2)]

    assert opened == [True, False]


def test_a_wrong_answer_uses_the_challenge_up(passkey: Passkey) -> None:
    options = passkeys.ask_to_sign_in(binding=BROWSER, at=AT)
    send(passkey.answer(options, Telling(flags=PRESENT)))

    assert send(passkey.answer(options)) is None


def test_an_answer_from_another_browser_signs_nobody_in(passkey: Passkey) -> None:
    answer = passkey.answer(passkeys.ask_to_sign_in(binding=BROWSER, at=AT))

    opened = [send(answer, binding=binding) is not None for binding in ("another", BROWSER)]

    assert opened == [False, True]


def test_an_answer_after_five_minutes_signs_nobody_in(passkey: Passkey) -> None:
    ends = AT + 5 * MINUTE
    early, late = (passkey.answer(passkeys.ask_to_sign_in(binding=BROWSER, at=AT)) for _ in range(2))

    opened = [send(early, at=ends - timedelta(microseconds=1)) is not None, send(late, at=ends) is not None]

    assert opened == [True, False]


def test_a_passkey_that_nobody_has_signs_nobody_in(passkey: Passkey) -> None:
    unknown = Passkey(handle=passkey.handle)

    assert sign_in(unknown) is None


def test_another_gates_passkey_does_not_stand_in_for_ones_own(passkey: Passkey) -> None:
    thief = add_passkey(signed_in(builders.activated_gate()))
    thief.credential_id = passkey.credential_id

    assert sign_in(thief) is None


def test_without_the_handle_nobody_is_signed_in(passkey: Passkey) -> None:
    assert sign_in(passkey, Telling(without_handle=True)) is None


def test_a_waiting_passkey_signs_nobody_in() -> None:
    late = AT + 8 * A_DAY
    waiting = add_passkey(signed_in(builders.activated_gate(), at=late), at=late)

    opened = [sign_in(waiting, at=late + wait) is not None for wait in (A_DAY - MINUTE, A_DAY)]

    assert opened == [False, True]


def test_a_removed_passkey_signs_nobody_in(owner: Owner, passkey: Passkey) -> None:
    factors.remove_factor(owner.citizen, Factor.objects.get().id, by=owner.by, at=AT)

    assert sign_in(passkey) is None


def test_a_suspended_gate_is_not_opened_by_its_passkey(owner: Owner, passkey: Passkey) -> None:
    reason = accounts.SuspensionReason.COMPROMISE
    accounts.suspend(owner.gate.id, reason=reason, by=builders.clerk(), at=AT)

    assert sign_in(passkey) is None


def test_a_finalised_gate_is_not_opened_by_the_passkey_of_before() -> None:
    temporary = builders.activated_temporary_gate()
    earlier = add_passkey(signed_in(as_any_gate(temporary)))
    before = sign_in(earlier)

    accounts.finalise(
        temporary.reference,
        **temporary.said,
        answer=builders.answer(builders.person_in_register()),
        evidence=builders.evidence(),
        consent_version="1",
        by=builders.clerk(),
        at=AT,
    )

    assert before is not None
    assert sign_in(earlier) is None


def test_a_temporary_gate_that_has_ended_is_not_opened_by_its_passkey() -> None:
    ended = AT + 40 * A_DAY
    passkey = add_passkey(signed_in(as_any_gate(builders.activated_temporary_gate())))

    assert sign_in(passkey, at=ended) is None


def test_a_passkey_of_an_earlier_time_of_the_gate_is_void(passkey: Passkey) -> None:
    Factor.objects.update(epoch=0)

    assert sign_in(passkey) is None


def test_a_passkey_works_while_wrong_passwords_lock_the_gate(owner: Owner, passkey: Passkey) -> None:
    for _ in range(5):
        access.sign_in(owner.gate.username, password="wrong", origin=HOME, replaces=None, by=STRANGER, at=AT)
    with pytest.raises(Throttled):
        half(owner)

    assert sign_in(passkey) is not None


def test_refused_answers_are_counted_for_the_network(passkey: Passkey) -> None:
    for _ in range(100):
        send("{}")

    with pytest.raises(Throttled):
        sign_in(passkey)


def test_an_answer_that_held_is_not_counted(passkey: Passkey) -> None:
    for _ in range(99):
        send("{}")

    assert all(sign_in(passkey) is not None for _ in range(3))


def test_challenges_are_deleted_once_nobody_can_answer_them(passkey: Passkey) -> None:
    ends = AT + 5 * MINUTE
    passkeys.ask_to_sign_in(binding=BROWSER, at=AT)
    passkeys.ask_to_sign_in(binding=BROWSER, at=AT + MINUTE)
    Challenge.objects.filter(purpose="add").delete()

    assert forget_lapsed(at=ends) == 1
    assert Challenge.objects.get().ends_at == ends + MINUTE


# ------------------------------------------------------------------ the counter


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_counter_that_does_not_grow_is_refused_and_told_in_a_letter(owner: Owner, count: int) -> None:
    passkey = add_passkey(owner)
    sign_in(passkey)
    assert passkey.count == 2

    opened = sign_in(passkey, Telling(count=count))

    assert opened is None
    assert Entry.objects.get(event="PasskeyDoubted").subject == owner.gate.id
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "passkey_doubted"
    assert Factor.objects.get().sign_count == 2


def test_a_counter_that_grows_by_leaps_is_fine(passkey: Passkey) -> None:
    assert sign_in(passkey, Telling(count=2**32 - 1)) is not None


def test_a_wrong_counter_in_an_answer_that_does_not_hold_alarms_nobody(
    owner: Owner, passkey: Passkey
) -> None:
    sign_in(passkey, Telling(count=0, signature=b""))

    assert not events("PasskeyDoubted")
