# SPDX-License-Identifier: EUPL-1.2
"""Finalising a temporary gate on its guided screen (D5)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client

from tests import builders
from tests.builders import TemporaryGate
from tests.clock import Clock
from tests.pages.clerk.desk import CARD, CONFIRMED, MARIA, passport_zone, sign_in
from tests.personal import personal
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.deadlines import temporary_ends_at
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.references import for_saying, make_reference
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db
PAGE = "/ugyintezo/veglegesites/"


def said(gate: TemporaryGate, **changes: str) -> dict[str, str]:
    """Return what the client says and what lies on the desk."""
    typed = {"reference": for_saying(gate.reference).lower(), **gate.said}
    return {**typed, **MARIA, **CARD, **CONFIRMED, **changes}


def look_up(client: Client, typed: dict[str, str]) -> Any:
    """Press the look-up button."""
    return client.post(PAGE, {**typed, "step": "look-up"})


def finalise(client: Client, typed: dict[str, str]) -> Any:
    """Press the button that finalises."""
    return client.post(PAGE, {**typed, "step": "finalise"})


def both(client: Client, typed: dict[str, str]) -> Any:
    """Look up, then finalise."""
    look_up(client, typed)
    return finalise(client, typed)


def state_of(gate: TemporaryGate) -> str:
    """Return where a gate stands."""
    return Account.objects.get(id=gate.id).state


# ------------------------------------------------------------------ what it leads to


def test_an_activated_gate_is_full_at_once(desk: Client) -> None:
    gate = builders.activated_temporary_gate()

    done = both(desk, said(gate))
    page = desk.get(done.headers["Location"])

    assert done.status_code == 303
    assert state_of(gate) == State.ACTIVE
    assert "A kapu teljes lett." in page.text
    assert builders.kinds_of_letters(gate.id)[-1] == "finalised"


def test_one_never_activated_leads_to_the_receipt_and_a_fresh_code(desk: Client) -> None:
    gate = builders.temporary_gate()

    done = both(desk, said(gate))
    page = desk.get(done.headers["Location"])

    assert done.headers["Location"] == f"/ugyintezo/igazolas/{gate.id}/"
    assert "november 28." in page.text
    assert builders.kinds_of_letters(gate.id)[-1] == "activation"


def test_the_form_stands_beside_the_register_with_each_difference(desk: Client) -> None:
    gate = builders.activated_temporary_gate(current_name=Name("Minta", personal("Maria")))

    page = look_up(desk, said(gate)).text

    assert "Maria</td><td>Minta Mária" in page.replace("Minta Maria", "Maria")
    assert page.count(">eltér<") == 1
    assert "ékezet" in page
    assert "Ami eltér, azt a nyilvántartás szerint rögzítjük." in page


def test_the_correction_is_noted_and_the_registers_spelling_kept(desk: Client) -> None:
    gate = builders.activated_temporary_gate(current_name=Name("Minta", personal("Maria")))

    both(desk, said(gate))

    noted = next(entry for entry in entries_about(gate.id) if entry.event == "AccountFinalised")
    assert noted.details["differences"] == "current_name:accents"
    assert queries.gate(gate.id, at=builders.AT).identity == builders.identity()


# ------------------------------------------------------------------ typed blind


def test_the_empty_screen_begins_at_the_reference_and_fills_nothing_in(desk: Client) -> None:
    page = desk.get(PAGE).text

    field = page[page.index('name="reference"') :]
    assert "autofocus" in field[: field.index(">")]
    assert page.count("autofocus") == 1


@pytest.mark.parametrize("wrong", [{"username": "valaki.mas"}, {"email": "other@example.com"}])
def test_a_wrong_pair_shows_nothing_of_the_form_and_does_not_say_which(
    desk: Client, wrong: dict[str, str]
) -> None:
    gate = builders.activated_temporary_gate()

    answer = look_up(desk, said(gate, **wrong))

    assert answer.status_code == 422
    assert "Hódmezővásárhely" not in answer.text
    assert "azt nem mondjuk meg" in answer.text
    assert f'value="{next(iter(wrong.values()))}"' in answer.text


def test_an_unknown_reference_is_told_and_everything_typed_stays(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    other = for_saying(make_reference())

    answer = look_up(desk, said(gate, reference=other))

    assert answer.status_code == 404
    assert "Nincs ilyen hivatkozási számú ideiglenes kapu" in answer.text
    assert f'value="{other}"' in answer.text
    assert f'value="{gate.username}"' in answer.text


def test_a_mistyped_reference_is_a_mistake_of_its_field(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    first = gate.reference[0]
    mistyped = ("A" if first != "A" else "B") + gate.reference[1:]

    answer = look_up(desk, said(gate, reference=mistyped))

    assert answer.status_code == 422
    assert "Elírás van a hivatkozási számban." in answer.text


@pytest.mark.parametrize("missing", ["reference", "username", "email", "document_number"])
def test_what_is_missing_is_asked_for(desk: Client, missing: str) -> None:
    gate = builders.activated_temporary_gate()

    answer = look_up(desk, said(gate, **{missing: ""}))

    assert answer.status_code == 422
    assert "govuk-error-summary" in answer.text


# ------------------------------------------------------------------ steps that nobody skips


def test_enter_looks_up_and_never_finalises(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    look_up(desk, said(gate))

    answer = desk.post(PAGE, said(gate))

    assert answer.status_code == 200
    assert state_of(gate) == State.TEMPORARY


def test_finalising_without_a_look_up_is_not_heard(desk: Client) -> None:
    gate = builders.activated_temporary_gate()

    answer = finalise(desk, said(gate))

    assert answer.status_code == 422
    assert state_of(gate) == State.TEMPORARY


def test_an_answer_compared_for_one_form_counts_for_no_other(desk: Client) -> None:
    first, second = builders.activated_temporary_gate(), builders.activated_temporary_gate()
    look_up(desk, said(first))

    answer = finalise(desk, said(second))

    assert answer.status_code == 422
    assert state_of(second) == State.TEMPORARY


@pytest.mark.parametrize("unticked", ["same_person", "consent"])
def test_both_confirmations_are_needed(desk: Client, unticked: str) -> None:
    gate = builders.activated_temporary_gate()
    typed = said(gate)
    del typed[unticked]

    answer = both(desk, typed)

    assert answer.status_code == 422
    assert state_of(gate) == State.TEMPORARY


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    "claimed",
    [{"birth_date": date(1984, 3, 28)}, {"birth_place": personal("Hódmezővásárkút falva")}],
)
def test_too_much_differs_to_be_the_same_person(desk: Client, claimed: dict[str, Any]) -> None:
    gate = builders.activated_temporary_gate(**claimed)

    looked = look_up(desk, said(gate))
    answer = finalise(desk, said(gate))

    assert (looked.status_code, answer.status_code) == (422, 422)
    assert "Az űrlap és a nyilvántartás eltér" in looked.text
    assert "egészen más" in looked.text
    assert state_of(gate) == State.TEMPORARY


def test_a_person_with_a_full_gate_is_led_to_it(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    whole = {**MARIA, **CARD, **CONFIRMED, **_contact()}
    for step in ("look-up", "register"):
        desk.post("/ugyintezo/uj/", {**whole, "step": step})

    answer = both(desk, said(gate))

    assert answer.status_code == 409
    assert "/ugyintezo/kapu/" in answer.text
    assert state_of(gate) == State.TEMPORARY


def _contact() -> dict[str, str]:
    address = personal("maria.other@example.com")
    return {"email": address, "email_again": address, "username": personal("masik.nev")}


def test_after_its_last_day_there_is_nothing_to_finalise(
    browser_of: Callable[..., Client], clock: Clock
) -> None:
    gate = builders.activated_temporary_gate()
    browser_of()
    clock.set(temporary_ends_at(builders.AT))
    that_day = sign_in(Client(), "ugyintezo1")

    answer = both(that_day, said(gate))

    assert answer.status_code == 404


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_only_the_desk_opens_this_page(browser_of: Callable[..., Client], role: Role) -> None:
    other = browser_of("masik", role=role)

    assert other.get(PAGE).status_code == 403
    assert other.post(PAGE, {"step": "finalise"}).status_code == 403


def test_refusing_notes_the_reason_and_leaves_the_gate(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    look_up(desk, said(gate))

    answer = desk.post(PAGE, {**said(gate), "step": "refuse"})
    page = desk.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert "Az ideiglenes kapu az utolsó napjáig megmarad." in page.text
    assert state_of(gate) == State.TEMPORARY


# ------------------------------------------------------------------ people in no register (D8)

FOREIGNER: dict[str, Any] = {
    "current_name": Name(personal("Nguyen"), personal("Thi Mai")),
    "birth_name": Name(personal("Nguyen"), personal("Thi Mai")),
    "birth_place": personal("Haiphong"),
    "mother_birth_name": Name(personal("Trankieu")),
    "birth_date": date(1990, 5, 17),
    "citizenship": "VNM",
}


def test_a_foreigner_in_no_register_is_finalised_by_two_of_the_staff(
    desk: Client, browser_of: Callable[..., Client]
) -> None:
    gate = builders.activated_temporary_gate(**FOREIGNER)
    typed = {
        **said(gate, address_card="na", address_card_number="", address_card_reason="in_no_register"),
        "mrz": passport_zone("X0000099", surname="NGUYEN", given="THI<MAI", born="900517", country="VNM"),
        "family_name": "Nguyen",
        "given_names": "Thi Mai",
        "birth_place": "Haiphong",
        "mother_family_name": "Trankieu",
    }
    look_up(desk, typed)

    asked = desk.post(PAGE, {**typed, "step": "ask-admission"})
    request_id = asked.headers["Location"].rstrip("/").rpartition("/")[2]
    colleague = browser_of("ugyintezo2")
    page = colleague.get(f"/ugyintezo/jovahagyas/{request_id}/")
    fingerprint = page.text.split('name="fingerprint" value="')[1].split('"')[0]
    done = colleague.post(
        f"/ugyintezo/jovahagyas/{request_id}/",
        {"fingerprint": fingerprint, "same_person": "on", "step": "approve"},
    )

    assert asked.status_code == 303
    assert for_saying(gate.reference) in page.text
    assert done.status_code == 303
    assert state_of(gate) == State.ACTIVE
