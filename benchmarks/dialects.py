# SPDX-License-Identifier: EUPL-1.2
"""What the engines call otherwise: random keys, a series of rows, moments, and how to load quickly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Final

from django.db import connection

SEAL_BYTES: Final = 32
"""What sealing adds to a text."""


class PostgreSQL:
    """Expressions of PostgreSQL; ``n`` is the number of the row."""

    identifier = "gen_random_uuid()"
    unchecked = "SET session_replication_role = replica; SET statement_timeout = 0"
    checked = "SET session_replication_role = origin; RESET statement_timeout"
    indexes = (
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )

    def key(self, size: int) -> str:
        """Return a keyed hash."""
        return f"substr(sha256(uuid_send(gen_random_uuid())), 1, {size})"

    def sealed(self, size: int) -> str:
        """Return what a text of this size rests as."""
        return f"sha256(uuid_send(gen_random_uuid())) || decode('{'00' * size}', 'hex')"

    def moment(self, at: datetime, days: str = "0") -> str:
        """Return a moment, so many days later."""
        return f"timestamptz '{at.isoformat()}' + ({days}) * interval '1 day'"

    def among(self, name: str, most: int) -> str:
        """Return one of so many tokens."""
        return f"substr(sha256(convert_to('{name}' || (random() * {most})::int, 'UTF8')), 1, 16)"

    def series(self, count: int) -> tuple[str, str]:
        """Return what stands before an INSERT, and a table of ``n`` from 1."""
        return "", f"generate_series(1, {count}) AS series (n)"


class SQLite:
    """Expressions of SQLite; ``n`` is the number of the row."""

    identifier = "lower(hex(randomblob(16)))"
    unchecked = "PRAGMA foreign_keys = OFF"
    checked = "PRAGMA foreign_keys = ON"
    indexes = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s"

    def key(self, size: int) -> str:
        """Return a keyed hash."""
        return f"randomblob({size})"

    def sealed(self, size: int) -> str:
        """Return what a text of this size rests as."""
        return f"randomblob({size + SEAL_BYTES})"

    def moment(self, at: datetime, days: str = "0") -> str:
        """Return a moment, so many days later."""
        return f"datetime('{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}', '+' || ({days}) || ' days')"

    def among(self, name: str, most: int) -> str:
        """Return one of so many tokens."""
        return f"CAST(printf('%016d', abs(random()) % {most}) AS BLOB)"

    def series(self, count: int) -> tuple[str, str]:
        """Return what stands before an INSERT, and a table of ``n`` from 1."""
        numbers = f"VALUES (1) UNION ALL SELECT n + 1 FROM series WHERE n < {count}"  # noqa: S608
        return f"WITH RECURSIVE series (n) AS ({numbers})", "series"


def dialect() -> PostgreSQL | SQLite:
    """Return the expressions of the engine at hand."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()


@contextmanager
def unchecked() -> Iterator[None]:
    """Let foreign keys go unchecked while rows are loaded that are right by construction."""
    with connection.cursor() as cursor:
        cursor.execute(dialect().unchecked)
    yield
    with connection.cursor() as cursor:
        cursor.execute(dialect().checked)


@contextmanager
def without_indexes(tables: Sequence[str]) -> Iterator[None]:
    """Take the indexes away while tables are filled, and make them anew in one go."""
    with connection.cursor() as cursor:
        found = []
        for table in tables:
            cursor.execute(dialect().indexes, [table])
            found += cursor.fetchall()
        for name, _ in found:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for _, made in found:
            cursor.execute(made)
