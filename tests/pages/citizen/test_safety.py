# SPDX-License-Identifier: EUPL-1.2
"""``/biztonsag/…/``: the link of a letter opens a page, and only its button acts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.rooms.access.factors import add_authenticator, signed_in
from ugyfelkapu.access import factors, safety_links
from ugyfelkapu.access.sessions import new_token
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.lifecycle import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return a gate activated so long ago that its first factor waits."""
    return builders.activated_gate(at=builders.AT - timedelta(days=8))


@pytest.fixture
def link(gate: builders.BuiltGate) -> str:
    """Return the link in the letter that tells of its first factor."""
    add_authenticator(signed_in(gate))
    return f"/biztonsag/{getattr(builders.letters(gate.id)[-1], 'token', '')}/"


def test_opening_the_link_changes_nothing_however_often(
    client: Client, gate: builders.BuiltGate, link: str
) -> None:
    pages = [client.get(link) for _ in range(2)]

    assert [page.status_code for page in pages] == [200, 200]
    assert len(factors.own_factors(gate.id)) == 1
    assert queries.gate(gate.id, at=builders.AT).state is State.ACTIVE


def test_the_page_names_nobody(client: Client, gate: builders.BuiltGate, link: str) -> None:
    page = client.get(link).text

    assert gate.username not in page
    assert gate.email not in page
    assert "Minta" not in page


def test_while_the_factor_waits_it_can_be_cancelled(
    client: Client, gate: builders.BuiltGate, link: str
) -> None:
    page = client.get(link).text
    answer = client.post(link, {"step": "cancel"})

    assert "2026. november 24., kedd, 10:42" in page
    assert (answer.status_code, answer.headers["Location"]) == (303, "/biztonsag/visszavonva/")
    assert factors.own_factors(gate.id) == []
    assert "Visszavontuk" in client.get(answer.headers["Location"]).text


def test_once_it_counts_the_page_offers_to_lock_alone(client: Client, link: str, clock: Clock) -> None:
    clock.forward(days=1)

    page = client.get(link).text

    assert "Visszavonom" not in page
    assert "Zárolom a kapumat" in page


def test_the_gate_is_locked_by_the_button(client: Client, gate: builders.BuiltGate, link: str) -> None:
    answer = client.post(link, {"step": "lock"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/biztonsag/zarolva/")
    assert queries.gate(gate.id, at=builders.AT).state is State.SUSPENDED
    assert "Zároltuk a kapuját" in client.get(answer.headers["Location"]).text


def test_a_lock_is_felt_at_the_owners_next_request(
    client: Client, gate: builders.BuiltGate, link: str
) -> None:
    owner = Client()
    owner.post("/belepes/", {"username": gate.username, "password": gate.password})

    client.post(link, {"step": "lock"})

    assert owner.get("/fiok/").status_code == 303


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_used_link_says_so_and_what_to_do(client: Client, link: str, method: str) -> None:
    client.post(link, {"step": "cancel"})

    answer = getattr(client, method)(link, {"step": "lock"})

    assert answer.status_code == 404
    assert "Ez a hivatkozás már nem működik" in answer.text
    assert "Elfelejtettem a jelszavamat" in answer.text


def test_an_old_link_and_an_invented_one_look_the_same(
    client: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    token = safety_links.make(gate.id, at=builders.AT)
    clock.forward(days=7)

    statuses = {client.get(f"/biztonsag/{text}/").status_code for text in (token, new_token())}

    assert statuses == {404}


def test_a_button_that_is_none_changes_nothing(client: Client, gate: builders.BuiltGate, link: str) -> None:
    answer = client.post(link, {"step": "erase"})

    assert answer.status_code == 422
    assert queries.gate(gate.id, at=builders.AT).state is State.ACTIVE
