# SPDX-License-Identifier: EUPL-1.2
"""A database full of gates that fall due, filled by a fresh process, so this module knows no Django."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any  # rows hold whatever a database holds

import psycopg

from tests.rooms.accounts.racing import wake

NOW = datetime(2027, 4, 1, 6, tzinfo=UTC)
"""Long after the clocks went forward; everything here is due at this moment."""
PATIENCE = "-c lock_timeout=3s"
"""A worker that was stopped half-way through sending a statement keeps its locks until it is woken."""


@dataclass(frozen=True, slots=True)
class Filling:
    """How many gates of each sort a round adds; each sort is due for one thing at :data:`NOW`."""

    url: str
    number: int
    registrations: int
    temporary: int

    @property
    def erased(self) -> int:
        """Return how many gates have ended."""
        return self.registrations + self.temporary

    @property
    def reminded(self) -> int:
        """Return how many gates, or codes, end soon."""
        return self.registrations + self.temporary


def fill(filling: Filling) -> None:
    """Add a round of gates: half of them have ended, of the others a letter must remind."""
    wake(filling.url)
    from datetime import timedelta

    from tests import builders
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import STRANGER

    builders.clerk()

    def name(sort: str, place: int) -> str:
        return f"{sort}{filling.number}.{place}"

    for sort, days in (("lejart", 61), ("kod", 4)):
        for place in range(filling.registrations):
            mine = name(sort, place)
            builders.registered_gate(
                mine,
                f"{mine}@example.com",
                person=builders.person_in_register(reference=mine),
                at=NOW - timedelta(days=days),
            )
    for sort, days in (("ideiglenes", 31), ("emlek", 23)):
        for place in range(filling.temporary):
            mine = name(sort, place)
            form = builders.electronic_form(mine, f"{mine}@example.com")
            services.open_temporary_gate(form, by=STRANGER, at=NOW - timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Ledger:
    """The database itself, read behind the product's back."""

    url: str

    @property
    def is_postgresql(self) -> bool:
        """Say which of the two databases this is."""
        return self.url.startswith("postgresql")

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """Open a connection of one's own, ended without a commit."""
        if self.is_postgresql:
            with closing(psycopg.connect(self.url, options=PATIENCE)) as connection:
                yield connection
        else:
            path = self.url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=3)) as connection:
                yield connection

    def rows(self, question: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the answer to a question; ``?`` stands for each value."""
        with self.connected() as connection:
            given = [values] if values else []
            return list(connection.execute(self._worded(question), *given).fetchall())

    def count(self, question: str, *values: object) -> int:
        """Return how many rows there are: the question begins after ``SELECT count(*) FROM``."""
        return int(self.rows(f"SELECT count(*) FROM {question}", *values)[0][0])  # noqa: S608  our own words

    def change(self, statement: str, *values: object) -> None:
        """Change rows at once."""
        with self.connected() as connection:
            connection.execute(self._worded(statement), values)
            connection.commit()

    def moment(self, at: datetime) -> object:
        """Return a moment as the database writes it."""
        return at if self.is_postgresql else at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")

    def _worded(self, question: str) -> str:
        return question.replace("?", "%s") if self.is_postgresql else question
