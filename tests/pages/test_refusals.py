# SPDX-License-Identifier: EUPL-1.2
"""Refusals and errors as pages: what happened, what is safe, what to do, a reference."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.utils import translation

from tests.clock import Clock, clock
from tests.pages.html import Page, words
from ugyfelkapu.domain.errors import DocumentNotValid, HasGate, PasswordRefused, Throttled
from ugyfelkapu.pages import errors
from ugyfelkapu.pages.refusals import explain

__all__ = ["clock"]

pytestmark = [pytest.mark.urls("tests.pages.sample_addresses"), pytest.mark.django_db]

REFERENCE = re.compile(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("has_gate", 409),
        ("too_young", 422),
        ("throttled", 429),
        ("forbidden", 403),
        ("unknown", 404),
        ("register_silent", 503),
    ],
)
def test_a_refusal_has_the_status_of_its_kind(client: Client, code: str, status: int) -> None:
    assert client.get(f"/gyakorlat/elutasitva/{code}/").status_code == status


@pytest.mark.parametrize(
    "address", ["/gyakorlat/elutasitva/has_gate/", "/ugyintezo/gyakorlat/has_gate/", "/nincs-ilyen/"]
)
def test_an_error_page_says_four_things(client: Client, address: str) -> None:
    page = Page(client.get(address).content)

    facts = page.one("dl", "kapu-error")
    terms = [words(element) for element in facts.inside if element.tag == "dt"]
    answers = [words(element) for element in facts.inside if element.tag == "dd"]

    assert words(page.one("h1"))
    assert terms == ["Mi van biztonságban?", "Mit tegyen?", "Hivatkozási szám"]
    assert all(answers)
    assert REFERENCE.fullmatch(answers[-1])


def test_throttling_says_when_to_come_back(client: Client, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 23, 9, 50, tzinfo=UTC))

    answer = client.get("/gyakorlat/elutasitva/throttled/")

    assert answer["Retry-After"] == "1800"
    assert "Legkorábban: 11:20." in words(Page(answer.content).one("main"))


def test_a_silent_register_says_when_to_try_again(client: Client) -> None:
    assert client.get("/gyakorlat/elutasitva/register_silent/")["Retry-After"] == "30"


def test_clerk_and_citizen_read_different_remedies() -> None:
    refusal = HasGate()

    with translation.override("en"):
        assert explain(refusal, at_desk=False).remedy.startswith("Sign in")
        assert explain(refusal, at_desk=True).remedy.startswith("Do not register again")


def test_a_reason_is_said_where_there_is_one() -> None:
    with translation.override("hu"):
        assert explain(DocumentNotValid(reason="lost"), at_desk=True).cause == (
            "Ezt az okmányt elveszettként jelentették be."
        )
        assert explain(PasswordRefused(reason="common"), at_desk=False).cause == (
            "Ezt a jelszót könnyű kitalálni."
        )


def test_a_reason_that_nobody_foresaw_is_explained_in_general() -> None:
    with translation.override("en"):
        assert explain(DocumentNotValid(reason="eaten"), at_desk=True).cause.startswith("The document is not")


def test_the_time_of_throttling_is_written_in_both_languages() -> None:
    refusal = Throttled(until=datetime(2026, 11, 23, 6, 5, tzinfo=UTC))

    with translation.override("hu"):
        assert explain(refusal, at_desk=False).remedy.endswith("7:05.")
    with translation.override("en"):
        assert explain(refusal, at_desk=False).remedy.endswith("07:05.")


def test_the_desk_keeps_its_own_frame(client: Client) -> None:
    page = Page(client.get("/ugyintezo/gyakorlat/lost_document/").content)

    assert page.one("header", "kapu-header--desk")
    assert [link["href"] for link in page.all("a", "govuk-button")] == ["/ugyintezo/"]


def test_an_unforeseen_fault_has_a_page_of_its_own(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.get("/gyakorlat/hiba/")

    page = Page(answer.content)
    assert answer.status_code == 500
    assert words(page.one("h1")) == "Nálunk hiba történt"
    assert REFERENCE.search(page.one("dl", "kapu-error").text)


def test_the_page_of_a_fault_speaks_the_readers_language() -> None:
    with translation.override("en"):
        answer = errors.server_error(RequestFactory().get("/"))

    assert Page(answer.content).one("html")["lang"] == "en"
    assert b"Something went wrong on our side" in answer.content


def test_a_lost_database_is_no_fault_of_the_page_and_trying_again_helps() -> None:
    try:
        raise OperationalError
    except OperationalError:
        answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 503
    assert answer["Retry-After"] == errors.RETRY_SECONDS


def test_a_form_of_an_unknown_sender_is_explained() -> None:
    careful = Client(enforce_csrf_checks=True)

    answer = careful.post("/gyakorlat/urlap/", {})

    assert answer.status_code == 403
    assert words(Page(answer.content).one("h1")) == "Ez az űrlap túl régi, ezért nem küldhető el"


def test_references_differ() -> None:
    assert len({errors.new_reference() for _ in range(100)}) == 100
