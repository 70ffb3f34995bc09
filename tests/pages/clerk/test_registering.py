# SPDX-License-Identifier: EUPL-1.2
"""Registering a person on the one guided screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests import builders
from tests.pages.clerk import desk as typed
from tests.pages.clerk.desk import CARD, CONFIRMED, CONTACT, MARIA, NEW, WHOLE
from ugyfelkapu.accounts.queries import gate

pytestmark = pytest.mark.django_db


def test_a_clerk_registers_a_person_and_their_letter_leaves(desk: Client) -> None:
    looked_up = typed.look_up(desk, **MARIA)
    done = typed.register(desk, **WHOLE)
    page = desk.get(done.headers["Location"])

    assert looked_up.status_code == 200
    assert "Minta Mária" in looked_up.text
    assert "Próba Mária" in looked_up.text
    assert done.status_code == 303
    assert gate(typed.gate_of(done), at=builders.AT).username == CONTACT["username"]
    assert "november 28." in page.text
    assert "szombat" in page.text
    assert builders.kinds_of_letters(typed.gate_of(done)) == ["activation"]
    assert builders.code_for(typed.gate_of(done)) not in page.text


def test_the_empty_screen_begins_at_the_reader(desk: Client) -> None:
    page = desk.get(NEW)

    assert page.status_code == 200
    reader = page.text[page.text.index('name="mrz"') :]
    assert "autofocus" in reader[: reader.index(">")]
    assert page.text.count("autofocus") == 1


def test_enter_looks_up_because_that_button_comes_first(desk: Client) -> None:
    page = desk.get(NEW).text
    form = page[page.index(f'action="{NEW}"') :]

    first_button = form[form.index('type="submit"') :]

    assert 'value="look-up"' in first_button[: first_button.index(">")]


def test_a_post_without_a_step_looks_up_and_registers_nothing(desk: Client) -> None:
    typed.look_up(desk, **WHOLE)

    answer = desk.post(NEW, WHOLE)

    assert answer.status_code == 200
    assert typed.gates() == 0


def test_registering_what_was_never_compared_is_refused(desk: Client) -> None:
    refused = typed.register(desk, **WHOLE)
    again = typed.register(desk, **WHOLE)

    assert refused.status_code == 422
    assert "Minta Mária" in refused.text
    assert again.status_code == 303


def test_a_tick_for_another_person_is_taken_back(desk: Client) -> None:
    typed.look_up(desk, **MARIA)

    other = typed.look_up(desk, category="hun", document="id_card", document_number="000011ZZ", **CONFIRMED)

    box = other.text[other.text.index('name="same_person"') :]
    assert "checked" not in box[: box.index(">")]


@pytest.mark.parametrize(
    "missing", ["email", "email_again", "username", "same_person", "consent", "address_card_number"]
)
def test_nothing_is_registered_while_something_is_missing(desk: Client, missing: str) -> None:
    typed.look_up(desk, **MARIA)

    answer = typed.register(desk, **{name: value for name, value in WHOLE.items() if name != missing})

    assert answer.status_code == 422
    assert f'href="#{missing.replace("_", "-")}"' in answer.text
    assert "Hiba:" in answer.text
    assert typed.gates() == 0


def test_what_was_typed_stays_when_something_is_wrong(desk: Client) -> None:
    typed.look_up(desk, **MARIA)

    answer = typed.register(desk, **{**WHOLE, "email_again": "mari@example.com"})

    assert answer.status_code == 422
    assert 'value="000001ZZ"' in answer.text
    assert CONTACT["username"] in answer.text
    assert "Minta Mária" in answer.text


def test_two_addresses_that_are_one_are_taken(desk: Client) -> None:
    answer = typed.registered(desk, email_again="maria@EXAMPLE.com")

    assert answer.status_code == 303


def test_the_address_is_read_back(desk: Client) -> None:
    page = typed.look_up(desk, **MARIA, **CONTACT)

    assert "maria kukac example pont com" in page.text


def test_the_focus_goes_to_the_first_missing_field(desk: Client) -> None:
    page = typed.look_up(desk, **MARIA, **CARD)

    field = page.text[page.text.index('name="email"') :]
    assert "autofocus" in field[: field.index(">")]


def test_a_username_in_use_is_told_on_every_post(desk: Client) -> None:
    builders.registered_gate(CONTACT["username"])

    looked_up = typed.look_up(desk, **WHOLE)
    refused = typed.register(desk, **WHOLE)

    assert (looked_up.status_code, refused.status_code) == (422, 422)
    assert looked_up.text.count("foglalt") > 2
    assert typed.gates() == 1


def test_a_username_is_told_free_or_taken_while_typing(desk: Client) -> None:
    builders.registered_gate("foglalt.nev")

    taken = desk.get("/ugyintezo/felhasznalonev/", {"username": "Foglalt.Nev"}).json()
    free = desk.get("/ugyintezo/felhasznalonev/", {"username": "szabad.nev"}).json()
    short = desk.get("/ugyintezo/felhasznalonev/", {"username": "ab"}).json()

    assert (taken["free"], free["free"], short["free"]) == (False, True, False)
    assert "4" in short["message"]


def test_refusing_notes_the_reason_and_keeps_nothing(desk: Client) -> None:
    refused = desk.post(NEW, {**WHOLE, "step": "refuse", "reason": "no_consent"})
    page = desk.get(refused.headers["Location"])

    assert refused.status_code == 303
    assert typed.gates() == 0
    assert CONTACT["username"] not in page.text
    assert typed.last_event() == ("RegistrationRefused", {"document": "id_card", "reason": "no_consent"})


def test_two_clerks_registering_one_person_make_one_gate(browser_of: Callable[..., Client]) -> None:
    first, second = browser_of("ugyintezo1"), browser_of("ugyintezo2")
    typed.look_up(first, **MARIA)
    typed.look_up(second, **MARIA)

    won = typed.register(first, **WHOLE)
    lost = typed.register(second, **{**WHOLE, "username": "masik.nev.84"})

    assert (won.status_code, lost.status_code) == (303, 409)
    assert typed.record(typed.gate_of(won)) in lost.text
    assert typed.gates() == 1


def test_a_person_with_a_gate_is_told_at_the_look_up(desk: Client) -> None:
    done = typed.registered(desk)

    again = typed.look_up(desk, **MARIA)

    assert again.status_code == 409
    assert typed.record(typed.gate_of(done)) in again.text


def test_letters_are_in_the_language_that_the_person_chose(desk: Client) -> None:
    done = typed.registered(desk, language="en")

    assert gate(typed.gate_of(done), at=builders.AT).language == "en"


def test_confirmations_alone_do_not_open_a_gate(desk: Client) -> None:
    answer = typed.register(desk, **CONFIRMED)

    assert answer.status_code == 422
    assert typed.gates() == 0


@pytest.mark.parametrize("field", [*WHOLE, "mrz", "reason", "step"])
def test_what_is_typed_never_becomes_markup(desk: Client, field: str) -> None:
    evil = '"><script>alert(1)</script>'

    answer = typed.look_up(desk, **{**WHOLE, field: evil})

    assert "<script>alert" not in answer.text


def test_the_registers_answer_stays_in_sight_while_something_is_missing(desk: Client) -> None:
    typed.look_up(desk, **MARIA)

    without_card = typed.register(desk, **{**WHOLE, "address_card_number": ""})
    misspelt_card = typed.register(desk, **{**WHOLE, "address_card_number": "6ZZ"})

    for page in (without_card, misspelt_card):
        assert page.status_code == 422
        assert "Próba Mária" in page.text
        assert 'name="same_person"' in page.text
    assert typed.gates() == 0


def test_a_zone_that_cannot_be_read_is_the_only_flaw_told(desk: Client) -> None:
    page = typed.look_up(desk, mrz="I<HUN000001ZZ<3")

    assert page.status_code == 422
    assert "Egy adatot kell javítania" in page.text
    assert "Írja be az okmány számát" not in page.text
