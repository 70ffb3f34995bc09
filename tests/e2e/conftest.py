# SPDX-License-Identifier: EUPL-1.2
"""The product and a browser for the journeys: one of each for all of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.servers import Premises, Product, demo_service, prepare, product

_networks = count(1)
"""Every browser comes from a network of its own: what networks are counted for is counted for each."""
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser")
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
    "--no-pings",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
]


def chromium() -> str:
    """Return where Debian's Chromium is."""
    found = [path for path in CHROMIUM if Path(path).exists()]
    place = found[0] if found else shutil.which("chromium")
    if place is None:
        pytest.fail("Chromium is needed: install the package chromium")
    return place


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """Return the running product, with demo data and the worker."""
    folder = tmp_path_factory.mktemp("gate")
    premises = Premises(f"sqlite:///{folder / 'gate.sqlite3'}", folder / "state")
    prepare(premises)
    with product(premises, worker=True, processes=2, UGYFELKAPU_TRUSTED_PROXIES="1") as running:
        yield running


@pytest.fixture(scope="session")
def demo(gate: Product) -> Iterator[str]:
    """Return the address of the demo service that runs beside the product."""
    with demo_service(gate) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a browser that talks to nobody but the product."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield opened
        opened.close()


def new_context(browser: Browser, gate: Product, *, script: bool = True) -> BrowserContext:
    """Return a browser of somebody's own: no cookies, a network that nobody else has."""
    return browser.new_context(
        base_url=gate.urls[0],
        java_script_enabled=script,
        locale="hu-HU",
        extra_http_headers={"X-Forwarded-For": f"10.0.{next(_networks)}.1"},
        timezone_id="Europe/Budapest",
        viewport={"width": 1280, "height": 900},
    )


@pytest.fixture
def page(browser: Browser, gate: Product) -> Iterator[Page]:
    """Return a fresh page; an error in its console fails the test."""
    context = new_context(browser, gate, script=True)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


@pytest.fixture
def no_script_page(browser: Browser, gate: Product) -> Iterator[Page]:
    """Return a fresh page without script."""
    context = new_context(browser, gate, script=False)
    yield context.new_page()
    context.close()


def assert_accessible(page: Page, *, title: str = "", language: str = "hu") -> None:
    """Find nothing to mend with axe, one heading of the first rank, a title and the language."""
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_count(1)
    assert page.title().strip(), f"{page.url} has no title"
    assert title in page.title()
    assert page.locator("html").get_attribute("lang") == language
    results = Axe().run(page)
    assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"


def assert_no_sideways_scroll(page: Page) -> None:
    """Nothing sticks out to the right."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
        page.url
    )
