# SPDX-License-Identifier: EUPL-1.2
"""Finalising a temporary gate on its guided screen (D5): what it leads to, typed blind, no step skipped."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any  # for whatever a form claims

import pytest
from django.test import Client

from tests import builders
from tests.pages.clerk.finalising import PAGE, both, finalise, look_up, said, state_of
from tests.personal import personal
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.references import for_saying, make_reference
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db
ELEK = {"document_number": "000011ZZ", "address_card_number": "000007ZZ"}
"""The papers of Teszt Elek, whose birth name is the name that he bears."""


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


@pytest.mark.parametrize(
    ("claimed", "how"),
    [
        ({"current_name": Name("MINTA", personal("Mária"))}, "kis- vagy nagybetű"),
        ({"current_name": Name(personal("Minta"), personal("Maria"))}, "ékezet"),
        ({"mother_birth_name": Name("Teszt", personal("ErzsébetIlona"))}, "szóköz vagy kötőjel"),
        ({"current_name": Name(personal("Minda"), personal("Mária"))}, "egy betű"),
    ],
)
def test_what_the_register_corrects_is_marked_with_how_it_differs(
    desk: Client, claimed: dict[str, Any], how: str
) -> None:
    gate = builders.activated_temporary_gate(**claimed)

    page = look_up(desk, said(gate))
    done = finalise(desk, said(gate))

    (name,) = claimed.values()
    assert page.status_code == 200
    assert f">{name.display()}</td>" in page.text
    assert page.text.count(">eltér<") == 1
    assert f">{how}<" in page.text
    assert "Ami eltér, azt a nyilvántartás szerint rögzítjük." in page.text
    assert done.status_code == 303


def test_a_form_that_says_what_the_register_says_has_no_mark(desk: Client) -> None:
    page = look_up(desk, said(builders.activated_temporary_gate())).text

    assert "Hódmezővásárhely" in page
    assert ">eltér<" not in page


def test_one_mistake_in_a_name_borne_from_birth_is_marked_in_both_lines(desk: Client) -> None:
    wrong = Name(personal("Teszd"), personal("Elek"))
    gate = builders.activated_temporary_gate(**_elek(current_name=wrong, birth_name=wrong))

    page = look_up(desk, said(gate, **ELEK))
    done = finalise(desk, said(gate, **ELEK))

    assert page.text.count(">eltér<") == 2
    assert done.status_code == 303


def _elek(**changes: Any) -> dict[str, Any]:
    person = {
        "birth_place": personal("Székesfehérvár"),
        "birth_date": date(1971, 3, 14),
        "mother_birth_name": Name("Példa", personal("Éva")),
    }
    return {**person, **changes}


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
    assert 'href="#username"' in answer.text
    assert 'href="/ugyintezo/uj/"' in answer.text
    assert f'value="{next(iter(wrong.values()))}"' in answer.text


def test_an_unknown_reference_is_told_and_everything_typed_stays(desk: Client) -> None:
    gate = builders.activated_temporary_gate()
    other = for_saying(make_reference())

    answer = look_up(desk, said(gate, reference=other))

    assert answer.status_code == 404
    assert 'href="#reference"' in answer.text
    assert 'href="/ugyintezo/uj/"' in answer.text[answer.text.index("kapu-verdict") :]
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


# ------------------------------------------------------------------ who comes here, and how


@pytest.mark.parametrize("role", [Role.CLERK, Role.SUPERVISOR])
def test_the_desk_finds_the_page_from_its_workbench(browser_of: Callable[..., Client], role: Role) -> None:
    somebody = browser_of("valaki", role=role)

    workbench = somebody.get("/ugyintezo/")

    assert workbench.text.count(f'href="{PAGE}"') == 2
    assert somebody.get(PAGE).status_code == 200


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_nobody_but_the_desk_opens_it(browser_of: Callable[..., Client], role: Role) -> None:
    other = browser_of("masik", role=role)

    assert other.get(PAGE).status_code == 403
    assert other.post(PAGE, {"step": "finalise"}).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client: Client, register: object) -> None:
    answer = client.post(PAGE, said(builders.temporary_gate()))

    assert answer.headers["Location"] == "/ugyintezo/belepes/?next=%2Fugyintezo%2Fveglegesites%2F"


@pytest.mark.parametrize("wanted", [{"name": personal("Minta")}, {"username": personal("minta.keresett")}])
def test_no_search_lists_a_temporary_gate_before_it_is_full(desk: Client, wanted: dict[str, str]) -> None:
    gate = builders.activated_temporary_gate("minta.keresett")

    before = desk.post("/ugyintezo/kereses/", wanted)
    both(desk, said(gate))
    after = desk.post("/ugyintezo/kereses/", wanted)

    assert str(gate.id) not in before.text
    assert str(gate.id) in after.text
    assert desk.get(f"/ugyintezo/kapu/{gate.id}/").status_code == 200


def test_the_record_of_a_temporary_gate_cannot_be_opened_by_its_number(desk: Client) -> None:
    gate = builders.activated_temporary_gate()

    assert desk.get(f"/ugyintezo/kapu/{gate.id}/").status_code == 404
    assert desk.get(f"/ugyintezo/igazolas/{gate.id}/").status_code == 404


@pytest.mark.parametrize("field", ["reference", "username", "email", "document_number", "step"])
def test_what_is_typed_never_becomes_markup(desk: Client, field: str) -> None:
    evil = '"><script>alert(1)</script>'

    answer = look_up(desk, {**said(builders.temporary_gate()), field: evil})

    assert "<script>alert" not in answer.text
