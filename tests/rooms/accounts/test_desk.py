# SPDX-License-Identifier: EUPL-1.2
"""What the desk does to a gate later: correcting, suspending, restoring, and the traces of looking."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any  # for fields of a person

import pytest

from tests import builders
from tests.builders import AT, answer, clerk, evidence, person_in_register
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services import CodeVerdict, SuspensionReason
from ugyfelkapu.domain.errors import (
    AddressTaken,
    DifferentPerson,
    DocumentNotValid,
    Forbidden,
    NotAllowed,
    NotFound,
    OwnRecord,
    QuotaReached,
    Unknown,
)
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.ports import DocumentStatus
from ugyfelkapu.journal.actor import STRANGER, Actor
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db

COMPROMISE, WRONG_ADDRESS = SuspensionReason.COMPROMISE, SuspensionReason.WRONG_ADDRESS


def state_of(gate: builders.BuiltGate) -> State:
    """Return where a gate stands."""
    return queries.gate(gate.id, at=AT).state


def restore(gate: builders.BuiltGate, *, email: str = "", **known: Any) -> None:
    """Restore a gate after the in-person checks."""
    person = replace(gate.person, **known)
    accounts.restore(gate.id, answer=answer(person), evidence=evidence(), email=email, by=clerk(), at=AT)


# ------------------------------------------------------------------ correcting


def test_an_address_is_corrected_before_activation_with_a_new_code() -> None:
    gate = builders.registered_gate(email="elirt@example.com")
    before = queries.gate(gate.id, at=AT).ends_at

    accounts.correct_address(gate.id, email="jo@example.com", by=clerk(), at=AT + timedelta(days=3))

    seen = queries.gate(gate.id, at=AT + timedelta(days=3))
    password = new_password(builders.PASSWORD)
    old = accounts.activate(gate.username, code=gate.code, password=password, by=STRANGER, at=AT)
    assert (seen.email, seen.ends_at) == ("jo@example.com", before)
    assert builders.kinds_of_letters(gate.id) == ["activation", "activation"]
    assert builders.code_for(gate.id) != gate.code
    assert old is CodeVerdict.REPLACED


def test_an_active_gates_address_is_not_corrected() -> None:
    gate = builders.activated_gate()

    with pytest.raises(NotAllowed):
        accounts.correct_address(gate.id, email="jo@example.com", by=clerk(), at=AT)


def test_a_corrected_address_that_is_taken_tells_its_owner_instead() -> None:
    owner = builders.activated_gate(email="kozos@example.com")
    gate = builders.registered_gate()

    accounts.correct_address(gate.id, email="kozos@example.com", by=clerk(), at=AT)

    assert builders.kinds_of_letters(gate.id) == ["activation"]
    assert builders.kinds_of_letters(owner.id)[-1] == "address_taken"


# ------------------------------------------------------------------ suspending


def test_a_reported_gate_is_suspended_at_once_and_its_owner_told() -> None:
    gate = builders.activated_gate()

    accounts.suspend(gate.id, reason=COMPROMISE, by=clerk(), at=AT)

    assert state_of(gate) is State.SUSPENDED
    assert builders.kinds_of_letters(gate.id)[-1] == "suspended"


def test_to_a_wrong_address_nothing_is_written() -> None:
    gate = builders.activated_gate()

    accounts.suspend(gate.id, reason=WRONG_ADDRESS, by=clerk(), at=AT)

    assert builders.kinds_of_letters(gate.id)[-1] == "activated"


@pytest.mark.parametrize("build", [builders.registered_gate, builders.suspended_gate])
def test_only_an_active_gate_is_suspended(build: object) -> None:
    gate: builders.BuiltGate = build()  # type: ignore[operator]  # a builder

    with pytest.raises(NotAllowed):
        accounts.suspend(gate.id, reason=COMPROMISE, by=clerk(), at=AT)


# ------------------------------------------------------------------ restoring


def test_a_restored_gate_gets_a_new_password_by_mail() -> None:
    gate = builders.suspended_gate()

    restore(gate)

    password = new_password(builders.OTHER_PASSWORD)
    code = builders.code_for(gate.id)
    verdict = accounts.reset_password(gate.username, code=code, password=password, by=STRANGER, at=AT)
    assert state_of(gate) is State.ACTIVE
    assert builders.kinds_of_letters(gate.id)[-3:] == ["restored", "reset", "password_changed"]
    assert verdict is CodeVerdict.RIGHT


def test_until_then_the_old_password_is_gone() -> None:
    gate = builders.suspended_gate()

    restore(gate)

    assert Account.objects.get(id=gate.id).password == ""


def test_a_gate_with_a_wrong_address_is_restored_with_a_new_one() -> None:
    gate = builders.suspended_gate(WRONG_ADDRESS)

    restore(gate, email="jo@example.com")

    seen = queries.gate(gate.id, at=AT)
    assert (seen.email, seen.email_proved, seen.state) == ("jo@example.com", False, State.ACTIVE)


def test_a_new_address_that_is_taken_gets_no_code_and_its_owner_a_letter() -> None:
    owner = builders.activated_gate(email="kozos@example.com")
    gate = builders.suspended_gate(WRONG_ADDRESS)
    before = builders.kinds_of_letters(gate.id)

    restore(gate, email="kozos@example.com")

    assert builders.kinds_of_letters(gate.id) == before
    assert builders.kinds_of_letters(owner.id)[-1] == "address_taken"


def test_a_new_address_proved_by_another_meanwhile_is_refused_at_the_reset() -> None:
    other = builders.registered_gate(email="kozos@example.com")
    gate = builders.suspended_gate(WRONG_ADDRESS)
    restore(gate, email="kozos@example.com")
    password = new_password(builders.OTHER_PASSWORD)
    accounts.activate(other.username, code=other.code, password=password, by=STRANGER, at=AT)

    with pytest.raises(AddressTaken):
        accounts.reset_password(
            gate.username, code=builders.code_for(gate.id), password=password, by=STRANGER, at=AT
        )


def test_nobody_gets_the_code_of_another_persons_gate_by_asking_later() -> None:
    owner = builders.activated_gate(email="kozos@example.com")
    gate = builders.suspended_gate(WRONG_ADDRESS)
    restore(gate, email="kozos@example.com")
    before = builders.kinds_of_letters(gate.id), builders.kinds_of_letters(owner.id)

    accounts.ask_for_code(gate.username, email="kozos@example.com", by=STRANGER, at=AT)

    assert (builders.kinds_of_letters(gate.id), builders.kinds_of_letters(owner.id)) == before


def test_a_code_mailed_to_a_wrong_address_dies_with_the_suspension() -> None:
    gate = builders.activated_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)
    mailed = builders.code_for(gate.id)
    accounts.suspend(gate.id, reason=WRONG_ADDRESS, by=clerk(), at=AT)
    builders.activated_gate(email="kozos@example.com")
    restore(gate, email="kozos@example.com")
    password = new_password(builders.OTHER_PASSWORD)

    verdict = accounts.reset_password(gate.username, code=mailed, password=password, by=STRANGER, at=AT)

    assert verdict is accounts.CodeVerdict.REPLACED


@pytest.mark.parametrize(("reason", "email"), [(COMPROMISE, "jo@example.com"), (WRONG_ADDRESS, "")])
def test_an_address_is_changed_exactly_where_it_was_wrong(reason: SuspensionReason, email: str) -> None:
    gate = builders.suspended_gate(reason)

    with pytest.raises(NotAllowed):
        restore(gate, email=email)


def test_another_persons_document_restores_nothing() -> None:
    gate = builders.suspended_gate()

    with pytest.raises(DifferentPerson):
        restore(gate, reference="SZL-T-MASIK")


def test_a_lost_document_restores_nothing() -> None:
    gate = builders.suspended_gate()

    with pytest.raises(DocumentNotValid):
        restore(gate, document=DocumentStatus.LOST)

    assert state_of(gate) is State.SUSPENDED


def test_a_document_that_nobody_knows_restores_nothing() -> None:
    gate = builders.suspended_gate()

    with pytest.raises(NotFound):
        accounts.restore(gate.id, answer=answer(), evidence=evidence(), email="", by=clerk(), at=AT)


def test_an_active_gate_is_not_restored() -> None:
    gate = builders.activated_gate()

    with pytest.raises(NotAllowed):
        restore(gate)


# ------------------------------------------------------------------ who may


def act_on(gate: builders.BuiltGate, by: Actor) -> dict[str, object]:
    """Return every act of the desk on a gate, ready to be called."""
    return {
        "correct": lambda: accounts.correct_address(gate.id, email="jo@example.com", by=by, at=AT),
        "suspend": lambda: accounts.suspend(gate.id, reason=COMPROMISE, by=by, at=AT),
        "restore": lambda: accounts.restore(
            gate.id, answer=answer(gate.person), evidence=evidence(), email="", by=by, at=AT
        ),
        "open": lambda: accounts.note_opened(gate.id, by=by, at=AT),
    }


ACTS = ("correct", "suspend", "restore", "open")


@pytest.mark.parametrize("act", ACTS)
def test_a_clerk_does_not_act_on_their_own_record(act: str) -> None:
    own = person_in_register()
    by = clerk("sajat", person=own)
    gate = builders.activated_gate(person=own)

    with pytest.raises(OwnRecord):
        act_on(gate, by)[act]()  # type: ignore[operator]  # an act


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_runs_the_house_does_not_act_on_gates(act: str, role: Role) -> None:
    gate = builders.activated_gate()

    with pytest.raises(Forbidden):
        act_on(gate, clerk("masik", role=role))[act]()  # type: ignore[operator]  # an act


@pytest.mark.parametrize("act", ACTS)
def test_the_owner_of_a_gate_is_no_clerk(act: str) -> None:
    gate = builders.activated_gate()

    with pytest.raises(Forbidden):
        act_on(gate, STRANGER)[act]()  # type: ignore[operator]  # an act


@pytest.mark.parametrize("act", ["correct", "suspend", "open"])
def test_an_expired_registration_is_no_more(act: str) -> None:
    gate = builders.registered_gate(at=AT - timedelta(days=61))

    with pytest.raises(Unknown):
        act_on(gate, clerk())[act]()  # type: ignore[operator]  # an act


def test_opening_a_record_leaves_a_trace_for_its_owner() -> None:
    by = clerk()
    gate = builders.activated_gate()

    accounts.note_opened(gate.id, by=by, at=AT)

    noted = entries_about(gate.id)[0]
    assert (noted.event, noted.actor_id, noted.office) == ("RecordOpened", by.id, "BP-01")


def test_searches_are_counted_by_the_hour() -> None:
    by = clerk()
    for _ in range(60):
        accounts.note_search(hits=1, by=by, at=AT)

    with pytest.raises(QuotaReached):
        accounts.note_search(hits=1, by=by, at=AT)

    accounts.note_search(hits=1, by=clerk("masik"), at=AT)
    accounts.note_search(hits=1, by=by, at=AT + timedelta(hours=1))


def test_a_search_never_finds_ones_own_record() -> None:
    own = person_in_register()
    by = clerk("sajat", person=own)
    builders.activated_gate(person=own)
    other = builders.activated_gate()

    assert [hit.id for hit in queries.search("minta mária", by=by, at=AT)] == [other.id]
