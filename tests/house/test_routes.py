# SPDX-License-Identifier: EUPL-1.2
"""Every address asks who you are, unless it stands on the short public list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from tests.house.public_routes import BOUND, DEVELOPMENT_ONLY, FOR_SERVICES, PUBLIC, SCRIPTED

SAMPLES = {"uuid": str(UUID(int=1)), "int": "1", "slug": "sehol", "str": "sehol", "path": "sehol"}
GUARDED = {401, 403, 404, 405}
SIGN_IN = re.compile(r"/belepes/")


def _routes(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in found:
        assert isinstance(one.pattern, RoutePattern), f"{one.pattern}: write it with path()"
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        else:
            yield route


def address(route: str) -> str:
    """Return an address that a route stands for."""
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda match: SAMPLES.get(match[1] or "str", "sehol"), route)


ROUTES = sorted(set(_routes(get_resolver().url_patterns)))
GUARDED_ROUTES = [
    route
    for route in ROUTES
    if route not in PUBLIC | SCRIPTED | BOUND | FOR_SERVICES and not route.startswith(DEVELOPMENT_ONLY)
]


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED_ROUTES)
def test_a_stranger_is_sent_to_sign_in_or_away(route: str, client: Client) -> None:
    answer = client.get(address(route))

    sent_to_sign_in = answer.status_code in {302, 303} and SIGN_IN.search(answer.headers["Location"])
    assert sent_to_sign_in or answer.status_code in GUARDED, f"{route} answered {answer.status_code}"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("route", GUARDED_ROUTES)
def test_a_stranger_can_change_nothing(route: str, client: Client) -> None:
    answer = client.post(address(route))

    sent_to_sign_in = answer.status_code in {302, 303} and SIGN_IN.search(answer.headers["Location"])
    went_home = answer.status_code in {302, 303} and answer.headers["Location"] == "/"
    assert sent_to_sign_in or went_home or answer.status_code in GUARDED, f"{route}: {answer.status_code}"


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(PUBLIC & set(ROUTES)))
def test_a_public_page_opens(route: str, client: Client) -> None:
    answer = client.get(address(route), HTTP_HOST="localhost")

    assert answer.status_code in {200, 302, 303}


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(SCRIPTED))
def test_what_a_script_asks_opens_nothing_for_nothing(route: str, client: Client) -> None:
    asked, sent = client.get(address(route)), client.post(address(route))

    assert asked.status_code == 405
    assert sent.headers["Content-Type"] == "application/json"
    assert not sent.cookies


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(BOUND))
def test_what_was_begun_elsewhere_goes_on_nowhere_else(route: str, client: Client) -> None:
    asked, sent = client.get(address(route)), client.post(address(route))

    assert (asked.status_code, sent.status_code) == (409, 409)


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("route", sorted(FOR_SERVICES))
def test_what_services_ask_gives_strangers_nothing(route: str, client: Client) -> None:
    asked, sent = client.get(address(route)), client.post(address(route))

    assert asked.status_code in {200, 302, 400, 401, 405}, route
    assert sent.status_code in {400, 401, 405, 415}, route
    assert not [name for name, cookie in client.cookies.items() if cookie.value]


def test_the_list_of_what_services_ask_is_whole() -> None:
    ours = {route for route in ROUTES if route.startswith(("oidc/", ".well-known/"))}

    assert ours <= FOR_SERVICES <= set(ROUTES)


def test_the_public_list_names_no_address_that_is_gone() -> None:
    assert not PUBLIC - set(ROUTES) - {"uzemeltetes/belepes/"}
