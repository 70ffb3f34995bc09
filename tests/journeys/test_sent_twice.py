# SPDX-License-Identifier: EUPL-1.2
"""A form that is sent from many places at once, by clicks that cannot wait, opens one gate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from tests.personal import personal
from tests.races import race
from tests.servers import Premises, Product, product
from tests.visitor import PLAIN, Visitor

FORM, CHECK, DONE = (f"/regisztracio/ideiglenes/{page}" for page in ("", "ellenorzes/", "kesz/"))
CLICKS = 8
REFERENCE = re.compile(r'<strong class="kapu-reference">(.+?)</strong>')
ANSWERS = {
    "family_name": personal("Minta"),
    "given_names": personal("Mária"),
    "birth_place": personal("Hódmezővásárhely"),
    "birth_date_0": "27",
    "birth_date_1": "3",
    "birth_date_2": "1984",
    "citizenship": "HUN",
    "mother_family_name": "Teszt",
    "mother_given_names": personal("Erzsébet Ilona"),
    "username": personal("ketszer.kattint"),
    "email": personal("ketszer.kattint@example.com"),
}


@dataclass(frozen=True, slots=True)
class Click:
    """One press of the button: what the browser has kept and sends, before any answer came."""

    url: str
    cookies: Mapping[str, str]
    fields: Mapping[str, str]


def press(click: Click) -> tuple[int, str, str]:
    """Send the form; return the status, where it leads, and the reference on that page."""
    with Visitor(click.url) as visitor:
        visitor.client.cookies.update(dict(click.cookies))
        answer = visitor.send(CHECK, click.fields)
        found = REFERENCE.search(visitor.client.get(DONE).text)
    return answer.status_code, answer.headers.get("Location", ""), found[1] if found else ""


def _letters(running: Product) -> list[str]:
    running.command("worker", "--once")
    mailbox = f"{running.urls[0]}/fejlesztes/postalada/?format=json"
    letters = httpx.get(mailbox, trust_env=False, verify=PLAIN).json()
    return [str(letter["to"]) for letter in letters]


def test_eight_clicks_over_two_servers_open_one_gate_and_show_one_page(premises: Premises) -> None:
    with product(premises, servers=2) as running, Visitor(running.urls[0]) as browser:
        filled = browser.fill(FORM, ANSWERS)
        assert filled.status_code == httpx.codes.SEE_OTHER, filled.text
        fields = browser.prepare(CHECK, {})
        cookies = dict(browser.client.cookies)
        clicks = [Click(running.urls[number % 2], cookies, fields) for number in range(CLICKS)]

        answers = race(press, clicks)

        references = {reference for _status, _place, reference in answers}
        assert {(status, place) for status, place, _reference in answers} == {(303, DONE)}
        assert len(references) == 1
        assert references != {""}
        assert _letters(running) == [ANSWERS["email"]]
