# SPDX-License-Identifier: EUPL-1.2
"""A citizen's way in a browser: from the letter to their own page and out, with and without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import (
    PASSWORD,
    clerk,
    code_in,
    import_person,
    newest_letter,
    numbers,
    passwords,
    register,
)
from tests.servers import Product
from ugyfelkapu.project.demo import CAST

pytestmark = pytest.mark.e2e

NEW_PASSWORD = "lila hegy hosszú mondat"


@pytest.fixture
def number(gate: Product, tmp_path: Path) -> int:
    """Return the number of somebody who was just registered at the desk."""
    number = next(numbers)
    import_person(gate, tmp_path, number)
    with clerk(gate, passwords(gate)[CAST[0].username]) as desk:
        register(desk, number)
    return number


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()


def walk(page: Page, gate: Product, number: int, *, script: bool) -> None:
    """Activate, sign in, look and leave; hold every page against axe where script runs."""

    def look(title: str) -> None:
        if script:
            assert_accessible(page, title=title)
            assert_no_sideways_scroll(page)
        assert title in page.title()

    page.goto(f"/aktivalas/?code={code_in(newest_letter(gate, number))}")
    look("Aktiválás")
    page.get_by_label("Felhasználónév").fill(f"visitor.{number}")
    page.locator("[name=password]").fill("rövid")
    press(page, "Aktiválom a kapumat")
    look("Hiba: Aktiválás")
    expect(page.locator("[name=username]")).to_have_value(f"visitor.{number}")
    expect(page.locator("[name=password]")).to_have_value("")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)
    press(page, "Aktiválom a kapumat")
    look("Megnyílt az ügyfélkapuja")

    page.get_by_role("link", name="Tovább a belépéshez").click()
    look("Belépés")
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=password]").fill("nem ez a jelszó")
    press(page, "Belépés")
    look("Hiba: Belépés")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Belépés")
    look("Az Ön ügyfélkapuja")
    expect(page.get_by_text("Sikertelen belépés, hibás jelszó")).to_be_visible()

    press(page, "Kilépés")
    look("Kilépett")
    page.goto("/fiok/")
    look("Belépés")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_citizen_activates_signs_in_and_leaves(page: Page, gate: Product, number: int, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    walk(page, gate, number, script=True)


def test_all_of_it_works_without_script(no_script_page: Page, gate: Product, number: int) -> None:
    no_script_page.set_viewport_size({"width": 360, "height": 740})

    walk(no_script_page, gate, number, script=False)


def test_a_forgotten_password_comes_back_by_mail(page: Page, gate: Product, number: int) -> None:
    page.goto("/aktivalas/")
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=code]").fill(code_in(newest_letter(gate, number)))
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)
    press(page, "Aktiválom a kapumat")
    page.get_by_role("link", name="Tovább a belépéshez").click()

    page.get_by_role("link", name="Elfelejtettem a jelszavamat").click()
    assert_accessible(page, title="Elfelejtett jelszó")
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=email]").fill(f"visitor{number}@example.com")
    press(page, "Kérem a kódot")
    assert_accessible(page, title="Nézze meg a leveleit")
    page.get_by_role("link", name="Állítson be új jelszót").click()
    assert_accessible(page, title="Új jelszó")
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=code]").fill(code_in(newest_letter(gate, number)))
    page.locator("[name=password]").fill(NEW_PASSWORD)
    page.locator("[name=password_again]").fill(NEW_PASSWORD)
    press(page, "Beállítom az új jelszavamat")
    assert_accessible(page, title="Beállítottuk az új jelszavát")


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page) -> None:
    page.goto("/aktivalas/")
    press(page, "Aktiválom a kapumat")

    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Írja be a levélben álló kódot").click()
    expect(page.locator("[name=code]")).to_be_focused()


def test_a_password_can_be_looked_at_and_is_hidden_again(page: Page) -> None:
    page.goto("/belepes/")
    page.locator("[name=password]").fill(PASSWORD)

    page.get_by_role("button", name="Mutatás: jelszó").click()
    expect(page.locator("[name=password]")).to_have_attribute("type", "text")


def test_the_back_button_leaves_what_was_typed_in_place(page: Page) -> None:
    page.goto("/aktivalas/")
    page.locator("[name=username]").fill("valaki.valami")
    page.get_by_role("link", name="Új kódot kérek").click()

    page.go_back()

    expect(page.locator("[name=username]")).to_have_value("valaki.valami")
