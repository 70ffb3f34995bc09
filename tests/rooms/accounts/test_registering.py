# SPDX-License-Identifier: EUPL-1.2
"""Registering at the desk: who gets a gate, who does not, and that a refusal keeps nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any  # for fields of several classes

import pytest

from tests import builders
from tests.builders import AT, answer, applicant, clerk, evidence, identity, person_in_register
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, NamePart, Proofing
from ugyfelkapu.domain.documents import AddressCardReason, Category, DocumentKind
from ugyfelkapu.domain.errors import (
    AddressCardMissing,
    Ambiguous,
    Deceased,
    DocumentNotValid,
    Forbidden,
    HasGate,
    NotFound,
    OwnRecord,
    Refusal,
    TooYoung,
    UnderGuardianship,
    UsernameTaken,
)
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.ports import DocumentStatus, Register, RegisteredPerson
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER, Actor
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db


def register(*people: RegisteredPerson, by: Actor | None = None, **shown: Any) -> accounts.Registered:
    """Register whoever the registers answered with."""
    return accounts.register_in_person(
        applicant(), answer=answer(*people), evidence=evidence(**shown), by=by or clerk(), at=AT
    )


def test_a_registered_gate_waits_for_its_code() -> None:
    gate = builders.registered_gate("minta.maria.84", person=person_in_register())

    seen = queries.gate(gate.id, at=AT)

    assert seen.state is State.PENDING_ACTIVATION
    assert (seen.username, seen.email_proved) == ("minta.maria.84", False)
    assert seen.identity.current_name.display() == "Minta Mária"
    assert gate.registered.code_last_day == date(2026, 11, 28)
    assert gate.registered.registration_last_day == date(2027, 1, 22)
    assert builders.kinds_of_letters(gate.id) == ["activation"]


def test_the_proofing_is_kept_without_the_documents_number() -> None:
    by = clerk()
    gate = builders.registered_gate(by=by)

    proofing = Proofing.objects.get(account_id=gate.id)

    assert (proofing.method, proofing.document, proofing.issuing_country) == ("desk", "id_card", "HUN")
    assert (proofing.address_card, proofing.register) == ("shown", "population")
    assert (proofing.office, proofing.staff_id, proofing.consent_version) == ("BP-01", by.uuid, "1")


def test_an_eea_citizen_of_the_aliens_register_needs_no_address_card() -> None:
    person = person_in_register(
        register=Register.ALIENS,
        identity=identity(citizenship="AUT"),
        address_card=DocumentStatus.NOT_LISTED,
    )

    registered = register(
        person,
        category=Category.EEA,
        issuing_country="AUT",
        address_card=AddressCardReason.ALIENS_REGISTER,
    )

    assert queries.gate(registered.account_id, at=AT).identity.citizenship == "AUT"


def test_whoever_turns_fourteen_today_may_register() -> None:
    person = person_in_register(identity=identity(birth_date=date(2012, 11, 23)))

    assert register(person).account_id


REFUSED: dict[str, tuple[type[Refusal], dict[str, Any], dict[str, Any]]] = {
    "expired": (DocumentNotValid, {"document": DocumentStatus.EXPIRED}, {}),
    "lost": (DocumentNotValid, {"document": DocumentStatus.LOST}, {}),
    "withdrawn": (DocumentNotValid, {"document": DocumentStatus.WITHDRAWN}, {}),
    "not listed": (DocumentNotValid, {"document": DocumentStatus.NOT_LISTED}, {}),
    "another citizenship": (DocumentNotValid, {}, {"category": Category.EEA}),
    "a licence of a foreigner": (
        DocumentNotValid,
        {"identity": builders.identity(citizenship="AUT"), "register": Register.ALIENS},
        {"category": Category.EEA, "document": DocumentKind.DRIVING_LICENCE},
    ),
    "an identity card from outside the EEA": (
        DocumentNotValid,
        {"identity": builders.identity(citizenship="VNM"), "register": Register.ALIENS},
        {"category": Category.OTHER, "document": DocumentKind.ID_CARD},
    ),
    "no address card": (AddressCardMissing, {}, {"address_card": AddressCardReason.LIVES_ABROAD}),
    "address card lost": (AddressCardMissing, {"address_card": DocumentStatus.LOST}, {}),
    "a day too young": (TooYoung, {"identity": builders.identity(birth_date=date(2012, 11, 24))}, {}),
    "guardianship": (UnderGuardianship, {"under_guardianship": True}, {}),
    "deceased": (Deceased, {"deceased": True}, {}),
}


@pytest.mark.parametrize(("refusal", "known", "shown"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_of_the_desks_checks_keeps_nothing(
    refusal: type[Refusal], known: dict[str, Any], shown: dict[str, Any]
) -> None:
    with pytest.raises(refusal):
        register(person_in_register(**known), **shown)

    assert not Account.objects.exists()
    assert not NamePart.objects.exists()
    assert not builders.letters()
    trace = latest_entries()[0]
    assert (trace.event, trace.details["code"]) == ("Refused", refusal.code)


def test_nobody_in_the_registers_gets_no_gate() -> None:
    with pytest.raises(NotFound):
        register()


def test_two_people_for_one_document_get_no_gate() -> None:
    with pytest.raises(Ambiguous):
        register(person_in_register(), person_in_register())


def test_a_clerk_does_not_register_themselves() -> None:
    own = person_in_register()
    by = clerk("sajat", person=own)

    with pytest.raises(OwnRecord):
        register(own, by=by)

    assert register(person_in_register(), by=by)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_runs_the_house_registers_nobody(role: Role) -> None:
    by = clerk("masik", role=role)

    with pytest.raises(Forbidden):
        register(person_in_register(), by=by)


@pytest.mark.parametrize("by", [STRANGER, COMMAND_LINE])
def test_only_staff_registers(by: Actor) -> None:
    with pytest.raises(Forbidden):
        register(person_in_register(), by=by)


@pytest.mark.parametrize("build", [builders.registered_gate, builders.activated_gate])
def test_one_person_has_one_full_gate(build: object) -> None:
    person = person_in_register()
    build(person=person)  # type: ignore[operator]  # both builders take a person

    with pytest.raises(HasGate):
        register(person)


def test_a_suspended_gate_still_takes_its_persons_place() -> None:
    gate = builders.suspended_gate()

    with pytest.raises(HasGate):
        register(gate.person)


def test_a_marriage_makes_no_second_gate() -> None:
    person = person_in_register()
    builders.activated_gate(person=person)
    married = replace(person, identity=identity(current_name=Name("Kovács", "Jánosné")))

    with pytest.raises(HasGate):
        register(married)


@pytest.mark.parametrize("other", ["Minta.Maria", "minta.mari\u0430", "rninta.maria"])
def test_a_username_that_looks_the_same_is_taken(other: str) -> None:
    builders.registered_gate("minta.maria")

    with pytest.raises(UsernameTaken):
        builders.registered_gate(other)


def test_an_accent_makes_another_username() -> None:
    builders.registered_gate("minta.maria")

    assert builders.registered_gate("minta.mária").id


def test_an_unproved_address_blocks_nobody() -> None:
    builders.registered_gate(email="kozos@example.com")

    second = builders.registered_gate(email="kozos@example.com")

    assert builders.kinds_of_letters(second.id) == ["activation"]


def test_a_proved_address_gets_the_same_answer_and_its_owner_a_letter() -> None:
    owner = builders.activated_gate(email="kozos@example.com")

    second = builders.registered_gate(email="kozos@EXAMPLE.com")

    assert second.registered.code_last_day == date(2026, 11, 28)
    assert builders.kinds_of_letters(second.id) == []
    assert builders.kinds_of_letters(owner.id)[-1] == "address_taken"


def test_an_expired_registration_makes_way_before_any_sweep() -> None:
    person = person_in_register()
    old = builders.registered_gate("minta.maria", "minta@example.com", person=person)
    later = AT + timedelta(days=61)

    new = builders.registered_gate("minta.maria", "minta@example.com", person=person, at=later)

    assert [account.id for account in Account.objects.all()] == [new.id]
    assert old.id != new.id
    assert [(entry.event, entry.subject) for entry in latest_entries(event="ExpiredAccountErased")] == [
        ("ExpiredAccountErased", old.id)
    ]


def test_on_its_sixtieth_day_a_registration_does_not_make_way() -> None:
    person = person_in_register()
    builders.registered_gate(person=person)

    with pytest.raises(HasGate):
        builders.registered_gate(person=person, at=AT + timedelta(days=60))


def test_a_username_is_free_once_its_registration_has_expired() -> None:
    builders.registered_gate("minta.maria")

    assert not queries.username_is_free("Minta.Maria", at=AT + timedelta(days=60))
    assert queries.username_is_free("Minta.Maria", at=AT + timedelta(days=61))


def test_the_table_holds_no_plaintext() -> None:
    gate = builders.registered_gate("minta.maria.84")

    raw = str(Account.objects.filter(id=gate.id).values("username_key", "email_key", "person_key").get())

    assert "minta" not in raw
