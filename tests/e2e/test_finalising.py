# SPDX-License-Identifier: EUPL-1.2
"""A clerk finalises temporary gates by keyboard alone, with and without script, wide and narrow."""

from __future__ import annotations

import re
from itertools import count

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import assert_accessible, assert_no_sideways_scroll
from tests.e2e.people import PASSWORD, code_in, newest_letter_to
from tests.e2e.test_desk import NARROW, WIDE, focused, sign_in, tab_to, type_into
from tests.pages.clerk.desk import passport_zone
from tests.personal import personal
from tests.servers import Product
from tests.visitor import Visitor

pytestmark = pytest.mark.e2e
PAGE = "/ugyintezo/veglegesites/"
REFERENCE = re.compile(r'kapu-reference">([0-9A-Z]{4}-[0-9A-Z]{4})<')
KOVACSNE = {
    "family_name": "Kovacs",
    "given_names": "Jánosné",
    "birth_family_name": "Tóth",
    "birth_given_names": "Ilona",
    "birth_place": "Ág",
    "birth_date_0": "28",
    "birth_date_1": "2",
    "birth_date_2": "1949",
    "mother_family_name": "Varga",
    "mother_given_names": "Rozália",
    "citizenship": "HUN",
}
"""One accent short of what the register has."""
ESZTER = {
    **KOVACSNE,
    "family_name": "Példás",
    "given_names": "Eszter",
    "birth_family_name": "Rácz",
    "birth_given_names": "Eszter",
    "birth_place": "Pécs",
    "birth_date_0": "21",
    "birth_date_1": "7",
    "birth_date_2": "1992",
    "mother_family_name": "Bíró",
    "mother_given_names": "Éva",
}
_numbers = count(1)


def open_temporary_gate(gate: Product, **answers: str) -> tuple[str, str, str]:
    """Send the electronic form; return the reference, the username and the address."""
    username = f"veglegesitendo{next(_numbers)}"
    said = {"username": personal(username), "email": personal(f"{username}@example.com")}
    with Visitor(gate.urls[0]) as citizen:
        asked = citizen.fill("/regisztracio/ideiglenes/", {**answers, **said})
        assert asked.status_code == httpx.codes.SEE_OTHER, asked.text
        sent = citizen.fill("/regisztracio/ideiglenes/ellenorzes/", {})
        assert sent.status_code == httpx.codes.SEE_OTHER, sent.text
        found = REFERENCE.search(citizen.client.get("/regisztracio/ideiglenes/kesz/").text)
    assert found is not None
    return found[1], said["username"], said["email"]


def activate(gate: Product, username: str, email: str) -> None:
    """Activate a temporary gate with the code from its letter."""
    code = code_in(newest_letter_to(gate, email))
    fields = {"username": username, "code": code, "password": PASSWORD, "password_again": PASSWORD}
    with Visitor(gate.urls[0]) as citizen:
        answer = citizen.fill("/aktivalas/", fields)
    assert answer.status_code == httpx.codes.SEE_OTHER, answer.text


def type_what_is_said(page: Page, reference: str, username: str, email: str) -> None:
    """Open the empty screen and type what the client says, reference first."""
    page.goto(PAGE)
    expect(page.locator("#reference")).to_be_focused()
    page.keyboard.type(reference)
    type_into(page, username=username, email=email)


def confirm_by_keyboard(page: Page) -> None:
    """Tick both boxes and press the button that finalises."""
    for tick in ("consent", "same_person"):
        tab_to(page, tick)
        page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert focused(page) == "step"
    page.keyboard.press("Enter")


def test_a_scanned_reference_leads_through_the_screen_without_a_mouse(page: Page, gate: Product) -> None:
    reference, username, email = open_temporary_gate(gate, **KOVACSNE)
    sign_in(page)
    page.goto(PAGE)
    page.keyboard.type(reference)
    page.keyboard.press("Enter")
    expect(page.locator("#username")).to_be_focused()
    type_into(page, username=username, email=email, document_number="000014ZZ")
    page.keyboard.press("Enter")
    expect(page.locator(".corrected")).to_have_count(1)
    expect(page.locator("#address-card-number")).to_be_focused()
    page.keyboard.type("000010ZZ")
    page.keyboard.press("Enter")
    expect(page.locator("#consent")).to_be_focused()
    assert_accessible(page, title="Ideiglenes kapu véglegesítése")
    assert_no_sideways_scroll(page)

    confirm_by_keyboard(page)

    expect(page).to_have_url(re.compile(r"/ugyintezo/igazolas/[-0-9a-f]{36}/$"))
    expect(page.locator("main")).to_contain_text("Kovács Jánosné")


def test_an_activated_gate_becomes_full_without_script_on_a_narrow_screen(
    no_script_page: Page, gate: Product
) -> None:
    reference, username, email = open_temporary_gate(gate, **ESZTER)
    activate(gate, username, email)
    page = no_script_page
    page.set_viewport_size(NARROW)
    sign_in(page)
    type_what_is_said(page, reference, username, email)
    type_into(page, document_number="000018ZZ", address_card_number="000014ZZ")
    page.keyboard.press("Enter")
    expect(page.locator(".kapu-answer--both")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"{PAGE}$"))
    assert_no_sideways_scroll(page)

    confirm_by_keyboard(page)

    expect(page).to_have_url(re.compile(r"/ugyintezo/kapu/[-0-9a-f]{36}/\?finalised$"))
    expect(page.locator("main")).to_contain_text("A kapu teljes lett.")
    assert_no_sideways_scroll(page)


def test_a_wrong_pair_is_explained_without_script(no_script_page: Page, gate: Product) -> None:
    reference, _, email = open_temporary_gate(gate, **ESZTER)
    page = no_script_page
    page.set_viewport_size(NARROW)
    sign_in(page)
    type_what_is_said(page, reference, "valaki.mas", email)
    type_into(page, document_number="000018ZZ")
    page.keyboard.press("Enter")

    expect(page.locator(".kapu-verdict--no")).to_contain_text("nem tartozik ehhez")

    expect(page.locator("#username")).to_be_focused()
    expect(page.locator("#reference")).to_have_value(reference)
    expect(page.locator("#document-number")).to_have_value("000018ZZ")
    assert_no_sideways_scroll(page)


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_refusals_are_accessible_wide_and_narrow(page: Page, gate: Product, viewport: dict[str, int]) -> None:
    reference, username, email = open_temporary_gate(gate, **{**ESZTER, "birth_date_0": "22"})
    page.set_viewport_size({"width": viewport["width"], "height": viewport["height"]})
    sign_in(page)
    page.goto(PAGE)
    assert_accessible(page, title="Ideiglenes kapu véglegesítése")
    type_what_is_said(page, reference, username, email)
    type_into(page, document_number="000015ZZ", address_card_number="000011ZZ")
    page.keyboard.press("Enter")
    expect(page.locator(".differs")).not_to_have_count(0)
    assert_accessible(page)
    assert_no_sideways_scroll(page)

    type_what_is_said(page, "0000-0000", username, email)
    page.keyboard.press("Enter")

    expect(page.locator(".kapu-verdict--no")).to_be_visible()
    assert_accessible(page)
    assert_no_sideways_scroll(page)


def test_a_foreigner_in_no_register_stands_beside_the_form(page: Page, gate: Product) -> None:
    mai = {**ESZTER, "family_name": "Nguyen", "given_names": "Thi Mai", "citizenship": "VNM"}
    said = open_temporary_gate(gate, **mai)
    page.set_viewport_size(NARROW)
    sign_in(page)
    type_what_is_said(page, *said)
    type_into(
        page, mrz=passport_zone("X0000099", surname="NGUYEN", given="THI<MAI", born="920721", country="VNM")
    )
    page.keyboard.press("Enter")

    expect(page.locator("#family-name")).to_be_focused()

    expect(page.locator(".kapu-answer")).to_contain_text("Nguyen Thi Mai")
    assert_accessible(page)
    assert_no_sideways_scroll(page)
