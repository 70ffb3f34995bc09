# SPDX-License-Identifier: EUPL-1.2
"""The chain shows every change, removal and insertion."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from ugyfelkapu.domain.events import OfficeAdded
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import COMMAND_LINE, Actor
from ugyfelkapu.journal.chain import (
    LOOK_BACK,
    Head,
    chain_all_entries,
    chain_new_entries,
    head,
    verify,
)
from ugyfelkapu.journal.models import Entry, Link

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)


@act
def _note(code: str, *, by: Actor, at: datetime) -> None:
    record(OfficeAdded(office=code))


def _note_some(count: int) -> None:
    for number in range(count):
        _note(f"BP-{number}", by=COMMAND_LINE, at=AT + timedelta(seconds=number))


def _tamper(statement: str, *parameters: int) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)


def test_a_sound_journal_verifies() -> None:
    _note_some(3)

    chained = chain_new_entries()

    result = verify()
    assert chained == 3
    assert result.sound
    assert (result.entries, result.chained, result.unchained) == (3, 3, 0)


def test_the_unchained_tail_is_reported() -> None:
    _note_some(2)
    chain_new_entries()
    _note_some(1)

    result = verify()

    assert result.sound
    assert result.unchained == 1


def test_chaining_again_changes_nothing() -> None:
    _note_some(2)
    chain_new_entries()
    head = verify().head

    again = chain_new_entries()

    assert again == 0
    assert verify().head == head


def test_an_entry_that_shows_late_is_chained_out_of_order() -> None:
    _note_some(3)
    chain_new_entries()
    _forget_link_of(Entry.objects.order_by("id")[0].pk)

    assert chain_new_entries() == 1


def test_one_that_shows_later_still_is_found_by_the_look_at_the_whole() -> None:
    _note_some(2)
    chain_new_entries()
    first, last = Entry.objects.order_by("id")
    Entry.objects.create(
        id=last.pk + LOOK_BACK, at=AT, event="x", actor_kind="x", actor_id="x", details={}, mac=b""
    )
    chain_new_entries()
    _forget_link_of(first.pk)

    assert (chain_new_entries(), chain_all_entries()) == (0, 1)


def _forget_link_of(entry: int) -> None:
    """Let an entry be one that was not visible when those around it were chained."""
    place = Link.objects.get(entry=entry).position
    _tamper("DELETE FROM journal_link WHERE position = %s", place)


def test_the_head_counts_what_is_chained_and_what_came_after() -> None:
    assert head() == Head(0, 0)
    _note_some(2)
    chain_new_entries()
    _note_some(3)

    assert head() == Head(5, 3)


def test_a_changed_entry_is_found() -> None:
    _note_some(3)
    chain_new_entries()
    first = Entry.objects.order_by("id")[0].pk

    _tamper("UPDATE journal_entry SET event = 'SignedOut' WHERE id = %s", first)

    assert verify().broken == (f"entry {first}",)


def test_an_entry_that_vanished_with_its_link_is_found() -> None:
    _note_some(3)
    chain_new_entries()
    second = Entry.objects.order_by("id")[1].pk

    _tamper("DELETE FROM journal_link WHERE entry_id = %s", second)
    _tamper("DELETE FROM journal_entry WHERE id = %s", second)

    assert not verify().sound


def test_the_seal_covers_the_order() -> None:
    _note_some(2)
    chain_new_entries()

    _tamper("UPDATE journal_link SET position = 3 WHERE position = 1")

    assert not verify().sound
    assert Link.objects.count() == 2


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL has the trigger")
@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET event = 'x'", "DELETE FROM journal_entry"])
def test_postgresql_refuses_to_change_an_entry(statement: str) -> None:
    _note_some(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
