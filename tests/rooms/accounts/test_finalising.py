# SPDX-License-Identifier: EUPL-1.2
"""Finalising a temporary gate at the desk (D5): the checks, the corrections, and what stops a stranger."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any  # for whatever a test changes
from uuid import UUID

import pytest

from tests import builders
from tests.builders import AT, TemporaryGate
from ugyfelkapu.access import services as access
from ugyfelkapu.access import sessions
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Code, Proofing
from ugyfelkapu.accounts.services import CodeVerdict
from ugyfelkapu.domain.deadlines import last_day_before, temporary_ends_at
from ugyfelkapu.domain.errors import (
    AddressCardMissing,
    Deceased,
    DocumentNotValid,
    Forbidden,
    HasGate,
    IdentityDiffers,
    OwnRecord,
    SaidDiffers,
    UnknownReference,
)
from ugyfelkapu.domain.identities import from_text
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.ports import DocumentStatus, RegisteredPerson
from ugyfelkapu.domain.references import make_reference
from ugyfelkapu.journal.actor import STRANGER, Actor
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db
TEN_DAYS = AT + timedelta(days=10)
ORIGIN = Origin("192.0.2.0/24", "")


def finalise(
    gate: TemporaryGate,
    person: RegisteredPerson | None = None,
    *,
    by: Actor | None = None,
    at: datetime = TEN_DAYS,
    **changes: Any,
) -> accounts.Finalised:
    """Finalise a gate as the desk does, the person standing there with valid papers."""
    parts: dict[str, Any] = {
        **gate.said,
        "answer": builders.answer(person or builders.person_in_register(), at=at),
        "evidence": builders.evidence(),
        "consent_version": "1",
        **changes,
    }
    reference = parts.pop("reference", gate.reference)
    return accounts.finalise(reference, **parts, by=by or builders.clerk(), at=at)


def state_of(gate_id: UUID) -> str:
    """Return where a gate stands."""
    return Account.objects.get(id=gate_id).state


# ------------------------------------------------------------------ the two ways it may go


def test_an_activated_gate_becomes_full_at_once_and_keeps_its_password() -> None:
    gate = builders.activated_temporary_gate()

    done = finalise(gate)

    full = queries.gate(gate.id, at=AT + timedelta(days=1000))
    assert (done.activated, full.state, full.ends_at) == (True, State.ACTIVE, None)
    signed_in = access.sign_in(
        gate.username, password=gate.password, origin=ORIGIN, replaces=None, by=STRANGER, at=TEN_DAYS
    )
    assert signed_in is not None


def test_its_sessions_of_before_end() -> None:
    gate = builders.activated_temporary_gate()
    opened = access.sign_in(
        gate.username, password=gate.password, origin=ORIGIN, replaces=None, by=STRANGER, at=TEN_DAYS
    )
    assert opened is not None
    assert sessions.citizens_session(opened.token, at=TEN_DAYS) is not None

    finalise(gate)

    assert sessions.citizens_session(opened.token, at=TEN_DAYS) is None


def test_a_reset_code_of_before_is_dead() -> None:
    gate = builders.activated_temporary_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=TEN_DAYS)
    code = builders.code_for(gate.id)

    finalise(gate)

    password = access.new_password(builders.OTHER_PASSWORD)
    verdict = accounts.reset_password(gate.username, code=code, password=password, by=STRANGER, at=TEN_DAYS)
    assert verdict is CodeVerdict.REPLACED


def test_its_owner_is_told() -> None:
    gate = builders.activated_temporary_gate()

    finalise(gate)

    assert builders.kinds_of_letters(gate.id)[-1] == "finalised"


def test_one_never_activated_gets_a_fresh_code_and_its_days_begin_anew() -> None:
    gate = builders.temporary_gate()

    done = finalise(gate)

    full = queries.gate(gate.id, at=TEN_DAYS)
    code = Code.objects.get(account_id=gate.id, dead_at=None)
    assert (done.activated, full.state) == (False, State.PENDING_ACTIVATION)
    assert last_day_before(code.ends_at) == date(2026, 12, 8)
    assert full.ends_at is not None
    assert last_day_before(full.ends_at) == date(2027, 2, 1)
    assert builders.kinds_of_letters(gate.id)[-1] == "activation"


def test_its_old_code_is_dead_and_the_fresh_one_opens_it() -> None:
    gate = builders.temporary_gate()
    now = AT + timedelta(days=1)
    finalise(gate, at=now)
    password = access.new_password(builders.PASSWORD)

    old = accounts.activate(gate.username, code=gate.code, password=password, by=STRANGER, at=now)
    fresh = builders.code_for(gate.id)
    new = accounts.activate(gate.username, code=fresh, password=password, by=STRANGER, at=now)

    assert (old, new) == (CodeVerdict.REPLACED, CodeVerdict.RIGHT)
    assert state_of(gate.id) == State.ACTIVE


def test_what_was_established_is_kept_and_the_reference_is_not() -> None:
    gate = builders.activated_temporary_gate()

    finalise(gate)

    proofing = Proofing.objects.get(account_id=gate.id)
    account = Account.objects.get(id=gate.id)
    assert (proofing.method, proofing.register, proofing.at) == ("desk", "population", TEN_DAYS)
    assert not account.reference
    assert account.reference_key is None


def test_once_full_the_desk_finds_it_by_name() -> None:
    gate = builders.activated_temporary_gate()

    finalise(gate)

    assert [hit.id for hit in queries.search("Minta", by=builders.clerk(), at=TEN_DAYS)] == [gate.id]


# ------------------------------------------------------------------ what the register corrects


@pytest.mark.parametrize(
    ("claimed", "noted"),
    [
        ({}, ""),
        ({"current_name": Name("MINTA", "Mária")}, "current_name:case"),
        ({"current_name": Name("Minta", "Maria")}, "current_name:accents"),
        ({"mother_birth_name": Name("Teszt", "ErzsébetIlona")}, "mother_birth_name:spacing"),
        ({"current_name": Name("Minda", "Mária")}, "current_name:one_letter"),
    ],
)
def test_small_differences_are_corrected_and_noted(claimed: dict[str, Any], noted: str) -> None:
    gate = builders.activated_temporary_gate(**claimed)

    finalise(gate)

    event = next(entry for entry in entries_about(gate.id) if entry.event == "AccountFinalised")
    assert event.details["differences"] == noted
    assert from_text(Account.objects.get(id=gate.id).identity) == builders.identity()


@pytest.mark.parametrize(
    "claimed",
    [
        {"birth_date": date(1984, 3, 28)},
        {"citizenship": "AUT"},
        {"birth_place": "Szeged"},
        {"current_name": Name("Minda", "Mária"), "mother_birth_name": Name("Teszt", "Erzsébet Ilana")},
    ],
)
def test_anything_more_refuses_and_leaves_the_temporary_gate_as_it_is(claimed: dict[str, Any]) -> None:
    gate = builders.activated_temporary_gate(**claimed)

    with pytest.raises(IdentityDiffers) as refusal:
        finalise(gate)

    assert set(refusal.value.data["fields"]) == set(claimed)  # type: ignore[call-overload]
    left = queries.gate(gate.id, at=TEN_DAYS)
    assert (left.state, left.ends_at) == (State.TEMPORARY, temporary_ends_at(AT))


# ------------------------------------------------------------------ what stops a stranger


def test_an_unknown_reference_finds_nothing() -> None:
    gate = builders.temporary_gate()

    with pytest.raises(UnknownReference):
        finalise(gate, reference=make_reference())


@pytest.mark.parametrize("said", [{"username": "nem.ez.volt"}, {"email": "other@example.com"}])
def test_whoever_does_not_know_username_and_address_gets_no_gate_and_sees_no_form(
    said: dict[str, Any],
) -> None:
    gate = builders.temporary_gate()

    with pytest.raises(SaidDiffers):
        finalise(gate, **said)
    with pytest.raises(SaidDiffers):
        accounts.open_form(gate.reference, **{**gate.said, **said}, by=builders.clerk(), at=TEN_DAYS)


def test_case_does_not_matter_in_what_is_said() -> None:
    gate = builders.temporary_gate("minta.maria", "minta@example.com")

    finalise(gate, username="Minta.Maria", email="minta@EXAMPLE.com")

    assert state_of(gate.id) == State.PENDING_ACTIVATION


def test_a_form_is_opened_by_all_three_and_that_is_noted() -> None:
    gate = builders.temporary_gate()

    form = accounts.open_form(gate.reference, **gate.said, by=builders.clerk(), at=TEN_DAYS)

    assert (form.account_id, form.identity, form.activated) == (gate.id, builders.identity(), False)
    assert entries_about(gate.id)[0].event == "FormOpened"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_only_the_desk_finalises(role: Role) -> None:
    gate = builders.temporary_gate()
    other = builders.clerk("masik", role=role)

    with pytest.raises(Forbidden):
        finalise(gate, by=other)
    with pytest.raises(Forbidden):
        accounts.open_form(gate.reference, **gate.said, by=other, at=TEN_DAYS)


# ------------------------------------------------------------------ the checks of the first way


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"deceased": True}, Deceased),
        ({"document": DocumentStatus.EXPIRED}, DocumentNotValid),
        ({"address_card": DocumentStatus.LOST}, AddressCardMissing),
    ],
)
def test_the_checks_of_the_desk_apply(changes: dict[str, Any], refusal: type[Exception]) -> None:
    gate = builders.temporary_gate()

    with pytest.raises(refusal):
        finalise(gate, builders.person_in_register(**changes))

    assert state_of(gate.id) == State.TEMPORARY


def test_a_person_with_a_full_gate_gets_no_second_one() -> None:
    person = builders.person_in_register()
    builders.activated_gate(person=person)
    gate = builders.temporary_gate()

    with pytest.raises(HasGate):
        finalise(gate, person)


def test_a_lapsed_registration_makes_way_though_no_sweep_ran() -> None:
    person = builders.person_in_register()
    builders.registered_gate(person=person, at=AT - timedelta(days=60))
    gate = builders.temporary_gate(at=AT)
    late = AT + timedelta(days=1)

    finalise(gate, person, at=late)

    assert state_of(gate.id) == State.PENDING_ACTIVATION


def test_a_clerk_never_finalises_their_own_gate() -> None:
    person = builders.person_in_register()
    gate = builders.temporary_gate()

    with pytest.raises(OwnRecord):
        finalise(gate, person, by=builders.clerk("maganak", person=person))


# ------------------------------------------------------------------ expiry


def test_on_the_last_instant_it_is_finalised_and_at_the_next_it_is_not() -> None:
    end = temporary_ends_at(AT)
    in_time, late = builders.temporary_gate(), builders.temporary_gate()

    finalise(in_time, at=end - timedelta(microseconds=1))
    with pytest.raises(UnknownReference):
        finalise(late, at=end)

    assert state_of(in_time.id) == State.PENDING_ACTIVATION


def test_it_is_finalised_once() -> None:
    gate = builders.activated_temporary_gate()
    person = builders.person_in_register()
    finalise(gate, person)

    with pytest.raises(UnknownReference):
        finalise(gate, person)
