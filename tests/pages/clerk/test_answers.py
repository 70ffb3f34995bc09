# SPDX-License-Identifier: EUPL-1.2
"""What the registers answer, what a reader types, and what the desk makes of both."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.pages.clerk import desk as typed
from tests.pages.clerk.desk import CARD, CONTACT, MARIA, WHOLE, card_zone
from tests.pages.clerk.port import Port
from ugyfelkapu.accounts import keys
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.ports import DocumentQuestion
from ugyfelkapu.pages.clerk import asking
from ugyfelkapu.registers.services import register
from ugyfelkapu.staff.models import StaffMember

pytestmark = pytest.mark.django_db
ZONE = card_zone("000001ZZ", surname="MINTA", given="MARIA", born="840327")


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
def test_each_refusal_says_its_cause_and_keeps_the_form(
    desk: Client, number: str, card: str, words: str
) -> None:
    whole = {**WHOLE, "document_number": number, "address_card_number": card}

    looked_up = typed.look_up(desk, **whole)
    refused = typed.register(desk, **whole)

    assert (looked_up.status_code, refused.status_code) == (422, 422)
    assert words in refused.text
    assert "Teendő:" in refused.text
    assert f'value="{number}"' in refused.text
    assert CONTACT["username"] in refused.text
    assert typed.gates() == 0


def test_somebody_elses_address_card_is_refused(desk: Client) -> None:
    refused = typed.registered(desk, address_card_number="000007ZZ")

    assert refused.status_code == 422
    assert typed.gates() == 0


def test_a_person_of_the_population_register_needs_the_card(desk: Client) -> None:
    whole = {**WHOLE, "address_card": "na", "address_card_reason": "lives_abroad", "address_card_number": ""}

    refused = typed.registered(desk, **whole)

    assert refused.status_code == 422
    assert typed.gates() == 0


def test_a_foreigner_of_the_aliens_register_needs_none(desk: Client) -> None:
    whole = {
        **WHOLE,
        "category": "eea",
        "document": "passport",
        "document_number": "X0000041",
        "address_card": "na",
        "address_card_reason": "aliens_register",
        "address_card_number": "",
    }

    done = typed.registered(desk, **whole)

    assert done.status_code == 303


def test_a_card_of_somebody_outside_the_eea_does_not_count(desk: Client) -> None:
    answer = typed.look_up(desk, category="other", document="id_card", document_number="X0000008")

    assert answer.status_code == 422
    assert 'href="#document"' in answer.text


def test_a_silent_register_keeps_what_was_typed_and_trying_again_goes_on(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed.look_up(desk, **MARIA)
    port = register()

    with monkeypatch.context() as silence:
        silence.setattr(asking, "register", Port)
        silent = typed.register(desk, **WHOLE)
    again = typed.register(desk, **WHOLE)

    assert port is not None
    assert silent.status_code == 503
    assert "A nyilvántartás nem válaszol." in silent.text
    assert CONTACT["username"] in silent.text
    assert again.status_code == 303
    assert typed.gates() == 1


def test_an_answer_that_changed_must_be_compared_again(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person = builders.person_in_register()
    typed.look_up(desk, **WHOLE)
    monkeypatch.setattr(asking, "register", lambda: Port(builders.answer(person)))

    refused = typed.register(desk, **WHOLE)
    again = typed.register(desk, **WHOLE)

    assert refused.status_code == 422
    assert 'name="same_person"' in refused.text
    assert again.status_code == 303


def test_several_people_are_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    people = (builders.person_in_register(), builders.person_in_register())
    monkeypatch.setattr(asking, "register", lambda: Port(builders.answer(*people)))

    assert typed.look_up(desk, **MARIA).status_code == 422


def test_a_clerk_never_reads_their_own_record(desk: Client) -> None:
    question = DocumentQuestion(DocumentKind.ID_CARD, "HUN", "000001ZZ")
    (person,) = register().who_has_document(question, at=builders.AT).people
    StaffMember.objects.update(person_key=keys.person_key(person))

    looked_up = typed.look_up(desk, **MARIA)
    refused = typed.register(desk, **WHOLE)

    assert (looked_up.status_code, refused.status_code) == (403, 403)
    assert "Hódmezővásárhely" not in looked_up.text + refused.text
    assert typed.gates() == 0


# ------------------------------------------------------------------ the reader


def test_a_zone_fills_in_the_document(desk: Client) -> None:
    page = typed.look_up(desk, mrz=ZONE)
    done = typed.register(desk, **{**WHOLE, "mrz": ZONE, "document_number": "", "category": ""})

    assert page.status_code == 200
    assert 'value="000001ZZ"' in page.text
    assert done.status_code == 303


def test_a_zone_in_three_lines_is_read(desk: Client) -> None:
    lines = f"{ZONE[:30]} {ZONE[30:60]} {ZONE[60:]}"

    assert typed.look_up(desk, mrz=lines).status_code == 200


def test_a_wrong_check_digit_is_told_and_loses_nothing(desk: Client) -> None:
    wrong = ZONE[:14] + str((int(ZONE[14]) + 1) % 10) + ZONE[15:]

    answer = typed.look_up(desk, mrz=wrong, **CONTACT)

    assert answer.status_code == 422
    assert "ellenőrző számjegye" in answer.text
    assert CONTACT["username"] in answer.text


@pytest.mark.parametrize(
    ("surname", "born"),
    [("MASIK", "840327"), ("MINTA", "840328")],
)
def test_a_zone_that_differs_from_the_register_refuses(desk: Client, surname: str, born: str) -> None:
    zone = card_zone("000001ZZ", surname=surname, given="MARIA", born=born)

    looked_up = typed.look_up(desk, mrz=zone)
    refused = typed.register(desk, **WHOLE, mrz=zone)

    assert (looked_up.status_code, refused.status_code) == (422, 422)
    assert "eltér" in looked_up.text
    assert typed.gates() == 0


def test_a_card_that_has_expired_by_its_zone_refuses(desk: Client) -> None:
    zone = card_zone("000001ZZ", surname="MINTA", given="MARIA", born="840327", until="251122")

    assert typed.look_up(desk, mrz=zone).status_code == 422
    assert typed.register(desk, **WHOLE, mrz=zone).status_code == 422
    assert typed.gates() == 0


def test_looking_at_somebody_leaves_a_trace_without_their_number(desk: Client) -> None:
    typed.look_up(desk, **MARIA, **CARD)

    event, details = typed.last_event()

    assert event == "PersonLookedUp"
    assert details["last_two"] == "ZZ"
    assert "000001" not in str(details)
