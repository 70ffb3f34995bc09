# SPDX-License-Identifier: EUPL-1.2
"""Hot statements, for which the model layer costs more than the database: alike for both of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any  # the values of whatever columns there are
from uuid import UUID

from django.db import connection

Row = tuple[Any, ...]


def moment(at: datetime) -> Any:
    """Return a moment as a statement takes it."""
    return at if _typed() else connection.ops.adapt_datetimefield_value(at)


def number(key: UUID) -> Any:
    """Return a UUID as a statement takes it."""
    return key if _typed() else key.hex


def document(value: object) -> str:
    """Return a JSON document as a statement takes it."""
    return json.dumps(value, separators=(",", ":"))


def read_moment(value: Any) -> datetime:
    """Return a moment that a statement gave, UTC."""
    at = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


def read_number(value: Any) -> UUID:
    """Return a UUID that a statement gave."""
    return value if isinstance(value, UUID) else UUID(value)


def read_document(value: Any) -> Any:
    """Return a JSON document that a statement gave."""
    return json.loads(value) if isinstance(value, str) else value


def one(statement: str, values: Sequence[Any]) -> Row | None:
    """Ask for one row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row: Row | None = cursor.fetchone()
    return row


def rows(statement: str, values: Sequence[Any]) -> list[Row]:
    """Ask for rows; what a statement that changes them returns, too."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[Row] = cursor.fetchall()
    return found


def change(statement: str, values: Sequence[Any]) -> int:
    """Change rows; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _typed() -> bool:
    """Say whether the database has types for moments and UUIDs."""
    return connection.vendor == "postgresql"
