# SPDX-License-Identifier: EUPL-1.2
"""Hungarian by default, English by choice, and the choice is remembered."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.pages.html import Page

pytestmark = [pytest.mark.urls("tests.pages.sample_addresses"), pytest.mark.django_db, pytest.mark.once]


def test_a_page_is_hungarian_whatever_the_browser_says(client: Client) -> None:
    answer = client.get("/", headers={"accept-language": "en,de;q=0.5"})

    assert Page(answer.content).one("html")["lang"] == "hu"
    assert answer["Content-Language"] == "hu"


def test_the_switch_leads_to_the_same_page(client: Client) -> None:
    page = Page(client.get("/segitseg/").content)

    links = [link for link in page.all("a") if link.attributes.get("hreflang") == "en"]

    assert [link["href"] for link in links] == ["/segitseg/?lang=en"]


def test_choosing_goes_on_to_the_same_address_and_is_remembered(client: Client) -> None:
    answer = client.get("/aktivalas/?lang=en&code=ABCD")

    assert answer.status_code == 302
    assert answer["Location"] == "/aktivalas/?code=ABCD"
    assert Page(client.get("/").content).one("html")["lang"] == "en"


def test_the_cookie_is_closed_to_scripts(client: Client) -> None:
    cookie = client.get("/?lang=en").cookies["kapu-language"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("language", ["de", "../x", ""])
def test_an_unknown_language_changes_nothing(client: Client, language: str) -> None:
    answer = client.get("/", {"lang": language})

    assert answer.status_code == 200
    assert "kapu-language" not in answer.cookies


def test_a_forged_cookie_speaks_hungarian(client: Client) -> None:
    client.cookies["kapu-language"] = "xx<script>"

    assert Page(client.get("/").content).one("html")["lang"] == "hu"


def test_choosing_never_leads_to_another_site(client: Client) -> None:
    answer = client.get("/", {"lang": "en"}, PATH_INFO="//example.com/")

    assert answer["Location"].startswith("/%2Fexample.com/")


def test_a_form_that_is_sent_is_not_turned_away(client: Client) -> None:
    answer = client.post("/gyakorlat/urlap/?lang=en", {})

    assert answer.status_code == 422
