# SPDX-License-Identifier: EUPL-1.2
"""``/fiok/``: what the owner of a gate sees, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests import builders, signing
from tests.clock import Clock
from tests.pages.citizen.owners import SECOND_STEP, authenticator_of, give_code, give_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.pages.citizen.activity import when

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return a gate activated on the day of the builders."""
    return builders.activated_gate("minta.maria.84", "minta.maria.84@example.com")


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    client.post("/belepes/", {"username": gate.username, "password": gate.password})
    return client


def test_the_owner_sees_their_gate(owner: Client) -> None:
    page = owner.get("/fiok/").text

    assert "<title>Az Ön ügyfélkapuja – Ügyfélkapu</title>" in page
    assert "Alacsony szint" in page
    assert "Minta Mária" in page
    assert "minta.maria.84@example.com" in page
    assert "2026. november 23., hétfő, Minta utcai okmányiroda" in page
    assert "Nincs lejárata." in page


@pytest.mark.parametrize(
    ("certificate", "told"),
    [("qualified_certificate", "minősített tanúsítvánnyal."), ("certificate", "tanúsítvánnyal.")],
)
def test_whoever_signed_was_at_no_desk(
    owner: Client, gate: builders.BuiltGate, certificate: str, told: str
) -> None:
    signing.as_if_signed(gate.id, certificate)

    page = owner.get("/fiok/").text
    english = owner.get("/fiok/?lang=en", follow=True).text

    assert f"Elektronikus aláírással igazolta magát: 2026. november 23., hétfő, {told}" in page
    assert "Személyesen igazolta magát" not in page
    assert "You proved who you are by electronic signature: Monday 23 November 2026, with a" in english


def test_an_unconfirmed_address_is_told_with_the_way_to_confirm_it(
    owner: Client, gate: builders.BuiltGate
) -> None:
    before = owner.get("/fiok/").text
    Account.objects.filter(id=gate.id).update(email_proved_at=None)

    page = owner.get("/fiok/").text

    link = 'class="govuk-notification-banner__link" href="/fiok/email/"'
    assert link not in before
    assert "Még nem igazolta az e-mail-címét" in page
    assert link in page


def test_the_owner_reads_what_happened_in_plain_words(owner: Client) -> None:
    page = owner.get("/fiok/").text

    for words in ("Belépett jelszóval", "Aktiválta a kapuját", "regisztrálták a kapuját", "ma, 10:42"):
        assert words in page


def test_the_owner_sees_the_level_of_this_very_sign_in(owner: Client, gate: builders.BuiltGate) -> None:
    secret = authenticator_of(gate)
    second = Client()
    give_password(second, gate)
    give_code(second, secret, builders.AT)

    pages = [browser.get("/fiok/").text for browser in (owner, second)]

    assert ["Jelentős szint" in page for page in pages] == [False, True]
    assert "Belépett jelszóval és hitelesítő alkalmazással" in pages[1]
    assert "Hozzáadtak egy második lépést" in pages[1]


def test_a_wrong_code_after_the_right_password_says_what_to_do(
    owner: Client, gate: builders.BuiltGate
) -> None:
    authenticator_of(gate)
    thief = Client()
    give_password(thief, gate)
    thief.post(SECOND_STEP, {"code": "000000"})

    page = owner.get("/fiok/").text

    assert "Sikertelen második lépés, jó jelszó után" in page
    assert 'Ha nem Ön volt, <a class="govuk-link" href="/fiok/jelszo/">' in page


def test_a_failed_attempt_says_what_to_do(owner: Client, gate: builders.BuiltGate) -> None:
    Client().post("/belepes/", {"username": gate.username, "password": "nem ez a jelszó"})

    page = owner.get("/fiok/").text

    assert "Sikertelen belépés, hibás jelszó" in page
    assert 'Ha nem Ön volt, <a class="govuk-link" href="/fiok/jelszo/">' in page


def test_the_owner_sees_that_an_office_opened_their_record(owner: Client, gate: builders.BuiltGate) -> None:
    accounts.note_opened(gate.id, by=builders.clerk(), at=builders.AT)

    assert "Egy okmányirodában megnyitották az adatait" in owner.get("/fiok/").text


def test_what_happened_to_another_gate_is_not_shown(owner: Client) -> None:
    other = builders.activated_gate()
    accounts.ask_for_code(other.username, email=other.email, by=STRANGER, at=builders.AT)

    assert "Új kódot kértek" not in owner.get("/fiok/").text


def test_the_page_is_kept_by_no_cache(owner: Client) -> None:
    assert owner.get("/fiok/").headers["Cache-Control"] == "no-store"


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    answer = client.get("/fiok/")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/belepes/?next=/fiok/")


def test_nothing_is_posted_to_the_page(owner: Client) -> None:
    assert owner.post("/fiok/").status_code == 405


def test_the_page_speaks_english_when_asked(owner: Client) -> None:
    page = owner.get("/fiok/?lang=en", follow=True).text

    assert "Your client gate" in page
    assert "Signed in with the password" in page
    assert "today, 10:42" in page


OWN = ("biztonsag", "munkamenetek", "jelszo", "email", "naplo", "naplo/betekintesek", "adataim", "zarolas")


@pytest.mark.parametrize(
    "path",
    [
        *("/fiok/", "/belepes/", "/aktivalas/", "/elfelejtett-jelszo/", "/elfelejtett-jelszo/uj/"),
        *(f"/fiok/{page}/" for page in (*OWN, "megszuntetes", "adataim/egyeztetes")),
        *("/feloldas/", "/megszuntetve/", "/biztonsag/zarolva/"),
    ],
)
def test_no_page_asks_the_database_too_often(owner: Client, clock: Clock, path: str) -> None:
    clock.forward(minutes=2)

    with CaptureQueriesContext(connection) as queries:
        owner.get(path)

    assert len(queries) <= MOST_QUERIES


NOW = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "language", "written"),
    [
        (NOW, "hu", "ma, 10:42"),
        (NOW - timedelta(hours=10, minutes=43), "hu", "november 22., vasárnap, 23:59"),
        (NOW.replace(day=18, hour=6, minute=31), "hu", "november 18., szerda, 7:31"),
        (NOW.replace(year=2025), "hu", "2025. november 23., vasárnap, 10:42"),
        (NOW, "en", "today, 10:42"),
        (NOW.replace(day=18, hour=6, minute=31), "en", "Wednesday 18 November, 07:31"),
        (NOW.replace(year=2025), "en", "Sunday 23 November 2025, 10:42"),
    ],
)
def test_a_moment_is_as_short_as_it_is_clear(moment: datetime, language: str, written: str) -> None:
    with translation.override(language):
        assert when(moment, now=NOW) == written
