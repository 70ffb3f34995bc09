# SPDX-License-Identifier: EUPL-1.2
"""The journal on the page: newest first, page by page, by event, and the check of its seals."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.utils import translation

from tests import builders
from tests.pages.html import Page, words
from ugyfelkapu.domain.events import Event
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.chain import chain_new_entries
from ugyfelkapu.journal.queries import latest_entries
from ugyfelkapu.outbox.letters import CATALOGUE
from ugyfelkapu.pages.operator.words import EVENTS, LETTERS
from ugyfelkapu.staff.services import add_office

JOURNAL = "/uzemeltetes/naplo/"
CHECK = "/uzemeltetes/naplo/ellenorzes/"


def _fill(number: int) -> None:
    for _entry in range(number):
        add_office("GYR-01", name="Győri mintairoda", address="9000 Győr", by=COMMAND_LINE, at=builders.AT)


def _numbers(page: Page) -> list[int]:
    return [int(words(summary).removesuffix(". bejegyzés")) for summary in page.all("summary")]


def test_entries_stand_newest_first(auditor: Client) -> None:
    page = Page(auditor.get(JOURNAL).content)

    assert _numbers(page) == [entry.id for entry in latest_entries()]


def test_older_entries_follow_page_by_page_without_gap_or_repeat(auditor: Client) -> None:
    _fill(120)
    seen, address = [], JOURNAL

    while address:
        page = Page(auditor.get(address).content)
        seen += _numbers(page)
        older = [link["href"] for link in page.all("a") if link.attributes.get("rel") == "next"]
        address = older[0] if older else ""

    assert seen == [entry.id for entry in latest_entries(limit=1000)]


def test_one_event_is_shown_apart_and_stays_so_on_the_next_page(auditor: Client) -> None:
    _fill(60)

    page = Page(auditor.get(JOURNAL, {"event": "OfficeAdded"}).content)

    older = next(link["href"] for link in page.all("a") if link.attributes.get("rel") == "next")
    assert len(page.all("pre")) == 50
    assert all("OfficeAdded" in raw.text for raw in page.all("pre"))
    assert "event=OfficeAdded" in older


@pytest.mark.parametrize("query", ["before=x", "before=-1", f"before={2**70}", "event=Nothing", "before="])
def test_a_nonsense_query_shows_the_newest(query: str, auditor: Client) -> None:
    answer = auditor.get(f"{JOURNAL}?{query}")

    assert answer.status_code == 200
    assert _numbers(Page(answer.content))[0] == latest_entries(limit=1)[0].id


def test_staff_are_named_by_their_sign_in_name(operator: Client, auditor: Client) -> None:
    operator.post("/uzemeltetes/irodak/BP-01/", {"name": "Iroda", "address": "1000 Budapest"})

    assert "operator1" in auditor.get(JOURNAL).content.decode()


def test_owners_of_gates_are_not_named(auditor: Client) -> None:
    gate = builders.activated_gate()

    page = auditor.get(JOURNAL).content.decode()

    assert str(gate.id) in page
    assert gate.username not in page
    assert gate.email not in page


def test_a_whole_journal_is_found_whole(auditor: Client) -> None:
    chain_new_entries()

    page = auditor.get(CHECK).content.decode()

    assert "A napló sértetlen" in page
    assert "A napló sérült" not in page


def test_a_changed_entry_is_found(auditor: Client) -> None:
    chain_new_entries()
    victim = latest_entries(limit=1)[0]
    if connection.vendor == "postgresql":
        pytest.skip("a trigger forbids it there")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_entry SET event = 'SignedOut' WHERE id = %s", [victim.id])

    page = auditor.get(CHECK).content.decode()

    assert "A napló sérült" in page
    assert f"entry {victim.id}" in page


def test_every_event_and_letter_has_words() -> None:
    assert set(EVENTS) == set(Event.catalogue)
    assert set(LETTERS) == set(CATALOGUE)
    with translation.override("en"):
        assert len({str(text) for text in EVENTS.values()}) == len(EVENTS)
