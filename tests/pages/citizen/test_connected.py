# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/szolgaltatasok/``: what services receive, and taking a consent back; services on other pages."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.at_services import NAME, NAME_EN, OWNER, begin, enter, forget_others, library
from tests.pages.citizen.owners import SIGN_IN, give_password
from tests.pages.html import Page, words
from tests.protocols.relying import answer_of
from tests.rooms.federation import clients
from ugyfelkapu.federation.queries import services
from ugyfelkapu.federation.services import disable_service
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.queries import entries_about

pytestmark = [pytest.mark.django_db, pytest.mark.both]

CONNECTED = "/fiok/szolgaltatasok/"
MOST_QUERIES = 8


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


def _withdrawal(browser: Client) -> str:
    links = [link["href"] for link in Page(browser.get(CONNECTED).content).all("a")]
    return next(link for link in links if link.endswith("/visszavonas/"))


def _read(browser: Client, page: str = CONNECTED) -> str:
    return words(Page(browser.get(page).content).one("main"))


def test_whoever_uses_no_service_is_told_how_one_gets_here(owner: Client) -> None:
    page = _read(owner)

    assert "Még nincs összekapcsolt szolgáltatása." in page
    assert "Válassza egy szolgáltatás oldalán az ügyfélkapus belépést" in page


def test_a_service_stands_there_with_all_that_it_has_to_do_with_the_owner(
    owner: Client, clock: Clock
) -> None:
    service = library()
    enter(owner, service)
    clock.forward(minutes=5)
    service.send(owner)

    page = _read(owner)

    assert f"{NAME} belépve" in page
    assert OWNER in page
    assert "Megkapja: kapcsolati kód, e-mail-cím, név" in page
    assert "Hozzájárult: ma, 10:42" in page
    assert "Utoljára: ma, 10:47" in page


def test_a_service_of_a_statute_says_so_and_offers_no_withdrawal(owner: Client) -> None:
    answer_of(library(statutory=True).send(owner))

    page = owner.get(CONNECTED)

    assert "jogszabály alapján" in page.text
    assert "/visszavonas/" not in page.text


def test_a_service_that_was_only_asked_about_is_not_there(owner: Client) -> None:
    begin(owner, library())

    assert NAME not in owner.get(CONNECTED).text


def test_nobody_elses_services_are_there(owner: Client) -> None:
    other = Client()
    give_password(other, builders.activated_gate(person=builders.person_in_register(reference="SZL-9")))
    enter(other, library())

    assert NAME not in owner.get(CONNECTED).text


def test_withdrawing_says_first_what_it_means(owner: Client) -> None:
    enter(owner, library())

    page = _read(owner, _withdrawal(owner))

    assert f"Szolgáltatás{NAME}" in page
    assert "A szolgáltatás mostantól semmit nem kap meg Önről." in page
    assert "Amit korábban megkapott, nála marad." in page


def test_a_withdrawn_consent_is_asked_for_anew_and_its_tokens_open_nothing(
    owner: Client, gate: builders.BuiltGate
) -> None:
    service = library()
    tokens = service.redeem(enter(owner, service)["code"]).json()

    done = owner.post(_withdrawal(owner))
    page = owner.get(done.headers["Location"])

    assert (done.status_code, done.headers["Location"]) == (303, f"{CONNECTED}?withdrawn")
    assert "Visszavonta a hozzájárulását." in page.text
    assert NAME not in page.text
    assert service.userinfo(tokens["access_token"]).status_code == 401
    assert service.refresh(tokens["refresh_token"]).status_code == 400
    assert owner.get(begin(owner, service)).status_code == 200
    assert "ConsentWithdrawn" in {entry.event for entry in entries_about(gate.id)}


def test_what_is_not_there_cannot_be_withdrawn(owner: Client) -> None:
    nowhere = f"{CONNECTED}00000000-0000-0000-0000-000000000001/visszavonas/"

    assert (owner.get(nowhere).status_code, owner.post(nowhere).status_code) == (404, 404)


def test_a_consent_is_withdrawn_once(owner: Client) -> None:
    enter(owner, library())
    place = _withdrawal(owner)
    owner.post(place)

    assert owner.post(place).status_code == 404


def test_nobody_withdraws_for_somebody_else(owner: Client) -> None:
    enter(owner, library())
    place = _withdrawal(owner)
    other = Client()
    give_password(other, builders.activated_gate(person=builders.person_in_register(reference="SZL-9")))

    assert other.post(place).status_code == 404
    assert NAME in owner.get(CONNECTED).text


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(CONNECTED).headers["Location"] == f"{SIGN_IN}?next={CONNECTED}"


def test_the_page_speaks_english_when_asked(owner: Client) -> None:
    enter(owner, library())

    page = owner.get(f"{CONNECTED}?lang=en", follow=True).text

    assert NAME_EN in page
    assert "It receives: connection code, e-mail address, name" in page


# ------------------------------------------------------------------ on other pages


def test_the_account_page_shows_the_services_that_were_used_last(owner: Client, clock: Clock) -> None:
    names = [f"Minta szolgáltatás {letter}" for letter in "ABCD"]
    for name in names:
        enter(owner, library(name))
        clock.forward(minutes=1)

    page = _read(owner, "/fiok/")

    assert names[0] not in page.partition("Mi történt legutóbb?")[0]
    assert page.index(names[3]) < page.index(names[2]) < page.index(names[1])
    assert f"{names[3]} {OWNER}. Utoljára: ma, 10:45 belépve" in page


def test_an_account_without_services_says_so(owner: Client) -> None:
    assert "Még nincs összekapcsolt szolgáltatása." in _read(owner, "/fiok/")


def test_the_start_page_shows_what_anybody_may_sign_in_to(client: Client) -> None:
    library()
    library("Letiltott szolgáltatás")
    clients.on_trial()
    known = {service.name_hu: service.id for service in services()}
    disable_service(known["Letiltott szolgáltatás"], by=COMMAND_LINE, at=builders.AT)

    page = Page(client.get("/").content)

    shown = words(next(part for part in page.all("section") if "szolgaltatasok" in str(part.attributes)))
    assert shown == f"Ezeket a szolgáltatásokat nyitja meg {NAME}{OWNER}"


def test_a_start_page_without_services_is_silent(client: Client) -> None:
    assert "Ezeket a szolgáltatásokat nyitja meg" not in client.get("/").text


def test_the_export_holds_what_services_had(owner: Client) -> None:
    service = library()
    enter(owner, service)

    data = json.loads(owner.post("/fiok/adataim/letoltes/adataim.json").content)

    assert data["consents"][0]["service"] == NAME
    assert data["consents"][0]["data"] == "connection_code email name"
    assert len(data["connection_codes"][0]["sub"]) > 10
    assert data["visits_to_services"][0]["service"] == NAME
    assert data["sign_ins_at_services"][0]["redirect_uri"] == service.redirect_uri
    assert service.secret not in json.dumps(data)


@pytest.mark.parametrize("page", ["/fiok/", CONNECTED, "/fiok/naplo/", "/fiok/munkamenetek/", "/"])
def test_no_page_asks_the_database_more_often_for_many_services(
    owner: Client, clock: Clock, page: str
) -> None:
    for number in range(6):
        enter(owner, library(f"Minta szolgáltatás {number}"))
    owner.post(_withdrawal(owner))
    clock.forward(minutes=2)

    with CaptureQueriesContext(connection) as queries:
        owner.get(page)

    assert len(queries) <= MOST_QUERIES, [query["sql"][:150] for query in queries]
