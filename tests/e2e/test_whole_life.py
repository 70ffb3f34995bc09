# SPDX-License-Identifier: EUPL-1.2
"""One life of a gate in a browser: opened, strengthened, lost bit by bit, started over at the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import assert_accessible, new_context
from tests.e2e.people import code_in, newest_letter_to
from tests.e2e.test_desk import register_by_keyboard
from tests.e2e.test_desk import sign_in as sign_in_at_the_desk
from tests.e2e.test_passkeys import Device, press
from tests.personal import personal
from tests.servers import Premises, Product, product
from ugyfelkapu.journal.clock import real_now

pytestmark = pytest.mark.e2e

USERNAME = personal("minta.maria")
ADDRESS = personal("minta.maria@example.com")
PASSWORD, NEW_PASSWORD = "kerek asztal zöld tenger", "lila hegy hosszú mondat"
LINK = re.compile(r"http\S+/aktivalas/\S+")
LOW, SUBSTANTIAL = "Alacsony szint", "Jelentős szint"


class World:
    """A product whose clock goes on only when it is told to."""

    def __init__(self, running: Product, clock: Path) -> None:
        self.running, self.clock, self.now = running, clock, real_now()
        self.wait(timedelta())

    def wait(self, time: timedelta) -> None:
        """Let time pass for everybody."""
        self.now += time
        self.clock.write_text(self.now.isoformat(), encoding="utf-8")

    def letter(self) -> str:
        """Return the newest letter to the owner; what falls due is done before."""
        return newest_letter_to(self.running, ADDRESS)

    def app_code(self, secret: str) -> str:
        """Return what the authenticator shows half a minute later, so that no code is shown twice."""
        self.wait(timedelta(seconds=30))
        return pyotp.TOTP(secret).at(self.now)


@pytest.fixture
def world(premises: Premises, tmp_path: Path) -> Iterator[World]:
    clock = tmp_path / "clock"
    clock.write_text(real_now().isoformat(), encoding="utf-8")
    with product(premises, UGYFELKAPU_CLOCK_FILE=str(clock)) as running:
        yield World(running, clock)


def _give_password(page: Page, password: str = PASSWORD) -> None:
    page.goto("/belepes/")
    page.locator("[name=username]").fill(USERNAME)
    page.locator("[name=password]").fill(password)
    press(page, "Belépés")


def _see_level(page: Page, level: str) -> None:
    page.goto("/fiok/biztonsag/")
    expect(page.get_by_role("heading", name=level)).to_be_visible()


def _activate(page: Page, world: World) -> None:
    link = LINK.search(world.letter())
    assert link is not None
    page.goto(link[0])
    page.locator("[name=username]").fill(USERNAME)
    for name in ("password", "password_again"):
        page.locator(f"[name={name}]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(re.compile("/aktivalas/kesz/"))


def _add_passkey(page: Page, world: World) -> None:
    page.goto("/fiok/biztonsag/azonositokulcs/")
    press(page, "Kérem a kódot")
    page.locator("[name=mailed_code]").fill(code_in(world.letter()))
    page.locator("[name=name]").fill("A laptopom")
    press(page, "Létrehozom az azonosítókulcsot")
    expect(page.get_by_text("Elmentettük az azonosítókulcsát")).to_be_visible()


def _add_authenticator(page: Page, world: World) -> str:
    page.goto("/fiok/biztonsag/uj-hitelesito/")
    secret = page.locator("main .kapu-mono").first.inner_text().replace(" ", "")
    page.locator("[name=code]").fill(world.app_code(secret))
    page.locator("[name=name]").fill("A telefonom")
    press(page, "Bekapcsolom")
    expect(page.get_by_text("Beállította a hitelesítő alkalmazást.")).to_be_visible()
    return secret


def _keep_recovery_codes(page: Page) -> list[str]:
    page.goto("/fiok/biztonsag/helyreallito-kodok/")
    press(page, "Kérek tíz kódot")
    codes = page.locator("main ul.kapu-mono li").all_inner_texts()
    page.get_by_label("Kinyomtattam, elmentettem vagy leírtam ezeket a kódokat").check()
    press(page, "Használatba veszem a kódokat")
    return codes


def _strengthened(page: Page, world: World) -> tuple[str, list[str]]:
    """Add a passkey, an authenticator and recovery codes; sign in with each and see the level rise."""
    _give_password(page)
    _see_level(page, LOW)
    Device(page)
    _add_passkey(page, world)
    secret = _add_authenticator(page, world)
    codes = _keep_recovery_codes(page)
    press(page, "Kilépés")
    page.goto("/belepes/")
    press(page, "Azonosítókulccsal lépek be")
    expect(page).to_have_url(re.compile("/fiok/$"))
    _see_level(page, SUBSTANTIAL)
    press(page, "Kilépés")
    _give_password(page)
    page.locator("[name=code]").fill(world.app_code(secret))
    press(page, "Belépés")
    _see_level(page, SUBSTANTIAL)
    press(page, "Kilépés")
    return secret, codes


def _recover_with_a_code(page: Page, code: str) -> None:
    """Sign in on a browser that knows no passkey, with a code of the sheet."""
    _give_password(page)
    page.get_by_role("link", name="Helyreállító kódot használok").click()
    page.locator("[name=code]").fill(code)
    press(page, "Belépés")
    expect(page).to_have_url(re.compile("/fiok/$"))
    press(page, "Kilépés")


def _find_no_way_in(page: Page) -> None:
    """Come as far as the second step without anything to take it with; be sent to the office."""
    _give_password(page)
    page.locator("[name=code]").fill("123456")
    press(page, "Belépés")
    expect(page.get_by_role("heading", name="Második lépés")).to_be_visible()
    expect(page.get_by_text("Menjen be érvényes okmányával bármelyik okmányirodába.")).to_be_visible()


def _ask_at_the_desk(clerk: Page, record: str) -> None:
    clerk.goto(record)
    clerk.get_by_role("link", name="Újrakezdés").click()
    clerk.locator("[name=document_number]").fill("000001ZZ")
    clerk.keyboard.press("Enter")
    expect(clerk.locator(".kapu-verdict")).to_be_visible()
    clerk.locator("[name=address_card_number]").fill("000006ZZ")
    clerk.locator("[name=same_person]").check()
    assert_accessible(clerk, title="Újrakezdés")
    clerk.locator("[name=step][value=ask]").click()
    expect(clerk.get_by_role("heading", name="Megerősítésre vár")).to_be_visible()


def _approve(colleague: Page) -> None:
    sign_in_at_the_desk(colleague, "ugyintezo2")
    colleague.goto("/ugyintezo/jovahagyas/")
    colleague.locator("main a[href*='/jovahagyas/ujrakezdes/']").click()
    colleague.locator("[name=same_person]").check()
    assert_accessible(colleague)
    colleague.locator("[name=step][value=approve]").click()
    expect(colleague.get_by_text("Jóváhagyta az újrakezdést.")).to_be_visible()


def _start_over(page: Page, world: World) -> None:
    """Set a new password with the mailed code; the gate is the same, with the password alone."""
    page.goto("/elfelejtett-jelszo/uj/")
    page.locator("[name=username]").fill(USERNAME)
    page.locator("[name=code]").fill(code_in(world.letter()))
    for name in ("password", "password_again"):
        page.locator(f"[name={name}]").fill(NEW_PASSWORD)
    page.locator("main button[type=submit]").click()
    expect(page).to_have_url(re.compile("/elfelejtett-jelszo/kesz/"))
    _give_password(page, NEW_PASSWORD)
    expect(page).to_have_url(re.compile("/fiok/$"))
    _see_level(page, LOW)


def test_a_gate_through_everything_that_is_lost(browser: Browser, world: World) -> None:
    running = world.running
    with new_context(browser, running) as desk, new_context(browser, running) as home:
        clerk, page = desk.new_page(), home.new_page()
        sign_in_at_the_desk(clerk)
        register_by_keyboard(clerk, "000001ZZ", "000006ZZ", USERNAME)
        record = clerk.url.replace("/igazolas/", "/kapu/")
        _activate(page, world)
        _, codes = _strengthened(page, world)

    with new_context(browser, running) as elsewhere:  # passkey and authenticator are lost
        page = elsewhere.new_page()
        _recover_with_a_code(page, codes[0])
        _find_no_way_in(page)  # now the codes are lost too

    world.wait(timedelta(days=1))
    with new_context(browser, running) as desk, new_context(browser, running) as next_desk:
        clerk = desk.new_page()
        sign_in_at_the_desk(clerk)
        _ask_at_the_desk(clerk, record)
        _approve(next_desk.new_page())
    assert "újrakezd" in world.letter().lower()

    world.wait(timedelta(days=1))
    with new_context(browser, running) as elsewhere:
        _start_over(elsewhere.new_page(), world)
