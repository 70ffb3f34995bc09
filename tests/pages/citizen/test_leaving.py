# SPDX-License-Identifier: EUPL-1.2
"""Signing out, and out of services: from our pages and when a service asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.at_services import (
    NAME,
    SIGNED_OUT_AT,
    admits,
    enter,
    forget_others,
    library,
)
from tests.pages.citizen.owners import give_password
from tests.pages.html import Page, words
from tests.protocols.relying import Service
from ugyfelkapu.access.models import Session
from ugyfelkapu.journal.queries import entries_about

pytestmark = [pytest.mark.django_db, pytest.mark.both]

LOGOUT, ASKED = "/oidc/logout", "/kilepes/szolgaltatasbol/"
SIGN_OUT, SIGNED_OUT, SESSIONS = "/kilepes/", "/kilepes/kesz/", "/fiok/munkamenetek/"
BACK_CHANNEL = {"backchannel_logout_uri": "https://service.example/kilepes"}
OTHER = "Olvasóterem"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_others()
    yield
    forget_others()


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    give_password(client, gate)
    return client


@pytest.fixture
def visited(owner: Client) -> Service:
    """Return a service that is told of sign-outs; the owner is signed in there and at one that is not."""
    enter(owner, library(OTHER))
    service = library(metadata=BACK_CHANNEL)
    enter(owner, service)
    return service


def _read(browser: Client, page: str) -> str:
    return words(Page(browser.get(page).content).one("main"))


def _ticket(browser: Client, **asked: str) -> str:
    answer = browser.get(f"{LOGOUT}?{urlencode(asked)}")
    place = answer.headers["Location"]
    assert urlsplit(place).path == ASKED, place
    return place


# ------------------------------------------------------------------ from our pages


def test_whoever_signs_out_reads_which_services_are_told(owner: Client, visited: Service) -> None:
    answer = owner.post(SIGN_OUT)

    page = _read(owner, answer.headers["Location"])

    assert visited.client_id
    assert (answer.status_code, answer.headers["Location"]) == (303, SIGNED_OUT)
    assert f"Ezeknek a szolgáltatásoknak szólunk, hogy kilépett: {NAME}" in page
    assert "Ezeknek a szolgáltatásoknak nem tudunk szólni." in page
    assert page.index(NAME) < page.index(OTHER)


def test_it_is_told_once_and_to_nobody_who_comes_later(owner: Client, visited: Service, clock: Clock) -> None:
    answer = owner.post(SIGN_OUT)
    kept = answer.cookies["kapu-parted"].value
    owner.get(SIGNED_OUT)

    again = _read(owner, SIGNED_OUT)
    clock.forward(minutes=1)
    owner.cookies["kapu-parted"] = kept

    assert visited.client_id
    assert NAME not in again
    assert NAME not in _read(owner, SIGNED_OUT)


def test_no_address_and_no_cookie_names_a_service(owner: Client, visited: Service) -> None:
    answer = owner.post(SIGN_OUT)

    kept = answer.cookies["kapu-parted"]
    assert visited.client_id not in f"{answer.headers['Location']} {kept.value}"
    assert (kept["max-age"], kept["httponly"], kept["samesite"]) == (60, True, "Lax")


@pytest.mark.parametrize("kept", ["", "x", "AAAA", "é", "a" * 4000])
def test_a_forged_cookie_tells_nothing(client: Client, kept: str) -> None:
    client.cookies["kapu-parted"] = kept

    assert "szólunk" not in _read(client, SIGNED_OUT)


def test_whoever_used_no_service_reads_of_none(owner: Client) -> None:
    answer = owner.post(SIGN_OUT)

    assert "kapu-parted" not in answer.cookies
    assert "szólunk" not in _read(owner, SIGNED_OUT)


@pytest.mark.parametrize("page", ["/fiok/", SESSIONS, "/fiok/szolgaltatasok/"])
def test_one_button_ends_everything(
    owner: Client, gate: builders.BuiltGate, visited: Service, page: str
) -> None:
    elsewhere = Client()
    give_password(elsewhere, gate)
    tokens = visited.redeem(enter(elsewhere, visited)["code"]).json()

    offered = Page(owner.get(page).content)
    answer = owner.post(SESSIONS, {"end_all": "1"})
    told = _read(owner, answer.headers["Location"])

    button = next(one for one in offered.all("button") if one.attributes.get("name") == "end_all")
    assert words(button).startswith("Kilépek mindenhonnan")
    assert (answer.status_code, answer.headers["Location"]) == (303, SIGNED_OUT)
    assert NAME in told
    assert not Session.objects.filter(account_id=gate.id).exists()
    assert [browser.get("/fiok/").status_code for browser in (owner, elsewhere)] == [303, 303]
    assert visited.userinfo(tokens["access_token"]).status_code == 401
    events = [entry.event for entry in entries_about(gate.id)]
    assert {"OtherSessionsEnded", "SignedOut"} <= set(events)


def test_strangers_end_nothing(client: Client) -> None:
    assert client.post(SESSIONS, {"end_all": "1"}).headers["Location"].startswith("/belepes/")


# ------------------------------------------------------------------ when a service asks


def test_a_service_without_proof_has_the_person_asked(owner: Client, visited: Service) -> None:
    place = _ticket(owner, client_id=visited.client_id)

    page = owner.get(place)
    text = words(Page(page.content).one("main"))

    assert page.status_code == 200
    assert "Kilép az ügyfélkapuból is?" in text
    assert f"Erről a szolgáltatásról érkezett: {NAME}" in text
    assert f"szólunk, hogy kilépett: {NAME}" in text
    assert owner.get("/fiok/").status_code == 200


def test_whoever_agrees_is_signed_out_everywhere(
    owner: Client, gate: builders.BuiltGate, visited: Service
) -> None:
    place = _ticket(owner, client_id=visited.client_id)
    ticket = Page(owner.get(place).content)
    value = next(one["value"] for one in ticket.all("input") if one.attributes.get("name") == "ticket")

    answer = owner.post(ASKED, {"ticket": value})

    assert (answer.status_code, answer.headers["Location"]) == (303, SIGNED_OUT)
    assert answer.cookies["kapu-session"].value == ""
    assert NAME in _read(owner, SIGNED_OUT)
    assert "SignedOutByService" in {entry.event for entry in entries_about(gate.id)}


def test_whoever_nobody_named_is_asked_without_a_service(owner: Client) -> None:
    text = _read(owner, _ticket(owner))

    assert "Kilép az ügyfélkapuból is?" in text
    assert "Erről a szolgáltatásról érkezett" not in text


def test_somebody_else_is_asked_and_goes_back_to_the_service(
    owner: Client, gate: builders.BuiltGate, visited: Service
) -> None:
    tokens = visited.redeem(enter(owner, visited)["code"]).json()
    other = Client()
    give_password(other, builders.activated_gate(person=builders.person_in_register(reference="SZL-9")))
    asked = {"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": SIGNED_OUT_AT}

    place = _ticket(other, **asked)
    page = other.get(place)
    value = next(
        one["value"] for one in Page(page.content).all("input") if one.attributes.get("name") == "ticket"
    )
    answer = other.post(ASKED, {"ticket": value})

    assert admits(page)
    assert (answer.status_code, answer.headers["Location"]) == (303, SIGNED_OUT_AT)
    assert other.get("/fiok/").status_code == 303
    assert owner.get("/fiok/").status_code == 200


def test_a_ticket_that_is_too_old_or_forged_signs_nobody_out(
    owner: Client, visited: Service, clock: Clock
) -> None:
    place = _ticket(owner, client_id=visited.client_id)
    clock.forward(minutes=10)

    late, forged = owner.get(place), owner.post(ASKED, {"ticket": "x"})

    assert (late.status_code, forged.status_code) == (409, 409)
    assert owner.get("/fiok/").status_code == 200


def test_nobody_who_is_signed_in_has_nothing_to_end(owner: Client, visited: Service) -> None:
    place = _ticket(owner, client_id=visited.client_id)
    owner.post(SIGN_OUT)
    owner.get(SIGNED_OUT)

    text = _read(owner, place)

    assert "Nincs belépve" in text
    assert "nincs miből kilépni" in text


# ------------------------------------------------------------------ faulty requests


def test_a_faulty_request_is_explained_and_sends_nobody_anywhere(owner: Client) -> None:
    answer = owner.get("/oidc/authorize?client_id=nobody&redirect_uri=https://evil.example/")

    text = words(Page(answer.content).one("main"))
    assert answer.status_code == 400
    assert "Hibás kérést küldött a szolgáltatás" in text
    assert "Az Ön adataiból semmit nem küldtünk el senkinek." in text
    assert "invalid_client" in text
    assert not [link for link in Page(answer.content).all("a") if not link["href"].startswith(("/", "#"))]
