# SPDX-License-Identifier: EUPL-1.2
"""Everybody at every door: what belongs to one role is shut to all others, whatever the method."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock, clock
from tests.house.public_routes import BOUND, DEVELOPMENT_ONLY, FOR_SERVICES, PUBLIC, SCRIPTED
from tests.house.test_routes import GUARDED, ROUTES, address
from tests.pages.citizen.owners import give_password
from tests.pages.clerk.desk import sign_in
from ugyfelkapu.staff.rights import Role

__all__ = ["clock"]

pytestmark = pytest.mark.django_db

CITIZEN: Final = "citizen"
AREAS: Final = {
    "fiok/": frozenset({CITIZEN}),
    "ugyintezo/": frozenset({Role.CLERK, Role.SUPERVISOR}),
    "uzemeltetes/": frozenset({Role.OPERATOR, Role.AUDITOR}),
}
"""Who has anything to look for below an address; tests/pages/operator/test_rights.py says what of it."""
EVERYBODY: Final = (CITIZEN, *Role)
SIGN_IN: Final = re.compile(r"^/(?:ugyintezo/|uzemeltetes/)?belepes/")
AWAY: Final = {302, 303}
HELD: Final = frozenset(
    {
        *("biztonsag/<str:token>/", "regisztracio/ideiglenes/igazolas.pdf"),
        *("proba/<str:token>/", "proba/kesz/"),
        *(f"regisztracio/alairassal/nyilatkozat.{kind}" for kind in ("pdf", "xml")),
    }
)
"""What opens to whoever holds a letter's link or a sealed cookie, signed in or not."""
SIGNING_OUT: Final = frozenset({"kilepes/", "ugyintezo/kilepes/", "uzemeltetes/kilepes/"})
HEADERS: Final = (
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
)


@pytest.fixture(autouse=True)
def _standing_clock(clock: Clock) -> None:
    """Let every test begin at the same moment."""


def _browser(who: str, *, strict: bool = False) -> Client:
    browser = Client(enforce_csrf_checks=strict)
    browser.handler.enforce_csrf_checks = False
    if who == CITIZEN:
        give_password(browser, builders.activated_gate())
    else:
        builders.clerk("valaki", role=Role(who))
        sign_in(browser, "valaki")
    browser.handler.enforce_csrf_checks = strict
    return browser


def _area(route: str) -> str:
    return next((area for area in AREAS if route.startswith(area)), "")


def _guarded() -> list[str]:
    open_to_all = PUBLIC | SCRIPTED | BOUND | FOR_SERVICES | SIGNING_OUT | HELD
    return [route for route in ROUTES if route not in open_to_all and not route.startswith(DEVELOPMENT_ONLY)]


def _shut(browser: Client, method: str, route: str) -> bool:
    ask: Callable[..., object] = getattr(browser, method)
    answer = ask(address(route))
    status = int(getattr(answer, "status_code", 0))
    return status in GUARDED or (status in AWAY and bool(SIGN_IN.match(getattr(answer, "url", ""))))


def test_every_guarded_address_belongs_to_somebody() -> None:
    assert set(ROUTES) >= HELD
    assert [route for route in _guarded() if not _area(route)] == []


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
@pytest.mark.parametrize("who", EVERYBODY)
def test_what_belongs_to_others_is_shut(who: str, method: str) -> None:
    browser = _browser(who)
    others = [route for route in _guarded() if who not in AREAS[_area(route)]]

    opened = [route for route in others if not _shut(browser, method, route)]

    assert others
    assert opened == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_form_is_heard_without_the_token_of_its_page(who: str) -> None:
    browser = _browser(who, strict=True)
    own = [route for route in _guarded() if who in AREAS[_area(route)]]

    heard = [route for route in own if browser.post(address(route)).status_code not in {403, 404, 405}]

    assert own
    assert heard == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_form_of_another_site_is_heard(who: str) -> None:
    browser = _browser(who, strict=True)
    token = browser.get("/belepes/").cookies.get("csrftoken")
    token = token or next(iter(cookie for name, cookie in browser.cookies.items() if "csrf" in name))
    sent = {"csrfmiddlewaretoken": token.value}
    own = [route for route in _guarded() if who in AREAS[_area(route)]]

    heard = [
        route
        for route in own
        if browser.post(address(route), sent, headers={"Origin": "https://elsewhere.example"}).status_code
        not in {403, 404, 405}
    ]

    assert heard == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_private_pages_are_kept_by_nobody_and_say_what_browsers_may_do(who: str) -> None:
    browser = _browser(who)
    own = [route for route in _guarded() if who in AREAS[_area(route)]]

    answers = {route: browser.get(address(route)) for route in own}

    for route, answer in answers.items():
        assert answer.headers["Cache-Control"] == "no-store", route
        assert answer.headers["X-Content-Type-Options"] == "nosniff", route
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"], route
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], route
        assert not [name for name in HEADERS if name not in answer.headers], route
