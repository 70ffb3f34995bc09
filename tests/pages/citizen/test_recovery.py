# SPDX-License-Identifier: EUPL-1.2
"""``/elfelejtett-jelszo/``: one answer for everybody, and a code for whoever it belongs to."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.reading import alike
from ugyfelkapu.access.services import RESET_ANSWER_SECONDS
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.codes import for_reading, make_code
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.clock import steady

pytestmark = pytest.mark.django_db

ASK = "/elfelejtett-jelszo/"
SET = "/elfelejtett-jelszo/uj/"


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


def typed(username: str, code: str, password: str = builders.OTHER_PASSWORD) -> dict[str, str]:
    """Return a filled-in form."""
    return {"username": username, "code": code, "password": password, "password_again": password}


def reset_code(gate: builders.BuiltGate) -> str:
    """Return a freshly mailed code."""
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=builders.AT)
    return builders.code_for(gate.id)


@pytest.mark.parametrize("page", [ASK, "/segitseg/"])
def test_whoever_can_sign_needs_neither_receipt_nor_slip(client: Client, page: str) -> None:
    text = client.get(page).text

    assert "aláírással is beállíthat új jelszót" in text
    assert 'href="/regisztracio/alairassal/"' in text


def test_help_tells_how_to_open_a_gate_by_signature(client: Client) -> None:
    text = client.get("/segitseg/").text

    assert 'id="alairas"' in text
    assert 'href="#alairas"' in text


def test_a_forgotten_password_is_replaced_by_way_of_the_mailbox(
    client: Client, gate: builders.BuiltGate
) -> None:
    asked = client.post(ASK, {"username": gate.username, "email": gate.email})
    code = builders.code_for(gate.id)
    done = client.post(SET, typed(gate.username, for_reading(code)))
    old = client.post("/belepes/", {"username": gate.username, "password": gate.password})
    new = client.post("/belepes/", {"username": gate.username, "password": builders.OTHER_PASSWORD})

    assert (asked.status_code, asked.headers["Location"]) == (303, "/elfelejtett-jelszo/elkuldve/")
    assert (done.status_code, done.headers["Location"]) == (303, "/elfelejtett-jelszo/kesz/")
    assert (old.status_code, new.status_code) == (422, 303)
    assert builders.kinds_of_letters(gate.id)[-2:] == ["reset", "password_changed"]


def test_a_lapsed_first_code_is_replaced_and_used_at_activation(client: Client, clock: Clock) -> None:
    gate = builders.registered_gate()
    clock.forward(days=10)

    client.post(ASK, {"username": gate.username, "email": gate.email})
    sent = client.get("/elfelejtett-jelszo/elkuldve/")
    answer = client.post("/aktivalas/", typed(gate.username, builders.code_for(gate.id)))

    assert 'href="/aktivalas/"' in sent.text
    assert 'href="/elfelejtett-jelszo/uj/"' in sent.text
    assert builders.kinds_of_letters(gate.id)[1] == "new_code"
    assert answer.status_code == 303


def test_everybody_gets_the_same_answer_in_the_same_time(client: Client, gate: builders.BuiltGate) -> None:
    questions = [
        {"username": gate.username, "email": gate.email},
        {"username": gate.username, "email": "mas@example.com"},
        {"username": "cccc.dddd", "email": gate.email},
        {"username": "!!!", "email": "senki@example.com"},
    ]

    answers, times = [], []
    for question in questions:
        began = steady()
        answers.append(alike(client.post(ASK, question, follow=True)))
        times.append(steady() - began)

    assert len(set(answers)) == 1
    assert "Ha a két adat összetartozik, elküldtük a kódot." in answers[0][1]
    assert min(times) >= RESET_ANSWER_SECONDS


def test_a_pair_that_does_not_belong_together_is_mailed_nothing(
    client: Client, gate: builders.BuiltGate
) -> None:
    before = builders.kinds_of_letters()

    client.post(ASK, {"username": gate.username, "email": "mas@example.com"})

    assert builders.kinds_of_letters() == before


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("", "Írja be az e-mail-címét"),
        ("minta.example.com", "Az e-mail-címből hiányzik a @ jel"),
        ("a@b@example.com", "több @ jel"),
        ("min ta@example.com", "szóköz"),
        ("@example.com", "hiányzik a @ előtti rész"),
        ("minta@", "hiányzik a @ utáni rész"),
        ("minta@example", "nem lehet e-mail-cím"),
    ],
)
def test_an_impossible_address_says_what_is_wrong(client: Client, email: str, message: str) -> None:
    answer = client.post(ASK, {"username": "aaaa.bbbb", "email": email})

    assert answer.status_code == 422
    assert message in answer.text
    assert 'value="aaaa.bbbb"' in answer.text


def test_a_wrong_reset_code_looks_the_same_for_a_gate_and_for_nobody(
    client: Client, gate: builders.BuiltGate
) -> None:
    waiting = builders.registered_gate()
    reset_code(gate)
    code = make_code()

    known = client.post(SET, typed(gate.username, code))
    unknown = client.post(SET, typed("cccc.dddd", code))
    first_code = client.post(SET, typed(waiting.username, waiting.code))

    assert alike(known, gate.username, code) == alike(unknown, "cccc.dddd", code)
    assert alike(known, gate.username, code) == alike(first_code, waiting.username, waiting.code)
    assert known.status_code == 422


def test_a_reset_code_does_not_work_at_activation(client: Client, gate: builders.BuiltGate) -> None:
    code = reset_code(gate)

    answer = client.post("/aktivalas/", typed(gate.username, code))

    assert answer.status_code == 422


def test_an_expired_reset_code_says_so_to_its_owner(
    client: Client, clock: Clock, gate: builders.BuiltGate
) -> None:
    code = reset_code(gate)
    clock.forward(days=6)

    answer = client.post(SET, typed(gate.username, code))

    assert answer.status_code == 409
    assert "Ez a kód lejárt" in answer.text
    assert "utolsó napja" not in answer.text


def test_a_used_reset_code_sends_its_owner_to_sign_in(client: Client, gate: builders.BuiltGate) -> None:
    code = reset_code(gate)
    client.post(SET, typed(gate.username, code))

    answer = client.post(SET, typed(gate.username, code))

    assert answer.status_code == 409
    assert "Ezzel a kóddal már beállított egy jelszót." in answer.text


def test_a_replaced_reset_code_names_the_newer_letter(client: Client, gate: builders.BuiltGate) -> None:
    first = reset_code(gate)
    reset_code(gate)

    answer = client.post(SET, typed(gate.username, first))

    assert answer.status_code == 409
    assert "A legutóbbi levélben álló kódot írja be." in answer.text


def test_a_new_password_of_ones_own_data_is_refused(client: Client, gate: builders.BuiltGate) -> None:
    code = reset_code(gate)

    answer = client.post(SET, typed(gate.username, code, "Hódmezővásárhely1"))

    assert answer.status_code == 422
    assert "a saját adataiból" in answer.text


def test_a_suspended_gate_gets_no_code(client: Client) -> None:
    gate = builders.suspended_gate()
    before = builders.kinds_of_letters(gate.id)

    client.post(ASK, {"username": gate.username, "email": gate.email})

    assert builders.kinds_of_letters(gate.id) == before
