# SPDX-License-Identifier: EUPL-1.2
"""``/belepes/`` and ``/kilepes/``: guesses are counted, and unknown usernames look like known ones."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests import builders
from tests.clock import Clock
from tests.pages.reading import alike
from ugyfelkapu.journal.queries import entries_about

pytestmark = pytest.mark.django_db

PAGE = "/belepes/"
OTHER_NETWORK = "192.0.2.7"


def typed(username: str, password: str = builders.PASSWORD, **more: str) -> dict[str, str]:
    """Return a filled-in form."""
    return {"username": username, "password": password, **more}


def guess(client: Client, username: str, times: int) -> list[int]:
    """Guess wrong; return the statuses."""
    return [client.post(PAGE, typed(username, "nem ez a jelszó")).status_code for _ in range(times)]


def test_the_right_pair_opens_the_gate(client: Client) -> None:
    gate = builders.activated_gate()

    answer = client.post(PAGE, typed(f" {gate.username.upper()} "))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/fiok/")
    assert client.get("/fiok/").status_code == 200


def test_the_cookies_are_kept_from_scripts_and_other_sites(client: Client) -> None:
    gate = builders.activated_gate()

    client.post(PAGE, typed(gate.username))

    session, device = client.cookies["kapu-session"], client.cookies["kapu-device"]
    for cookie in (session, device):
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert session["max-age"] == ""
    assert device["max-age"] == 365 * 24 * 60 * 60


def test_behind_https_the_cookies_are_secure(client: Client, settings: Settings) -> None:
    settings.SECURE = True
    gate = builders.activated_gate()

    client.post(PAGE, typed(gate.username))

    assert client.cookies["kapu-session"]["secure"]
    assert client.cookies["kapu-device"]["secure"]


def test_a_wrong_password_keeps_the_username_and_forgets_the_password(client: Client) -> None:
    gate = builders.activated_gate()

    answer = client.post(PAGE, typed(gate.username, "nem ez a jelszó"))

    assert answer.status_code == 422
    assert "A felhasználónév vagy a jelszó nem jó." in answer.text
    assert f'value="{gate.username}"' in answer.text
    assert "nem ez a jelszó" not in answer.text
    assert "kapu-session" not in client.cookies


def test_every_username_that_cannot_sign_in_looks_the_same(client: Client) -> None:
    active = builders.activated_gate("aaaa.bbbb")
    waiting = builders.registered_gate("eeee.ffff")
    suspended = builders.suspended_gate()

    wrong = client.post(PAGE, typed(active.username, "nem ez a jelszó"))
    unknown = client.post(PAGE, typed("cccc.dddd"))
    not_active = client.post(PAGE, typed(waiting.username))
    cut_off = client.post(PAGE, typed(suspended.username))

    bodies = {
        alike(wrong, active.username),
        alike(unknown, "cccc.dddd"),
        alike(not_active, waiting.username),
        alike(cut_off, suspended.username),
    }
    assert len(bodies) == 1


@pytest.mark.parametrize("known", [True, False])
def test_five_wrong_passwords_in_five_minutes_lock_for_thirty(
    client: Client, clock: Clock, known: bool
) -> None:
    username = builders.activated_gate().username if known else "cccc.dddd"
    statuses = guess(client, username, 5)

    locked = client.post(PAGE, typed(username))
    elsewhere = Client(REMOTE_ADDR=OTHER_NETWORK).post(PAGE, typed(username))
    clock.forward(minutes=29, seconds=59)
    still = client.post(PAGE, typed(username))
    clock.forward(seconds=1)
    again = client.post(PAGE, typed(username))

    assert statuses == [422] * 5
    assert (locked.status_code, elsewhere.status_code, still.status_code) == (429, 429, 429)
    assert locked.headers["Retry-After"] == "1800"
    assert "11:12" in locked.text
    assert again.status_code == (303 if known else 422)


def test_a_lock_looks_the_same_for_a_gate_and_for_nobody(client: Client) -> None:
    gate = builders.activated_gate("aaaa.bbbb")
    guess(client, gate.username, 5)
    guess(client, "cccc.dddd", 5)

    known = client.post(PAGE, typed(gate.username))
    unknown = client.post(PAGE, typed("cccc.dddd"))

    assert alike(known) == alike(unknown)


def test_four_wrong_passwords_lock_nothing(client: Client) -> None:
    gate = builders.activated_gate()
    guess(client, gate.username, 4)

    answer = client.post(PAGE, typed(gate.username))

    assert answer.status_code == 303


def test_five_wrong_passwords_spread_out_lock_nothing(client: Client, clock: Clock) -> None:
    gate = builders.activated_gate()
    for _ in range(5):
        guess(client, gate.username, 1)
        clock.forward(minutes=2)

    answer = client.post(PAGE, typed(gate.username))

    assert answer.status_code == 303


def test_a_second_lock_lasts_twice_as_long(client: Client, clock: Clock) -> None:
    gate = builders.activated_gate()
    guess(client, gate.username, 5)
    clock.forward(minutes=30)
    guess(client, gate.username, 5)

    answer = client.post(PAGE, typed(gate.username))

    assert answer.headers["Retry-After"] == str(60 * 60)


def test_look_alike_spellings_share_one_counter(client: Client) -> None:
    gate = builders.activated_gate("maria.minta")
    spellings = ["maria.minta", "MARIA.MINTA", "m\u0430ria.minta", "rnaria.minta", "mar\u0456a.minta"]
    for spelling in spellings:
        guess(client, spelling, 1)

    answer = client.post(PAGE, typed(gate.username))

    assert answer.status_code == 429


def test_a_known_device_is_not_locked_by_strangers(client: Client) -> None:
    gate = builders.activated_gate()
    client.post(PAGE, typed(gate.username))
    client.post("/kilepes/")
    guess(Client(REMOTE_ADDR=OTHER_NETWORK), gate.username, 5)

    own = client.post(PAGE, typed(gate.username))
    strange = Client(REMOTE_ADDR=OTHER_NETWORK).post(PAGE, typed(gate.username))

    assert own.status_code == 303
    assert strange.status_code == 429


def test_a_known_device_is_locked_by_its_own_guesses(client: Client) -> None:
    gate = builders.activated_gate()
    client.post(PAGE, typed(gate.username))
    guess(client, gate.username, 5)

    own = client.post(PAGE, typed(gate.username))
    elsewhere = Client(REMOTE_ADDR=OTHER_NETWORK).post(PAGE, typed(gate.username))

    assert own.status_code == 429
    assert elsewhere.status_code == 303


def test_a_network_that_guesses_at_many_gates_is_locked_shortly(client: Client) -> None:
    gate = builders.activated_gate()
    for number in range(25):
        guess(client, f"senki.{number}", 4)

    same = client.post(PAGE, typed(gate.username))
    elsewhere = Client(REMOTE_ADDR=OTHER_NETWORK).post(PAGE, typed(gate.username))

    assert (same.status_code, same.headers["Retry-After"]) == (429, "300")
    assert elsewhere.status_code == 303


def test_the_owner_hears_of_a_lock(client: Client) -> None:
    gate = builders.activated_gate()

    guess(client, gate.username, 5)

    assert "sign_in_locked" in builders.kinds_of_letters(gate.id)
    assert entries_about(gate.id)[0].event == "SignInLocked"


@pytest.mark.parametrize(
    ("onward", "place"),
    [
        ("/fiok/", "/fiok/"),
        ("/segitseg/?a=b", "/segitseg/?a=b"),
        ("//evil.example", "/fiok/"),
        ("///evil.example", "/fiok/"),
        ("/\\evil.example", "/fiok/"),
        ("https://evil.example/", "/fiok/"),
        ("javascript:alert(1)", "/fiok/"),
        ("evil.example", "/fiok/"),
        ("/\tevil", "/fiok/"),
        ("", "/fiok/"),
    ],
)
def test_signing_in_leads_to_addresses_of_this_house_only(client: Client, onward: str, place: str) -> None:
    gate = builders.activated_gate()

    page = client.get(PAGE, {"next": onward})
    answer = client.post(PAGE, typed(gate.username, next=onward))

    assert answer.headers["Location"] == place
    assert not re.search(r"<input[^>]*evil", page.text)


def test_whoever_is_signed_in_already_goes_to_their_gate(client: Client) -> None:
    gate = builders.activated_gate()
    client.post(PAGE, typed(gate.username))

    answer = client.get(PAGE)

    assert (answer.status_code, answer.headers["Location"]) == (303, "/fiok/")


def test_signing_in_again_ends_the_session_before(client: Client) -> None:
    gate = builders.activated_gate()
    client.post(PAGE, typed(gate.username))
    first = client.cookies["kapu-session"].value
    client.post(PAGE, typed(gate.username))

    old = Client()
    old.cookies["kapu-session"] = first

    assert client.cookies["kapu-session"].value != first
    assert old.get("/fiok/").status_code == 303
    assert client.get("/fiok/").status_code == 200


def test_a_planted_session_cookie_is_not_taken_over(client: Client) -> None:
    gate = builders.activated_gate()
    client.cookies["kapu-session"] = "planted"

    client.post(PAGE, typed(gate.username))

    assert client.cookies["kapu-session"].value != "planted"


def test_a_signed_out_cookie_is_dead_on_the_server(client: Client) -> None:
    gate = builders.activated_gate()
    client.post(PAGE, typed(gate.username))
    kept = client.cookies["kapu-session"].value

    answer = client.post("/kilepes/")

    old = Client()
    old.cookies["kapu-session"] = kept
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kilepes/kesz/")
    assert client.cookies["kapu-session"].value == ""
    assert old.get("/fiok/").status_code == 303
    assert "Kilépett" in client.get("/kilepes/kesz/").text


def test_signing_out_of_a_dead_session_is_signing_out(client: Client) -> None:
    client.cookies["kapu-session"] = "dead"

    answer = client.post("/kilepes/")

    assert answer.headers["Location"] == "/kilepes/kesz/"
    assert client.cookies["kapu-session"].value == ""


def test_signing_out_needs_a_form(client: Client) -> None:
    gate = builders.activated_gate()
    client.post(PAGE, typed(gate.username))

    answer = client.get("/kilepes/")

    assert answer.status_code == 405
    assert client.get("/fiok/").status_code == 200


def test_signing_out_needs_the_forms_token() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["kapu-session"] = "whatever"

    answer = client.post("/kilepes/")

    assert answer.status_code == 403
