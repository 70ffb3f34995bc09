# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out at the desk, and who may enter its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from tests import builders
from tests.pages.clerk.desk import NEW, WHOLE, gates, look_up, register, sign_in
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.staff.rights import Role
from ugyfelkapu.staff.services import disable

pytestmark = pytest.mark.django_db
SIGN_IN = "/ugyintezo/belepes/"


@pytest.mark.parametrize(
    ("role", "home"),
    [
        (Role.CLERK, "/ugyintezo/"),
        (Role.SUPERVISOR, "/ugyintezo/"),
        (Role.OPERATOR, "/uzemeltetes/"),
        (Role.AUDITOR, "/uzemeltetes/"),
    ],
)
def test_everybody_comes_in_here_and_goes_where_they_work(client: Client, role: Role, home: str) -> None:
    builders.clerk("valaki", role=role)

    answer = client.post(SIGN_IN, {"username": "valaki", "password": builders.STAFF_PASSWORD})

    assert (answer.status_code, answer.headers["Location"]) == (303, home)
    cookie = answer.cookies[settings.STAFF_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client) -> None:
    builders.clerk("valaki")

    wrong = client.post(SIGN_IN, {"username": "valaki", "password": "nem ez az"})
    unknown = client.post(SIGN_IN, {"username": "senki", "password": "nem ez az"})

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert "A felhasználónév vagy a jelszó nem jó." in wrong.text
    assert "A felhasználónév vagy a jelszó nem jó." in unknown.text
    assert settings.STAFF_COOKIE not in client.cookies


def test_guessing_is_locked_and_the_page_says_until_when(client: Client) -> None:
    builders.clerk("valaki")
    for _ in range(5):
        client.post(SIGN_IN, {"username": "valaki", "password": "nem ez az"})

    locked = client.post(SIGN_IN, {"username": "valaki", "password": builders.STAFF_PASSWORD})

    assert locked.status_code == 429
    assert locked.headers["Retry-After"]
    assert "11:12" in locked.text


def test_a_stranger_comes_back_after_signing_in(client: Client) -> None:
    builders.clerk("valaki")

    asked = client.get(NEW)
    form = {"username": "valaki", "password": builders.STAFF_PASSWORD, "next": NEW}
    signed_in = client.post(SIGN_IN, form)

    assert asked.headers["Location"] == f"{SIGN_IN}?next=%2Fugyintezo%2Fuj%2F"
    assert signed_in.headers["Location"] == NEW


@pytest.mark.parametrize(
    "back",
    ["https://example.com/", "//example.com/ugyintezo/", "/\\example.com", "javascript:alert(1)", "/fiok/"],
)
def test_signing_in_never_leads_elsewhere(client: Client, back: str) -> None:
    builders.clerk("valaki")

    form = {"username": "valaki", "password": builders.STAFF_PASSWORD, "next": back}
    answer = client.post(SIGN_IN, form)

    assert answer.headers["Location"] == "/ugyintezo/"


def test_signing_in_again_ends_the_session_before(client: Client) -> None:
    builders.clerk("valaki")
    sign_in(client, "valaki")
    first = client.cookies[settings.STAFF_COOKIE].value
    sign_in(client, "valaki")

    client.cookies[settings.STAFF_COOKIE] = first

    assert client.get(NEW).status_code == 303


def test_signing_out_ends_the_session(desk: Client) -> None:
    old = desk.cookies[settings.STAFF_COOKIE].value

    answer = desk.post("/ugyintezo/kilepes/")
    desk.cookies[settings.STAFF_COOKIE] = old

    assert answer.headers["Location"] == SIGN_IN
    assert desk.get(NEW).headers["Location"].startswith(SIGN_IN)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
@pytest.mark.parametrize(
    "path",
    ["", "uj/", "kereses/", "jovahagyas/", "felhasznalonev/", "kapu/00000000-0000-0000-0000-000000000001/"],
)
def test_who_runs_the_house_opens_no_page_of_the_desk(
    browser_of: Callable[..., Client], role: Role, path: str
) -> None:
    browser = browser_of("valaki", role=role)

    answer = browser.get(f"/ugyintezo/{path}")

    assert answer.status_code == 403


def test_a_clerk_disabled_on_the_way_registers_nobody(desk: Client) -> None:
    look_up(desk, **WHOLE)
    disable("ugyintezo1", by=COMMAND_LINE, at=builders.AT)

    answer = register(desk, **WHOLE)

    assert answer.headers["Location"].startswith(SIGN_IN)
    assert gates() == 0


def test_a_form_of_another_site_does_nothing(register: object) -> None:
    builders.clerk()
    browser = sign_in(Client(), "ugyintezo1")
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = browser.cookies

    answer = forged.post(NEW, {**WHOLE, "step": "register"})

    assert answer.status_code == 403
