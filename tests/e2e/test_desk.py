# SPDX-License-Identifier: EUPL-1.2
"""A clerk registers people by keyboard alone, with and without script, on wide and narrow screens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.conftest import assert_accessible
from ugyfelkapu.project.demo import password_of

pytestmark = pytest.mark.e2e
WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}


def sign_in(page: Page, username: str = "ugyintezo1") -> None:
    """Sign in by keyboard."""
    page.goto("/ugyintezo/belepes/")
    expect(page.locator("#username")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(password_of(username))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/ugyintezo/$"))


def focused(page: Page) -> str:
    """Return the name of the field in which typing would land."""
    return str(page.evaluate("document.activeElement ? document.activeElement.name || '' : ''"))


def tab_to(page: Page, name: str) -> None:
    """Go on with the Tab key until this field has the focus."""
    for _ in range(40):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by keyboard")


def type_into(page: Page, **typed: str) -> None:
    """Go to each field by keyboard and type."""
    for name, text in typed.items():
        tab_to(page, name)
        page.keyboard.type(text)


def no_sideways(page: Page) -> bool:
    """Say whether the page fits the window's width."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def open_empty_screen(page: Page) -> None:
    """Open the screen on which people are registered; the reader's field has the focus."""
    page.goto("/ugyintezo/uj/")
    expect(page.locator("#mrz")).to_be_focused()


def register_by_keyboard(page: Page, number: str, card: str, username: str) -> None:
    """Register a person of the sandbox, from the empty screen to the receipt, without a mouse."""
    open_empty_screen(page)
    type_into(page, document_number=number)
    page.keyboard.press("Enter")
    expect(page.locator(".kapu-verdict")).to_be_visible()
    expect(page.locator("#address-card-number")).to_be_focused()
    page.keyboard.type(card)
    address = f"{username}@example.com"
    type_into(page, email=address, email_again=address, username=username)
    page.keyboard.press("Enter")
    expect(page.locator("#read-back strong")).to_contain_text("kukac example pont com")
    expect(page.locator("#consent")).to_be_focused()
    page.keyboard.press("Space")
    tab_to(page, "same_person")
    page.keyboard.press("Space")
    assert no_sideways(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/ugyintezo/igazolas/[-0-9a-f]{36}/$"))
    assert no_sideways(page)


def test_a_clerk_registers_a_person_without_a_mouse(page: Page) -> None:
    sign_in(page)

    register_by_keyboard(page, "000011ZZ", "000007ZZ", "teszt.elek")

    expect(page.locator("main")).to_contain_text("Teszt Elek")
    assert_accessible(page, title="Regisztrálva")


def test_an_answer_to_compare_is_accessible(page: Page) -> None:
    sign_in(page)
    open_empty_screen(page)
    type_into(page, document_number="000001ZZ")
    page.keyboard.press("Enter")

    expect(page.locator(".kapu-answer")).to_be_visible()

    assert_accessible(page, title="Új regisztráció")


def test_a_clerk_registers_a_person_without_script(no_script_page: Page) -> None:
    sign_in(no_script_page)

    register_by_keyboard(no_script_page, "000012ZZ", "000008ZZ", "kiss.odon")

    expect(no_script_page.locator("main")).to_contain_text("Kiss-Szőllősy Ödön")


def test_a_clerk_registers_a_person_on_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size(NARROW)
    sign_in(page)

    register_by_keyboard(page, "000013ZZ", "000009ZZ", "ory.gergo")

    expect(page.locator("main")).to_contain_text("Őry Gergő Ákos")


def test_a_refusal_is_told_and_the_form_is_kept(page: Page) -> None:
    sign_in(page)
    open_empty_screen(page)
    type_into(page, document_number="000022ZZ")
    page.keyboard.press("Enter")

    expect(page.locator(".kapu-verdict--no")).to_be_visible()

    expect(page.locator("#document-number")).to_have_value("000022ZZ")
    assert_accessible(page)


def test_a_reader_that_ends_its_lines_with_enter_is_read_whole(page: Page) -> None:
    sign_in(page)
    open_empty_screen(page)
    for line in ("I<HUN000001ZZ<0<<<<<<<<<<<<<<<", "8403273F3104129HUN<<<<<<<<<<<0"):
        page.keyboard.type(line)
        page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"/ugyintezo/uj/$"))

    assert page.locator(".kapu-verdict").count() == 0
    assert len(page.locator("#mrz").input_value().replace(" ", "")) == 60


def test_a_taken_username_is_told_while_typing(page: Page) -> None:
    sign_in(page)
    open_empty_screen(page)
    type_into(page, username="ab")

    expect(page.locator("[data-not-free]")).to_be_visible()

    page.keyboard.type("cd.szabad")
    expect(page.locator("[data-free]")).to_be_visible()
    expect(page.locator("[data-not-free]")).to_be_hidden()


@pytest.mark.parametrize("viewport", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_page_of_the_desk_is_accessible(page: Page, viewport: ViewportSize) -> None:
    page.set_viewport_size(viewport)
    page.goto("/ugyintezo/belepes/")
    assert_accessible(page)
    sign_in(page)

    for path in ("", "uj/", "kereses/", "jovahagyas/"):
        page.goto(f"/ugyintezo/{path}")
        assert_accessible(page)
        assert no_sideways(page)
