# SPDX-License-Identifier: EUPL-1.2
"""Closing one's own gate: everything is said before, and it ends at once (D21)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import SIGN_IN, give_password
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.lifecycle import State

pytestmark = pytest.mark.django_db

CLOSE = "/fiok/megszuntetes/"
UNDERSTOOD = {"understood": "on"}


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    give_password(client, gate)
    return client


def state_of(gate: builders.BuiltGate) -> str:
    """Return where a gate stands."""
    return Account.objects.values_list("state", flat=True).get(id=gate.id)


def test_what_it_means_is_said_before(owner: Client) -> None:
    page = owner.get(CLOSE).text

    assert "Ezt nem lehet visszavonni." in page
    assert "azonnal felszabadul" in page
    assert "A megszüntetés illetékmentes" in page


def test_it_ends_at_once_and_the_browser_is_signed_out(owner: Client, gate: builders.BuiltGate) -> None:
    answer = owner.post(CLOSE, UNDERSTOOD)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/megszuntetve/")
    assert "Megszűnt a kapuja" in owner.get("/megszuntetve/").text
    assert owner.get("/fiok/").status_code == 303
    assert state_of(gate) == State.CLOSED
    assert builders.kinds_of_letters()[-1] == "closed"
    assert give_password(owner, gate).status_code == 422


def test_another_browser_of_the_owner_is_out_at_its_next_request(
    owner: Client, gate: builders.BuiltGate
) -> None:
    elsewhere = Client()
    give_password(elsewhere, gate)
    before = elsewhere.get("/fiok/").status_code

    owner.post(CLOSE, UNDERSTOOD)

    assert before == 200
    assert elsewhere.get("/fiok/").headers["Location"] == "/belepes/?next=/fiok/"
    assert elsewhere.post(CLOSE, UNDERSTOOD).headers["Location"] == f"/belepes/?next={CLOSE}"


def test_the_same_name_and_address_open_a_new_gate_at_once(owner: Client, gate: builders.BuiltGate) -> None:
    owner.post(CLOSE, UNDERSTOOD)

    again = builders.activated_gate(gate.username, gate.email, person=gate.person)

    assert again.id != gate.id
    assert give_password(Client(), again).status_code == 303


def test_other_methods_are_refused(owner: Client) -> None:
    assert owner.put(CLOSE).status_code == 405


def test_without_the_tick_nothing_happens(owner: Client, gate: builders.BuiltGate) -> None:
    answer = owner.post(CLOSE, {})

    assert answer.status_code == 422
    assert "Jelölje be, hogy megértette" in answer.text
    assert state_of(gate) == State.ACTIVE


def test_a_sign_in_of_a_while_ago_is_proved_anew_first(
    owner: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    clock.forward(minutes=5)

    opened = owner.get(CLOSE)
    sent = owner.post(CLOSE, UNDERSTOOD)
    proved = owner.post(CLOSE, {**UNDERSTOOD, "confirm-password": gate.password})

    assert opened.headers["Location"] == f"/fiok/megerosites/?next={CLOSE}"
    assert sent.status_code == 403
    assert proved.status_code == 303
    assert state_of(gate) == State.CLOSED


def test_a_temporary_gate_is_closed_too(client: Client) -> None:
    temporary = builders.activated_temporary_gate()
    client.post(SIGN_IN, {"username": temporary.username, "password": temporary.password})

    page = client.get(CLOSE)
    client.post(CLOSE, UNDERSTOOD)

    assert "Az igazolásán álló azonosító" in page.text
    assert Account.objects.get(id=temporary.id).state == State.CLOSED


def test_on_the_day_after_a_reset_it_is_refused_with_the_moment(
    owner: Client, gate: builders.BuiltGate
) -> None:
    Account.objects.filter(id=gate.id).update(password_reset_at=builders.AT)

    answer = owner.post(CLOSE, UNDERSTOOD)

    assert answer.status_code == 409
    assert "Ezt még nem lehet megváltoztatni" in answer.text
    assert state_of(gate) == State.ACTIVE


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(CLOSE).headers["Location"] == f"/belepes/?next={CLOSE}"
