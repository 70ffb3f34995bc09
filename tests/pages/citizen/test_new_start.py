# SPDX-License-Identifier: EUPL-1.2
"""A new start that waits: the owner's pages show it, and so does the page behind the letter's link."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import SECURITY, give_password
from tests.personal import personal
from tests.rooms.access.starting_over import EFFECT, starts_over_at, token_in, waiting_start
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.deadlines import PROVED_LONG
from ugyfelkapu.domain.lifecycle import State

pytestmark = pytest.mark.django_db
STOP = "/fiok/ujrakezdes/leallitas/"
MOMENT = "2026. november 24., kedd, 10:42"


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return a gate whose address was proved long ago, waiting for its new start."""
    gate = builders.activated_gate(at=builders.AT - PROVED_LONG)
    waiting_start(gate)
    return gate


@pytest.fixture
def link(gate: builders.BuiltGate) -> str:
    """Return the link in the letter."""
    return f"/biztonsag/{token_in(gate)}/"


# ------------------------------------------------------------------ signed in


@pytest.mark.parametrize("path", ["/fiok/", SECURITY])
def test_its_owner_sees_that_it_waits_and_from_when_it_counts(
    client: Client, gate: builders.BuiltGate, path: str
) -> None:
    give_password(client, gate)

    page = client.get(path).text

    assert "Újrakezdés előtt áll a kapuja" in page
    assert MOMENT in page
    assert f'action="{STOP}"' in page


@pytest.mark.parametrize("path", ["/fiok/", SECURITY])
def test_where_nothing_waits_nothing_is_shown(client: Client, path: str) -> None:
    give_password(client, builders.activated_gate())

    assert STOP not in client.get(path).text


def test_its_owner_stops_it_with_the_password_alone(client: Client, gate: builders.BuiltGate) -> None:
    give_password(client, gate)

    answer = client.post(STOP)
    page = client.get(answer.headers["Location"]).text

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SECURITY}?stopped")
    assert starts_over_at(gate) is None
    assert "Leállítottuk az újrakezdést" in page
    assert STOP not in page


def test_an_owner_stops_it_without_showing_again_that_it_is_them(
    client: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    give_password(client, gate)
    clock.forward(minutes=10)

    assert client.post(STOP).headers["Location"] == f"{SECURITY}?stopped"


def test_where_nothing_waits_there_is_nothing_to_stop(client: Client) -> None:
    give_password(client, builders.activated_gate())

    assert client.post(STOP).headers["Location"] == SECURITY


def test_a_stranger_and_another_owner_stop_nothing(client: Client, gate: builders.BuiltGate) -> None:
    stranger = client.post(STOP)
    give_password(client, builders.activated_gate())
    client.post(STOP)

    assert stranger.headers["Location"].startswith("/belepes/")
    assert starts_over_at(gate) == EFFECT


def test_only_the_button_stops_it(client: Client, gate: builders.BuiltGate) -> None:
    give_password(client, gate)

    assert client.get(STOP).status_code == 405
    assert starts_over_at(gate) == EFFECT


def test_at_the_instant_the_owner_of_before_is_a_stranger(
    client: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    clock.forward(hours=23, minutes=59)
    give_password(client, gate)
    before = client.get("/fiok/").status_code

    clock.forward(minutes=1)

    assert (before, client.get("/fiok/").status_code) == (200, 303)
    assert client.post(STOP).headers["Location"].startswith("/belepes/")
    assert give_password(Client(), gate).status_code == 422


def test_the_activity_tells_of_it(client: Client, gate: builders.BuiltGate) -> None:
    give_password(client, gate)

    page = client.get("/fiok/").text

    assert "Egy okmányirodában jóváhagyták az újrakezdést" in page


# ------------------------------------------------------------------ the letter's page


def test_opening_the_link_changes_nothing_and_names_nobody(
    client: Client, gate: builders.BuiltGate, link: str
) -> None:
    pages = [client.get(link) for _ in range(2)]

    assert {page.status_code for page in pages} == {200}
    assert starts_over_at(gate) == EFFECT
    assert MOMENT in pages[0].text
    assert not any(text in pages[0].text for text in (gate.username, gate.email, "Minta"))


def test_the_button_stops_it_once(client: Client, gate: builders.BuiltGate, link: str) -> None:
    answer = client.post(link, {"step": "stop"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/biztonsag/leallitva/")
    assert starts_over_at(gate) is None
    assert "Leállítottuk" in client.get(answer.headers["Location"]).text
    assert client.post(link, {"step": "stop"}).status_code == 404
    assert client.get(link).status_code == 404


def test_the_button_confirms_it_and_the_new_password_opens_the_gate(
    client: Client, gate: builders.BuiltGate, link: str
) -> None:
    offered = client.get(link).text
    answer = client.post(link, {"step": "confirm"})
    done = client.get(answer.headers["Location"]).text
    typed = {"username": gate.username, "code": builders.code_for(gate.id)}
    new = builders.OTHER_PASSWORD
    client.post("/elfelejtett-jelszo/uj/", {**typed, "password": new, "password_again": new})
    opened = client.post("/belepes/", {"username": gate.username, "password": new})

    assert "Megerősítem az újrakezdést" in offered
    assert answer.headers["Location"] == "/biztonsag/ujrakezdve/"
    assert "Megtörtént az újrakezdés" in done
    assert opened.headers["Location"] == "/fiok/"
    assert give_password(Client(), gate).status_code == 422


@pytest.mark.parametrize(
    ("age", "email"), [(PROVED_LONG - timedelta(seconds=1), ""), (PROVED_LONG, "uj.cim@example.com")]
)
def test_a_young_address_and_a_new_one_cannot_confirm(client: Client, age: timedelta, email: str) -> None:
    gate = builders.activated_gate(at=builders.AT - age)
    waiting_start(gate, email=personal(email) if email else "")
    link = f"/biztonsag/{token_in(gate)}/"

    page = client.get(link).text
    answer = client.post(link, {"step": "confirm"})

    assert "Megerősítem az újrakezdést" not in page
    assert "Leállítom az újrakezdést" in page
    assert answer.status_code == 404
    assert starts_over_at(gate) == EFFECT


def test_the_gate_is_locked_by_the_same_link(client: Client, gate: builders.BuiltGate, link: str) -> None:
    answer = client.post(link, {"step": "lock"})

    assert answer.headers["Location"] == "/biztonsag/zarolva/"
    assert queries.gate(gate.id, at=builders.AT).state is State.SUSPENDED
    assert starts_over_at(gate) is None


def test_once_it_took_effect_the_page_offers_to_lock_alone(client: Client, link: str, clock: Clock) -> None:
    clock.forward(days=1)

    page = client.get(link).text

    assert "Leállítom az újrakezdést" not in page
    assert "Megerősítem az újrakezdést" not in page
    assert "Zárolom a kapumat" in page
    assert client.post(link, {"step": "stop"}).status_code == 404
