# SPDX-License-Identifier: EUPL-1.2
"""What services are told of a gate that a certificate opened: low until a desk has seen its owner."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any  # Django's test client answers with what has no type

import pytest

from tests import builders, signing
from tests.clock import Clock
from tests.pages.citizen.owners import authenticator_of, give_code, give_password
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, tokens
from tests.protocols.relying import Service, claims_of
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.services.desk_check import check_owner
from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db(transaction=True)
LATER = signing.AT + timedelta(hours=2)
VERIFIED = {"verification": {"trust_framework": None, "assurance_level": None}, "claims": {"birthdate": None}}


@pytest.fixture(autouse=True)
def _two_hours_later(clock: Clock) -> None:
    clock.set(LATER)


def two_steps(gate: Any, secret: str, *, at: datetime) -> Person:
    """Return the owner of a gate in a browser, signed in with two steps."""
    person = Person(gate=gate)
    give_password(person.browser, person.gate)
    assert give_code(person.browser, secret, at).status_code == 303
    return person


def secret_of(gate: Any) -> str:
    """Let the owner confirm the address and add a second step; return its secret."""
    signing.confirm_address(gate)
    return authenticator_of(gate, at=LATER)


def told(service: Service, person: Person) -> tuple[str, str]:
    """Return the level of the sign-in and the one of the data, as a service gets them."""
    got = tokens(service, person, claims=json.dumps({"userinfo": {"verified_claims": VERIFIED}}))
    verified = service.userinfo(got["access_token"]).json()["verified_claims"]
    return claims_of(got["id_token"])["acr"], verified["verification"]["assurance_level"]


def test_a_qualified_certificate_caps_nothing() -> None:
    signing.lists_are_kept()
    gate = signing.signed_gate()
    person = two_steps(gate, secret_of(gate), at=LATER)

    assert told(relying.service(statutory=True), person) == (SUBSTANTIAL, "substantial")


def test_another_one_does_until_a_desk_has_checked_the_owner_and_the_session_feels_it() -> None:
    gate = signing.capped_gate()
    service, person = relying.service(statutory=True), two_steps(gate, secret_of(gate), at=LATER)
    before = told(service, person)

    found = builders.answer(gate.person, at=LATER)
    check_owner(gate.id, answer=found, evidence=builders.evidence(), by=builders.clerk(), at=LATER)

    assert (before, told(service, person)) == ((LOW, "low"), (SUBSTANTIAL, "substantial"))


def test_a_gate_that_a_desk_restores_is_capped_no_more_either(clock: Clock) -> None:
    gate, service = signing.capped_gate(), relying.service(statutory=True)
    secret, by = secret_of(gate), builders.clerk()
    accounts.suspend(gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=by, at=LATER)

    found = builders.answer(gate.person, at=LATER)
    accounts.restore(gate.id, answer=found, evidence=builders.evidence(), email="", by=by, at=LATER)

    code, password = builders.code_for(gate.id), new_password(builders.PASSWORD)
    accounts.reset_password(gate.username, code=code, password=password, by=STRANGER, at=LATER)
    person = two_steps(gate, secret, at=clock.forward(minutes=1))
    assert told(service, person) == (SUBSTANTIAL, "substantial")
