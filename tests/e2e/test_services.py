# SPDX-License-Identifier: EUPL-1.2
"""Through the gate to services in a browser: every page on the way, with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.landing import Landing, landing
from tests.e2e.people import (
    PASSWORD,
    activate,
    add_authenticator,
    clerk,
    code_in,
    import_person,
    newest_letter,
    next_code,
    numbers,
    passwords,
    register,
)
from tests.e2e.test_passkeys import Device, add_passkey
from tests.pages.citizen.at_services import SUBSTANTIAL_OR_NOTHING
from tests.servers import Product
from tests.visitor import Visitor
from ugyfelkapu.domain.assurance import SUBSTANTIAL
from ugyfelkapu.project.demo import CAST

pytestmark = pytest.mark.e2e

NAME = "Könyvtári tagság"
_clients = count(1)


@pytest.fixture
def number(gate: Product, tmp_path: Path) -> int:
    """Return the number of somebody whose gate is active."""
    number = next(numbers)
    import_person(gate, tmp_path, number)
    with clerk(gate, passwords(gate)[CAST[0].username]) as desk:
        register(desk, number)
    activate(gate, number)
    return number


@pytest.fixture
def service(gate: Product) -> Iterator[Landing]:
    """Return a library on an origin of its own."""
    mark = next(_clients)
    with landing(f"konyvtar-{mark}") as place:
        place.register(gate, f"{NAME} {mark}")
        yield place


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()


def give_password(page: Page, number: int) -> None:
    """Type username and password where a page asks for them."""
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Belépés")


def arrived(page: Page, service: Landing) -> dict[str, str]:
    """Wait for the service's own page; return with what the person came there."""
    page.wait_for_url(f"{service.base}/**")
    expect(page).to_have_title("Megjott")
    return service.arrived[-1]


def look(page: Page, title: str, *, script: bool = True) -> None:
    """Hold a page against axe and against narrow screens."""
    expect(page).to_have_title(re.compile(re.escape(title)))
    if script:
        assert_accessible(page, title=title)
    assert_no_sideways_scroll(page)


def walk(page: Page, service: Landing, number: int, *, script: bool) -> None:
    """Sign in for a service, agree, come again, withdraw, and go back without agreeing."""
    page.goto(service.asking())
    look(page, "Belépés", script=script)
    expect(page.get_by_text(NAME)).to_be_visible()
    give_password(page, number)
    look(page, "Hozzájárulás", script=script)
    page.get_by_label("név", exact=True).check()
    page.locator("button[value=agree]").click()
    answer = arrived(page, service)
    assert answer["state"] == "visszateres"
    assert "code" in answer

    page.goto(service.asking())
    assert "code" in arrived(page, service)

    page.goto("/fiok/szolgaltatasok/")
    look(page, "Az Ön szolgáltatásai", script=script)
    page.get_by_role("link", name=re.compile("Visszavonom")).click()
    look(page, "Visszavonom a hozzájárulásomat", script=script)
    press(page, "Visszavonom")
    look(page, "Az Ön szolgáltatásai", script=script)
    expect(page.get_by_text("Visszavonta a hozzájárulását.")).to_be_visible()

    page.goto(service.asking())
    press(page, "Nem járulok hozzá")
    assert arrived(page, service)["error"] == "access_denied"


@pytest.mark.parametrize("width", [1280, 360])
def test_a_citizen_reaches_a_service_and_takes_the_consent_back(
    page: Page, service: Landing, number: int, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    walk(page, service, number, script=True)


def test_all_of_it_works_without_script(no_script_page: Page, service: Landing, number: int) -> None:
    no_script_page.set_viewport_size({"width": 360, "height": 740})

    walk(no_script_page, service, number, script=False)


@pytest.mark.parametrize("script", [True, False])
def test_an_answer_in_a_form_arrives_by_itself_or_by_its_button(
    page: Page, no_script_page: Page, service: Landing, number: int, script: bool
) -> None:
    here = page if script else no_script_page
    here.goto(service.asking(response_mode="form_post"))
    give_password(here, number)

    here.locator("button[value=agree]").click()
    if not script:
        look(here, "Vissza a szolgáltatáshoz", script=False)
        press(here, "Tovább")

    assert "code" in arrived(here, service)


def test_the_way_to_a_service_is_walked_by_keyboard_alone(page: Page, service: Landing, number: int) -> None:
    page.goto(service.asking())
    give_password(page, number)
    expect(page).to_have_title(re.compile("Hozzájárulás"))

    while page.evaluate("document.activeElement.value || ''") != "name":
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    while page.evaluate("document.activeElement.value || ''") != "agree":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert "code" in arrived(page, service)


def test_a_second_step_is_asked_for_on_the_way(
    page: Page, gate: Product, service: Landing, number: int
) -> None:
    with Visitor(gate.urls[0]) as owner:
        owner.fill("/belepes/", {"username": f"visitor.{number}", "password": PASSWORD})
        secret = add_authenticator(gate, owner, number)
    page.goto(service.asking())
    give_password(page, number)
    look(page, "Második lépés")
    expect(page.get_by_text(NAME)).to_be_visible()
    page.locator("[name=code]").fill(next_code(secret))
    press(page, "Belépés")
    page.locator("button[value=agree]").click()
    assert "code" in arrived(page, service)

    page.goto(service.asking(prompt="login"))
    look(page, "Erősítse meg, hogy Ön az")
    expect(page.get_by_text("A szolgáltatás azt kéri, hogy erősítse meg újra")).to_be_visible()
    press(page, "Nem lépek be, visszamegyek a szolgáltatáshoz")

    assert arrived(page, service)["error"] == "access_denied"


def test_a_passkey_opens_the_way_and_proves_it_again(
    page: Page, gate: Product, service: Landing, number: int
) -> None:
    Device(page)
    page.goto("/belepes/")
    give_password(page, number)
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()
    press(page, "Kilépés")
    page.goto(service.asking(acr_values=SUBSTANTIAL))
    press(page, "Azonosítókulccsal lépek be")
    look(page, "Hozzájárulás")
    page.locator("button[value=agree]").click()
    assert "code" in arrived(page, service)

    page.goto(service.asking(prompt="login"))
    look(page, "Erősítse meg, hogy Ön az")
    press(page, "Az azonosítókulcsomat használom")

    page.wait_for_url(f"{service.base}/**")
    assert "code" in arrived(page, service)


def test_whoever_has_no_second_step_adds_one_and_comes_back(
    page: Page, gate: Product, service: Landing, number: int
) -> None:
    page.goto(service.asking(claims=SUBSTANTIAL_OR_NOTHING))
    give_password(page, number)
    look(page, "Ehhez a szolgáltatáshoz második lépés is kell")
    page.get_by_role("link", name="Hozzáadok egy hitelesítő alkalmazást").click()
    press(page, "Kérem a kódot")
    look(page, "Új hitelesítő alkalmazás")
    expect(page.get_by_text(NAME)).to_be_visible()

    secret = page.locator("main .kapu-mono").first.inner_text().replace(" ", "")
    page.locator("[name=mailed_code]").fill(code_in(newest_letter(gate, number)))
    page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("[name=name]").fill("A telefonom")
    press(page, "Bekapcsolom")
    look(page, "Erősítse meg, hogy Ön az")
    page.locator("[name=code]").fill(next_code(secret))
    press(page, "Megerősítem")
    page.locator("button[value=agree]").click()

    assert "code" in arrived(page, service)


def test_a_sign_in_that_is_over_and_a_faulty_request_say_what_to_do(
    page: Page, service: Landing, number: int
) -> None:
    page.goto(service.asking())
    give_password(page, number)
    place = page.url
    press(page, "Nem járulok hozzá")
    arrived(page, service)

    page.goto(place)
    look(page, "Ez a belépés már nem folytatható")
    page.goto("/oidc/authorize?client_id=senki")
    look(page, "Hibás kérést küldött a szolgáltatás")


def test_a_service_asks_to_sign_out_and_the_person_decides(page: Page, service: Landing, number: int) -> None:
    page.goto(service.asking())
    give_password(page, number)
    page.locator("button[value=agree]").click()
    arrived(page, service)

    page.goto(f"/oidc/logout?client_id={service.client_id}")
    look(page, "Kilép?")
    expect(page.get_by_text(NAME).first).to_be_visible()
    press(page, "Kilépek")

    look(page, "Kilépett")
    expect(page.get_by_text("Ezeknek a szolgáltatásoknak nem tudunk szólni.")).to_be_visible()
    page.goto("/fiok/")
    expect(page).to_have_title(re.compile("Belépés"))


def test_one_button_ends_everything(page: Page, service: Landing, number: int) -> None:
    page.goto(service.asking())
    give_password(page, number)
    page.locator("button[value=agree]").click()
    arrived(page, service)
    page.goto("/fiok/")
    look(page, "Az Ön ügyfélkapuja")

    press(page, "Kilépek mindenhonnan")

    look(page, "Kilépett")
