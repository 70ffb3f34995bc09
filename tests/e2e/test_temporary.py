# SPDX-License-Identifier: EUPL-1.2
"""A temporary gate in a browser: the form, the check, what is to be done, and its owner's page."""

from __future__ import annotations

from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import PASSWORD, code_in, newest_letter_to
from tests.personal import personal
from tests.servers import Product

pytestmark = pytest.mark.e2e

FORM = "/regisztracio/ideiglenes/"
_numbers = count(1)


def answers() -> dict[str, str]:
    """Return what somebody types; username and address are new each time."""
    number = next(_numbers)
    return {
        "family_name": personal("Minta"),
        "given_names": personal("Mária"),
        "birth_family_name": personal("Próba"),
        "birth_place": personal("Hódmezővásárhely"),
        "birth_date_2": "1984",
        "birth_date_1": "3",
        "birth_date_0": "27",
        "mother_family_name": "Teszt",
        "mother_given_names": personal("Erzsébet Ilona"),
        "username": personal(f"urlap.bongeszo{number}"),
        "email": personal(f"urlap.bongeszo{number}@example.com"),
    }


def fill(page: Page, typed: dict[str, str]) -> None:
    """Type the answers."""
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()


def walk(page: Page, gate: Product, *, script: bool) -> None:
    """Open a gate, activate it, sign in and look; hold every page against axe where script runs."""
    typed = answers()

    def look(title: str) -> None:
        if script:
            assert_accessible(page, title=title)
            assert_no_sideways_scroll(page)
        assert title in page.title()

    page.goto("/regisztracio/")
    page.get_by_role("link", name="Ideiglenesen, aláírás nélkül").click()
    look("Ideiglenes ügyfélkapu nyitása")
    press(page, "Tovább az ellenőrzéshez")
    look("Hiba: Ideiglenes ügyfélkapu nyitása")
    fill(page, {**typed, "email": "minta"})
    press(page, "Tovább az ellenőrzéshez")
    look("Hiba: Ideiglenes ügyfélkapu nyitása")
    expect(page.locator("[name=birth_date_2]")).to_have_value("1984")
    page.locator("[name=email]").fill(typed["email"])
    press(page, "Tovább az ellenőrzéshez")

    look("Ellenőrizze az adatait")
    page.locator("a[href$='#birth-place']").click()
    expect(page.locator("[name=family_name]")).to_have_value(typed["family_name"])
    page.locator("[name=birth_place]").fill("Győr")
    press(page, "Tovább az ellenőrzéshez")
    expect(page.get_by_text("Győr", exact=True)).to_be_visible()
    press(page, "Elküldöm")

    look("Megnyitottuk az ideiglenes ügyfélkapuját")
    expect(page.get_by_role("img", name="QR-kód a hivatkozási számmal")).to_be_visible()
    reference = page.locator(".kapu-reference").inner_text()
    page.get_by_role("link", name="Aktiválás").click()
    page.locator("[name=username]").fill(typed["username"])
    page.locator("[name=code]").fill(code_in(newest_letter_to(gate, typed["email"])))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)
    press(page, "Aktiválom a kapumat")
    page.get_by_role("link", name="Tovább a belépéshez").click()
    page.locator("[name=username]").fill(typed["username"])
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Belépés")
    look("Az ideiglenes ügyfélkapuja")
    expect(page.get_by_text(reference)).to_be_visible()


@pytest.mark.parametrize("width", [1280, 360])
def test_somebody_opens_a_temporary_gate_and_signs_in(page: Page, gate: Product, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    walk(page, gate, script=True)


def test_all_of_it_works_without_script(no_script_page: Page, gate: Product) -> None:
    no_script_page.set_viewport_size({"width": 360, "height": 740})

    walk(no_script_page, gate, script=False)


def test_the_form_is_filled_in_and_sent_by_keyboard(page: Page) -> None:
    typed = answers()
    page.goto(FORM)
    page.locator("[name=family_name]").focus()
    keys = page.keyboard
    order = (
        *("family_name", "given_names", "birth_family_name", "", "birth_place", "birth_date_2"),
        *(
            "birth_date_1",
            "birth_date_0",
            "",
            "mother_family_name",
            "mother_given_names",
            "username",
            "email",
        ),
    )
    for place, name in enumerate(order):
        if place:
            keys.press("Tab")
        if name:
            keys.type(typed[name])
    keys.press("Enter")
    page.wait_for_url("**/ellenorzes/")

    page.get_by_role("button", name="Elküldöm").focus()
    keys.press("Enter")

    page.wait_for_url("**/kesz/")


def test_a_username_is_told_free_or_taken_while_it_is_typed(page: Page) -> None:
    typed = answers()
    page.goto(FORM)
    said = page.locator(".kapu-check")

    page.locator("[name=username]").fill("abc")
    expect(said).to_contain_text("túl rövid")
    page.locator("[name=username]").fill(typed["username"])
    expect(said).to_have_text("Ez a felhasználónév szabad.")

    fill(page, typed)
    press(page, "Tovább az ellenőrzéshez")
    press(page, "Elküldöm")
    page.goto(FORM)
    page.locator("[name=username]").fill(typed["username"])
    expect(said).to_have_text("Ez a felhasználónév foglalt. Válasszon másikat.")
    expect(said).to_have_attribute("aria-live", "polite")


def test_in_english_the_day_comes_first_and_every_step_speaks_english(page: Page) -> None:
    page.goto(f"{FORM}?lang=en")
    boxes = page.locator(".govuk-date-input input").evaluate_all("boxes => boxes.map(box => box.name)")

    fill(page, answers())
    press(page, "On to the check")
    assert_accessible(page, title="Check your answers", language="en")
    press(page, "I send it")

    assert boxes == ["birth_date_0", "birth_date_1", "birth_date_2"]
    assert_accessible(page, title="We have opened your temporary client gate", language="en")
