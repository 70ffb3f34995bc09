# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/biztonsag/``: the level, the second factors, adding, naming and removing them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import (
    SECURITY,
    STEP_UP,
    authenticator_of,
    give_code,
    give_password,
)
from tests.pages.html import Page, words
from tests.rooms.access.factors import code_at
from ugyfelkapu.access import factors
from ugyfelkapu.access.models import Factor
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.journal.actor import STRANGER

pytestmark = [pytest.mark.django_db, pytest.mark.both]
NEW = f"{SECURITY}uj-hitelesito/"


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return a gate activated a moment ago."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its owner, signed in with the password alone."""
    give_password(client, gate)
    return client


def secret_on(page: str) -> str:
    """Return the key that a page shows for typing."""
    return words(Page(page).one("span", "kapu-mono")).replace(" ", "")


def asked(owner: Client, gate: builders.BuiltGate) -> tuple[str, str]:
    """Ask for the mailed code; return it and the secret of the page."""
    owner.post(NEW, {"step": "send"})
    return builders.code_for(gate.id), secret_on(owner.get(NEW).text)


def confirm(owner: Client, **typed: str) -> tuple[int, str]:
    """Send the form that confirms a new authenticator; return status and page or address."""
    answer = owner.post(NEW, {"step": "confirm", "name": "Telefonom", **typed})
    return answer.status_code, answer.headers.get("Location", "") or answer.text


# ------------------------------------------------------------------ the overview


def test_a_password_alone_is_the_low_level_and_the_page_says_what_raises_it(owner: Client) -> None:
    page = owner.get(SECURITY).text

    assert "Alacsony szint" in page
    assert "Bekapcsolom a kétlépcsős belépést" in page
    assert "Még nincs második lépése" in page


def test_two_steps_are_the_substantial_level(client: Client, gate: builders.BuiltGate) -> None:
    secret = authenticator_of(gate)
    give_password(client, gate)
    give_code(client, secret, builders.AT)

    page = client.get(SECURITY).text

    assert "Jelentős szint" in page
    assert "Telefon" in page
    assert "Utoljára használta: ma, 10:42." in page


def test_a_session_from_before_the_factor_is_low_until_the_second_step_is_taken(
    owner: Client, gate: builders.BuiltGate
) -> None:
    secret = authenticator_of(gate)
    before = owner.get(SECURITY).text
    owner.post(STEP_UP, {"code": code_at(secret, builders.AT), "next": SECURITY})

    after = owner.get(SECURITY).text

    assert "Megteszem most a második lépést" in before
    assert "Jelentős szint" in after


def test_a_factor_that_waits_says_from_when_it_counts(client: Client, clock: Clock) -> None:
    gate = builders.activated_gate(at=builders.AT - timedelta(days=9))
    authenticator_of(gate)
    give_password(client, gate)

    page = client.get(SECURITY).text

    assert "Várakozik" in page
    assert "2026. november 24., kedd, 9:42" in page


def test_a_temporary_gate_stays_below_low(client: Client) -> None:
    gate = builders.activated_temporary_gate()
    client.post("/belepes/", {"username": gate.username, "password": gate.password})

    assert "Bemondott adatok: az alacsony szint alatt" in client.get(SECURITY).text


def test_after_a_reset_the_page_says_until_when_nothing_changes(
    client: Client, gate: builders.BuiltGate
) -> None:
    reset(gate)
    client.post("/belepes/", {"username": gate.username, "password": builders.OTHER_PASSWORD})

    page, refused = client.get(SECURITY).text, client.get(NEW)

    assert "2026. november 24., kedd, 10:42" in page
    assert refused.status_code == 409
    assert "Várjon eddig: 2026. november 24., kedd, 10:42." in refused.text


def reset(gate: builders.BuiltGate) -> None:
    """Set a new password by mail."""
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=builders.AT)
    password = new_password(builders.OTHER_PASSWORD)
    accounts.reset_password(
        gate.username, code=builders.code_for(gate.id), password=password, by=STRANGER, at=builders.AT
    )


# ------------------------------------------------------------------ a new authenticator


def test_the_first_authenticator_needs_the_mailed_code_and_its_own(
    owner: Client, gate: builders.BuiltGate
) -> None:
    before = owner.get(NEW).text
    mailed, secret = asked(owner, gate)

    status, address = confirm(owner, mailed_code=mailed, code=code_at(secret, builders.AT))

    assert "kapu-qr" not in before
    assert (status, address) == (303, f"{SECURITY}?added")
    assert "Beállította a hitelesítő alkalmazást." in owner.get(address).text
    assert [factor.name for factor in factors.own_factors(gate.id)] == ["Telefonom"]


def test_what_is_wrong_is_said_and_the_secret_stays(owner: Client, gate: builders.BuiltGate) -> None:
    mailed, secret = asked(owner, gate)

    code = confirm(owner, mailed_code=mailed, code="000000")
    letter = confirm(owner, mailed_code=gate.code, code=code_at(secret, builders.AT))
    empty = confirm(owner, mailed_code="", code="", name="")

    assert (code[0], letter[0], empty[0]) == (422, 422, 422)
    assert "Ezek a számjegyek nem jók." in code[1]
    assert "legutóbbi levelünkben" in letter[1]
    assert {secret_on(page) for _, page in (code, letter, empty)} == {secret}
    assert not Factor.objects.exists()


def test_reloading_and_a_second_window_show_the_same_secret(owner: Client, gate: builders.BuiltGate) -> None:
    _, secret = asked(owner, gate)

    assert {secret_on(owner.get(NEW).text) for _ in range(3)} == {secret}


def test_a_lost_cookie_makes_a_new_secret_and_stores_nothing(owner: Client, gate: builders.BuiltGate) -> None:
    mailed, secret = asked(owner, gate)
    del owner.cookies["kapu-unconfirmed"]

    status, page = confirm(owner, mailed_code=mailed, code=code_at(secret, builders.AT))

    assert status == 422
    assert secret_on(page) != secret
    assert not Factor.objects.exists()


def test_a_secret_sealed_for_another_session_or_purpose_is_not_taken(
    owner: Client, gate: builders.BuiltGate
) -> None:
    _, secret = asked(owner, gate)
    other = Client()
    other_gate = builders.activated_gate()
    give_password(other, other_gate)
    other.cookies["kapu-unconfirmed"] = owner.cookies["kapu-unconfirmed"].value
    other.post(NEW, {"step": "send"})

    assert secret_on(other.get(NEW).text) != secret


@pytest.mark.parametrize("value", ["", "x", "é", "AAAA", "A" * 400])
def test_a_forged_cookie_is_as_good_as_none(owner: Client, gate: builders.BuiltGate, value: str) -> None:
    asked(owner, gate)
    owner.cookies["kapu-unconfirmed"] = value

    assert owner.get(NEW).status_code == 200


def test_the_cookie_does_not_show_the_secret(owner: Client, gate: builders.BuiltGate) -> None:
    _, secret = asked(owner, gate)
    cookie = owner.cookies["kapu-unconfirmed"]

    assert secret not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_further_authenticator_needs_no_mailed_code(client: Client, gate: builders.BuiltGate) -> None:
    secret = authenticator_of(gate)
    give_password(client, gate)
    give_code(client, secret, builders.AT)
    new = secret_on(client.get(NEW).text)

    status, _ = confirm(client, code=code_at(new, builders.AT))

    assert status == 303
    assert len(factors.own_factors(gate.id)) == 2


def test_five_minutes_later_the_page_asks_for_a_proof_first(owner: Client, clock: Clock) -> None:
    clock.forward(minutes=5)

    answer = owner.get(NEW)

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{STEP_UP}?next={quote(NEW)}")


# ------------------------------------------------------------------ naming and removing


@pytest.fixture
def factor(gate: builders.BuiltGate) -> Factor:
    """Return the gate's only factor, set up from another session."""
    authenticator_of(gate)
    return Factor.objects.get()


def test_a_factor_gets_another_name(owner: Client, factor: Factor) -> None:
    page = f"{SECURITY}{factor.id}/atnevezes/"

    empty, answer = owner.post(page, {"name": " "}), owner.post(page, {"name": "Régi telefon"})

    assert (empty.status_code, answer.status_code) == (422, 303)
    assert "Régi telefon" in owner.get(SECURITY).text


def test_before_the_only_factor_goes_the_page_says_that_the_level_falls(
    owner: Client, gate: builders.BuiltGate, factor: Factor
) -> None:
    page = f"{SECURITY}{factor.id}/eltavolitas/"

    said, answer = owner.get(page).text, owner.post(page)

    assert "a szintje alacsonyra csökken" in said
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SECURITY}?removed")
    assert factors.own_factors(gate.id) == []


@pytest.mark.parametrize("page", ["atnevezes", "eltavolitas"])
def test_somebody_elses_factor_is_not_there(client: Client, factor: Factor, page: str) -> None:
    give_password(client, builders.activated_gate())
    address = f"{SECURITY}{factor.id}/{page}/"

    statuses = {client.get(address).status_code, client.post(address, {"name": "x"}).status_code}

    assert statuses == {404}
    assert Factor.objects.get().name == "Telefon"
