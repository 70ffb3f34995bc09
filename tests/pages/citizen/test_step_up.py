# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/megerosites/`` and forms that were open too long: nothing that matters without a proof (D17)."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import SECURITY, STEP_UP, authenticator_of, give_code, give_password
from tests.pages.html import Page
from tests.rooms.access.factors import code_at
from ugyfelkapu.access import factors

pytestmark = pytest.mark.django_db
CODES = f"{SECURITY}helyreallito-kodok/"
PASSWORD = "/fiok/jelszo/"


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate, clock: Clock) -> Client:
    """Return the browser of an owner who signed in with the password six minutes ago."""
    give_password(client, gate)
    clock.forward(minutes=6)
    return client


def test_without_a_second_factor_the_password_is_asked_and_the_way_goes_on(
    owner: Client, gate: builders.BuiltGate
) -> None:
    sent = owner.get(PASSWORD)
    page = Page(owner.get(sent.headers["Location"]).content)
    wrong = owner.post(STEP_UP, {"password": "nem ez a jelszó", "next": PASSWORD})
    right = owner.post(STEP_UP, {"password": gate.password, "next": PASSWORD})

    assert sent.headers["Location"] == f"{STEP_UP}?next={PASSWORD}"
    assert page.by_id("password")["type"] == "password"
    assert wrong.status_code == 422
    assert "Ez a jelszó nem jó." in wrong.text
    assert (right.status_code, right.headers["Location"]) == (303, PASSWORD)
    assert owner.get(PASSWORD).status_code == 200


def test_where_a_factor_counts_its_code_is_asked(
    owner: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    secret = authenticator_of(gate, at=clock.at)

    by_password = owner.post(STEP_UP, {"password": gate.password})
    by_code = owner.post(STEP_UP, {"code": code_at(secret, clock.at), "next": "//example.com/"})

    assert by_password.status_code == 422
    assert (by_code.status_code, by_code.headers["Location"]) == (303, SECURITY)


def test_whoever_proved_it_just_now_is_not_asked_again(client: Client, gate: builders.BuiltGate) -> None:
    give_password(client, gate)

    answer = client.get(f"{STEP_UP}?next={PASSWORD}")

    assert (answer.status_code, answer.headers["Location"]) == (303, PASSWORD)


def test_wrong_proofs_are_counted(owner: Client, gate: builders.BuiltGate) -> None:
    for _ in range(5):
        owner.post(STEP_UP, {"password": "nem ez a jelszó"})

    assert owner.post(STEP_UP, {"password": gate.password}).status_code == 429


def test_a_form_that_was_open_too_long_is_asked_in_its_middle_and_done_then(
    client: Client, gate: builders.BuiltGate, clock: Clock
) -> None:
    secret = authenticator_of(gate)
    give_password(client, gate)
    give_code(client, secret, clock.at)
    factor = factors.own_factors(gate.id)[0]
    page = f"{SECURITY}{factor.id}/eltavolitas/"
    client.get(page)
    clock.forward(minutes=6)

    late = client.post(page, {"reason": "elveszett"})
    wrong = client.post(page, {"reason": "elveszett", "confirm-code": "000000"})
    right = client.post(page, {"reason": "elveszett", "confirm-code": code_at(secret, clock.at)})

    assert (late.status_code, wrong.status_code) == (403, 422)
    assert "Amit beírt, nem veszett el" in late.text
    for answer in (late, wrong):
        assert '<input type="hidden" name="reason" value="elveszett">' in answer.text
        assert answer.text.count('name="confirm-code"') == 1
    assert right.status_code == 303
    assert factors.own_factors(gate.id) == []


def test_no_page_repeats_a_password_that_was_sent_too_late(owner: Client, gate: builders.BuiltGate) -> None:
    typed = {"password": builders.OTHER_PASSWORD, "password_again": builders.OTHER_PASSWORD}

    late = owner.post(PASSWORD, typed)
    proved = owner.post(PASSWORD, {"confirm-password": gate.password})

    assert late.status_code == 403
    assert builders.OTHER_PASSWORD not in late.text
    assert proved.status_code == 422
    assert owner.post(PASSWORD, typed).status_code == 303


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(STEP_UP).headers["Location"] == f"/belepes/?next={STEP_UP}"
