# SPDX-License-Identifier: EUPL-1.2
"""``/ugyintezo/kapu/UUID/ellenorzes/``: the owner of a capped gate stands there and is compared."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client

from tests import builders
from tests.in_register import PAPERS, keep
from tests.pages.clerk import desk as typed
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return a capped gate whose owner has papers, without the long way there."""
    gate = builders.activated_gate()
    Account.objects.filter(id=gate.id).update(capped=True)
    keep(gate.person, papers=True)
    return gate


def place(gate: builders.BuiltGate) -> str:
    """Return the address of the page."""
    return f"{typed.record(gate.id)}ellenorzes/"


def press(browser: Client, gate: builders.BuiltGate, step: str, **changes: str) -> Any:
    """Press a button of the page."""
    ticked = {"same_person": "on"} if step == "check" else {}
    return browser.post(place(gate), {**PAPERS, **ticked, **changes, "step": step})


def capped(gate: builders.BuiltGate) -> bool:
    """Say whether the gate is capped."""
    return Account.objects.get(id=gate.id).capped


def test_the_record_says_so_and_leads_here(gate: builders.BuiltGate, desk: Client) -> None:
    record = desk.get(typed.record(gate.id)).text

    assert "nem minősített tanúsítvánnyal" in record
    assert place(gate) in record


def test_once_compared_the_cap_is_lifted_and_the_page_gone(gate: builders.BuiltGate, desk: Client) -> None:
    assert press(desk, gate, "look-up").status_code == 200

    done = press(desk, gate, "check")
    record = desk.get(done.headers["Location"]).text

    assert (done.status_code, capped(gate)) == (303, False)
    assert "A tulajdonost ellenőrizték" in record
    assert place(gate) not in record


def test_without_comparing_nothing_is_lifted(gate: builders.BuiltGate, desk: Client) -> None:
    unseen = press(desk, gate, "check")
    press(desk, gate, "look-up")
    unticked = press(desk, gate, "check", same_person="")

    assert (unseen.status_code, unticked.status_code, capped(gate)) == (422, 422, True)


def test_somebody_elses_document_lifts_nothing(gate: builders.BuiltGate, desk: Client) -> None:
    elek = {"document_number": "000011ZZ", "address_card_number": "000007ZZ"}

    seen, refused = press(desk, gate, "look-up", **elek), press(desk, gate, "check", **elek)

    assert (seen.status_code, refused.status_code, capped(gate)) == (422, 422, True)


def test_a_gate_without_a_cap_offers_nothing_of_it(desk: Client) -> None:
    gate = builders.activated_gate()

    assert place(gate) not in desk.get(typed.record(gate.id)).text
    assert "Nincs mit ellenőrizni" in desk.get(place(gate), follow=True).text


def test_the_owner_of_a_suspended_gate_is_not_checked_here(gate: builders.BuiltGate, desk: Client) -> None:
    Account.objects.filter(id=gate.id).update(state=State.SUSPENDED, suspended_for="owner")

    assert "Csak aktív kapu tulajdonosa ellenőrizhető" in desk.get(place(gate), follow=True).text


def test_others_do_not_get_here(
    gate: builders.BuiltGate, client: Client, browser_of: Callable[..., Client]
) -> None:
    operator = browser_of("uzemelteto1", role=Role.OPERATOR)

    assert client.get(place(gate)).status_code == 303
    assert operator.get(place(gate)).status_code == 403
    assert press(operator, gate, "check").status_code == 403
