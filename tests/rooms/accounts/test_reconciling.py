# SPDX-License-Identifier: EUPL-1.2
"""The desk renews a gate's data while its owner stands there (D224 § 7 (7))."""

from __future__ import annotations

from dataclasses import replace
from typing import Any  # for fields of a person

import pytest

from tests import builders
from tests.builders import AT, answer, clerk, evidence
from tests.in_register import NEW_NAME
from ugyfelkapu.accounts import keys, queries
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services.reconciling import reconcile_at_desk
from ugyfelkapu.domain.errors import (
    Ambiguous,
    Deceased,
    DifferentPerson,
    DocumentNotValid,
    Forbidden,
    NotAllowed,
    NotFound,
    OwnRecord,
    Refusal,
    UnderGuardianship,
    Unknown,
)
from ugyfelkapu.domain.ports import DocumentStatus, RegisteredPerson
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db


def married(gate: builders.BuiltGate, **more: Any) -> RegisteredPerson:
    """Return the owner of a gate as the register knows them now."""
    person = gate.person
    return replace(person, identity=replace(person.identity, current_name=NEW_NAME), **more)


def renew(gate: builders.BuiltGate, *people: RegisteredPerson, by: Actor | None = None) -> None:
    """Renew a gate's data at the desk."""
    reconcile_at_desk(gate.id, answer=answer(*people), evidence=evidence(), by=by or clerk(), at=AT)


def name_of(gate: builders.BuiltGate) -> str:
    """Return the family name that a gate holds."""
    return queries.gate(gate.id, at=AT).identity.current_name.family


def test_an_active_gate_gets_the_registers_data_and_its_owner_a_letter() -> None:
    gate = builders.activated_gate()
    by = clerk()

    renew(gate, married(gate), by=by)

    assert queries.gate(gate.id, at=AT).identity == married(gate).identity
    entry = entries_about(gate.id)[0]
    assert (entry.event, entry.details) == ("IdentityReconciled", {"fields": "current_name"})
    assert (entry.actor_id, entry.office) == (by.id, by.office)
    assert builders.kinds_of_letters(gate.id)[-1] == "data_updated"
    assert [hit.id for hit in queries.search(NEW_NAME.family, by=by, at=AT)] == [gate.id]


def test_a_gate_that_waits_for_its_code_gets_them_too_without_a_letter_to_an_unproved_address() -> None:
    gate = builders.registered_gate()

    renew(gate, married(gate))

    assert name_of(gate) == NEW_NAME.family
    assert "data_updated" not in builders.kinds_of_letters(gate.id)


def test_what_the_owner_signs_in_with_stays() -> None:
    gate = builders.activated_gate()
    before = Account.objects.get(id=gate.id)

    renew(gate, married(gate))

    after = Account.objects.get(id=gate.id)
    kept = ("state", "username", "email", "password", "generation", "epoch", "person_key", "office")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


def test_a_colleague_at_another_office_may_renew_them() -> None:
    gate = builders.activated_gate()

    renew(gate, married(gate), by=clerk("ugyintezo9", at_office="GYR-01"))

    assert name_of(gate) == NEW_NAME.family


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_others_than_clerks_may_not(role: Role) -> None:
    gate = builders.activated_gate()

    with pytest.raises(Forbidden):
        renew(gate, married(gate), by=clerk("mas1", role=role))


def test_nobody_renews_their_own_data() -> None:
    person = builders.person_in_register()
    gate = builders.activated_gate(person=person)

    with pytest.raises(OwnRecord):
        renew(gate, married(gate), by=clerk("sajat1", person=person))


@pytest.mark.parametrize(
    ("people", "refusal"),
    [
        (lambda one: (), NotFound),
        (lambda one: (one, replace(one, reference="SZL-TWIN")), Ambiguous),
        (lambda one: (replace(one, reference="SZL-OTHER"),), DifferentPerson),
        (lambda one: (replace(one, deceased=True),), Deceased),
        (lambda one: (replace(one, under_guardianship=True),), UnderGuardianship),
        (lambda one: (replace(one, document=DocumentStatus.LOST),), DocumentNotValid),
    ],
)
def test_the_in_person_checks_hold(people: Any, refusal: type[Refusal]) -> None:
    gate = builders.activated_gate()

    with pytest.raises(refusal):
        renew(gate, *people(married(gate)))

    assert name_of(gate) == gate.person.identity.current_name.family


def test_data_that_have_not_changed_are_not_renewed() -> None:
    gate = builders.activated_gate()

    with pytest.raises(NotAllowed):
        renew(gate, gate.person)

    assert "data_updated" not in builders.kinds_of_letters(gate.id)


def test_a_suspended_gate_is_restored_first() -> None:
    gate = builders.suspended_gate()

    with pytest.raises(NotAllowed):
        renew(gate, married(gate))


def test_a_temporary_gate_is_finalised_instead() -> None:
    temporary = builders.activated_temporary_gate()
    full = builders.activated_gate()

    with pytest.raises(Unknown):
        reconcile_at_desk(temporary.id, answer=answer(married(full)), evidence=evidence(), by=clerk(), at=AT)


def test_somebody_admitted_before_any_register_knew_them_gets_its_data_at_the_desk() -> None:
    gate = builders.activated_gate()
    before = keys.document_only_key(gate.person.identity)
    Account.objects.filter(id=gate.id).update(person_key=before, person_source="document_only")

    renew(gate, married(gate))

    assert name_of(gate) == NEW_NAME.family
