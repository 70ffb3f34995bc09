# SPDX-License-Identifier: EUPL-1.2
"""In a browser: an owner changes the address and undoes a stranger's change; a gate is closed for good."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import (
    activate,
    clerk,
    code_in,
    import_person,
    newest_letter,
    newest_letter_to,
    numbers,
    passwords,
    register,
)
from tests.e2e.test_second_steps import LINK, give_password, press
from tests.personal import personal
from tests.servers import Product
from ugyfelkapu.project.demo import CAST

pytestmark = pytest.mark.e2e


@pytest.fixture
def number(gate: Product, tmp_path: Path) -> int:
    """Return the number of somebody whose gate is active."""
    number = next(numbers)
    import_person(gate, tmp_path, number)
    with clerk(gate, passwords(gate)[CAST[0].username]) as desk:
        register(desk, number)
    activate(gate, number)
    return number


def _looked_at(page: Page, title: str = "") -> None:
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert_accessible(page, title=title)
        assert_no_sideways_scroll(page)


def _want(page: Page, address: str) -> None:
    page.goto("/fiok/email/")
    page.locator("[name=email]").fill(address)
    page.locator("[name=email_again]").fill(address)
    press(page, "Kérem a kódot")


def _change(page: Page, gate: Product, address: str) -> None:
    _want(page, address)
    page.locator("[name=code]").fill(code_in(newest_letter_to(gate, address)))
    press(page, "Áttérek erre a címre")


def test_an_owner_changes_the_address(page: Page, gate: Product, number: int) -> None:
    address = personal(f"uj{number}@example.com")
    give_password(page, number)
    page.goto("/fiok/")
    page.get_by_role("link", name="E-mail", exact=True).first.click()
    _looked_at(page)

    _want(page, "nincs-benne-kukac")
    _looked_at(page, title="Hiba: ")
    _want(page, address)
    _looked_at(page)
    page.locator("[name=code]").fill("7KQM-4T2X-9HCD-E3VB")
    press(page, "Áttérek erre a címre")
    _looked_at(page, title="Hiba: ")
    page.locator("[name=code]").fill(code_in(newest_letter_to(gate, address)))
    press(page, "Áttérek erre a címre")

    expect(page.get_by_text("Mostantól az új címére írunk.")).to_be_visible()
    _looked_at(page)
    page.goto("/fiok/")
    expect(page.get_by_text("Megváltozott az e-mail-címe").first).to_be_visible()


def test_the_letter_to_the_address_of_before_locks_the_gate(page: Page, gate: Product, number: int) -> None:
    give_password(page, number)
    _change(page, gate, personal(f"idegen{number}@example.com"))
    link = LINK.search(newest_letter(gate, number))
    assert link is not None

    page.goto(link[0])
    _looked_at(page)
    press(page, "Zárolom a kapumat")

    page.goto("/fiok/")
    expect(page).to_have_url(re.compile("/belepes/"))


def test_all_of_it_works_without_script(no_script_page: Page, gate: Product, number: int) -> None:
    give_password(no_script_page, number)
    address = personal(f"uj{number}@example.com")

    _change(no_script_page, gate, address)
    _close(no_script_page)

    expect(no_script_page.get_by_role("heading", level=1)).to_have_text("Megszűnt a kapuja")
    assert "Megszüntettük az ügyfélkapuját" in newest_letter_to(gate, address)


def _close(page: Page) -> None:
    page.goto("/fiok/megszuntetes/")
    page.locator("[name=understood]").check()
    press(page, "Megszüntetem a kapumat")


def test_an_owner_closes_the_gate_and_is_out(page: Page, gate: Product, number: int) -> None:
    give_password(page, number)
    page.goto("/fiok/megszuntetes/")
    _looked_at(page)
    press(page, "Megszüntetem a kapumat")
    _looked_at(page, title="Hiba: ")

    _close(page)

    expect(page).to_have_url(re.compile("/megszuntetve/"))
    _looked_at(page)
    give_password(page, number)
    expect(page.get_by_text("A felhasználónév vagy a jelszó nem jó.").first).to_be_visible()


def test_a_clerk_closes_the_gate_and_the_person_opens_another_at_once(
    page: Page, gate: Product, tmp_path: Path
) -> None:
    number = next(numbers)
    card = f"{number:06}ZZ"
    import_person(gate, tmp_path, number)
    with clerk(gate, passwords(gate)[CAST[0].username]) as desk:
        record = f"/ugyintezo/kapu/{register(desk, number)}/"
        activate(gate, number)
        cookies = dict(desk.client.cookies)
        page.context.add_cookies(
            [{"name": name, "value": value, "url": gate.urls[0]} for name, value in cookies.items()]
        )
        page.goto(record)
        page.get_by_role("link", name="A kapu megszüntetése").or_(
            page.get_by_role("button", name="A kapu megszüntetése")
        ).first.click()
        page.locator("[name=category][value=hun]").check()
        page.locator("[name=document]").select_option("id_card")
        page.locator("[name=document_number]").fill(card)
        page.locator("[name=address_card][value=yes]").check()
        page.locator("[name=address_card_number]").fill(card)
        page.locator("button[name=step][value=look-up]").first.click()
        _looked_at(page)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.locator("[name=same_person]").check()
        page.locator("[name=wish]").check()
        page.locator("button[name=step][value=close]").click()
        expect(page.get_by_text("A kapu megszűnt.")).to_be_visible()

        register(desk, number)

    activate(gate, number)
    give_password(page, number)
    expect(page).to_have_url(re.compile("/fiok/"))
