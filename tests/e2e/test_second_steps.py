# SPDX-License-Identifier: EUPL-1.2
"""Two-step sign-in in a browser: set up, used, lost, recovered and undone, with and without script."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import (
    PASSWORD,
    activate,
    clerk,
    code_in,
    import_person,
    newest_letter,
    next_code,
    numbers,
    passwords,
    register,
)
from tests.servers import Product
from ugyfelkapu.project.demo import CAST

pytestmark = pytest.mark.e2e

NEW_PASSWORD = "lila hegy hosszú mondat"
LINK = re.compile(r"http\S+/biztonsag/[\w-]{43}/")


@pytest.fixture
def number(gate: Product, tmp_path: Path) -> int:
    """Return the number of somebody whose gate is active."""
    number = next(numbers)
    import_person(gate, tmp_path, number)
    with clerk(gate, passwords(gate)[CAST[0].username]) as desk:
        register(desk, number)
    activate(gate, number)
    return number


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()


def give_password(page: Page, number: int, path: str = "/belepes/") -> None:
    """Take the first step."""
    page.goto(path)
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Belépés")


def set_up(page: Page, gate: Product, number: int) -> str:
    """Walk through the page of a new authenticator; return its secret."""
    page.goto("/fiok/biztonsag/")
    page.get_by_role("link", name="Hozzáadok egy hitelesítő alkalmazást").click()
    press(page, "Kérem a kódot")
    secret = page.locator("main .kapu-mono").first.inner_text().replace(" ", "")
    page.locator("[name=mailed_code]").fill(code_in(newest_letter(gate, number)))
    page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("[name=name]").fill("A telefonom")
    press(page, "Bekapcsolom")
    expect(page.get_by_text("Beállította a hitelesítő alkalmazást.")).to_be_visible()
    return secret


def keep_codes(page: Page) -> list[str]:
    """Ask for recovery codes and keep them."""
    page.get_by_role("link", name="Helyreállító kódokat kérek").click()
    press(page, "Kérek tíz kódot")
    codes = page.locator("main ul.kapu-mono li").all_inner_texts()
    press(page, "Használatba veszem a kódokat")
    expect(page.locator("[name=kept]")).to_be_visible()
    assert page.locator("main ul.kapu-mono li").all_inner_texts() == codes
    page.get_by_label("Kinyomtattam, elmentettem vagy leírtam ezeket a kódokat").check()
    press(page, "Használatba veszem a kódokat")
    return codes


def walk(page: Page, gate: Product, number: int, *, script: bool) -> None:
    """Set the second step up, sign in with the app and with the sheet; hold every page against axe."""

    def look(title: str) -> None:
        if script:
            assert_accessible(page, title=title)
        assert_no_sideways_scroll(page)
        assert title in page.title()

    give_password(page, number)
    secret = set_up(page, gate, number)
    codes = keep_codes(page)
    look("Biztonság")
    press(page, "Kilépés")

    give_password(page, number, "/belepes/?next=/fiok/biztonsag/")
    look("Második lépés")
    expect(page.get_by_text("Utána ide visszük: biztonság")).to_be_visible()
    page.locator("[name=code]").fill("000000")
    press(page, "Belépés")
    look("Hiba: Második lépés")
    page.locator("[name=code]").fill(next_code(secret))
    press(page, "Belépés")
    look("Biztonság")
    expect(page.get_by_role("heading", name="Jelentős szint")).to_be_visible()
    press(page, "Kilépés")

    give_password(page, number)
    page.get_by_role("link", name="Helyreállító kódot használok").click()
    look("Második lépés")
    page.locator("[name=code]").fill(codes[0])
    press(page, "Belépés")
    look("Az Ön ügyfélkapuja")
    page.goto("/fiok/biztonsag/")
    expect(page.get_by_text("Felhasználható kódok: 9")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_a_citizen_sets_two_steps_up_and_signs_in_with_them(
    page: Page, gate: Product, number: int, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    walk(page, gate, number, script=True)


def test_all_of_it_works_without_script(no_script_page: Page, gate: Product, number: int) -> None:
    no_script_page.set_viewport_size({"width": 360, "height": 740})

    walk(no_script_page, gate, number, script=False)


def test_the_second_step_is_taken_by_keyboard_alone(page: Page, gate: Product, number: int) -> None:
    give_password(page, number)
    secret = set_up(page, gate, number)
    press(page, "Kilépés")
    give_password(page, number)

    while page.evaluate("document.activeElement.name || ''") != "code":
        page.keyboard.press("Tab")
    page.keyboard.type(next_code(secret))
    page.keyboard.press("Enter")

    expect(page).to_have_title(re.compile("Az Ön ügyfélkapuja"))


def test_two_windows_and_the_way_back_lead_into_the_same_gate(page: Page, gate: Product, number: int) -> None:
    give_password(page, number)
    secret = set_up(page, gate, number)
    press(page, "Kilépés")
    give_password(page, number)
    other = page.context.new_page()
    other.goto("/belepes/masodik-lepes/?next=/fiok/munkamenetek/")
    page.locator("[name=code]").fill(next_code(secret))
    press(page, "Belépés")

    other.locator("[name=code]").fill("123456")
    press(other, "Belépés")
    page.go_back()

    expect(other).to_have_title(re.compile("Hol van belépve"))
    expect(page).to_have_title(re.compile("Az Ön ügyfélkapuja"))


def test_a_sign_in_elsewhere_is_ended_and_a_new_password_counts(
    page: Page, gate: Product, number: int
) -> None:
    give_password(page, number)
    elsewhere = page.context.browser.new_page(base_url=gate.urls[0]) if page.context.browser else page
    give_password(elsewhere, number)
    page.goto("/fiok/munkamenetek/")
    press(page, "Kilépek mindenhol máshol")
    assert_accessible(page, title="Hol van belépve")
    elsewhere.goto("/fiok/")
    expect(elsewhere).to_have_title(re.compile("Belépés"))
    elsewhere.close()

    page.goto("/fiok/jelszo/")
    page.locator("[name=password]").fill(NEW_PASSWORD)
    page.locator("[name=password_again]").fill(NEW_PASSWORD)
    press(page, "Beállítom az új jelszavamat")

    expect(page.get_by_text("Az új jelszava érvényes.")).to_be_visible()
    assert_accessible(page, title="Jelszó")


def test_a_letter_locks_the_gate_and_the_next_click_feels_it(page: Page, gate: Product, number: int) -> None:
    give_password(page, number)
    set_up(page, gate, number)
    link = LINK.search(newest_letter(gate, number))
    assert link is not None
    phone = page.context.browser.new_page() if page.context.browser else page
    phone.goto(link[0])
    assert_accessible(phone, title="Nem én voltam")
    press(phone, "Zárolom a kapumat")
    assert_accessible(phone, title="Zároltuk a kapuját")
    phone.close()

    page.get_by_role("link", name="Áttekintés").click()

    expect(page).to_have_title(re.compile("Belépés"))
