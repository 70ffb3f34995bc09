# SPDX-License-Identifier: EUPL-1.2
"""Closing a gate at the desk: the in-person checks, the client's wish, and no way back (D21)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.pages.clerk import desk as typed
from tests.pages.clerk.desk import CARD, MARIA
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.staff.models import StaffMember

pytestmark = pytest.mark.django_db

WISHED = {**MARIA, **CARD, "same_person": "on", "wish": "on", "step": "close"}


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return the activated gate of the person whose card lies on the desk."""
    return builders.activated_gate(person=builders.person_in_register(reference="SZL-0006"))


def path_of(gate: builders.BuiltGate) -> str:
    """Return the address of the page."""
    return f"{typed.record(gate.id)}megszuntetes/"


def state_of(gate: builders.BuiltGate) -> str:
    """Return where a gate stands."""
    return Account.objects.values_list("state", flat=True).get(id=gate.id)


def test_the_owner_has_the_gate_closed_in_person(desk: Client, gate: builders.BuiltGate) -> None:
    looked_up = desk.post(path_of(gate), {**MARIA, **CARD, "step": "look-up"})

    done = desk.post(path_of(gate), WISHED, follow=True)

    assert "Minta Mária" in looked_up.text
    assert "A kapu megszűnt. A tulajdonosa levelet kap róla." in done.text
    assert state_of(gate) == State.CLOSED
    assert desk.get(typed.record(gate.id)).status_code == 404


@pytest.mark.parametrize("missing", ["wish", "same_person"])
def test_without_both_ticks_nothing_is_closed(desk: Client, gate: builders.BuiltGate, missing: str) -> None:
    desk.post(path_of(gate), {**MARIA, **CARD, "step": "look-up"})

    answer = desk.post(path_of(gate), {name: value for name, value in WISHED.items() if name != missing})

    assert answer.status_code == 422
    assert state_of(gate) == State.ACTIVE


def test_nothing_is_closed_that_was_not_looked_up(desk: Client, gate: builders.BuiltGate) -> None:
    answer = desk.post(path_of(gate), WISHED)

    assert answer.status_code == 422
    assert state_of(gate) == State.ACTIVE


def test_somebody_elses_gate_is_not_closed(desk: Client) -> None:
    other = builders.activated_gate(person=builders.person_in_register(reference="SZL-9999"))
    desk.post(path_of(other), {**MARIA, **CARD, "step": "look-up"})

    answer = desk.post(path_of(other), WISHED)

    assert answer.status_code in {409, 422}
    assert state_of(other) == State.ACTIVE


def test_a_clerk_never_closes_their_own(desk: Client, gate: builders.BuiltGate) -> None:
    StaffMember.objects.update(person_key=keys.person_key(gate.person))

    assert desk.get(path_of(gate)).status_code == 403
    assert desk.post(path_of(gate), WISHED).status_code == 403
    assert state_of(gate) == State.ACTIVE


def test_the_record_leads_there(desk: Client, gate: builders.BuiltGate) -> None:
    assert path_of(gate) in desk.get(typed.record(gate.id)).text
