# SPDX-License-Identifier: EUPL-1.2
"""Passkeys in Chromium, with an authenticator that the browser plays itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import (
    PASSWORD,
    activate,
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


class Device:
    """An authenticator inside the browser, like the one of a telephone."""

    def __init__(self, page: Page, *, verifies: bool = True) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": verifies,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = str(made["authenticatorId"])

    def let_verify(self, verifies: bool) -> None:
        """Let the finger be the right one, or not."""
        self.session.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": verifies}
        )

    def credentials(self) -> int:
        """Return how many passkeys it keeps."""
        return len(self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})["credentials"])


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
def device(page: Page) -> Device:
    """Return the authenticator of the browser."""
    return Device(page)


def press(page: Page, label: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=label, exact=True).click()


def give_password(page: Page, number: int) -> None:
    """Take the first step."""
    page.goto("/belepes/")
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Belépés")


def add_passkey(page: Page, gate: Product, number: int) -> None:
    """Walk through the page of a new passkey."""
    page.goto("/fiok/biztonsag/azonositokulcs/")
    if page.locator("[name=name]").count() == 0:
        press(page, "Kérem a kódot")
        page.locator("[name=mailed_code]").fill(code_in(newest_letter(gate, number)))
    page.locator("[name=name]").fill("A laptopom")
    press(page, "Létrehozom az azonosítókulcsot")


def test_a_passkey_is_added_and_signs_in_alone(
    page: Page, gate: Product, number: int, device: Device
) -> None:
    give_password(page, number)
    page.goto("/fiok/biztonsag/azonositokulcs/")
    assert_accessible(page, title="Új azonosítókulcs")
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()
    assert_accessible(page, title="Biztonság")
    press(page, "Kilépés")

    page.goto("/belepes/?next=/fiok/biztonsag/")
    press(page, "Azonosítókulccsal lépek be")

    expect(page.get_by_role("heading", name="Biztonság", level=1)).to_be_visible()
    expect(page.get_by_text("A laptopom", exact=True)).to_be_visible()
    assert device.credentials() == 1


def test_a_passkey_is_the_second_step_and_steps_up(
    page: Page, gate: Product, number: int, device: Device
) -> None:
    give_password(page, number)
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()
    press(page, "Kilépés")
    give_password(page, number)

    assert_accessible(page, title="Második lépés")
    press(page, "Az azonosítókulcsomat használom")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ügyfélkapu")
    page.goto("/fiok/megerosites/?next=/fiok/biztonsag/")

    expect(page.get_by_role("heading", name="Biztonság", level=1)).to_be_visible()


def test_a_wrong_finger_is_told_in_words(page: Page, gate: Product, number: int, device: Device) -> None:
    give_password(page, number)
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()
    press(page, "Kilépés")
    device.let_verify(False)
    page.goto("/belepes/")

    press(page, "Azonosítókulccsal lépek be")

    expect(page.locator("[data-passkey-message]")).to_contain_text("Próbálja újra")
    assert_accessible(page, title="Belépés")
    device.let_verify(True)
    press(page, "Azonosítókulccsal lépek be")
    expect(page).to_have_url(f"{gate.urls[0]}/fiok/")


def test_a_passkey_that_we_do_not_know_is_refused_in_words(
    page: Page, gate: Product, number: int, device: Device
) -> None:
    give_password(page, number)
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()
    page.get_by_role("link", name="Eltávolítom").click()
    page.get_by_role("button", name="Eltávolítom").click()
    press(page, "Kilépés")
    page.goto("/belepes/")

    press(page, "Azonosítókulccsal lépek be")

    expect(page.locator("[data-passkey-message]")).to_contain_text("nem nyit meg semmit")


def test_the_same_device_is_not_asked_for_a_second_passkey(
    page: Page, gate: Product, number: int, device: Device
) -> None:
    give_password(page, number)
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()

    add_passkey(page, gate, number)

    expect(page.get_by_text("Ezen az eszközön már van azonosítókulcs")).to_be_visible()
    assert device.credentials() == 1


def test_what_is_missing_is_told_beside_the_button(
    page: Page, gate: Product, number: int, device: Device
) -> None:
    give_password(page, number)
    page.goto("/fiok/biztonsag/azonositokulcs/")
    press(page, "Kérem a kódot")

    press(page, "Létrehozom az azonosítókulcsot")

    expect(page.locator("[data-passkey-message]")).not_to_be_empty()
    assert_accessible(page, title="Új azonosítókulcs")
    assert device.credentials() == 0


def test_older_browsers_use_passkeys_too(page: Page, gate: Product, number: int, device: Device) -> None:
    page.add_init_script(
        "for (const name of ['parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON'])"
        " delete PublicKeyCredential[name]"
    )
    give_password(page, number)
    add_passkey(page, gate, number)
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()
    press(page, "Kilépés")
    page.goto("/belepes/")

    press(page, "Azonosítókulccsal lépek be")

    expect(page).to_have_url(f"{gate.urls[0]}/fiok/")


@pytest.mark.parametrize("width", [1280, 360])
def test_without_passkeys_in_the_browser_no_button_is_shown(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/belepes/")

    expect(page.locator("[data-passkey]")).to_be_hidden()
    assert_no_sideways_scroll(page)


def test_without_script_no_button_is_shown(no_script_page: Page) -> None:
    no_script_page.goto("/belepes/")

    expect(no_script_page.locator("[data-passkey]")).to_be_hidden()
