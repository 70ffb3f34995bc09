# SPDX-License-Identifier: EUPL-1.2
"""``/ugyintezo/kapu/UUID/adatok/``: the owner stands there, both sides are compared, the data renewed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client

from tests import builders
from tests.in_register import NEW_NAME, PAPERS, keep, marry
from tests.pages.clerk import desk as typed
from tests.pages.clerk.port import Port
from tests.pages.html import Page, words
from tests.personal import personal
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.person import Name
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.pages.clerk import asking
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db


def place(gate: builders.BuiltGate) -> str:
    """Return the address of the page."""
    return f"{typed.record(gate.id)}adatok/"


def look_up(browser: Client, gate: builders.BuiltGate, **changes: str) -> Any:
    """Look the holder of the document up."""
    return browser.post(place(gate), {**PAPERS, **changes, "step": "look-up"})


def renew(browser: Client, gate: builders.BuiltGate, **changes: str) -> Any:
    """Press the button that renews the data, the person compared."""
    whole = {**PAPERS, "same_person": "on", "step": "reconcile", **changes}
    return browser.post(place(gate), whole)


def name_in(gate: builders.BuiltGate) -> str:
    """Return the family name that a gate holds."""
    return queries.gate(gate.id, at=builders.AT).identity.current_name.family


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate whose owner has papers and married."""
    gate = builders.activated_gate()
    marry(gate.person, papers=True)
    return gate


def test_before_and_after_stand_side_by_side_with_what_changed_marked(
    desk: Client, gate: builders.BuiltGate
) -> None:
    empty, answer = desk.get(place(gate)), look_up(desk, gate)

    lines = [words(line) for line in Page(answer.content).all("tr", "corrected")]
    assert (empty.status_code, answer.status_code) == (200, 200)
    assert len(lines) == 1
    assert "Minta Mária" in lines[0]
    assert NEW_NAME.display() in lines[0]
    assert name_in(gate) == personal("Minta")


def test_once_compared_the_data_are_renewed(desk: Client, gate: builders.BuiltGate) -> None:
    look_up(desk, gate)

    done = renew(desk, gate)
    record = desk.get(done.headers["Location"])

    assert done.status_code == 303
    assert "A kapuban az adatok úgy szerepelnek" in record.text
    assert NEW_NAME.display() in record.text
    assert entries_about(gate.id)[1].event == "IdentityReconciled"


def test_a_colleague_at_another_office_may(
    browser_of: Callable[..., Client], gate: builders.BuiltGate
) -> None:
    there = browser_of("ugyintezo9", office="GYR-01")
    look_up(there, gate)

    assert renew(there, gate).status_code == 303
    assert name_in(gate) == NEW_NAME.family


def test_a_gate_that_waits_for_its_code_is_renewed_too(desk: Client) -> None:
    gate = builders.registered_gate()
    marry(gate.person, papers=True)
    look_up(desk, gate)

    done = desk.get(renew(desk, gate).headers["Location"])

    assert "A kapuban az adatok úgy szerepelnek" in done.text
    assert name_in(gate) == NEW_NAME.family


def test_without_comparing_nothing_is_renewed(desk: Client, gate: builders.BuiltGate) -> None:
    unseen = renew(desk, gate)
    look_up(desk, gate)
    unticked = renew(desk, gate, same_person="")

    assert (unseen.status_code, unticked.status_code) == (422, 422)
    assert name_in(gate) == personal("Minta")


def test_an_answer_that_changed_meanwhile_is_compared_anew(desk: Client, gate: builders.BuiltGate) -> None:
    look_up(desk, gate)
    third = replace(gate.person.identity, current_name=Name(personal("Harmadiknévi"), "Mária"))
    keep(replace(gate.person, identity=third), papers=True)

    answer = renew(desk, gate)

    assert answer.status_code == 422
    assert third.current_name.display() in answer.text
    assert name_in(gate) == personal("Minta")


def test_equal_data_are_said_to_be_equal(desk: Client) -> None:
    gate = builders.activated_gate()
    keep(gate.person, papers=True)

    seen = look_up(desk, gate)
    done = desk.get(renew(desk, gate).headers["Location"])

    assert "Nincs mit változtatni" in seen.text
    assert "Nem volt mit változtatni" in done.text
    assert "data_updated" not in builders.kinds_of_letters(gate.id)


def test_somebody_elses_document_renews_nothing(desk: Client, gate: builders.BuiltGate) -> None:
    elek = {"document_number": "000011ZZ", "address_card_number": "000007ZZ"}

    seen, refused = look_up(desk, gate, **elek), renew(desk, gate, **elek)

    assert (seen.status_code, refused.status_code) == (422, 422)
    assert "Teszt Elek" not in str([words(line) for line in Page(seen.content).all("tr", "corrected")])
    assert name_in(gate) == personal("Minta")


def test_a_silent_register_is_said(
    desk: Client, gate: builders.BuiltGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "register", lambda: Port())

    assert look_up(desk, gate).status_code == 503
    assert renew(desk, gate).status_code == 503


def test_nobody_opens_this_for_their_own_gate(browser_of: Callable[..., Client]) -> None:
    person = builders.person_in_register()
    gate = builders.activated_gate(person=person)
    builders.clerk("sajat1", person=person)

    own = browser_of("sajat1")

    assert own.get(place(gate)).status_code == 403


def test_a_suspended_gate_leads_back_to_its_record(desk: Client) -> None:
    gate = builders.suspended_gate()

    answer = desk.get(place(gate))

    assert (answer.status_code, answer.headers["Location"]) == (303, typed.record(gate.id))
    assert "/adatok/" not in desk.get(typed.record(gate.id)).text


def test_a_temporary_gate_is_not_reached_so(desk: Client) -> None:
    temporary = builders.activated_temporary_gate()

    assert desk.get(f"{typed.record(temporary.id)}adatok/").status_code == 404


@pytest.mark.parametrize("state", [builders.registered_gate, builders.activated_gate])
def test_the_record_leads_here(desk: Client, state: Callable[[], builders.BuiltGate]) -> None:
    gate = state()

    assert place(gate) in desk.get(typed.record(gate.id)).text


def test_others_do_not_get_here(
    client: Client, browser_of: Callable[..., Client], gate: builders.BuiltGate
) -> None:
    operator = browser_of("uzemelteto1", role=Role.OPERATOR)

    assert client.get(place(gate)).status_code == 303
    assert operator.get(place(gate)).status_code == 403
    assert renew(operator, gate).status_code == 403
