# SPDX-License-Identifier: EUPL-1.2
"""The start page and the pages that inform."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages.html import Page, words
from ugyfelkapu.domain.desk import NOTICE_IN_FORCE, Consent
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.staff.services import add_office

pytestmark = [pytest.mark.urls("tests.pages.sample_addresses"), pytest.mark.django_db]

ADDRESSES = ["/", "/regisztracio/", "/segitseg/", "/okmanyirodak/", "/akadalymentesseg/", "/adatkezeles/"]


@pytest.mark.parametrize("language", ["hu", "en"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_a_title_and_one_heading(client: Client, address: str, language: str) -> None:
    client.cookies["kapu-language"] = language

    answer = client.get(address)

    page = Page(answer.content)
    assert answer.status_code == 200
    assert page.one("html")["lang"] == language
    assert words(page.one("h1"))
    assert page.one("title").text == f"{words(page.one('h1'))} – Ügyfélkapu"


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_link_of_a_page_is_dead(client: Client, address: str) -> None:
    page = Page(client.get(address).content)

    for link in page.all("a"):
        target, _, place = link["href"].partition("#")
        answer = client.get(target or address, follow=True)
        ids = {element.attributes.get("id") for element in Page(answer.content).elements}
        assert answer.status_code == 200, link["href"]
        assert not place or place in ids, link["href"]


def test_all_three_ways_are_a_step_away(client: Client) -> None:
    page = Page(client.get("/").content)

    ways = page.one("ul", "kapu-arcade")
    links = [element for element in ways.inside if element.tag == "a"]

    assert [link["href"] for link in links] == [
        "/regisztracio/",
        "/regisztracio/alairassal/",
        "/regisztracio/ideiglenes/",
    ]


def test_what_to_bring_is_the_orders_list(client: Client) -> None:
    text = words(Page(client.get("/regisztracio/").content).one("div", "kapu-sheet"))

    hungarian, _, rest = text.partition("Az Európai Gazdasági Térség")
    eea, _, others = rest.partition("Minden más állam")
    assert "kártya formátumú vezetői engedély" in hungarian
    assert "személyazonosító igazolvány" in eea
    assert "vezetői engedély" not in eea
    assert "útlevél" in others
    assert "személyazonosító igazolvány" not in others


def test_open_offices_are_listed(client: Client) -> None:
    hours = "Hétfő 8–18\nKedd 8–16"
    add_office(
        "BP-01", name="Minta utcai okmányiroda", address="Minta utca 1.", opening_hours=hours,
        by=COMMAND_LINE, at=now(),
    )  # fmt: skip

    answer = client.get("/okmanyirodak/")
    text = words(Page(answer.content).one("main"))

    assert "Minta utcai okmányiroda" in text
    assert "Minta utca 1." in text
    assert '<span lang="hu">Hétfő 8–18<br>Kedd 8–16</span>' in answer.text


def test_no_office_is_said_plainly(client: Client) -> None:
    assert "egyik iroda sem" in words(Page(client.get("/okmanyirodak/").content).one("main"))


def test_the_notice_shown_is_the_newest_that_can_be_agreed_to(client: Client) -> None:
    text = words(Page(client.get("/adatkezeles/").content).one("main"))

    assert list(Consent)[-1] is NOTICE_IN_FORCE
    assert f"Változat: {NOTICE_IN_FORCE.value}." in text


@pytest.mark.parametrize(
    "told",
    [
        "24 óra; legfeljebb 48, amíg a tanúsítványáról bizonyítékra várunk",
        "az aláírt fájl, a jelentésünk és a bizonyítékok titkosítva a kapuja mellett maradnak",
        "OCSP",
        "megkérdezzük tőle, hogy a tanúsítvány az Öné-e",
        "kapu-declaration",
    ],
)
def test_the_notice_tells_of_registering_by_signature(client: Client, told: str) -> None:
    assert told in words(Page(client.get("/adatkezeles/").content).one("main"))
