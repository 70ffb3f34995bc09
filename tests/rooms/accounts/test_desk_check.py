# SPDX-License-Identifier: EUPL-1.2
"""The desk lifts the cap of a gate that a certificate opened, once it has seen the owner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any  # for fields of a person

import pytest

from tests import builders, signing
from tests.builders import answer, clerk, evidence
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.accounts.services.desk_check import check_owner
from ugyfelkapu.domain.errors import (
    AddressCardMissing,
    Deceased,
    DifferentPerson,
    DocumentNotValid,
    Forbidden,
    NotAllowed,
    NotFound,
    OwnRecord,
    Refusal,
    Unknown,
)
from ugyfelkapu.domain.ports import DocumentStatus
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db


Gate = builders.BuiltGate | signing.SignedGate


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return a capped gate, without the long way there."""
    gate = builders.activated_gate()
    Account.objects.filter(id=gate.id).update(capped=True)
    return gate


def check(gate: Gate, *, by: Actor | None = None, **known: Any) -> None:
    """Check the owner at the desk; ``known`` is what the register says otherwise."""
    found = answer(replace(gate.person, **known), at=signing.AT)
    check_owner(gate.id, answer=found, evidence=evidence(), by=by or clerk(), at=signing.AT)


def capped(gate: Gate) -> bool:
    """Say whether the gate is capped."""
    return queries.gate(gate.id, at=signing.AT).capped


def test_the_cap_is_lifted_the_desk_noted_and_nothing_else_changes() -> None:
    gate = signing.capped_gate()
    signing.confirm_address(gate)
    before = Account.objects.get(id=gate.id)

    check(gate)

    after = Account.objects.get(id=gate.id)
    kept = ("state", "username", "email", "password", "generation", "epoch", "person_key", "identity")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (before.capped, after.capped) == (True, False)
    latest = Proofing.objects.order_by("-at", "-id").filter(method="desk").get()
    assert (latest.document, latest.register, latest.consent_version) == ("id_card", "population", "1")
    entry = entries_about(gate.id)[0]
    assert (entry.event, entry.office) == ("OwnerChecked", builders.OFFICE)
    assert builders.kinds_of_letters(gate.id)[-1] == "owner_checked"


def test_an_address_that_nobody_has_confirmed_hears_nothing_of_it() -> None:
    gate = signing.capped_gate()

    check(gate)

    assert "owner_checked" not in builders.kinds_of_letters(gate.id)


@pytest.mark.parametrize(
    ("known", "refusal"),
    [
        ({"reference": "SZL-T-MASIK"}, DifferentPerson),
        ({"document": DocumentStatus.LOST}, DocumentNotValid),
        ({"document": DocumentStatus.EXPIRED}, DocumentNotValid),
        ({"address_card": DocumentStatus.NOT_LISTED}, AddressCardMissing),
        ({"deceased": True}, Deceased),
    ],
)
def test_what_the_desk_would_refuse_lifts_nothing(
    gate: builders.BuiltGate, known: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        check(gate, **known)

    assert capped(gate)


def test_a_document_that_no_register_knows_lifts_nothing(gate: builders.BuiltGate) -> None:
    with pytest.raises(NotFound):
        check_owner(gate.id, answer=answer(), evidence=evidence(), by=clerk(), at=signing.AT)

    assert capped(gate)


def test_a_gate_without_a_cap_is_not_checked(gate: builders.BuiltGate) -> None:
    check(gate)

    with pytest.raises(NotAllowed):
        check(gate)


def test_a_suspended_gate_is_restored_instead(gate: builders.BuiltGate) -> None:
    accounts.suspend(gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=clerk(), at=signing.AT)

    with pytest.raises(NotAllowed):
        check(gate)


def test_a_temporary_gate_is_finalised_instead() -> None:
    temporary = builders.activated_temporary_gate()
    found = answer(builders.person_in_register())

    with pytest.raises(Unknown):
        check_owner(temporary.id, answer=found, evidence=evidence(), by=clerk(), at=builders.AT)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_others_than_clerks_may_not(gate: builders.BuiltGate, role: Role) -> None:
    with pytest.raises(Forbidden):
        check(gate, by=clerk("mas1", role=role))


def test_nobody_lifts_the_cap_of_their_own_gate(gate: builders.BuiltGate) -> None:
    with pytest.raises(OwnRecord):
        check(gate, by=clerk("sajat1", person=gate.person))

    assert capped(gate)
