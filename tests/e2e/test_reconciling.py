# SPDX-License-Identifier: EUPL-1.2
"""A new name in a browser: compared and taken over by its owner, or renewed at the desk."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import PASSWORD, activate, clerk, newest_letter, numbers, passwords, register
from tests.servers import Product
from tests.visitor import people_csv
from ugyfelkapu.project.demo import CAST

pytestmark = pytest.mark.e2e

PLACE = "/fiok/adataim/egyeztetes/"


def import_married(gate: Product, folder: Path, number: int, *, family_name: str) -> None:
    """Let the register know somebody whose data at birth are nobody else's, under this name."""
    head, line = people_csv(range(number, number + 1)).splitlines()
    person = line.replace(",Minta,Mária,", f",{family_name},Mária,").replace("Győr", f"Győr ({number})")
    file = folder / "people.csv"
    file.write_text(f"{head},birth_family_name,birth_given_names\n{person},Minta,Mária\n", encoding="utf-8")
    imported = gate.command("registers", "import", str(file))
    assert imported.returncode == 0, imported.stderr


@pytest.fixture
def married(gate: Product, tmp_path: Path) -> tuple[int, str]:
    """Return the number and the gate of somebody who married after registering."""
    number = next(numbers)
    import_married(gate, tmp_path, number, family_name="Minta")
    with clerk(gate, passwords(gate)[CAST[0].username]) as desk:
        account = register(desk, number)
    activate(gate, number)
    import_married(gate, tmp_path, number, family_name="Példásfalvi-Nagykovácsné")
    return number, account


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()


def look_at(page: Page) -> None:
    """Hold the page against axe, wide and narrow."""
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
        assert_no_sideways_scroll(page)


def test_an_owner_takes_the_new_name_over_without_script(
    no_script_page: Page, gate: Product, married: tuple[int, str]
) -> None:
    page, (number, _) = no_script_page, married
    page.goto(f"/belepes/?next={PLACE}")
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Belépés")

    page.goto(PLACE)
    press(page, "Egyeztetem az adataimat")

    expect(page.locator("tr.corrected")).to_have_count(1)
    expect(page.locator("tr.corrected")).to_contain_text("Példásfalvi-Nagykovácsné Mária")
    press(page, "Átveszem az új adatokat")
    expect(page.get_by_text("mostantól úgy szerepelnek")).to_be_visible()
    assert "Példásfalvi" not in newest_letter(gate, number)
    page.goto(PLACE)
    press(page, "Egyeztetem az adataimat")
    expect(page.get_by_text("Nincs mit változtatni")).to_be_visible()


def test_the_comparison_is_accessible_wide_and_narrow(page: Page, married: tuple[int, str]) -> None:
    page.goto("/belepes/")
    page.locator("[name=username]").fill(f"visitor.{married[0]}")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Belépés")
    page.goto(PLACE)
    look_at(page)

    press(page, "Egyeztetem az adataimat")

    look_at(page)


def test_a_clerk_renews_the_data_of_whoever_stands_there(
    page: Page, gate: Product, married: tuple[int, str]
) -> None:
    number, account = married
    page.goto("/ugyintezo/belepes/")
    page.locator("[name=username]").fill(CAST[0].username)
    page.locator("[name=password]").fill(passwords(gate)[CAST[0].username])
    page.locator("main button[type=submit]").click()
    page.goto(f"/ugyintezo/kapu/{account}/")
    page.get_by_role("link", name="Egyeztetés a nyilvántartással").click()

    page.locator("[name=document_number]").fill(f"{number:06}ZZ")
    page.locator("[name=address_card_number]").fill(f"{number:06}ZZ")
    press(page, "Lekérdezés")
    expect(page.locator("tr.corrected")).to_contain_text("Példásfalvi-Nagykovácsné Mária")
    look_at(page)
    page.locator("[name=same_person]").check()
    press(page, "Az adatok frissítése")

    expect(page.get_by_role("heading", level=1)).to_have_text("Példásfalvi-Nagykovácsné Mária")
