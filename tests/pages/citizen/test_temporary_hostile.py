# SPDX-License-Identifier: EUPL-1.2
"""What no browser sends to the pages of a temporary gate, and what its cookies are kept from."""

from __future__ import annotations

import base64
from random import Random
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.pages.citizen.electronic import (
    CHECK,
    DONE,
    DRAFT_COOKIE,
    FORM,
    OPENED_COOKIE,
    SLIP,
    answers,
    fill,
    gates,
    opened,
    send,
)
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.vault.cipher import seal

pytestmark = pytest.mark.django_db

NAMES = "/regisztracio/felhasznalonev/"
URLENCODED = "application/x-www-form-urlencoded"
STRANGE = {
    "nul": "ab\0cdef",
    "half a pair": "abc\ud800def",
    "backwards": "abc\u202edef",
    "markup": "<b>'\"&{{",
}
FIELDS = tuple(answers())
COOKIES = (DRAFT_COOKIE, OPENED_COOKIE)


@pytest.fixture
def client() -> Client:
    """Return a browser that gets to see what visitors would: pages, not exceptions."""
    return Client(raise_request_exception=False)


def posted(client: Client, body: str) -> int:
    """Send a body as it is; return the status."""
    return client.post(FORM, body, content_type=URLENCODED).status_code


# ------------------------------------------------------------------ fields


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("text", STRANGE.values(), ids=STRANGE)
def test_strange_characters_are_an_answer_to_correct(client: Client, name: str, text: str) -> None:
    body = urlencode({**answers(), name: text}, errors="surrogatepass")

    answer = client.post(FORM, body, content_type=URLENCODED)

    if (
        text == STRANGE["backwards"] and answer.status_code == 303
    ):  # invisible characters come with pasted text
        assert name.endswith(("name", "names", "place"))
        return
    assert answer.status_code == 422
    assert DRAFT_COOKIE not in answer.cookies


@pytest.mark.parametrize("name", FIELDS)
def test_an_answer_of_nearly_a_million_characters_costs_little(client: Client, name: str) -> None:
    client.get(FORM)
    begun = steady()

    answer = client.post(FORM, answers(**{name: "á" * 150_000}))

    assert answer.status_code == 422
    assert steady() - begun < 5


def test_more_than_a_form_holds_is_a_bad_request(client: Client) -> None:
    assert posted(client, "family_name=" + "a" * 1_000_001) == 400
    assert posted(client, "&".join(["family_name=a"] * 300)) == 400


def test_of_an_answer_given_twice_the_last_one_counts(client: Client) -> None:
    typed = answers()

    assert posted(client, "family_name=%00&" + urlencode(typed)) == 303
    assert posted(client, urlencode(typed) + "&family_name=%00") == 422


def test_no_answers_at_all_are_told_field_by_field(client: Client) -> None:
    answer = client.post(FORM)

    assert answer.status_code == 422
    for target in ("family-name", "birth-place", "birth-date-2", "citizenship", "username", "email"):
        assert f'href="#{target}"' in answer.text


@pytest.mark.parametrize(
    "query", ["", "?username=", "?username=%00", "?username=%ED%A0%80", "?username=<b>", "?other"]
)
def test_a_name_that_cannot_be_one_is_told_so(client: Client, query: str) -> None:
    answer = client.get(NAMES + query)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", [NAMES, DONE, SLIP])
def test_pages_that_only_tell_take_no_post(client: Client, address: str) -> None:
    assert client.post(address).status_code == 405


def test_without_the_token_of_its_form_nothing_is_sent() -> None:
    client = Client(enforce_csrf_checks=True)
    before = gates()

    assert (client.post(FORM, answers()).status_code, client.post(CHECK).status_code) == (403, 403)
    assert gates() == before


# ------------------------------------------------------------------ cookies


@pytest.mark.parametrize("name", COOKIES)
@pytest.mark.parametrize("address", [FORM, CHECK, DONE, SLIP])
@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "A" * 4096,
        "\u00c5\u0091",
        "=",
        base64.urlsafe_b64encode(b"\0" * 64).decode(),
        base64.urlsafe_b64encode(seal(b"nothing packed", context="another purpose")).decode(),
    ],
    ids=["empty", "short", "long", "letters", "padding", "zeros", "sealed for another purpose"],
)
def test_a_made_up_cookie_is_none(client: Client, name: str, address: str, value: str) -> None:
    empty = client.get(address)
    client.cookies[name] = value

    answer = client.get(address)

    assert answer.status_code == empty.status_code < 500
    assert answer.headers.get("Location") == empty.headers.get("Location")


@pytest.mark.parametrize("place", [0, 8, 20, -1])
def test_one_changed_bit_makes_a_cookie_worthless(client: Client, place: int) -> None:
    opened(client)
    sealed = bytearray(base64.urlsafe_b64decode(client.cookies[OPENED_COOKIE].value))
    sealed[place] ^= 1
    client.cookies[OPENED_COOKIE] = base64.urlsafe_b64encode(sealed).decode()

    assert client.get(DONE).headers["Location"] == FORM
    assert client.get(SLIP).status_code == 404


def test_a_draft_is_no_key_to_a_done_page(client: Client) -> None:
    opened(client)
    fill(client)
    thief = Client()
    thief.cookies[OPENED_COOKIE] = client.cookies[DRAFT_COOKIE].value

    assert thief.get(DONE).headers["Location"] == FORM


@pytest.mark.parametrize("https", [False, True])
def test_both_cookies_are_kept_from_scripts_other_sites_and_open_lines(
    client: Client, settings: Settings, https: bool
) -> None:
    settings.SECURE = https
    filled, sent = fill(client), send(client)

    draft, key, forgotten = (
        filled.cookies[DRAFT_COOKIE],
        sent.cookies[OPENED_COOKIE],
        sent.cookies[DRAFT_COOKIE],
    )
    for cookie in (draft, key, forgotten):
        assert (cookie["httponly"] or cookie is forgotten, cookie["samesite"]) == (True, "Lax")
        assert cookie["path"] == "/regisztracio/"
        assert bool(cookie["secure"]) is https
    assert draft["max-age"] == key["max-age"] == ""
    assert (forgotten.value, forgotten["max-age"]) == ("", 0)


def test_a_cookie_grows_no_longer_than_browsers_keep(client: Client) -> None:
    wide = "".join(map(chr, Random(7).sample(range(0x20000, 0x2A600), 1050)))
    parts = [name for name in FIELDS if name.endswith(("_name", "_names", "_place"))]
    kept = []
    for letters in range(30, 151, 5):
        texts = {name: wide[150 * place :][:letters] for place, name in enumerate(parts)}
        answer = fill(client, **texts)
        if answer.status_code == 422:
            break
        kept.append(len(answer.cookies[DRAFT_COOKIE].value))

    assert answer.status_code == 422
    assert kept == sorted(kept)
    assert 3000 < kept[-1] <= 4096 - len(f"{DRAFT_COOKIE}=")
