# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/adataim/egyeztetes/``: before and after stand side by side, and only what was seen is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any  # Django's test client answers with what has no type

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.clock import Clock
from tests.in_register import NEW_NAME, keep, marry
from tests.pages.citizen.owners import STEP_UP, give_password
from tests.pages.clerk.port import Port
from tests.pages.html import Page, words
from tests.pages.visits import queries_of
from tests.personal import personal
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.deadlines import RESET_QUIET
from ugyfelkapu.domain.person import Name
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.pages.citizen.views import reconciling

pytestmark = pytest.mark.django_db
PAGE = "/fiok/adataim/egyeztetes/"
QUESTIONS = 5
PAGE_BUDGET = 8
COMPARING_BUDGET = 14  # session, what may be done 6, the question, the count 3, register, journal, before


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate whose owner the register knows."""
    gate = builders.activated_gate()
    keep(gate.person)
    return gate


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its owner, signed in just now."""
    give_password(client, gate)
    return client


def compare(browser: Client) -> Any:
    """Press the button that compares."""
    return browser.post(PAGE, {"step": "compare"})


def mark_on(answer: Any) -> str:
    """Return the mark of what a page shows."""
    fields = Page(answer.content).all("input")
    return next(field["value"] for field in fields if field.attributes.get("name") == "shown")


def take(browser: Client, shown: str) -> Any:
    """Press the button that takes the new data over."""
    return browser.post(PAGE, {"step": "take", "shown": shown})


def name_in(gate: builders.BuiltGate) -> str:
    """Return the family name that a gate holds."""
    return queries.gate(gate.id, at=builders.AT).identity.current_name.family


def events(gate: builders.BuiltGate) -> list[str]:
    """Return what the journal noted of a gate, newest first."""
    return [entry.event for entry in entries_about(gate.id)]


def test_the_page_explains_and_asks_nothing_by_itself(owner: Client, gate: builders.BuiltGate) -> None:
    page = owner.get(PAGE)

    assert page.status_code == 200
    assert "Egyeztetem az adataimat" in page.text
    assert "RegisterAsked" not in events(gate)


def test_after_a_marriage_both_sides_are_shown_and_what_changed_is_marked(
    owner: Client, gate: builders.BuiltGate
) -> None:
    marry(gate.person)

    answer = compare(owner)

    lines = [words(line) for line in Page(answer.content).all("tr", "corrected")]
    assert answer.status_code == 200
    assert len(lines) == 1
    assert "Minta Mária" in lines[0]
    assert NEW_NAME.display() in lines[0]
    assert name_in(gate) == personal("Minta")
    assert events(gate)[0] == "RegisterAsked"


def test_what_was_shown_is_taken_over_and_said(owner: Client, gate: builders.BuiltGate) -> None:
    marry(gate.person)

    done = take(owner, mark_on(compare(owner)))
    page = owner.get(done.headers["Location"])

    assert (done.status_code, done.headers["Location"]) == (303, f"{PAGE}?done")
    assert "mostantól úgy szerepelnek" in page.text
    assert name_in(gate) == NEW_NAME.family
    assert events(gate)[0] == "IdentityReconciled"


def test_pressed_twice_it_is_taken_once(owner: Client, gate: builders.BuiltGate) -> None:
    marry(gate.person)
    shown = mark_on(compare(owner))
    take(owner, shown)

    again = take(owner, shown)

    assert again.status_code == 409
    assert "Nincs mit változtatni" in again.text
    assert events(gate).count("IdentityReconciled") == 1
    assert builders.kinds_of_letters(gate.id).count("data_updated") == 1


def test_equal_data_say_that_there_is_nothing_to_change(owner: Client, gate: builders.BuiltGate) -> None:
    page = compare(owner)

    assert page.status_code == 200
    assert "Nincs mit változtatni" in page.text
    assert Page(page.content).all("tr", "corrected") == []
    assert "Átveszem" not in page.text


@pytest.mark.parametrize("people", ["nobody", "twin", "other record", "deceased", "guardianship"])
def test_whom_the_register_does_not_know_alone_is_sent_to_the_desk(
    owner: Client, gate: builders.BuiltGate, people: str
) -> None:
    one = gate.person
    if people == "nobody":
        keep(replace(one, identity=replace(one.identity, birth_place="Pécs")))
    elif people == "twin":
        keep(replace(one, reference="SZL-TWIN"))
    elif people == "other record":
        keep(replace(one, identity=replace(one.identity, birth_place="Pécs")))
        keep(replace(one, reference="SZL-OTHER"))
    else:
        keep(replace(one, deceased=people == "deceased", under_guardianship=people == "guardianship"))

    answer = compare(owner)

    assert answer.status_code == 409
    assert "okmányirod" in answer.text
    assert "Pécs" not in answer.text
    assert name_in(gate) == personal("Minta")


def test_an_answer_that_changed_meanwhile_is_shown_anew_and_not_taken(
    owner: Client, gate: builders.BuiltGate
) -> None:
    person = marry(gate.person)
    shown = mark_on(compare(owner))
    third = Name(personal("Harmadiknévi"), "Mária")
    keep(replace(person, identity=replace(person.identity, current_name=third)))

    answer = take(owner, shown)

    assert answer.status_code == 409
    assert third.display() in answer.text
    assert "vesse össze" in answer.text
    assert name_in(gate) == personal("Minta")
    assert take(owner, mark_on(answer)).status_code == 303
    assert name_in(gate) == third.family


@pytest.mark.parametrize("shown", ["", "á", "0" * 64])
def test_what_was_not_shown_is_not_taken(owner: Client, gate: builders.BuiltGate, shown: str) -> None:
    marry(gate.person)

    assert take(owner, shown).status_code == 409
    assert name_in(gate) == personal("Minta")


def test_what_another_session_was_shown_is_not_taken(owner: Client, gate: builders.BuiltGate) -> None:
    marry(gate.person)
    elsewhere = Client()
    give_password(elsewhere, gate)

    answer = take(elsewhere, mark_on(compare(owner)))

    assert answer.status_code == 409
    assert name_in(gate) == personal("Minta")


def test_a_silent_register_is_said_and_costs_nothing(
    owner: Client, gate: builders.BuiltGate, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as silent:
        silent.setattr(reconciling, "register", lambda: Port())
        answers = [compare(owner) for _ in range(QUESTIONS + 1)]

    assert {answer.status_code for answer in answers} == {503}
    assert "Retry-After" in answers[0].headers
    assert "RegisterAsked" not in events(gate)
    assert compare(owner).status_code == 200


def test_five_questions_an_hour_are_answered(owner: Client, gate: builders.BuiltGate, clock: Clock) -> None:
    statuses = [compare(owner).status_code for _ in range(QUESTIONS + 1)]
    clock.forward(hours=1)
    give_password(owner, gate)

    assert statuses == [200] * QUESTIONS + [429]
    assert compare(owner).status_code == 200


def test_whoever_opens_the_page_too_late_proves_first_that_it_is_them(
    owner: Client, clock: Clock, gate: builders.BuiltGate
) -> None:
    clock.forward(minutes=6)

    opened = owner.get(PAGE)
    owner.post(STEP_UP, {"password": gate.password, "next": PAGE})

    assert opened.status_code == 303
    assert opened.headers["Location"].startswith(STEP_UP)
    assert owner.get(PAGE).status_code == 200


def test_whoever_takes_too_late_proves_it_in_the_middle_and_loses_nothing(
    owner: Client, clock: Clock, gate: builders.BuiltGate
) -> None:
    marry(gate.person)
    shown = mark_on(compare(owner))
    clock.forward(minutes=6)

    late = take(owner, shown)
    done = owner.post(PAGE, {"step": "take", "shown": shown, "confirm-password": gate.password})

    assert late.status_code == 403
    assert mark_on(late) == shown
    assert done.status_code == 303
    assert name_in(gate) == NEW_NAME.family


def test_on_a_quiet_day_nothing_is_compared(owner: Client, gate: builders.BuiltGate) -> None:
    Account.objects.update(password_reset_at=builders.AT - RESET_QUIET + timedelta(minutes=1))

    assert (owner.get(PAGE).status_code, compare(owner).status_code) == (409, 409)
    assert "RegisterAsked" not in events(gate)


def test_a_temporary_gate_compares_nothing(client: Client) -> None:
    gate = builders.activated_temporary_gate()
    client.post("/belepes/", {"username": gate.username, "password": gate.password})

    assert (client.get(PAGE).status_code, compare(client).status_code) == (403, 403)


def test_whom_no_register_knew_is_told_that_the_desk_does_it(owner: Client, gate: builders.BuiltGate) -> None:
    Account.objects.update(person_source="document_only")

    page, forced = owner.get(PAGE), compare(owner)

    assert page.status_code == 200
    assert "egyetlen nyilvántartásban sem szerepelt" in page.text
    assert "Egyeztetem az adataimat" not in page.text
    assert forced.status_code == 409
    assert "RegisterAsked" not in events(gate)


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/belepes/")
    assert compare(client).headers["Location"].startswith("/belepes/")


def test_other_methods_are_refused(owner: Client) -> None:
    assert owner.put(PAGE).status_code == 405
    assert owner.delete(PAGE).status_code == 405


def test_a_step_that_does_not_exist_explains(owner: Client, gate: builders.BuiltGate) -> None:
    answer = owner.post(PAGE, {"step": "other"})

    assert answer.status_code == 200
    assert "Egyeztetem az adataimat" in answer.text
    assert "RegisterAsked" not in events(gate)


def test_the_owner_reads_afterwards_what_was_done(owner: Client, gate: builders.BuiltGate) -> None:
    marry(gate.person)
    take(owner, mark_on(compare(owner)))

    page = owner.get("/fiok/").text

    assert "Frissültek az adatai a nyilvántartásból" in page
    assert "Egyeztette az adatait a nyilvántartással" in page


def test_the_page_asks_the_database_no_more_often_than_others(
    owner: Client, gate: builders.BuiltGate
) -> None:
    with CaptureQueriesContext(connection) as opened:
        owner.get(PAGE)
    with CaptureQueriesContext(connection) as compared:
        compare(owner)

    assert len(queries_of(opened)) <= PAGE_BUDGET, queries_of(opened)
    assert len(queries_of(compared)) <= COMPARING_BUDGET, queries_of(compared)
