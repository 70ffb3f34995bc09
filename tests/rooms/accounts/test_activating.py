# SPDX-License-Identifier: EUPL-1.2
"""Redeeming codes: each verdict, and what counts as a guess."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests import builders
from tests.builders import AT, BuiltGate
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.accounts.services import CodeVerdict
from ugyfelkapu.domain.codes import make_code
from ugyfelkapu.domain.errors import AddressTaken, PasswordRefused
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about, latest_entries

pytestmark = pytest.mark.django_db

LAST_MOMENT = datetime(2026, 11, 28, 22, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 28, 23, 0, tzinfo=UTC)


def activate(
    username: str, code: str, *, password: str = builders.PASSWORD, at: datetime = AT
) -> CodeVerdict:
    """Redeem a code as the page does."""
    return accounts.activate(username, code=code, password=new_password(password), by=STRANGER, at=at)


@pytest.fixture
def gate() -> BuiltGate:
    """Return a registered gate."""
    return builders.registered_gate()


def test_the_right_pair_opens_the_gate_and_proves_the_address(gate: BuiltGate) -> None:
    verdict = activate(gate.username, gate.code)

    seen = queries.gate(gate.id, at=AT + timedelta(days=100))
    assert verdict is CodeVerdict.RIGHT
    assert (seen.state, seen.email_proved, seen.ends_at) == (State.ACTIVE, True, None)
    assert seen.activated_at == AT
    assert builders.kinds_of_letters(gate.id) == ["activation", "activated"]


def test_a_code_lives_until_the_last_midnight_of_its_fifth_day(gate: BuiltGate) -> None:
    assert activate(gate.username, gate.code, at=LAST_MOMENT) is CodeVerdict.RIGHT


def test_at_that_midnight_a_code_is_dead(gate: BuiltGate) -> None:
    verdict = activate(gate.username, gate.code, at=MIDNIGHT)

    assert verdict is CodeVerdict.EXPIRED
    assert queries.gate(gate.id, at=MIDNIGHT).state is State.PENDING_ACTIVATION
    assert entries_about(gate.id)[0].details == {"reason": "expired"}


def test_a_code_is_redeemed_once(gate: BuiltGate) -> None:
    activate(gate.username, gate.code)

    assert activate(gate.username, gate.code) is CodeVerdict.USED


def test_a_newer_code_replaces_the_older(gate: BuiltGate) -> None:
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)

    assert activate(gate.username, gate.code) is CodeVerdict.REPLACED
    assert activate(gate.username, builders.code_for(gate.id)) is CodeVerdict.RIGHT


def test_an_unknown_code_is_wrong_and_noted(gate: BuiltGate) -> None:
    verdict = activate(gate.username, make_code())

    assert verdict is CodeVerdict.WRONG
    assert entries_about(gate.id)[0].details == {"reason": "wrong"}


def test_a_guess_at_nobodys_username_is_noted_without_a_name(gate: BuiltGate) -> None:
    verdict = activate("senki.senki", gate.code)

    noted = latest_entries()[0]
    assert verdict is CodeVerdict.WRONG
    assert (noted.event, noted.subject, noted.details) == ("WrongCode", None, {"reason": "wrong"})


def test_ten_wrong_codes_for_a_username_kill_its_code(gate: BuiltGate) -> None:
    for _ in range(10):
        activate(gate.username, make_code())

    assert activate(gate.username, gate.code) is CodeVerdict.EXHAUSTED


def test_ten_wrong_usernames_for_a_code_kill_it(gate: BuiltGate) -> None:
    for number in range(10):
        activate(f"senki.{number}", gate.code)

    assert activate(gate.username, gate.code) is CodeVerdict.EXHAUSTED


def test_a_dead_code_counts_no_further(gate: BuiltGate) -> None:
    most = 32_767  # what the column holds
    Code.objects.filter(account_id=gate.id).update(wrong_tries=most)

    verdict = activate(gate.username, make_code())

    assert verdict is CodeVerdict.WRONG
    assert Code.objects.get(account_id=gate.id).wrong_tries == most


def test_nine_wrong_tries_kill_nothing(gate: BuiltGate) -> None:
    for number in range(9):
        activate(f"senki.{number}", gate.code)

    assert activate(gate.username, gate.code) is CodeVerdict.RIGHT


def test_anothers_code_counts_against_both(gate: BuiltGate) -> None:
    other = builders.registered_gate()

    activate(gate.username, other.code)

    assert sorted(Code.objects.values_list("wrong_tries", flat=True)) == [1, 1]


def test_a_new_code_begins_with_no_tries(gate: BuiltGate) -> None:
    for _ in range(10):
        activate(gate.username, make_code())
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)

    assert activate(gate.username, builders.code_for(gate.id)) is CodeVerdict.RIGHT


def test_on_day_sixty_one_there_is_no_gate_any_more(gate: BuiltGate) -> None:
    verdict = activate(gate.username, gate.code, at=AT + timedelta(days=61))

    assert verdict is CodeVerdict.WRONG


def test_a_password_of_ones_own_data_leaves_the_code_usable(gate: BuiltGate) -> None:
    with pytest.raises(PasswordRefused) as refused:
        activate(gate.username, gate.code, password="Hódmezővásárhely1")

    assert refused.value.data["reason"] == "personal"
    assert activate(gate.username, gate.code) is CodeVerdict.RIGHT


def test_with_a_wrong_code_no_password_is_judged(gate: BuiltGate) -> None:
    assert activate(gate.username, make_code(), password="Hódmezővásárhely1") is CodeVerdict.WRONG


def test_an_address_that_another_proved_first_is_refused_and_the_code_stays() -> None:
    first = builders.registered_gate(email="kozos@example.com")
    second = builders.registered_gate(email="kozos@example.com")
    activate(first.username, first.code)

    with pytest.raises(AddressTaken):
        activate(second.username, second.code)

    assert Code.objects.get(account_id=second.id).used_at is None
    assert queries.gate(second.id, at=AT).state is State.PENDING_ACTIVATION


def test_codes_rest_as_keyed_hashes(gate: BuiltGate) -> None:
    stored = bytes(Code.objects.get(account_id=gate.id).digest)

    assert gate.code.encode() not in stored
    assert len(stored) == 32


def test_passwords_rest_as_argon2id(gate: BuiltGate) -> None:
    activate(gate.username, gate.code)

    assert Account.objects.get(id=gate.id).password.startswith("$argon2id$")
