# SPDX-License-Identifier: EUPL-1.2
"""Admitting somebody whom no register knows: two staff members of one office (D8)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any  # for fields of the evidence
from uuid import UUID, uuid4

import pytest

from tests import builders
from tests.builders import AT, applicant, clerk, passport_of_a_stranger
from ugyfelkapu.accounts import keys, queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Admission, Proofing
from ugyfelkapu.domain.documents import Category, DocumentKind
from ugyfelkapu.domain.errors import (
    ApprovalLapsed,
    DocumentNotValid,
    Forbidden,
    HasGate,
    NeedsSecondApproval,
    NotFound,
    RegisterChanged,
    TooYoung,
    Unknown,
    UsernameTaken,
)
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.ports import Register
from ugyfelkapu.journal.actor import WORKER, Actor
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db

FOREIGNER = builders.identity(citizenship="VNM")


@pytest.fixture
def first() -> Actor:
    """Return the clerk who asks."""
    return clerk("elso")


@pytest.fixture
def second() -> Actor:
    """Return a colleague at the same office."""
    return clerk("masodik")


def ask(by: Actor, who: Identity = FOREIGNER, *, username: str = "", **shown: Any) -> UUID:
    """Ask for a confirmation."""
    return accounts.ask_admission(
        applicant(username), identity=who, evidence=passport_of_a_stranger(**shown), by=by, at=AT
    )


def approve(admission: UUID, by: Actor, *, at: object = AT) -> UUID:
    """Look at a request and confirm it."""
    seen = bytes(Admission.objects.get(id=admission).fingerprint)
    return accounts.approve_admission(admission, fingerprint=seen, by=by, at=at)  # type: ignore[arg-type]


def test_a_confirmed_foreigner_gets_a_gate_and_a_code(first: Actor, second: Actor) -> None:
    admission = ask(first)

    account_id = approve(admission, second)

    proofing = Proofing.objects.get(account_id=account_id)
    assert queries.gate(account_id, at=AT).identity == FOREIGNER
    assert (proofing.method, proofing.staff_id, proofing.second_staff_id) == (
        "document_only",
        first.uuid,
        second.uuid,
    )
    assert builders.kinds_of_letters(account_id) == ["activation"]
    assert queries.admission_outcome(admission, by=first) == ("approved", account_id)


def test_before_the_confirmation_there_is_no_gate(first: Actor, second: Actor) -> None:
    admission = ask(first)

    assert [waiting.id for waiting in queries.waiting_admissions(by=second, at=AT)] == [admission]
    assert not builders.letters()


def test_nobody_confirms_their_own_request(first: Actor) -> None:
    admission = ask(first)

    with pytest.raises(NeedsSecondApproval):
        approve(admission, first)


def test_another_office_neither_sees_nor_confirms_a_request(first: Actor) -> None:
    admission = ask(first)
    elsewhere = clerk("tavoli", at_office="GYR-01")

    with pytest.raises(NeedsSecondApproval):
        approve(admission, elsewhere)
    assert queries.waiting_admissions(by=elsewhere, at=AT) == []


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_runs_the_house_confirms_nobody(first: Actor, role: Role) -> None:
    admission = ask(first)

    with pytest.raises(Forbidden):
        approve(admission, clerk("masik", role=role))


def test_a_request_lives_a_day(first: Actor, second: Actor) -> None:
    admission = ask(first)

    with pytest.raises(ApprovalLapsed):
        approve(admission, second, at=AT + timedelta(hours=24))

    assert approve(admission, second, at=AT + timedelta(hours=24, microseconds=-1))


def test_a_request_is_confirmed_once(first: Actor, second: Actor) -> None:
    admission = ask(first)
    approve(admission, second)

    with pytest.raises(ApprovalLapsed):
        approve(admission, second)


def test_a_request_that_was_not_looked_at_is_not_confirmed(first: Actor, second: Actor) -> None:
    admission = ask(first)

    with pytest.raises(RegisterChanged):
        accounts.approve_admission(admission, fingerprint=b"another", by=second, at=AT)


def test_there_must_be_a_request(second: Actor) -> None:
    with pytest.raises(Unknown):
        accounts.approve_admission(uuid4(), fingerprint=b"", by=second, at=AT)


@pytest.mark.parametrize("by_colleague", [True, False])
def test_a_declined_request_is_forgotten(first: Actor, second: Actor, by_colleague: bool) -> None:
    admission = ask(first)

    accounts.decline_admission(admission, by=second if by_colleague else first, at=AT)

    row = Admission.objects.get(id=admission)
    assert (row.outcome, row.request) == ("declined", "")
    assert latest_entries()[0].event == "AdmissionDeclined"
    with pytest.raises(ApprovalLapsed):
        approve(admission, second)


def test_what_nobody_decided_is_forgotten_after_a_day(first: Actor) -> None:
    admission = ask(first)

    early = accounts.forget_lapsed_admissions(by=WORKER, at=AT + timedelta(hours=23))
    due = accounts.forget_lapsed_admissions(by=WORKER, at=AT + timedelta(hours=24))

    row = Admission.objects.get(id=admission)
    assert (early, due) == (0, 1)
    assert (row.outcome, row.request) == ("lapsed", "")


def test_the_register_must_know_a_hungarian(first: Actor) -> None:
    with pytest.raises(NotFound):
        ask(first, builders.identity())


@pytest.mark.parametrize(
    "shown", [{"category": Category.EEA}, {"document": DocumentKind.ID_CARD}], ids=["category", "kind"]
)
def test_a_document_that_does_not_count_admits_nobody(first: Actor, shown: dict[str, Any]) -> None:
    with pytest.raises(DocumentNotValid):
        ask(first, **shown)


def test_a_child_is_not_admitted(first: Actor) -> None:
    with pytest.raises(TooYoung):
        ask(first, builders.identity(citizenship="VNM", birth_date=date(2012, 11, 24)))


def test_a_person_admitted_once_is_not_admitted_again(first: Actor, second: Actor) -> None:
    approve(ask(first), second)

    with pytest.raises(HasGate):
        approve(ask(first), second)


def test_a_username_taken_meanwhile_leaves_the_request_open(first: Actor, second: Actor) -> None:
    admission = ask(first, username="minta.mai")
    builders.registered_gate("minta.mai")

    with pytest.raises(UsernameTaken):
        approve(admission, second)

    assert Admission.objects.get(id=admission).decided_at is None


def test_a_person_whom_a_register_knows_later_keeps_their_one_gate(first: Actor, second: Actor) -> None:
    account_id = approve(ask(first), second)
    known = builders.person_in_register(register=Register.ALIENS, identity=FOREIGNER)

    with pytest.raises(HasGate):
        accounts.register_in_person(
            applicant(), answer=builders.answer(known), evidence=passport_of_a_stranger(), by=first, at=AT
        )

    assert queries.living_gate_of(known, at=AT) == account_id


def test_whoever_has_a_gate_by_a_certificate_is_not_admitted_beside_it(first: Actor, second: Actor) -> None:
    gate = approve(ask(first), second)
    name = FOREIGNER.current_name
    key = keys.certificate_key(FOREIGNER, f"{name.given} {name.family}")
    Account.objects.filter(id=gate).update(state=State.ACTIVE, person_key=key)

    with pytest.raises(HasGate):
        approve(ask(first, username="masik.nev"), second)
