# SPDX-License-Identifier: EUPL-1.2
"""People for the journeys: registered at the desk of the running product, with the letters they get."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import count, islice
from pathlib import Path

import httpx
import pyotp
from playwright.sync_api import Page

from tests.personal import personal
from tests.servers import Product
from tests.visitor import PLAIN, Visitor, people_csv
from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.project.demo import CAST

PASSWORD = "kerek asztal zöld tenger"
HALF_MINUTE = timedelta(seconds=30)
KEY = re.compile(r'<span class="kapu-mono" translate="no">([A-Z2-7 ]+)</span>')
numbers: Iterator[int] = count(600_001)
"""Numbers of identity cards; every test takes its people's from here, so that no two get the same."""
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b")


def several(how_many: int) -> range:
    """Return so many numbers in a row."""
    found = list(islice(numbers, how_many))
    return range(found[0], found[-1] + 1)


def passwords(gate: Product) -> dict[str, str]:
    """Return the demo staff's passwords by username."""
    told = json.loads(gate.command("demo", "--json").stdout)
    return {part.username: str(sign_in["password"]) for part, sign_in in zip(CAST, told, strict=True)}


def clerk(gate: Product, password: str, username: str = CAST[0].username) -> Visitor:
    """Return a staff member who has signed in."""
    visitor = Visitor(gate.urls[0])
    visitor.sign_in_at_the_desk(username, password)
    return visitor


def import_person(gate: Product, folder: Path, *numbers: int) -> None:
    """Let the register know the people whose identity cards bear these numbers."""
    file = folder / "people.csv"
    file.write_text(people_csv(range(min(numbers), max(numbers) + 1)), encoding="utf-8")
    imported = gate.command("registers", "--skip-checks", "import", str(file))
    assert imported.returncode == 0, imported.stderr


def register(desk: Visitor, number: int) -> str:
    """Register somebody and return their gate's id."""
    answer = desk.register(number)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return answer.headers["Location"].rstrip("/").rpartition("/")[2]


def newest_letter(gate: Product, number: int) -> str:
    """Return the text of the newest letter to this person."""
    return newest_letter_to(gate, personal(f"visitor{number}@example.com"))


def newest_letter_to(gate: Product, address: str) -> str:
    """Return the text of the newest letter to an address."""
    gate.command("worker", "--once")
    mailbox = f"{gate.urls[0]}/fejlesztes/postalada/?format=json"
    letters = httpx.get(mailbox, trust_env=False, verify=PLAIN).json()
    return next(str(letter["text"]) for letter in letters if letter["to"] == address)


def code_in(text: str) -> str:
    """Return the code that a letter holds."""
    found = CODE.search(text)
    assert found is not None, text
    return found[0]


def activate(gate: Product, number: int) -> None:
    """Activate somebody's gate with the code from their letter."""
    fields = {
        "username": f"visitor.{number}",
        "code": code_in(newest_letter(gate, number)),
        "password": PASSWORD,
        "password_again": PASSWORD,
    }
    with Visitor(gate.urls[0]) as visitor:
        answer = visitor.fill("/aktivalas/", fields)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text


def ask_for_new_start(desk: Visitor, gate_id: str, number: int) -> str:
    """Let a clerk ask that somebody starts over; return the page on which a colleague decides."""
    card = f"{number:06}ZZ"
    page = f"/ugyintezo/kapu/{gate_id}/ujrakezdes/"
    fields = {
        "category": "hun",
        "document": "id_card",
        "document_number": card,
        "address_card": "yes",
        "address_card_number": card,
    }
    desk.fill(page, {**fields, "step": "look-up"})
    answer = desk.fill(page, {**fields, "same_person": "on", "step": "ask"})
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return answer.headers["Location"]


def add_authenticator(gate: Product, owner: Visitor, number: int) -> str:
    """Let a signed-in owner set up an authenticator; return its secret."""
    page = "/fiok/biztonsag/uj-hitelesito/"
    owner.fill(page, {"step": "send"})
    key = KEY.search(owner.client.get(page).text)
    assert key is not None
    secret = key[1].replace(" ", "")
    mailed = code_in(newest_letter(gate, number))
    fields = {"mailed_code": mailed, "code": pyotp.TOTP(secret).now(), "name": "Telefon", "step": "confirm"}
    answer = owner.fill(page, fields)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
    return secret


def next_code(secret: str) -> str:
    """Return the code of the coming half minute: accepted already, and used by nothing before."""
    return pyotp.TOTP(secret).at(real_now() + HALF_MINUTE)


def step_up(page: Page, secret: str) -> None:
    """Prove to be there with what an authenticator shows now or next, whichever was not used yet."""
    for code in (pyotp.TOTP(secret).now(), next_code(secret)):
        page.goto("/fiok/megerosites/?next=/fiok/")
        if page.locator("[name=code]").count():
            page.locator("[name=code]").fill(code)
            page.locator("main button[type=submit]").click()
