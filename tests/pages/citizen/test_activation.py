# SPDX-License-Identifier: EUPL-1.2
"""``/aktivalas/``: who may know learns why a code is refused, strangers all read the same."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.reading import alike
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.codes import for_reading, make_code
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about, latest_entries

pytestmark = pytest.mark.django_db

PAGE = "/aktivalas/"


def typed(username: str, code: str, password: str = builders.PASSWORD, again: str = "") -> dict[str, str]:
    """Return a filled-in form."""
    return {
        "username": username,
        "code": code,
        "password": password,
        "password_again": again or password,
    }


def test_the_right_pair_activates_and_signs_nobody_in(client: Client) -> None:
    gate = builders.registered_gate()

    answer = client.post(PAGE, typed(gate.username, for_reading(gate.code)))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/aktivalas/kesz/")
    assert "kapu-session" not in client.cookies
    assert entries_about(gate.id)[0].event == "AccountActivated"
    assert "Megnyílt az ügyfélkapuja" in client.get("/aktivalas/kesz/").text


@pytest.mark.parametrize(
    "write", [str.lower, for_reading, lambda code: code.replace("0", "O"), " {} ".format]
)
def test_a_code_may_be_typed_as_it_is_read(client: Client, write: object) -> None:
    gate = builders.registered_gate()
    assert callable(write)

    answer = client.post(PAGE, typed(gate.username.upper(), str(write(gate.code))))

    assert answer.status_code == 303


def test_the_link_in_a_letter_fills_in_the_code_and_changes_nothing(client: Client) -> None:
    gate = builders.registered_gate()
    before = len(latest_entries())

    answer = client.get(f"{PAGE}?code={for_reading(gate.code)}")

    assert f'value="{for_reading(gate.code)}"' in answer.text
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "strict-origin"}  # never path and query
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(latest_entries()) == before


def test_a_slip_of_the_finger_counts_nowhere(client: Client) -> None:
    gate = builders.registered_gate()
    last = "0" if gate.code[-1] != "0" else "1"

    answers = [client.post(PAGE, typed(gate.username, gate.code[:-1] + last)) for _ in range(12)]

    assert {answer.status_code for answer in answers} == {422}
    assert "Elírás van a kódban" in answers[0].text
    assert client.post(PAGE, typed(gate.username, gate.code)).status_code == 303


def test_a_wrong_code_looks_the_same_for_a_gate_and_for_nobody(client: Client) -> None:
    gate = builders.registered_gate("aaaa.bbbb")
    code = make_code()

    known = client.post(PAGE, typed(gate.username, code))
    unknown = client.post(PAGE, typed("cccc.dddd", code))
    foreign = client.post(PAGE, typed("cccc.dddd", gate.code))
    impossible = client.post(PAGE, typed("!!! ???", code))

    assert alike(known, gate.username, code) == alike(unknown, "cccc.dddd", code)
    assert alike(known, gate.username, code) == alike(foreign, "cccc.dddd", gate.code)
    assert alike(known, gate.username, code) == alike(impossible, "!!! ???", code)
    assert known.status_code == 422
    assert "A felhasználónév vagy a kód nem jó. Írja be újra, ahogy a levélben áll." in known.text


def test_an_erased_registration_looks_like_none(client: Client, clock: Clock) -> None:
    gate = builders.registered_gate("aaaa.bbbb")
    clock.forward(days=61)

    lapsed = client.post(PAGE, typed(gate.username, gate.code))
    unknown = client.post(PAGE, typed("cccc.dddd", gate.code))

    assert alike(lapsed, gate.username) == alike(unknown, "cccc.dddd")


def test_an_expired_code_says_until_when_a_new_one_can_be_asked_for(client: Client, clock: Clock) -> None:
    gate = builders.registered_gate()
    clock.forward(days=6)

    answer = client.post(PAGE, typed(gate.username, gate.code))

    assert answer.status_code == 409
    assert "Ez a kód lejárt" in answer.text
    assert "2027. január 22.," in answer.text
    assert 'href="/elfelejtett-jelszo/"' in answer.text


def test_an_expired_code_tells_a_stranger_nothing(client: Client, clock: Clock) -> None:
    gate = builders.registered_gate("aaaa.bbbb")
    clock.forward(days=6)

    answer = client.post(PAGE, typed("cccc.dddd", gate.code))

    assert answer.status_code == 422
    assert "lejárt" not in answer.text.replace("Lejárt a kód", "")


def test_a_used_code_sends_its_owner_to_sign_in(client: Client) -> None:
    gate = builders.activated_gate()

    answer = client.post(PAGE, typed(gate.username, gate.code, builders.OTHER_PASSWORD))

    assert answer.status_code == 409
    assert "Ezzel a kóddal már aktiválta a kapuját. Lépjen be a jelszavával." in answer.text
    assert 'href="/belepes/"' in answer.text


def test_a_replaced_code_names_the_newer_letter(client: Client) -> None:
    gate = builders.registered_gate()
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=builders.AT)

    answer = client.post(PAGE, typed(gate.username, gate.code))
    newest = client.post(PAGE, typed(gate.username, builders.code_for(gate.id)))

    assert answer.status_code == 409
    assert "A legutóbbi levélben álló kódot írja be." in answer.text
    assert newest.status_code == 303


def test_a_code_guessed_at_ten_times_is_dead_and_its_owner_is_told(client: Client) -> None:
    gate = builders.registered_gate()
    for _ in range(10):
        client.post(PAGE, typed(gate.username, make_code()))

    owner = client.post(PAGE, typed(gate.username, gate.code))
    stranger = client.post(PAGE, typed("cccc.dddd", gate.code))

    assert owner.status_code == 409
    assert "Tízszer próbálták rossz adatokkal" in owner.text
    assert stranger.status_code == 422


def test_a_code_guessed_at_nine_times_still_works(client: Client) -> None:
    gate = builders.registered_gate()
    for _ in range(9):
        client.post(PAGE, typed(gate.username, make_code()))

    answer = client.post(PAGE, typed(gate.username, gate.code))

    assert answer.status_code == 303


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("kilenc kr", "Ez a jelszó túl rövid. Legalább 10 karakter kell."),
        ("kerek asztal " * 20, "Ez a jelszó túl hosszú. Legfeljebb 256 karakter lehet."),
        ("password123", "Ezt a jelszót könnyű kitalálni. Válasszon másikat."),
        ("aaaaaaaaaaaa", "Ezt a jelszót könnyű kitalálni. Válasszon másikat."),
        ("Ügyfélkapu2026", "Ez a jelszó a saját adataiból vagy a szolgáltatás nevéből áll."),
        ("Hódmezővásárhely1", "Ez a jelszó a saját adataiból vagy a szolgáltatás nevéből áll."),
    ],
)
def test_a_bad_password_says_why_and_leaves_the_code_usable(
    client: Client, password: str, message: str
) -> None:
    gate = builders.registered_gate()

    refused = client.post(PAGE, typed(gate.username, gate.code, password))
    again = client.post(PAGE, typed(gate.username, gate.code))

    assert refused.status_code == 422
    assert message in refused.text
    assert f'value="{gate.username}"' in refused.text
    assert f'value="{gate.code}"' in refused.text
    assert password not in refused.text
    assert again.status_code == 303


def test_a_password_of_the_owners_data_tells_a_stranger_nothing(client: Client) -> None:
    builders.registered_gate("aaaa.bbbb")
    code = make_code()

    known = client.post(PAGE, typed("aaaa.bbbb", code, "Hódmezővásárhely1"))
    unknown = client.post(PAGE, typed("cccc.dddd", code, "Hódmezővásárhely1"))

    assert alike(known, "aaaa.bbbb") == alike(unknown, "cccc.dddd")


def test_two_passwords_that_differ_are_asked_for_again(client: Client) -> None:
    gate = builders.registered_gate()

    answer = client.post(PAGE, typed(gate.username, gate.code, again=builders.OTHER_PASSWORD))

    assert answer.status_code == 422
    assert "A két jelszó eltér. Írja be őket újra." in answer.text


def test_an_empty_form_says_what_each_answer_is(client: Client) -> None:
    answer = client.post(PAGE, {})

    assert answer.status_code == 422
    assert "<title>Hiba: Aktiválás – Ügyfélkapu</title>" in answer.text
    for message in ("Írja be a felhasználónevét", "Írja be a levélben álló kódot", "Válasszon jelszót"):
        assert answer.text.count(message) == 2, message


def test_an_address_proved_by_another_meanwhile_is_corrected_at_an_office(client: Client) -> None:
    first = builders.registered_gate(email="kozos@example.com")
    second = builders.registered_gate(email="kozos@example.com")
    accounts.activate(
        first.username,
        code=first.code,
        password=new_password(builders.PASSWORD),
        by=STRANGER,
        at=builders.AT,
    )

    answer = client.post(PAGE, typed(second.username, second.code))

    assert answer.status_code == 409
    assert "okmányirodá" in answer.text


@pytest.mark.once
def test_many_wrong_codes_from_one_network_are_not_heard_for_a_while(client: Client, clock: Clock) -> None:
    gate = builders.registered_gate()
    for _ in range(100):
        client.post(PAGE, typed("cccc.dddd", make_code()))

    refused = client.post(PAGE, typed(gate.username, gate.code))
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").get(PAGE)
    clock.forward(minutes=6)
    later = client.post(PAGE, typed(gate.username, gate.code))

    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == 300
    assert "10:47" in refused.text
    assert elsewhere.status_code == 200
    assert later.status_code == 303


def test_a_lost_cookie_gets_a_kind_page_and_changes_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    gate = builders.registered_gate()

    answer = client.post(PAGE, typed(gate.username, gate.code))

    assert answer.status_code == 403
    assert "Ügyfélkapu" in answer.text
    assert entries_about(gate.id)[0].event == "CodeIssued"
