# SPDX-License-Identifier: EUPL-1.2
"""A service knows a person by the same code, whatever changes about the gate (D19)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any  # one builder's gates pass for another's

import pytest
from django.test import Client as Browser

from tests import builders
from tests.builders import OTHER_PASSWORD
from tests.clock import Clock
from tests.personal import personal
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, tokens
from tests.protocols.relying import Service, claims_of
from tests.rooms.access.factors import signed_in
from tests.rooms.access.starting_over import EFFECT, carry_out, set_password, waiting_start
from tests.rooms.access.test_changing_address import ask, confirm, mailed
from tests.rooms.accounts.test_finalising import finalise
from ugyfelkapu.domain.assurance import LOW

pytestmark = pytest.mark.django_db(transaction=True)


def _code(service: Service, gate: Any) -> str:
    """Sign in from a fresh browser; return by what code the service knows the person."""
    return str(_told(service, gate)["sub"])


def _told(service: Service, gate: Any) -> dict[str, Any]:
    return claims_of(tokens(service, Person(gate, Browser()))["id_token"])


def test_it_stays_when_the_address_changes() -> None:
    service, owner = relying.service(), signed_in(builders.activated_gate())
    before = _code(service, owner.gate)

    ask(owner, personal("masik.postafiok@example.com"))
    assert confirm(owner, mailed(owner))

    assert _code(service, owner.gate) == before


def test_it_stays_when_the_owner_starts_over(clock: Clock) -> None:
    service, gate = relying.service(), builders.activated_gate()
    before = _code(service, gate)

    waiting_start(gate)
    clock.set(EFFECT)
    carry_out()
    set_password(gate, builders.code_for(gate.id), OTHER_PASSWORD, at=EFFECT)

    assert _code(service, replace(gate, password=OTHER_PASSWORD)) == before


def test_it_stays_when_a_temporary_gate_becomes_full(clock: Clock) -> None:
    service, gate = relying.service(temporary=True), builders.activated_temporary_gate()
    before = _told(service, gate)

    finalise(gate, at=clock.forward(days=10))
    after = _told(service, gate)

    assert after["sub"] == before["sub"]
    assert (before["acr"], after["acr"]) == (f"{relying.issuer()}/loa/self-asserted", LOW)
