# SPDX-License-Identifier: EUPL-1.2
"""Many rows written at once rest as those that the model layer writes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from psycopg.pq import TransactionStatus

from ugyfelkapu.outbox.models import Letter
from ugyfelkapu.vault.bulk import Column, delete_many, insert_many, update_many

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
ADDRESS = "minta.maria@example.com"
SAME = {
    "kind": "erased",
    "language": "hu",
    "status": "waiting",
    "attempts": 0,
    "last_error": "tab\there, newline\nthere, \\N and \\.",
    "created_at": AT,
    "next_at": AT,
    "gives_up_at": AT,
}


def _insert(*ids: UUID) -> None:
    insert_many(Letter, ("id", "to", "context"), [(each, ADDRESS, "{}") for each in ids], same=SAME)


def test_rows_are_read_as_they_were_written() -> None:
    first, second = uuid4(), uuid4()

    _insert(first, second)

    rows = Letter.objects.in_bulk()
    assert set(rows) == {first, second}
    assert {(row.to, row.context, row.created_at) for row in rows.values()} == {(ADDRESS, "{}", AT)}


def test_text_keeps_what_a_database_might_take_for_its_own() -> None:
    _insert(uuid4())

    assert Letter.objects.get().last_error == SAME["last_error"]


def test_what_is_encrypted_rests_sealed_and_differently_in_each_row() -> None:
    _insert(uuid4(), uuid4())

    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", context FROM outbox_letter')
        rows = [(bytes(to), bytes(context)) for to, context in cursor.fetchall()]
    assert len({value for row in rows for value in row}) == 4
    assert not [row for row in rows if ADDRESS.encode() in row[0]]


def test_no_encrypted_value_is_the_same_for_many_rows() -> None:
    with pytest.raises(TypeError, match="encrypted"):
        insert_many(Letter, ("id", "context"), [(uuid4(), "{}")], same={**SAME, "to": ADDRESS})


def test_no_encrypted_value_is_bound_to_anything_but_the_primary_key() -> None:
    with pytest.raises(TypeError, match="primary key"):
        insert_many(Letter, ("to", "context", "id"), [(ADDRESS, "{}", uuid4())], same=SAME)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only a server waits for its clients")
def test_the_database_never_waits_for_rows_that_are_still_being_made() -> None:
    standing = []

    def rows() -> Iterator[tuple[UUID, str, str]]:
        for _ in range(2):
            standing.append(connection.connection.info.transaction_status)
            yield uuid4(), ADDRESS, "{}"

    insert_many(Letter, ("id", "to", "context"), rows(), same=SAME)

    assert TransactionStatus.ACTIVE not in standing


def test_no_rows_are_nothing_to_write() -> None:
    insert_many(Letter, ("id", "to", "context"), [], same=SAME)

    assert not Letter.objects.exists()


def test_a_column_that_is_named_nowhere_is_empty() -> None:
    _insert(uuid4())

    letter = Letter.objects.get()
    assert (letter.account_id, letter.lease) == (None, None)


def test_a_row_that_the_table_refuses_takes_all_of_them_back() -> None:
    same = uuid4()

    with pytest.raises(IntegrityError), transaction.atomic():
        _insert(uuid4(), same, same)

    assert not Letter.objects.exists()


def test_only_the_rows_with_one_of_the_keys_are_deleted() -> None:
    first, second, kept = uuid4(), uuid4(), uuid4()
    _insert(first, second, kept)

    delete_many([Letter._meta.pk], [first, second, uuid4()])

    assert [letter.id for letter in Letter.objects.all()] == [kept]


def test_only_the_rows_with_one_of_the_keys_are_changed() -> None:
    first, second, kept = uuid4(), uuid4(), uuid4()
    _insert(first, second, kept)
    later = AT + timedelta(days=1)

    update_many(_field("next_at"), later, [first, second])

    changed = set(Letter.objects.filter(next_at=later).values_list("id", flat=True))
    assert changed == {first, second}


def test_an_encrypted_field_is_not_changed_in_many_rows() -> None:
    with pytest.raises(TypeError, match="encrypted"):
        update_many(_field("to"), ADDRESS, [uuid4()])


def _field(name: str) -> Column:
    field = Letter._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field


def test_no_key_deletes_nothing() -> None:
    _insert(uuid4())

    delete_many([Letter._meta.pk], [])

    assert Letter.objects.exists()
