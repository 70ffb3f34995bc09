# SPDX-License-Identifier: EUPL-1.2
"""A temporary gate on the pages of every gate: activation, signing in, its own page, lost passwords."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.html import Page, words
from tests.pages.reading import alike
from tests.rooms.papers.reading import text_of, unspaced
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.codes import for_reading
from ugyfelkapu.domain.deadlines import RULES, Period, temporary_ends_at
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db

ACTIVATE, SIGN_IN, OWN = "/aktivalas/", "/belepes/", "/fiok/"
ASK, SET, SLIP = "/elfelejtett-jelszo/", "/elfelejtett-jelszo/uj/", "/fiok/igazolas.pdf"
LAST_INSTANT = temporary_ends_at(builders.AT) - timedelta(seconds=1)


def typed(gate: builders.TemporaryGate, code: str, password: str = builders.PASSWORD) -> dict[str, str]:
    """Return a filled-in form of code and password."""
    return {"username": gate.username, "code": code, "password": password, "password_again": password}


def sign_in(client: Client, gate: builders.TemporaryGate, password: str = builders.PASSWORD) -> int:
    """Sign the owner in; return the status."""
    return client.post(SIGN_IN, {"username": gate.username, "password": password}).status_code


def newest_code(gate: builders.TemporaryGate, clock: Clock) -> str:
    """Return a code that the owner asks for now."""
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=clock.at)
    return builders.code_for(gate.id)


@pytest.fixture
def gate() -> builders.TemporaryGate:
    """Return a temporary gate that its owner has activated."""
    return builders.activated_temporary_gate()


@pytest.fixture
def owner(client: Client, gate: builders.TemporaryGate) -> Client:
    """Return the browser of its signed-in owner."""
    assert sign_in(client, gate) == 303
    return client


# ------------------------------------------------------------------ activation


def test_it_is_activated_like_any_gate(client: Client) -> None:
    gate = builders.temporary_gate()

    answer = client.post(ACTIVATE, typed(gate, for_reading(gate.code)))

    assert (answer.status_code, answer.headers["Location"]) == (303, "/aktivalas/kesz/")
    assert sign_in(client, gate) == 303


def test_the_activation_page_names_the_days_of_both_kinds_of_gates(client: Client) -> None:
    text = words(Page(client.get(ACTIVATE).content).one("main"))

    days = {period: rule.days for period, rule in RULES.items()}
    assert f"A kód {days[Period.ACTIVATION_CODE]} napig él" in text
    assert f"számított {days[Period.NEVER_ACTIVATED]} napon belül" in text
    assert f"ideiglenes kapuhoz {days[Period.TEMPORARY_GATE]} napon belül" in text


def test_a_lapsed_code_names_the_last_day_of_the_gate_as_the_last_for_a_new_one(
    client: Client, clock: Clock
) -> None:
    gate = builders.temporary_gate()
    clock.forward(days=6)

    answer = client.post(ACTIVATE, typed(gate, gate.code))

    assert answer.status_code == 409
    assert "Ez a kód lejárt" in answer.text
    assert "2026. december 23.," in answer.text


def test_a_new_code_is_asked_for_on_the_last_day_and_activates_on_it(client: Client, clock: Clock) -> None:
    gate = builders.temporary_gate()
    clock.set(LAST_INSTANT)

    asked = client.post(ASK, {"username": gate.username, "email": gate.email})
    activated = client.post(ACTIVATE, typed(gate, builders.code_for(gate.id)))

    assert (asked.status_code, activated.status_code) == (303, 303)


# ------------------------------------------------------------------ its own page


def test_its_page_says_level_reference_and_last_day(owner: Client, gate: builders.TemporaryGate) -> None:
    text = words(Page(owner.get(OWN).content).one("main"))

    assert "alacsony szint alatt" in text
    assert "Alacsony szint" not in text
    assert for_saying(gate.reference) in text
    assert "2026. december 23., szerda" in text
    assert "még 30 nap" in text
    assert "Véglegesítse bármelyik okmányirodában" in text
    assert "Nincs lejárata" not in text


def test_its_page_counts_the_days_that_are_left(
    owner: Client, gate: builders.TemporaryGate, clock: Clock
) -> None:
    clock.set(LAST_INSTANT)
    assert sign_in(owner, gate) == 303

    assert "ma az utolsó nap" in owner.get(OWN).text


def test_its_owner_alone_prints_the_slip_again(owner: Client, gate: builders.TemporaryGate) -> None:
    paper = owner.get(SLIP)

    text = unspaced(text_of(paper.content))
    assert paper.headers["Content-Type"] == "application/pdf"
    assert unspaced(for_saying(gate.reference)) in text
    assert gate.username in text
    assert gate.code not in text.replace("-", "")
    stranger = Client().get(SLIP)
    assert (stranger.status_code, stranger.headers["Location"]) == (303, f"{SIGN_IN}?next={SLIP}")


def test_a_full_gate_has_no_slip(client: Client) -> None:
    full = builders.activated_gate()
    client.post(SIGN_IN, {"username": full.username, "password": full.password})

    assert client.get(SLIP).status_code == 404


def test_its_sessions_end_with_it(owner: Client, gate: builders.TemporaryGate, clock: Clock) -> None:
    clock.set(LAST_INSTANT)
    assert sign_in(owner, gate) == 303
    assert owner.get(OWN).status_code == 200

    clock.forward(seconds=1)

    pages = [owner.get(place) for place in (OWN, SLIP)]
    assert [(page.status_code, page.headers["Location"]) for page in pages] == [
        (303, f"{SIGN_IN}?next={place}") for place in (OWN, SLIP)
    ]


def test_after_its_last_day_it_looks_like_a_gate_that_never_was(
    client: Client, gate: builders.TemporaryGate, clock: Clock
) -> None:
    clock.set(LAST_INSTANT + timedelta(seconds=1))

    gone = client.post(SIGN_IN, {"username": gate.username, "password": gate.password})
    never = client.post(SIGN_IN, {"username": "cccc.dddd", "password": gate.password})

    assert gone.status_code == 422
    assert alike(gone, gate.username) == alike(never, "cccc.dddd")


# ------------------------------------------------------------------ lost password, lost username


def test_a_reset_opens_it_again_but_lets_it_live_no_longer(
    client: Client, gate: builders.TemporaryGate, clock: Clock
) -> None:
    clock.set(LAST_INSTANT)

    done = client.post(SET, typed(gate, newest_code(gate, clock), builders.OTHER_PASSWORD))
    signed_in = sign_in(client, gate, builders.OTHER_PASSWORD)
    clock.forward(seconds=1)

    assert (done.status_code, done.headers["Location"]) == (303, "/elfelejtett-jelszo/kesz/")
    assert signed_in == 303
    assert client.get(OWN).status_code == 303
    assert sign_in(client, gate, builders.OTHER_PASSWORD) == 422


@pytest.mark.parametrize("kind", ["temporary", "full", "none"])
def test_asking_for_a_code_says_the_same_whoever_asks(client: Client, kind: str) -> None:
    username, email = "cccc.dddd", "nobody@example.com"
    if kind != "none":
        built = builders.activated_temporary_gate() if kind == "temporary" else builders.activated_gate()
        username, email = built.username, built.email

    answer = client.post(ASK, {"username": username, "email": email})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/elfelejtett-jelszo/elkuldve/")
    assert answer.content == b""


def test_whoever_forgot_the_username_is_sent_to_where_it_stands(client: Client) -> None:
    text = words(Page(client.get(ASK).content).one("main"))

    assert "az ideiglenes kapué a letöltött igazoláson" in text
    assert "A teljes kapu felhasználónevét az okmányiroda is megmondja" in text


@pytest.mark.parametrize("place", [SIGN_IN, ACTIVATE, ASK, SET])
def test_every_username_field_names_both_papers(client: Client, place: str) -> None:
    hint = words(Page(client.get(place).content).by_id("username-hint"))

    assert hint == (
        "A regisztrációs igazolásán találja, vagy az ideiglenes kapuja igazolásán."
        " Ha elektronikus aláírással nyitotta a kapuját, az űrlapon választotta."
    )
