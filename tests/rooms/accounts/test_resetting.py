# SPDX-License-Identifier: EUPL-1.2
"""Asking for codes by mail: re-issued first codes, and resets of active gates (D2, D3, D15)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests import builders
from tests.builders import AT, BuiltGate
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.accounts.services import CodeVerdict
from ugyfelkapu.domain.deadlines import last_day_before
from ugyfelkapu.domain.errors import PasswordRefused
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about, latest_entries
from ugyfelkapu.outbox.letters import NewCodeLetter, NewTemporaryCodeLetter

pytestmark = pytest.mark.django_db


def ask(gate: BuiltGate, *, at: datetime = AT, email: str = "") -> None:
    """Ask for a code as the page does."""
    accounts.ask_for_code(gate.username, email=email or gate.email, by=STRANGER, at=at)


def reset(gate: BuiltGate, code: str, *, at: datetime = AT) -> CodeVerdict:
    """Set a new password as the page does."""
    password = new_password(builders.OTHER_PASSWORD)
    return accounts.reset_password(gate.username, code=code, password=password, by=STRANGER, at=at)


def codes_mailed(gate: BuiltGate) -> int:
    """Count the letters with a code."""
    return sum(kind in {"new_code", "reset"} for kind in builders.kinds_of_letters(gate.id))


def test_a_re_issued_code_lives_five_days_from_its_issue() -> None:
    gate = builders.registered_gate()

    ask(gate, at=AT + timedelta(days=10))

    letter = builders.letters(gate.id)[-1]
    assert isinstance(letter, NewCodeLetter)
    assert (letter.last_day, letter.days_left) == (date(2026, 12, 8), 5)
    assert letter.registration_last_day == date(2027, 1, 22)


def test_a_re_issued_code_never_outlives_the_sixtieth_day() -> None:
    gate = builders.registered_gate()

    ask(gate, at=AT + timedelta(days=58))

    code = Code.objects.get(account_id=gate.id, dead_at=None)
    assert last_day_before(code.ends_at) == date(2027, 1, 22)


def test_asking_does_not_move_the_sixty_days() -> None:
    gate = builders.registered_gate()
    ends = queries.gate(gate.id, at=AT).ends_at

    ask(gate, at=AT + timedelta(days=58))

    assert queries.gate(gate.id, at=AT + timedelta(days=58)).ends_at == ends


def test_after_the_sixtieth_day_nothing_is_mailed() -> None:
    gate = builders.registered_gate()

    ask(gate, at=AT + timedelta(days=61))

    assert codes_mailed(gate) == 0
    assert latest_entries()[0].details == {"found": False}


@pytest.mark.parametrize("build", [builders.registered_gate, builders.activated_gate])
def test_three_codes_a_day_and_no_more(build: object) -> None:
    gate: BuiltGate = build()  # type: ignore[operator]  # a builder

    for _ in range(5):
        ask(gate)
    today = codes_mailed(gate)
    ask(gate, at=AT + timedelta(days=1))

    assert today == 3
    assert codes_mailed(gate) == 4


def test_a_day_ends_at_midnight_in_hungary() -> None:
    gate = builders.activated_gate()
    evening = AT.replace(hour=22, minute=59)
    for _ in range(3):
        ask(gate, at=evening)

    ask(gate, at=AT.replace(hour=23, minute=0))

    assert codes_mailed(gate) == 4


def test_the_fourth_request_leaves_the_third_code_alive() -> None:
    gate = builders.activated_gate()
    for _ in range(3):
        ask(gate)
    third = builders.code_for(gate.id)
    ask(gate)

    assert reset(gate, third) is CodeVerdict.RIGHT


@pytest.mark.parametrize("email", ["mas@example.com", "MINTA@example.com", ""])
def test_another_address_is_mailed_nothing(email: str) -> None:
    gate = builders.activated_gate(email="minta@example.com")

    accounts.ask_for_code(gate.username, email=email, by=STRANGER, at=AT)

    assert codes_mailed(gate) == 0


def test_the_domain_may_be_typed_in_capitals() -> None:
    gate = builders.activated_gate(email="minta@example.com")

    ask(gate, email="minta@EXAMPLE.com")

    assert codes_mailed(gate) == 1


def test_a_registration_whose_address_another_proved_is_mailed_nothing() -> None:
    first = builders.registered_gate(email="kozos@example.com")
    second = builders.registered_gate(email="kozos@example.com")
    password = new_password(builders.PASSWORD)
    accounts.activate(first.username, code=first.code, password=password, by=STRANGER, at=AT)

    ask(second)

    assert codes_mailed(second) == 0


def test_a_reset_changes_the_password_and_ends_the_generation() -> None:
    gate = builders.activated_gate()
    before = Account.objects.get(id=gate.id)
    ask(gate)

    verdict = reset(gate, builders.code_for(gate.id))

    after = Account.objects.get(id=gate.id)
    assert verdict is CodeVerdict.RIGHT
    assert after.password != before.password
    assert after.generation == before.generation + 1
    assert builders.kinds_of_letters(gate.id)[-1] == "password_changed"
    assert entries_about(gate.id)[0].event == "PasswordReset"


def test_a_reset_code_is_used_once() -> None:
    gate = builders.activated_gate()
    ask(gate)
    code = builders.code_for(gate.id)
    reset(gate, code)

    assert reset(gate, code) is CodeVerdict.USED


def test_a_reset_code_expires_after_five_days() -> None:
    gate = builders.activated_gate()
    ask(gate)

    assert reset(gate, builders.code_for(gate.id), at=AT + timedelta(days=6)) is CodeVerdict.EXPIRED


def test_codes_of_the_two_purposes_are_not_exchanged() -> None:
    waiting, active = builders.registered_gate(), builders.activated_gate()
    ask(active)
    password = new_password(builders.OTHER_PASSWORD)

    as_reset = reset(waiting, waiting.code)
    as_activation = accounts.activate(
        active.username, code=builders.code_for(active.id), password=password, by=STRANGER, at=AT
    )

    assert (as_reset, as_activation) == (CodeVerdict.WRONG, CodeVerdict.WRONG)


def test_a_suspended_gate_is_mailed_nothing_and_resets_nothing() -> None:
    gate = builders.activated_gate()
    ask(gate)
    code = builders.code_for(gate.id)
    reason = accounts.SuspensionReason.COMPROMISE
    accounts.suspend(gate.id, reason=reason, by=builders.clerk(), at=AT)

    ask(gate)

    assert codes_mailed(gate) == 1
    assert reset(gate, code) is CodeVerdict.WRONG


def test_a_new_password_of_ones_own_data_is_refused() -> None:
    gate = builders.activated_gate()
    ask(gate)
    code = builders.code_for(gate.id)

    with pytest.raises(PasswordRefused):
        accounts.reset_password(
            gate.username, code=code, password=new_password("Erzsébet Ilona 1"), by=STRANGER, at=AT
        )

    assert reset(gate, code) is CodeVerdict.RIGHT


def test_only_a_waiting_gate_has_a_last_day_for_codes() -> None:
    waiting, active = builders.registered_gate(), builders.activated_gate()

    assert queries.last_day_for_codes(waiting.username, at=AT) == date(2027, 1, 22)
    assert queries.last_day_for_codes(active.username, at=AT) is None
    assert queries.last_day_for_codes("senki.senki", at=AT) is None


# ------------------------------------------------------------------ temporary gates


def test_a_temporary_gate_resets_its_password_within_its_days_and_lives_no_longer() -> None:
    gate = builders.activated_temporary_gate()
    late = AT + timedelta(days=29)
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=late)
    code = builders.code_for(gate.id)
    password = new_password(builders.OTHER_PASSWORD)

    verdict = accounts.reset_password(gate.username, code=code, password=password, by=STRANGER, at=late)

    ends_at = queries.gate(gate.id, at=late).ends_at
    assert verdict is CodeVerdict.RIGHT
    assert ends_at is not None
    assert last_day_before(ends_at) == date(2026, 12, 23)


def test_its_reset_code_dies_with_it() -> None:
    gate = builders.activated_temporary_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT + timedelta(days=29))
    code = builders.code_for(gate.id)
    password = new_password(builders.OTHER_PASSWORD)

    verdict = accounts.reset_password(
        gate.username, code=code, password=password, by=STRANGER, at=AT + timedelta(days=31)
    )

    assert verdict is CodeVerdict.WRONG


def test_a_temporary_gate_whose_first_code_lapsed_gets_a_new_one() -> None:
    gate = builders.temporary_gate()

    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT + timedelta(days=27))

    letter = builders.letters(gate.id)[-1]
    assert isinstance(letter, NewTemporaryCodeLetter)
    assert (letter.last_day, letter.gate_last_day) == (date(2026, 12, 23), date(2026, 12, 23))


def test_after_its_last_day_a_temporary_gate_gets_no_letter() -> None:
    gate = builders.temporary_gate()
    before = builders.kinds_of_letters()

    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT + timedelta(days=31))

    assert builders.kinds_of_letters() == before


def test_its_owner_gets_three_letters_a_day_whatever_is_tried() -> None:
    gate = builders.activated_temporary_gate()

    for _ in range(20):
        accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)

    assert builders.kinds_of_letters(gate.id).count("reset") == 3
