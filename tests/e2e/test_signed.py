# SPDX-License-Identifier: EUPL-1.2
"""Registering by electronic signature in a browser, with the demo card, in one sitting."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import PASSWORD
from tests.e2e.test_temporary import fill, press
from tests.personal import personal
from tests.servers import Product

pytestmark = pytest.mark.e2e

START = "/regisztracio/alairassal/"
SECONDS = 30_000
_numbers = count(1)


PEOPLE = {
    "Papp": ("Máté", "Szeged", "1983-12-28", "Varga", "Luca"),
    "Takács": ("Levente", "Kecskemét", "1996-01-05", "Takács", "Boglárka"),
    "Juhász": ("Dominik", "Szombathely", "1954-02-10", "Fekete", "Nóra"),
}
"""People of the sandbox who have nothing to do in any other test."""


def typed(family: str) -> dict[str, str]:
    """Return what somebody of the sandbox types."""
    given, place, born, mother_family, mother_given = PEOPLE[family]
    year, month, day = born.split("-")
    number = next(_numbers)
    return {
        "family_name": family,
        "given_names": given,
        "birth_place": place,
        "birth_date_2": year,
        "birth_date_1": str(int(month)),
        "birth_date_0": str(int(day)),
        "mother_family_name": mother_family,
        "mother_given_names": mother_given,
        "username": personal(f"alairo.bongeszo{number}"),
        "email": personal(f"alairo.bongeszo{number}@example.com"),
    }


def downloaded(page: Page, folder: Path, *, label: str) -> Path:
    """Press what gives a file, and keep it."""
    with page.expect_download() as coming:
        page.get_by_text(label, exact=True).click()
    target = folder / coming.value.suggested_filename
    coming.value.save_as(target)
    return target


def signed(page: Page, declaration: Path, folder: Path, *, name_alone: bool = False) -> Path:
    """Sign a declaration with the demo card."""
    page.goto("/fejlesztes/kartya/")
    page.locator("[name=declaration]").set_input_files(declaration)
    if name_alone:
        page.locator("[name=name_alone]").check()
    return downloaded(page, folder, label="Aláírom")


def look(page: Page, title: str, *, script: bool) -> None:
    """See that a page is the right one, and fit for everybody."""
    expect(page).to_have_title(f"{title} – Ügyfélkapu", timeout=SECONDS)
    if script:
        assert_accessible(page, title=title)
        assert_no_sideways_scroll(page)


def walk(page: Page, folder: Path, family: str, *, script: bool) -> None:
    """Fill in, sign with a name alone, be refused, sign again, and see the outcome."""
    page.goto(START)
    look(page, "Ügyfélkapu nyitása elektronikus aláírással", script=script)
    fill(page, typed(family))
    press(page, "Tovább a nyilatkozathoz")
    look(page, "Írja alá a nyilatkozatot", script=script)
    declaration = downloaded(page, folder, label="Letöltöm a nyilatkozatot (PDF)")
    poor = signed(page, declaration, folder, name_alone=True)
    send(page, poor)
    look(page, "A tanúsítvány nem azonosítja Önt egyértelműen", script=script)
    send(page, signed(page, declaration, folder))


def send(page: Page, file: Path) -> None:
    """Send a signed file."""
    page.goto(f"{START}nyilatkozat/")
    page.locator("[name=signed_form]").set_input_files(file)
    press(page, "Beküldöm az aláírt fájlt")


def choose(page: Page) -> None:
    """Choose a password."""
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password_again]").fill(PASSWORD)


def test_a_person_registers_by_signature_and_sets_a_new_password_later(
    page: Page, gate: Product, tmp_path: Path
) -> None:
    walk(page, tmp_path, "Papp", script=True)
    look(page, "Válasszon jelszót", script=True)
    choose(page)
    press(page, "Megnyitom a kapumat")
    look(page, "Megnyílt az ügyfélkapuja", script=True)
    page.set_viewport_size({"width": 360, "height": 740})

    walk(page, tmp_path, "Papp", script=True)

    look(page, "Válasszon jelszót", script=True)
    expect(page.get_by_role("heading", name="Már van ügyfélkapuja")).to_be_visible()
    choose(page)
    press(page, "Beállítom az új jelszót")
    look(page, "Beállítottuk az új jelszavát", script=True)


def test_all_of_it_works_without_script(no_script_page: Page, gate: Product, tmp_path: Path) -> None:
    no_script_page.set_viewport_size({"width": 360, "height": 740})

    walk(no_script_page, tmp_path, "Takács", script=False)

    look(no_script_page, "Válasszon jelszót", script=False)
    choose(no_script_page)
    press(no_script_page, "Megnyitom a kapumat")
    look(no_script_page, "Megnyílt az ügyfélkapuja", script=False)


def test_every_step_speaks_english(page: Page, gate: Product) -> None:
    page.goto(f"{START}?lang=en")
    assert_accessible(page, title="Open a client gate with an electronic signature", language="en")

    fill(page, typed("Juhász"))
    press(page, "On to the declaration")

    assert_accessible(page, title="Sign the declaration", language="en")
