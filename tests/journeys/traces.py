# SPDX-License-Identifier: EUPL-1.2
"""Searching every table of the database for what it holds of somebody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any  # rows hold whatever a database holds

from django.apps import apps
from django.db import connection

from ugyfelkapu.domain.person import Identity
from ugyfelkapu.vault.fields import EncryptedTextField


def places(words: Iterable[str], hashes: Iterable[bytes]) -> set[str]:
    """Return where in the database any of these words or keyed hashes stand, sealed or not."""
    texts, keys = {word.casefold() for word in words}, list(hashes)
    found = set()
    for table, column, value in (*rows(), *opened()):
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value).casefold()
        raw = bytes(value) if isinstance(value, bytes | memoryview) else b""
        hexed = any(key.hex() in text for key in keys)
        if hexed or any(word in text for word in texts) or any(key in raw for key in keys):
            found.add(f"{table}.{column}")
    return found


def rows() -> Iterator[tuple[str, str, Any]]:
    """Yield every value of every table as it rests."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608  our own tables
            names = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                yield from ((table, name, value) for name, value in zip(names, row, strict=True))


def opened() -> Iterator[tuple[str, str, Any]]:
    """Yield every sealed value, opened."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                for row in model._default_manager.all():
                    yield model._meta.db_table, field.name, getattr(row, field.attname)


def words_of(who: Identity) -> Iterator[str]:
    """Yield the words by which a person would be known."""
    for name in (who.current_name, who.birth_name, who.mother_birth_name):
        yield from (name.family, *name.given.split())
    yield who.birth_place
    yield who.birth_date.isoformat()
