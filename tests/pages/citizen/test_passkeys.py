# SPDX-License-Identifier: EUPL-1.2
"""What ``passkeys.js`` asks and sends: answered in JSON, bound to the browser, opened by the owner alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client

from tests import builders
from tests.authenticators import PRESENT, Passkey, Telling
from tests.builders import AT, BuiltGate
from tests.clock import Clock
from tests.pages.citizen.owners import give_password
from tests.rooms.access.factors import mailed_code, signed_in
from tests.rooms.access.passkeys import add_passkey
from ugyfelkapu.access.models import Factor

pytestmark = pytest.mark.django_db

SIGN_IN = "/belepes/azonositokulcs/"
SECOND_STEP = "/belepes/masodik-lepes/azonositokulcs/"
STEP_UP = "/fiok/megerosites/azonositokulcs/"
ADD = "/fiok/biztonsag/azonositokulcs/"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def gate() -> BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def passkey(gate: BuiltGate) -> Passkey:
    """Return a passkey of that gate, added half an hour ago."""
    before = AT - 30 * MINUTE
    return add_passkey(signed_in(gate, at=before), at=before)


def ask(browser: Client, address: str, **typed: str) -> Any:
    """Ask for what the device is to be asked."""
    return browser.post(f"{address}kerdes/", typed)


def send(browser: Client, address: str, answer: str, **typed: str) -> Any:
    """Send what the device answered."""
    return browser.post(f"{address}valasz/", {"answer": answer, **typed})


def use(browser: Client, address: str, passkey: Passkey, says: Telling | None = None) -> Any:
    """Let a device answer."""
    asked = ask(browser, address)
    assert asked.status_code == 200, asked.content
    return send(browser, address, passkey.answer(asked.content.decode(), says or Telling()))


def test_a_passkey_alone_opens_the_gate(client: Client, passkey: Passkey) -> None:
    answer = use(client, SIGN_IN, passkey)

    assert (answer.status_code, answer.json()) == (200, {})
    assert client.cookies["kapu-session"]["httponly"]
    assert client.get("/fiok/").status_code == 200


def test_a_wrong_answer_is_told_in_words_and_opens_nothing(client: Client, passkey: Passkey) -> None:
    answer = use(client, SIGN_IN, passkey, Telling(flags=PRESENT))

    assert answer.status_code == 422
    assert answer.json()["text"].endswith(".")
    assert "kapu-session" not in client.cookies
    assert client.get("/fiok/").status_code == 303


@pytest.mark.parametrize("answer", ["", "{}", "null", "\0", "x" * 20_000])
def test_nonsense_is_refused_like_a_wrong_answer(client: Client, answer: str) -> None:
    assert send(client, SIGN_IN, answer).status_code == 422


def test_an_answer_from_another_browser_opens_nothing(gate: BuiltGate, passkey: Passkey) -> None:
    thief, victim = Client(), Client()
    for browser in (thief, victim):
        browser.get("/belepes/")
    asked = ask(thief, SIGN_IN).content.decode()

    answer = send(victim, SIGN_IN, passkey.answer(asked))

    assert thief.cookies["kapu-csrf"].value != victim.cookies["kapu-csrf"].value
    assert answer.status_code == 422


def test_without_the_token_of_the_page_nothing_is_heard(passkey: Passkey) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get("/belepes/")

    for address in (SIGN_IN, SECOND_STEP, STEP_UP, ADD):
        assert ask(strict, address).status_code == 403
        assert send(strict, address, "{}").status_code == 403


def test_signing_in_ends_the_session_that_was_there(
    client: Client, gate: BuiltGate, passkey: Passkey
) -> None:
    use(client, SIGN_IN, passkey)
    before = client.cookies["kapu-session"].value

    use(client, SIGN_IN, passkey)

    earlier = Client()
    earlier.cookies["kapu-session"] = before
    assert earlier.get("/fiok/").status_code == 303


def test_a_passkey_is_the_second_step(client: Client, gate: BuiltGate, passkey: Passkey) -> None:
    give_password(client, gate)

    answer = use(client, SECOND_STEP, passkey)

    assert answer.status_code == 200
    assert client.cookies["kapu-half"].value == ""
    assert client.get("/fiok/").status_code == 200


def test_a_wrong_answer_is_no_second_step(client: Client, gate: BuiltGate, passkey: Passkey) -> None:
    give_password(client, gate)

    answer = use(client, SECOND_STEP, passkey, Telling(flags=PRESENT))

    assert answer.status_code == 422
    assert client.get("/fiok/").status_code == 303


def test_the_second_step_needs_the_first(client: Client, passkey: Passkey) -> None:
    assert ask(client, SECOND_STEP).status_code == 409
    assert send(client, SECOND_STEP, "{}").status_code == 409


def test_a_passkey_steps_its_owner_up(client: Client, clock: Clock, passkey: Passkey) -> None:
    use(client, SIGN_IN, passkey)
    clock.forward(minutes=10)
    before = client.get(ADD).status_code

    answer = use(client, STEP_UP, passkey)

    assert (before, answer.status_code) == (303, 200)
    assert client.get(ADD).status_code == 200


def test_a_wrong_answer_steps_nobody_up(client: Client, clock: Clock, passkey: Passkey) -> None:
    use(client, SIGN_IN, passkey)
    clock.forward(minutes=10)

    answer = use(client, STEP_UP, passkey, Telling(flags=PRESENT))

    assert answer.status_code == 422
    assert client.get(ADD).status_code == 303


def test_a_gate_without_passkeys_is_asked_for_none(client: Client, gate: BuiltGate) -> None:
    give_password(client, gate)

    assert ask(client, STEP_UP).status_code == 404


def test_the_first_passkey_is_added_with_the_mailed_code(client: Client, gate: BuiltGate) -> None:
    give_password(client, gate)
    client.post(ADD)
    typed = {"name": "Laptop", "mailed_code": builders.code_for(gate.id)}
    passkey = Passkey()

    asked = ask(client, ADD, **typed)
    added = send(client, ADD, passkey.made(asked.content.decode()), **typed)

    assert (asked.status_code, added.status_code, added.json()) == (200, 200, {})
    assert Factor.objects.get().name == "Laptop"
    assert use(Client(), SIGN_IN, passkey).status_code == 200


def test_a_further_passkey_needs_no_code(client: Client, passkey: Passkey) -> None:
    use(client, SIGN_IN, passkey)
    asked = ask(client, ADD, name="Telefon")

    added = send(client, ADD, Passkey().made(asked.content.decode()), name="Telefon")

    assert added.status_code == 200
    assert Factor.objects.count() == 2


def test_what_is_missing_is_told_before_the_device_is_asked(client: Client, gate: BuiltGate) -> None:
    give_password(client, gate)

    answer = ask(client, ADD)

    assert answer.status_code == 422
    assert "nevet" in answer.json()["text"]


@pytest.mark.parametrize("code", ["7KQM-4T2X-9HCD-E3VB", "7KQM-4T2X-9HCD-E3VC"])
def test_a_wrong_mailed_code_is_told_before_the_device_is_asked(
    client: Client, gate: BuiltGate, code: str
) -> None:
    give_password(client, gate)
    client.post(ADD)

    answer = ask(client, ADD, name="Laptop", mailed_code=code)

    assert answer.status_code == 422
    assert answer.json()["text"]


def test_a_passkey_that_does_not_hold_is_not_added(client: Client, gate: BuiltGate) -> None:
    give_password(client, gate)
    client.post(ADD)
    typed = {"name": "Laptop", "mailed_code": builders.code_for(gate.id)}
    asked = ask(client, ADD, **typed).content.decode()

    answers = [
        send(client, ADD, Passkey().made(asked, Telling(flags=PRESENT)), **typed),
        send(client, ADD, Passkey().made(asked), name="", mailed_code=typed["mailed_code"]),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert not Factor.objects.exists()


def test_a_code_that_was_replaced_meanwhile_adds_nothing(client: Client, gate: BuiltGate) -> None:
    give_password(client, gate)
    client.post(ADD)
    typed = {"name": "Laptop", "mailed_code": builders.code_for(gate.id)}
    answer = Passkey().made(ask(client, ADD, **typed).content.decode())
    mailed_code(signed_in(gate))

    assert send(client, ADD, answer, **typed).status_code == 422
    assert not Factor.objects.exists()


def test_nothing_is_added_five_minutes_after_the_owner_showed_themselves(
    client: Client, clock: Clock, passkey: Passkey
) -> None:
    use(client, SIGN_IN, passkey)
    answer = Passkey().made(ask(client, ADD, name="Telefon").content.decode())
    clock.forward(minutes=5)

    late = [ask(client, ADD, name="Telefon"), send(client, ADD, answer, name="Telefon")]

    assert [each.status_code for each in late] == [403, 403]
    assert all(each.json()["text"] for each in late)
    assert Factor.objects.count() == 1


def test_the_page_of_a_new_passkey_asks_for_the_code_where_it_is_needed(
    client: Client, gate: BuiltGate
) -> None:
    give_password(client, gate)

    before = client.get(ADD).content.decode()
    sent = client.post(ADD)
    after = client.get(ADD).content.decode()

    assert "data-passkey" not in before
    assert (sent.status_code, sent.headers["Location"]) == (303, ADD)
    assert 'data-passkey="add"' in after
    assert 'name="mailed_code"' in after


def test_too_many_wrong_answers_are_told_with_the_time(client: Client, passkey: Passkey) -> None:
    for _ in range(100):
        send(client, SIGN_IN, "{}")

    answer = send(client, SIGN_IN, "{}")

    assert answer.status_code == 429
    assert answer.json()["text"]


def test_a_browser_is_offered_first_what_it_used_last(
    client: Client, gate: BuiltGate, passkey: Passkey
) -> None:
    before = client.get("/belepes/").text
    use(client, SIGN_IN, passkey)
    client.post("/kilepes/")
    after = client.get("/belepes/").text

    places = [
        text.index('data-passkey="sign-in"') < text.index('name="username"') for text in (before, after)
    ]
    assert places == [False, True]
