# SPDX-License-Identifier: EUPL-1.2
"""The demo service in a browser: from the first button to the sign-out, at the gate and back."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
    passwords,
    register,
    several,
)
from tests.servers import Product, pause
from tests.visitor import Visitor
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.project.demo import CAST

pytestmark = pytest.mark.e2e

TOLD_WITHIN_SECONDS = 5.0
SUBSTANTIAL = {"hu": "jelentős", "en": "substantial"}
PEOPLE = several(20)


@pytest.fixture(scope="module")
def desk(gate: Product, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visitor]:
    """Return a clerk who can register everybody."""
    import_person(gate, tmp_path_factory.mktemp("people"), *PEOPLE)
    with clerk(gate, passwords(gate)[CAST[0].username]) as visitor:
        yield visitor


_numbers = iter(PEOPLE)


@pytest.fixture
def number(gate: Product, desk: Visitor) -> int:
    """Return the number of somebody whose gate is active."""
    number = next(_numbers)
    register(desk, number)
    activate(gate, number)
    return number


def press(page: Page, selector: str) -> None:
    """Press a button."""
    page.locator(f"button{selector}").click()


def sign_in(page: Page, demo: str, number: int) -> None:
    """Go from the demo service to the gate and give the password there."""
    page.goto(f"{demo}/")
    page.locator("main form[action='/belepes'] button").first.click()
    page.locator("[name=username]").fill(f"visitor.{number}")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


def agree(page: Page) -> None:
    """Let the service have everything."""
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "[value=agree]")


def walk(page: Page, gate: Product, demo: str, number: int, *, language: str, script: bool) -> None:
    """Sign in, read, step up, refresh and sign out; hold every page against axe."""

    def look() -> None:
        page.wait_for_load_state()
        expect(page.locator("footer")).to_be_visible()
        if script:
            assert_accessible(page, language=language)
        assert_no_sideways_scroll(page)

    page.goto(f"{demo}/?nyelv={language}")
    look()
    sign_in(page, demo, number)
    look()
    agree(page)
    expect(page.get_by_text(f"visitor{number}@example.com")).to_be_visible()
    expect(page.get_by_text("hu_ugyfelkapu")).to_be_visible()
    look()

    press(page, "[value=kotelezo]")
    look()
    step_up(page, gate, number)
    expect(page.locator(".notice").get_by_text(SUBSTANTIAL[language])).to_be_visible()
    look()

    page.locator("form[action='/frissites'] button").click()
    expect(page.locator(".notice.good")).to_be_visible()
    page.goto(f"{demo}/nyers")
    look()
    page.goto(f"{demo}/")
    page.locator("form[action='/kilepes'] button").click()
    expect(page.locator(".notice.good")).to_be_visible()
    look()
    page.goto("/fiok/")
    expect(page).to_have_url(re.compile("/belepes/"))


def step_up(page: Page, gate: Product, number: int) -> None:
    """Add an authenticator app on the way, for the gate has no second step yet, and take it."""
    page.locator("main a[href*='uj-hitelesito']").click()
    press(page, "[value=send]")
    secret = page.locator("main .kapu-mono").first.inner_text().replace(" ", "")
    page.locator("[name=mailed_code]").fill(code_in(newest_letter(gate, number)))
    page.locator("[name=code]").fill(pyotp.TOTP(secret).now())
    page.locator("[name=name]").fill("App")
    press(page, "[value=confirm]")
    page.locator("main [name=code]").fill(next_code(secret))
    page.locator("main form button[type=submit]").first.click()


@pytest.mark.parametrize("language", ["hu", "en"])
@pytest.mark.parametrize("width", [1280, 375])
def test_somebody_signs_in_steps_up_and_signs_out(
    page: Page, gate: Product, demo: str, number: int, width: int, language: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})

    walk(page, gate, demo, number, language=language, script=True)


def test_all_of_it_works_without_script(no_script_page: Page, gate: Product, demo: str, number: int) -> None:
    no_script_page.set_viewport_size({"width": 375, "height": 740})

    walk(no_script_page, gate, demo, number, language="hu", script=False)


def test_the_way_there_and_back_is_gone_by_keyboard_alone(page: Page, demo: str, number: int) -> None:
    page.goto(f"{demo}/")
    tab_to(page, "document.activeElement.closest(\"form[action='/belepes']\")")
    page.keyboard.press("Enter")
    expect(page.locator("[name=username]")).to_be_visible()
    tab_to(page, "document.activeElement.name === 'username'")
    page.keyboard.type(f"visitor.{number}")
    tab_to(page, "document.activeElement.name === 'password'")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("button[value=agree]")).to_be_visible()
    tab_to(page, "document.activeElement.type === 'checkbox'")
    page.keyboard.press("Space")
    tab_to(page, "document.activeElement.value === 'agree'")
    page.keyboard.press("Enter")

    expect(page.locator(".notice.good")).to_be_visible()
    tab_to(page, "document.activeElement.closest(\"form[action='/kilepes']\")")
    page.keyboard.press("Enter")
    expect(page.locator(".notice.good")).to_be_visible()


def tab_to(page: Page, condition: str) -> None:
    """Press Tab until something has the focus."""
    page.wait_for_load_state()
    for _ in range(60):
        if page.evaluate(f"Boolean({condition})"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{condition}: not reached at {page.url}")


def test_a_session_that_ends_elsewhere_ends_here_within_moments(
    page: Page, gate: Product, demo: str, number: int
) -> None:
    sign_in(page, demo, number)
    agree(page)
    expect(page.locator(".notice.good")).to_be_visible()
    page.goto("/fiok/")
    page.get_by_role("button", name="Kilépés", exact=True).click()

    ended = steady() + TOLD_WITHIN_SECONDS
    page.goto(f"{demo}/")
    while page.locator("form[action='/kilepes']").count() and steady() < ended:
        pause()
        page.reload()

    expect(page.get_by_text("Az ügyfélkapu szólt, hogy kilépett")).to_be_visible()
    assert_accessible(page)


def test_whoever_declines_comes_back_with_nothing(page: Page, demo: str, number: int) -> None:
    sign_in(page, demo, number)

    press(page, "[value=decline]")

    expect(page.get_by_text("nem adja át az adatait")).to_be_visible()
    assert_accessible(page)
