# SPDX-License-Identifier: EUPL-1.2
"""The mailbox, for people and programs, and the gallery of all letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.html import Page
from ugyfelkapu.domain.codes import for_reading
from ugyfelkapu.outbox.letters import CATALOGUE
from ugyfelkapu.outbox.queries import mailbox

MAILBOX = "/fejlesztes/postalada/"
GALLERY = "/fejlesztes/levelek/"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"

pytestmark = pytest.mark.django_db


def test_programs_read_the_mailbox_newest_first(
    client: Client, clock: Clock, carry: Callable[[], None]
) -> None:
    first = builders.registered_gate()
    carry()
    later = clock.forward(hours=1)
    second = builders.registered_gate(language="en", at=later)
    carry()

    answer = client.get(MAILBOX, {"format": "json"})

    letters = answer.json()
    assert answer.headers["Content-Type"] == "application/json"
    assert [set(letter) for letter in letters] == [{"to", "subject", "text", "html", "sent_at"}] * 2
    assert [letter["to"] for letter in letters] == [second.email, first.email]
    assert [datetime.fromisoformat(letter["sent_at"]) for letter in letters] == [later, builders.AT]
    assert for_reading(first.code) in letters[1]["text"]
    assert for_reading(first.code) in letters[1]["html"]


def test_an_empty_mailbox_is_an_empty_list(client: Client) -> None:
    assert client.get(MAILBOX, {"format": "json"}).json() == []
    assert client.get(MAILBOX).status_code == 200


def test_a_letter_is_shown_as_text_and_framed_as_html(client: Client, carry: Callable[[], None]) -> None:
    gate = builders.registered_gate()
    carry()
    address = f"{MAILBOX}{mailbox()[0].id}/"

    page = Page(client.get(address).content)

    frame = page.one("iframe")
    assert frame["src"] == f"{address}html/"
    assert frame["sandbox"] == ""
    assert for_reading(gate.code) in page.one("pre").text
    assert any(for_reading(gate.code) in link["href"] for link in page.one("pre").inside if link.tag == "a")


def test_a_letters_html_brings_a_policy_of_its_own(client: Client, carry: Callable[[], None]) -> None:
    builders.registered_gate()
    carry()

    answer = client.get(f"{MAILBOX}{mailbox()[0].id}/html/")

    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.content.decode() == mailbox()[0].html


def test_a_letter_that_is_not_there_is_not_found(client: Client) -> None:
    nothing = f"{MAILBOX}{UUID(int=1)}/"

    assert client.get(nothing).status_code == 404
    assert client.get(f"{nothing}html/").status_code == 404


def test_the_gallery_leads_to_every_letter_in_both_languages(client: Client) -> None:
    page = Page(client.get(GALLERY).content)

    links = {link["href"] for row in page.all("li") for link in row.inside if link.tag == "a"}
    assert links >= {f"{GALLERY}{code}/{kind}/" for code in ("hu", "en") for kind in CATALOGUE}


@pytest.mark.parametrize("language", ["hu", "en"])
@pytest.mark.parametrize("kind", sorted(CATALOGUE))
def test_a_sample_is_shown_in_both_bodies(kind: str, language: str, client: Client) -> None:
    page = Page(client.get(f"{GALLERY}{language}/{kind}/").content)
    html = client.get(page.one("iframe")["src"])

    assert page.one("pre")["lang"] == language
    assert html.headers["Content-Security-Policy"] == POLICY
    assert f'lang="{language}"' in html.content.decode()


def test_samples_that_do_not_exist_are_not_found(client: Client) -> None:
    for address in (f"{GALLERY}de/activation/", f"{GALLERY}hu/love/", f"{GALLERY}hu/love/html/"):
        assert client.get(address).status_code == 404, address
