# SPDX-License-Identifier: EUPL-1.2
"""What keeps a temporary gate from becoming full at the desk; it stays as it is to its own last day (D5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any  # for whatever a form claims

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.clerk import desk as typed
from tests.pages.clerk.desk import CONTACT, WHOLE, card_zone, sign_in
from tests.pages.clerk.finalising import PAGE, both, finalise, look_up, said, state_of
from tests.pages.clerk.port import Port
from tests.personal import personal
from ugyfelkapu.accounts import keys
from ugyfelkapu.domain.deadlines import temporary_ends_at
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.ports import DocumentQuestion
from ugyfelkapu.pages.clerk import asking
from ugyfelkapu.registers.services import register
from ugyfelkapu.staff.models import StaffMember

pytestmark = pytest.mark.django_db
LAST_INSTANT = temporary_ends_at(builders.AT) - timedelta(microseconds=1)


# ------------------------------------------------------------------ the form and the register


@pytest.mark.parametrize(
    ("claimed", "lines"),
    [
        ({"birth_date": date(1984, 3, 28)}, 1),
        ({"citizenship": "AUT"}, 1),
        ({"birth_place": personal("Hódmezővásárkút falva")}, 1),
        (
            {
                "current_name": Name(personal("Minda"), personal("Mária")),
                "mother_birth_name": Name("Teszt", personal("Erzsébet Ilana")),
            },
            2,
        ),
    ],
)
def test_too_much_differs_to_be_the_same_person(desk: Client, claimed: dict[str, Any], lines: int) -> None:
    gate = builders.activated_temporary_gate(**claimed)

    looked = look_up(desk, said(gate))
    answer = finalise(desk, said(gate))

    assert (looked.status_code, answer.status_code) == (422, 422)
    for page in (looked.text, answer.text):
        assert "Az űrlap és a nyilvántartás eltér" in page
        assert page.count(">eltér<") == lines
        assert "Az ideiglenes kapu az utolsó napjáig megmarad." in page
        assert "Utolsó nap: 2026. december 23., szerda" in page
        assert 'href="/ugyintezo/uj/"' in page[page.index("kapu-verdict") :]
        assert f'value="{gate.username}"' in page
    assert state_of(gate) == State.TEMPORARY


def test_a_document_that_says_otherwise_marks_the_line(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    zone = card_zone("000001ZZ", surname="MASIK", given="MARIA", born="840327")

    looked = look_up(desk, said(gate, mrz=zone))
    answer = finalise(desk, said(gate, mrz=zone))

    assert (looked.status_code, answer.status_code) == (422, 422)
    assert looked.text.count("nem úgy, ahogy az okmányban áll") == 1
    assert state_of(gate) == State.TEMPORARY


# ------------------------------------------------------------------ the checks of the first way


@pytest.mark.parametrize(
    ("number", "card", "words"),
    [
        ("000021ZZ", "000016ZZ", "lejárt"),
        ("000022ZZ", "000017ZZ", "elveszett"),
        ("000023ZZ", "000018ZZ", "visszavon"),
        ("000025ZZ", "000020ZZ", "lakcímkárty"),
        ("000031ZZ", "000021ZZ", "14"),
        ("000034ZZ", "000024ZZ", "elhunyt"),
        ("000035ZZ", "000025ZZ", "gondnok"),
        ("999999ZZ", "000006ZZ", "nyilvántartás"),
    ],
)
def test_each_check_of_the_desk_says_its_cause_and_keeps_what_was_typed(
    desk: Client, number: str, card: str, words: str
) -> None:
    gate = builders.activated_temporary_gate()
    shown = said(gate, document_number=number, address_card_number=card)

    looked = look_up(desk, shown)
    refused = finalise(desk, shown)

    assert (looked.status_code, refused.status_code) == (422, 422)
    assert words in refused.text
    assert f'value="{number}"' in refused.text
    assert f'value="{gate.username}"' in refused.text
    assert state_of(gate) == State.TEMPORARY


def test_a_person_of_the_population_register_shows_the_card(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    without = {"address_card": "na", "address_card_number": "", "address_card_reason": "lives_abroad"}

    refused = both(desk, said(gate, **without))

    assert refused.status_code == 422
    assert state_of(gate) == State.TEMPORARY


def test_a_person_with_a_full_gate_is_led_to_it(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    full = typed.gate_of(typed.registered(desk))

    looked = look_up(desk, said(gate))
    answer = finalise(desk, said(gate))

    assert (looked.status_code, answer.status_code) == (409, 409)
    assert typed.record(full) in answer.text
    assert state_of(gate) == State.TEMPORARY


def test_a_gate_registered_between_look_up_and_finalising_is_led_to(
    browser_of: Callable[..., Client],
) -> None:
    first, second = browser_of("ugyintezo1"), browser_of("ugyintezo2")
    gate = builders.activated_temporary_gate()
    look_up(first, said(gate))
    full = typed.gate_of(typed.registered(second))

    answer = finalise(first, said(gate))

    assert answer.status_code == 409
    assert typed.record(full) in answer.text


def test_a_strangers_temporary_gate_is_no_obstacle_to_ones_own_registration(desk: Client) -> None:
    gate = builders.activated_temporary_gate()

    done = typed.registered(desk)

    assert done.status_code == 303
    assert state_of(gate) == State.TEMPORARY


def test_a_clerk_never_finalises_their_own_gate(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", "000001ZZ")
    (person,) = register().who_has_document(question, at=builders.AT).people
    StaffMember.objects.update(person_key=keys.person_key(person))

    looked = look_up(desk, said(gate))
    refused = finalise(desk, said(gate))

    assert (looked.status_code, refused.status_code) == (403, 403)
    assert "Hódmezővásárhely" not in looked.text + refused.text
    assert state_of(gate) == State.TEMPORARY


# ------------------------------------------------------------------ registers that fail, answers that change


def test_a_silent_register_keeps_what_was_typed_and_trying_again_goes_on(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = builders.activated_temporary_gate()
    look_up(desk, said(gate))

    with monkeypatch.context() as silence:
        silence.setattr(asking, "register", Port)
        silent = finalise(desk, said(gate))
    again = finalise(desk, said(gate))

    assert silent.status_code == 503
    assert "A nyilvántartás nem válaszol." in silent.text
    assert f'value="{gate.username}"' in silent.text
    assert again.status_code == 303


def test_an_answer_that_changed_must_be_compared_again(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = builders.activated_temporary_gate()
    look_up(desk, said(gate))
    changed = builders.answer(builders.person_in_register())
    monkeypatch.setattr(asking, "register", lambda: Port(changed))

    refused = finalise(desk, said(gate))
    again = finalise(desk, said(gate))

    assert refused.status_code == 422
    assert 'name="same_person"' in refused.text
    assert again.status_code == 303


def test_an_answer_compared_on_the_screen_of_registering_does_not_count_here(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    typed.look_up(desk, **WHOLE)

    refused = finalise(desk, said(gate))

    assert refused.status_code == 422
    assert state_of(gate) == State.TEMPORARY


def test_an_answer_compared_here_does_not_count_on_the_screen_of_registering(desk: Client) -> None:
    look_up(desk, said(builders.activated_temporary_gate()))

    refused = typed.register(desk, **WHOLE)

    assert refused.status_code == 422


# ------------------------------------------------------------------ too late, or over


def test_on_its_last_instant_it_becomes_full_and_at_the_next_there_is_nothing(
    browser_of: Callable[..., Client], clock: Clock
) -> None:
    in_time, late = (
        builders.activated_temporary_gate(),
        builders.activated_temporary_gate(current_name=Name(personal("Teszt"), personal("Elek"))),
    )
    browser_of()
    clock.set(LAST_INSTANT)
    that_day = sign_in(Client(), "ugyintezo1")

    done = both(that_day, said(in_time))
    clock.set(temporary_ends_at(builders.AT))
    gone = both(sign_in(Client(), "ugyintezo1"), said(late))

    assert done.status_code == 303
    assert gone.status_code == 404
    assert f'value="{late.username}"' in gone.text


def test_one_that_ended_between_look_up_and_finalising_is_told(
    browser_of: Callable[..., Client], clock: Clock
) -> None:
    gate = builders.activated_temporary_gate()
    browser_of()
    clock.set(LAST_INSTANT)
    that_day = sign_in(Client(), "ugyintezo1")
    look_up(that_day, said(gate))

    clock.set(temporary_ends_at(builders.AT))
    answer = finalise(that_day, said(gate))

    assert answer.status_code == 404
    assert 'href="#reference"' in answer.text
    assert "Hódmezővásárhely" not in answer.text


def test_pressed_twice_it_is_finalised_once(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    both(desk, said(gate))

    again = finalise(desk, said(gate))

    assert again.status_code == 404
    assert state_of(gate) == State.ACTIVE


def test_refusing_leaves_a_trace_and_the_gate_as_it_is(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    look_up(desk, said(gate))

    answer = desk.post(PAGE, {**said(gate), "step": "refuse"})
    page = desk.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert typed.last_event() == ("RegistrationRefused", {"document": "id_card", "reason": "unspecified"})
    assert "Az ideiglenes kapu az utolsó napjáig megmarad." in page.text
    assert CONTACT["username"] not in page.text
    assert state_of(gate) == State.TEMPORARY
