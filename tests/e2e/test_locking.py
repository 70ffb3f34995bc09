# SPDX-License-Identifier: EUPL-1.2
"""An emergency in a browser: one press locks the gate; a code or a passkey opens it, the password never."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll, new_context
from tests.e2e.people import (
    PASSWORD,
    activate,
    clerk,
    import_person,
    newest_letter,
    next_code,
    numbers,
    passwords,
    register,
)
from tests.e2e.test_passkeys import Device, add_passkey
from tests.e2e.test_second_steps import LINK, give_password, press, set_up
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


def lock(page: Page) -> None:
    """Lock the gate from its security page."""
    page.goto("/fiok/biztonsag/")
    page.get_by_role("link", name="Zárolom a kapumat").click()
    press(page, "Zárolom a kapumat")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zároltuk a kapuját")


def type_all(page: Page, number: int, code: str) -> None:
    """Type what opens a locked gate."""
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(code)
    press(page, "Felnyitom a kapumat")


@pytest.mark.parametrize("width", [1280, 360])
def test_the_owner_locks_the_gate_and_opens_it_with_a_code(
    page: Page, gate: Product, number: int, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    give_password(page, number)
    secret = set_up(page, gate, number)

    lock(page)
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.goto("/fiok/")
    expect(page).to_have_url(re.compile("/belepes/"))
    give_password(page, number)
    expect(page.get_by_text("A felhasználónév vagy a jelszó nem jó.").first).to_be_visible()
    page.get_by_role("link", name="Nyissa fel újra").click()
    type_all(page, number, "000000")
    assert_accessible(page, title="Hiba: ")
    assert_no_sideways_scroll(page)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=code]").fill(next_code(secret))
    press(page, "Felnyitom a kapumat")

    expect(page.get_by_text("A kapuja újra nyitva van.")).to_be_visible()
    assert "Nem Ön volt" in newest_letter(gate, number)


def test_all_of_it_works_without_script(no_script_page: Page, gate: Product, number: int) -> None:
    give_password(no_script_page, number)
    secret = set_up(no_script_page, gate, number)
    lock(no_script_page)

    no_script_page.goto("/feloldas/")
    expect(no_script_page.locator("[data-passkey]")).to_be_hidden()
    type_all(no_script_page, number, next_code(secret))

    expect(no_script_page.get_by_text("A kapuja újra nyitva van.")).to_be_visible()


def test_a_passkey_opens_it_in_one_press(page: Page, gate: Product, number: int) -> None:
    device = Device(page)
    give_password(page, number)
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()
    lock(page)
    page.goto("/feloldas/")

    device.let_verify(False)
    press(page, "Azonosítókulccsal nyitom fel")
    expect(page.locator("[data-passkey-message]")).to_contain_text("Próbálja újra")
    device.let_verify(True)
    press(page, "Azonosítókulccsal nyitom fel")

    expect(page.get_by_text("A kapuja újra nyitva van.")).to_be_visible()
    press(page, "Azonosítókulccsal lépek be")
    expect(page).to_have_url(f"{gate.urls[0]}/fiok/")


def test_the_letter_about_a_new_browser_locks_the_gate(
    page: Page, browser: Browser, gate: Product, number: int
) -> None:
    give_password(page, number)
    with new_context(browser, gate) as stranger:
        elsewhere = stranger.new_page()
        give_password(elsewhere, number)
        expect(elsewhere).to_have_url(f"{gate.urls[0]}/fiok/")
        letter = newest_letter(gate, number)
        link = LINK.search(letter)
        assert link is not None, letter
        assert "Chrome, Linux" in letter

        page.goto(link[0])
        assert_accessible(page)
        press(page, "Zárolom a kapumat")

        elsewhere.goto("/fiok/")
        expect(elsewhere).to_have_url(re.compile("/belepes/"))
