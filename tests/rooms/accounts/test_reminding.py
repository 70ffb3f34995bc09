# SPDX-License-Identifier: EUPL-1.2
"""Reminders: each once, with the days that are left, and none that the state makes pointless."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from tests import builders
from tests.builders import AT
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.domain.deadlines import BUDAPEST, start_of
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.journal.actor import STRANGER, WORKER
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.outbox.letters import (
    CodeReminderLetter,
    Letter,
    RegistrationReminderLetter,
    TemporaryReminderLetter,
)

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def morning(day: date) -> datetime:
    """Return 8 o'clock in Budapest."""
    return start_of(day).replace(hour=8)


def sweep(at: datetime) -> None:
    """Remind of everything that is due."""
    while accounts.remind_of_gates(by=WORKER, at=at) or accounts.remind_of_codes(by=WORKER, at=at):
        pass


def reminders(gate_id: UUID) -> list[Letter]:
    """Return the reminders of a gate, oldest first."""
    return [letter for letter in builders.letters(gate_id) if letter.kind.endswith("_reminder")]


# ------------------------------------------------------------------ when


def test_the_day_before_its_last_a_letter_reminds_of_the_code() -> None:
    gate = builders.registered_gate()
    fourth_day = start_of(date(2026, 11, 27))

    sweep(fourth_day - SECOND)
    before = reminders(gate.id)
    sweep(fourth_day)

    assert before == []
    assert reminders(gate.id) == [CodeReminderLetter(last_day=date(2026, 11, 28), days_left=1)]


def test_seven_days_and_one_day_before_a_letter_reminds_of_the_registration() -> None:
    gate = builders.registered_gate()

    for day in (date(2027, 1, 14), date(2027, 1, 15), date(2027, 1, 20), date(2027, 1, 21)):
        sweep(morning(day))

    told = [letter for letter in reminders(gate.id) if isinstance(letter, RegistrationReminderLetter)]
    assert [letter.days_left for letter in told] == [7, 1]
    assert {letter.last_day for letter in told} == {date(2027, 1, 22)}


def test_seven_days_and_one_day_before_a_letter_reminds_of_the_temporary_gate() -> None:
    gate = builders.activated_temporary_gate()

    for day in (date(2026, 12, 16), date(2026, 12, 22)):
        sweep(morning(day))

    last_day, said = date(2026, 12, 23), for_saying(gate.reference)
    assert reminders(gate.id) == [
        TemporaryReminderLetter(last_day=last_day, days_left=left, reference=said) for left in (7, 1)
    ]


def test_days_are_those_of_budapest_also_when_the_clocks_change() -> None:
    registered = datetime(2027, 3, 22, 12, tzinfo=BUDAPEST)  # the code ends with 27 March, a Saturday
    gate = builders.registered_gate(at=registered)

    sweep(datetime(2027, 3, 25, 23, 59, 59, tzinfo=BUDAPEST))
    before = reminders(gate.id)
    sweep(datetime(2027, 3, 26, tzinfo=BUDAPEST))

    assert before == []
    assert reminders(gate.id) == [CodeReminderLetter(last_day=date(2027, 3, 27), days_left=1)]


# ------------------------------------------------------------------ once, late, never twice


def test_a_second_sweep_writes_nothing() -> None:
    gate = builders.activated_temporary_gate()
    due = morning(date(2026, 12, 16))
    sweep(due)

    sweep(due)

    assert len(reminders(gate.id)) == 1


def test_a_late_sweep_writes_one_letter_with_the_days_that_are_left() -> None:
    gate = builders.activated_temporary_gate()

    sweep(morning(date(2026, 12, 23)))

    assert [
        letter.days_left for letter in reminders(gate.id) if isinstance(letter, TemporaryReminderLetter)
    ] == [0]


def test_after_the_end_nothing_is_written() -> None:
    gate = builders.activated_temporary_gate()

    sweep(start_of(date(2026, 12, 24)))

    assert reminders(gate.id) == []
    assert entries_about(gate.id)[0].event == "ReminderWithheld"


def test_a_batch_is_as_large_as_asked() -> None:
    for _ in range(3):
        builders.activated_temporary_gate()
    due = morning(date(2026, 12, 16))

    more = [accounts.remind_of_gates(limit=2, by=WORKER, at=due) for _ in range(2)]

    assert more == [True, False]
    assert not Account.objects.filter(remind_at__lte=due).exists()


def test_each_reminder_leaves_one_trace() -> None:
    gate = builders.activated_temporary_gate()

    sweep(morning(date(2026, 12, 16)))

    assert [entry.event for entry in entries_about(gate.id)].count("ReminderPosted") == 1


# ------------------------------------------------------------------ what makes a reminder pointless


def test_an_activated_registration_is_reminded_of_nothing() -> None:
    gate = builders.activated_gate()

    for day in range(70):
        sweep(morning(date(2026, 11, 24) + timedelta(days=day)))

    assert reminders(gate.id) == []


def test_a_finalised_gate_is_reminded_of_nothing() -> None:
    gate = builders.activated_temporary_gate()
    person = builders.person_in_register()
    accounts.finalise(
        gate.reference,
        **gate.said,
        answer=builders.answer(person),
        evidence=builders.evidence(),
        consent_version="1",
        by=builders.clerk(),
        at=AT,
    )

    sweep(morning(date(2026, 12, 16)))

    assert reminders(gate.id) == []


def test_a_replaced_code_is_not_reminded_of() -> None:
    gate = builders.registered_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT + timedelta(days=3))

    sweep(morning(date(2026, 11, 27)))

    assert reminders(gate.id) == []


def test_a_code_that_ends_with_its_gate_is_left_to_the_gates_letter() -> None:
    gate = builders.registered_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT + timedelta(days=57))

    sweep(morning(date(2027, 1, 21)))

    assert [letter.kind for letter in reminders(gate.id)] == ["registration_reminder"]


def test_a_code_dead_of_wrong_tries_is_not_reminded_of() -> None:
    gate = builders.registered_gate()
    Code.objects.filter(account_id=gate.id).update(wrong_tries=10)

    sweep(morning(date(2026, 11, 27)))

    assert reminders(gate.id) == []


def test_an_address_that_somebody_else_has_proved_gets_no_reminder() -> None:
    gate = builders.registered_gate("minta.maria", "shared@example.com")
    builders.activated_gate("masik.ember", "shared@example.com")

    sweep(morning(date(2026, 11, 27)))

    assert reminders(gate.id) == []


def test_reminders_to_a_claimed_address_count_with_its_three_letters_a_day() -> None:
    due = start_of(date(2026, 11, 27))
    gate = builders.temporary_gate(email="victim@example.com")
    for _ in range(3):
        builders.temporary_gate(email="victim@example.com", at=due)

    sweep(due + SECOND)

    assert reminders(gate.id) == []


def test_a_claimed_address_is_reminded_otherwise() -> None:
    gate = builders.temporary_gate()

    sweep(morning(date(2026, 11, 27)))

    assert [letter.kind for letter in reminders(gate.id)] == ["code_reminder"]


def test_a_gate_finalised_without_activation_is_reminded_of_its_new_days() -> None:
    gate = builders.temporary_gate()
    person = builders.person_in_register()
    accounts.finalise(
        gate.reference,
        **gate.said,
        answer=builders.answer(person),
        evidence=builders.evidence(),
        consent_version="1",
        by=builders.clerk(),
        at=AT + timedelta(days=10),
    )

    sweep(morning(date(2027, 1, 25)))

    assert [letter.kind for letter in reminders(gate.id)] == ["registration_reminder"]


def test_a_temporary_gate_activated_before_the_sweep_is_not_reminded_of_its_code() -> None:
    gate = builders.temporary_gate()
    password = new_password(builders.PASSWORD)
    accounts.activate(gate.username, code=gate.code, password=password, by=STRANGER, at=AT)

    sweep(morning(date(2026, 11, 27)))

    assert reminders(gate.id) == []
