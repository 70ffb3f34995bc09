# SPDX-License-Identifier: EUPL-1.2
"""Requests that no browser sends: each is refused cleanly, soon, and with the headers of every answer."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.test import Client

from tests import builders
from tests.pages.clerk.desk import sign_in
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PUBLIC_FORMS = (
    "/aktivalas/",
    "/belepes/",
    "/elfelejtett-jelszo/",
    "/elfelejtett-jelszo/uj/",
    "/ugyintezo/belepes/",
)
FIELDS = ("username", "email", "code", "password", "password_again", "next")
STRANGE = {"nul": quote("ab\0cdefghij"), "half a pair": "abc%ED%A0%80defghij", "broken": "abc%ff%fedefghij"}


@pytest.fixture
def client() -> Client:
    """Return a browser that gets to see what visitors would: pages, not exceptions."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["/", "/nincs/", "/aktivalas/", "/ugyintezo/", "/healthz"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_too_many_parameters_are_a_bad_request(client: Client, address: str, method: str) -> None:
    answer = client.generic(method, f"{address}?{'&'.join(['a=1'] * 300)}")

    assert answer.status_code == 400
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", PUBLIC_FORMS)
@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_characters_that_no_database_takes_are_refused(client: Client, address: str, text: str) -> None:
    body = "&".join(f"{name}={text}" for name in FIELDS)

    asked = client.get(f"{address}?{body}")
    sent = client.post(address, body, content_type=FORM)

    assert (asked.status_code, sent.status_code) == (200, 422)


@pytest.mark.parametrize("address", ["/aktivalas/", "/elfelejtett-jelszo/uj/"])
def test_a_username_of_a_hundred_thousand_accents_costs_nothing(client: Client, address: str) -> None:
    typed = {
        "username": "a" + "\u0301\u0316" * 50_000,
        "code": "7KQM-4T2X-9HCD-E3VB",
        "password": builders.PASSWORD,
        "password_again": builders.PASSWORD,
    }
    begun = steady()

    answer = client.post(address, typed)

    assert answer.status_code == 422
    assert steady() - begun < 2


@pytest.mark.parametrize("code", ["%00", "%ED%A0%80", "BP-01%00"])
def test_an_office_of_an_impossible_code_is_unknown(client: Client, code: str) -> None:
    builders.clerk("uzemelteto1", role=Role.OPERATOR)
    sign_in(client, "uzemelteto1")

    assert client.get(f"/uzemeltetes/irodak/{code}/").status_code == 404
