# SPDX-License-Identifier: EUPL-1.2
"""Writing and deleting many rows at once, for whom the price of the model layer is too high."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any  # the values of whatever columns there are
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

from .fields import EncryptedTextField

if TYPE_CHECKING:
    Column = models.Field[Any, Any]
else:
    Column = models.Field
Row = tuple[Any, ...]


def insert_many(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row], *, same: Mapping[str, Any]
) -> None:
    """Insert rows that differ in ``columns``; what is the ``same`` for all of them is prepared once.

    Encrypted columns differ always: they are sealed for the row whose primary key stands first. A column
    that nobody names is left to the database: defaults of the model do not apply.
    """
    here = connections[DEFAULT_DB_ALIAS]  # the proxy ``connection`` would be asked for every value
    differing, alike = ([_field(model, name) for name in names] for names in (columns, same))
    if any(isinstance(field, EncryptedTextField) for field in differing) and not differing[0].primary_key:
        raise TypeError(f"{model.__name__} has encrypted columns: its primary key must stand first")
    constant = [
        field.get_db_prep_save(value, here) for field, value in zip(alike, same.values(), strict=True)
    ]
    preparing = [_preparing(field, here) for field in differing]
    prepared = [
        [*[prepare(value, row[0]) for prepare, value in zip(preparing, row, strict=True)], *constant]
        for row in rows
    ]
    if prepared:
        _send(here, [*differing, *alike], prepared)


def _field(model: type[models.Model], name: str) -> Column:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)  # noqa: S101  relations from elsewhere are no columns
    return field


def _preparing(field: Column, here: BaseDatabaseWrapper) -> Callable[[Any, Any], Any]:
    """Return how a value of a field becomes what the database takes, given its row's primary key."""
    if isinstance(field, EncryptedTextField):
        return lambda value, key: field.get_db_prep_save(field.sealed(value, key), here)
    if type(field) is models.TextField:  # rests as it is
        return lambda value, key: value
    return lambda value, key: field.get_db_prep_save(value, here)


def _send(here: BaseDatabaseWrapper, fields: Sequence[Column], rows: Sequence[list[Any]]) -> None:
    """Send all rows in one statement.

    In the middle of a COPY, PostgreSQL waits for rows whatever its time-outs say: a process that was
    stopped there would keep its locks until it is woken. One statement with arrays is about as fast.
    """
    columns = ", ".join(_quoted(field.column) for field in fields)
    into = f"INSERT INTO {_table(fields[0])} ({columns})"
    if here.vendor == "postgresql":
        here.ensure_connection()
        arrays = ", ".join(f"%b::{field.rel_db_type(here)}[]" for field in fields)
        values = [list(column) for column in zip(*rows, strict=True)]
        with here.wrap_database_errors, psycopg.Cursor(here.connection) as binary:
            binary.execute(f"{into} SELECT * FROM unnest({arrays})", values)  # noqa: S608  our own names
    else:
        marks = ", ".join(["%s"] * len(fields))
        with here.cursor() as cursor:
            cursor.executemany(f"{into} VALUES ({marks})", rows)


def update_many(field: Column, value: Any, keys: Sequence[UUID]) -> None:
    """Set one field, which must not be encrypted, in the rows with these primary keys."""
    pk = field.model._meta.pk
    prepared = field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])
    _change(f"UPDATE {_table(field)} SET {_quoted(field.column)} = %s", pk, keys, prepared)  # noqa: S608


def delete_many(fields: Iterable[Column], keys: Sequence[UUID]) -> None:
    """Delete, table after table, the rows whose field holds one of the keys; nothing that refers to them."""
    for field in fields:
        _change(f"DELETE FROM {_table(field)}", field, keys)  # noqa: S608


def _change(what: str, field: Column, keys: Sequence[UUID], *values: Any) -> None:
    """Change the rows whose field holds one of the keys, sent as one value: many take long to parse."""
    if connection.vendor == "postgresql":
        among, whole = "= ANY(%s::uuid[])", f"{{{','.join(map(str, keys))}}}"
    else:
        among, whole = "IN (SELECT value FROM json_each(%s))", json.dumps([key.hex for key in keys])
    with connection.cursor() as cursor:
        cursor.execute(f"{what} WHERE {_quoted(field.column)} {among}", [*values, whole])


def _table(field: Column) -> str:
    return _quoted(field.model._meta.db_table)


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(name or "")
