# SPDX-License-Identifier: EUPL-1.2
"""The owner compares the gate's data with the register and takes what it says (D224 § 7 (7))."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any  # for fields of a person

import pytest

from tests import builders
from tests.builders import AT, answer, clerk
from tests.in_register import NEW_NAME
from tests.personal import personal
from tests.rooms.access.factors import Owner, signed_in
from ugyfelkapu.access.services import reconciling
from ugyfelkapu.accounts import comparing, queries
from ugyfelkapu.accounts.models import Account, NamePart
from ugyfelkapu.domain.deadlines import RESET_QUIET, STEP_UP_LIFE
from ugyfelkapu.domain.errors import (
    Forbidden,
    NotReconciled,
    NotSteppedUp,
    QuietAfterReset,
    QuotaReached,
    RegisterChanged,
)
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import Register, RegisterAnswer, RegisteredPerson
from ugyfelkapu.journal.queries import entries_about

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def owner() -> Owner:
    """Return the owner of a gate that was registered before they married."""
    return signed_in(builders.activated_gate())


def married(owner: Owner, **more: Any) -> RegisteredPerson:
    """Return the owner as the register knows them now."""
    person = owner.gate.person
    return replace(person, identity=replace(person.identity, current_name=NEW_NAME), **more)


def mark(owner: Owner, said: RegisterAnswer) -> str:
    """Return the mark of what the page shows."""
    return reconciling.mark_of(owner.citizen, comparing.comparison(owner.gate.id, said))


def take(owner: Owner, said: RegisterAnswer, *, shown: str) -> None:
    """Take what the register says."""
    reconciling.take_data(owner.citizen, answer=said, shown=shown, by=owner.by, at=AT)


def held_of(owner: Owner) -> Identity:
    """Return what the gate holds."""
    return queries.gate(owner.gate.id, at=AT).identity


def test_what_was_shown_is_taken(owner: Owner) -> None:
    said = answer(married(owner))

    take(owner, said, shown=mark(owner, said))

    assert held_of(owner) == said.people[0].identity
    entry = entries_about(owner.gate.id)[0]
    assert (entry.event, entry.details) == ("IdentityReconciled", {"fields": "current_name"})


def test_a_letter_tells_with_a_link_that_locks_and_without_data(owner: Owner) -> None:
    said = answer(married(owner))

    take(owner, said, shown=mark(owner, said))

    assert builders.kinds_of_letters(owner.gate.id)[-1] == "data_updated"
    assert getattr(builders.letters(owner.gate.id)[-1], "token", "")


def test_the_desk_finds_the_new_name_and_no_longer_the_old_one(owner: Owner) -> None:
    said = answer(married(owner))
    take(owner, said, shown=mark(owner, said))
    by = clerk()

    new = queries.search(NEW_NAME.family, by=by, at=AT)
    old = queries.search(personal("Minta"), by=by, at=AT)
    born = queries.search(personal("Próba"), by=by, at=AT)

    assert [hit.id for hit in new] == [hit.id for hit in born] == [owner.gate.id]
    assert old == []
    assert NamePart.objects.filter(account_id=owner.gate.id).count() == 3


def test_the_new_data_rest_encrypted(owner: Owner) -> None:
    said = answer(married(owner))
    take(owner, said, shown=mark(owner, said))

    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT identity FROM accounts_account")
        stored = " ".join(str(row) for row in cursor.fetchall())

    assert NEW_NAME.family not in stored


@pytest.mark.parametrize(
    "people",
    [
        pytest.param(lambda one: (), id="nobody"),
        pytest.param(lambda one: (one, replace(one, reference="SZL-TWIN")), id="a twin with equal data"),
        pytest.param(lambda one: (replace(one, reference="SZL-OTHER"),), id="another record"),
        pytest.param(lambda one: (replace(one, register=Register.ALIENS),), id="another register"),
        pytest.param(lambda one: (replace(one, deceased=True),), id="deceased"),
        pytest.param(lambda one: (replace(one, under_guardianship=True),), id="under guardianship"),
    ],
)
def test_only_one_person_of_the_gates_own_record_counts(owner: Owner, people: Any) -> None:
    one = married(owner)
    shown = mark(owner, answer(one))
    said = answer(*people(one))

    with pytest.raises(NotReconciled):
        comparing.comparison(owner.gate.id, said)
    with pytest.raises(NotReconciled):
        take(owner, said, shown=shown)

    assert held_of(owner) == owner.gate.person.identity
    assert entries_about(owner.gate.id)[0].details["code"] == "not_reconciled"


def test_an_answer_that_changed_since_it_was_shown_is_not_taken(owner: Owner) -> None:
    shown = mark(owner, answer(married(owner)))
    one = married(owner)
    otherwise = replace(one, identity=replace(one.identity, current_name=Name("Harmadik", "Mária")))

    with pytest.raises(RegisterChanged):
        take(owner, answer(otherwise), shown=shown)

    assert held_of(owner) == owner.gate.person.identity


def test_a_gate_that_changed_since_it_was_shown_takes_nothing(owner: Owner) -> None:
    said = answer(married(owner))
    shown = mark(owner, said)
    take(owner, said, shown=shown)

    with pytest.raises(RegisterChanged):
        take(owner, said, shown=shown)


@pytest.mark.parametrize("shown", ["", "ű" * 64, "0" * 64])
def test_what_was_never_shown_is_not_taken(owner: Owner, shown: str) -> None:
    with pytest.raises(RegisterChanged):
        take(owner, answer(married(owner)), shown=shown)


def test_what_another_session_was_shown_is_not_taken(owner: Owner) -> None:
    elsewhere = signed_in(owner.gate)
    said = answer(married(owner))

    with pytest.raises(RegisterChanged):
        take(owner, said, shown=mark(elsewhere, said))


def test_equal_data_leave_nothing_to_take(owner: Owner) -> None:
    said = answer(owner.gate.person)

    assert comparing.comparison(owner.gate.id, said).changed == ()
    with pytest.raises(RegisterChanged):
        take(owner, said, shown=mark(owner, said))


def test_without_a_fresh_proof_nothing_is_asked_or_taken(owner: Owner) -> None:
    said = answer(married(owner))
    shown = mark(owner, said)
    later = AT + STEP_UP_LIFE

    with pytest.raises(NotSteppedUp):
        reconciling.take_turn(owner.citizen, at=later)
    with pytest.raises(NotSteppedUp):
        reconciling.note_asked(owner.citizen, answer=said, by=owner.by, at=later)
    with pytest.raises(NotSteppedUp):
        reconciling.take_data(owner.citizen, answer=said, shown=shown, by=owner.by, at=later)


def test_on_a_quiet_day_nothing_is_asked_or_taken(owner: Owner) -> None:
    said = answer(married(owner))
    shown = mark(owner, said)
    Account.objects.update(password_reset_at=AT - RESET_QUIET + timedelta(seconds=1))

    with pytest.raises(QuietAfterReset):
        reconciling.take_turn(owner.citizen, at=AT)
    with pytest.raises(QuietAfterReset):
        take(owner, said, shown=shown)


def test_a_temporary_gate_has_only_claims_so_nothing_is_compared() -> None:
    gate = builders.activated_temporary_gate()
    citizen = replace(signed_in(builders.activated_gate()).citizen, account_id=gate.id)

    with pytest.raises(Forbidden):
        reconciling.take_turn(citizen, at=AT)


def test_a_gate_asks_five_times_an_hour(owner: Owner) -> None:
    for _ in range(5):
        reconciling.take_turn(owner.citizen, at=AT).fail()
    other = signed_in(builders.activated_gate())
    later = replace(owner.citizen, stepped_up_at=AT + HOUR)

    with pytest.raises(QuotaReached) as refused:
        reconciling.take_turn(owner.citizen, at=AT)
    reconciling.take_turn(other.citizen, at=AT)
    reconciling.take_turn(later, at=AT + HOUR)

    assert refused.value.data["until"] == AT + HOUR


def test_a_question_without_an_answer_does_not_count(owner: Owner) -> None:
    for _ in range(6):
        reconciling.take_turn(owner.citizen, at=AT).forgive()

    reconciling.take_turn(owner.citizen, at=AT)


def test_asking_leaves_a_trace_of_how_many_and_never_of_whom(owner: Owner) -> None:
    reconciling.note_asked(owner.citizen, answer=answer(married(owner)), by=owner.by, at=AT)

    entry = entries_about(owner.gate.id)[0]
    assert (entry.event, entry.details) == ("RegisterAsked", {"answer": "1"})


def test_whom_no_register_knew_is_sent_to_the_desk(owner: Owner) -> None:
    assert comparing.stands_in_a_register(owner.gate.id)
    assert comparing.question_about(owner.gate.id).date == owner.gate.person.identity.birth_date

    Account.objects.update(person_source="document_only")

    assert not comparing.stands_in_a_register(owner.gate.id)
    with pytest.raises(NotReconciled):
        comparing.question_about(owner.gate.id)
