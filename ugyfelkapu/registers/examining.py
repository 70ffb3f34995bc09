# SPDX-License-Identifier: EUPL-1.2
"""Examining a whole file of people before any of it is used: its lines, and its lines among each other.

What stands in the file is remembered as keyed hashes in a temporary database, so that memory stays
flat however long the file is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from types import TracebackType
from typing import BinaryIO, Final

from ugyfelkapu.vault.index import BLIND_BYTES

from .cells import Fault, Reason
from .keys import number_key, reference_key
from .models import Document
from .rows import Paper, Row, read

BATCH: Final = 500


class Keys:
    """The keys of one sort that a file holds, each with the line and column where it stands first."""

    def __init__(self) -> None:
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.execute("PRAGMA journal_mode=OFF")
        self._store.execute("CREATE TABLE seen (key BLOB PRIMARY KEY, line INT, place TEXT) WITHOUT ROWID")

    def __enter__(self) -> Keys:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.close()

    def first_line(self, key: bytes, *, line: int, column: str) -> int:
        """Return the line in which a key stood before; note it and return 0 if it is new."""
        noted = self._store.execute("INSERT OR IGNORE INTO seen VALUES (?, ?, ?)", (key, line, column))
        if noted.rowcount:
            return 0
        return int(self.at(key)[0])

    def at(self, key: bytes) -> tuple[int, str]:
        """Return the line and column of a key that is there."""
        line, column = self._store.execute("SELECT line, place FROM seen WHERE key = ?", (key,)).fetchone()
        return line, column

    def __contains__(self, key: bytes) -> bool:
        found = self._store.execute("SELECT 1 FROM seen WHERE key = ?", (key,))
        return found.fetchone() is not None

    def batches(self) -> Iterator[list[bytes]]:
        """Yield all keys, some at a time."""
        cursor = self._store.execute("SELECT key FROM seen")
        while rows := cursor.fetchmany(BATCH):
            yield [bytes(key) for (key,) in rows]


class Examined:
    """A file, who and what stands in it, and what is wrong with it."""

    def __init__(self, file: BinaryIO, *, today: date) -> None:
        self.file = file
        self.today = today
        self.people = 0
        self.faults: list[Fault] = []
        self.records = Keys()
        self.papers = Keys()

    def __enter__(self) -> Examined:
        for found in self.lines():
            if isinstance(found, Fault):
                self.faults.append(found)
            else:
                self.people += 1
                self.faults.extend(self._repeated(found))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.records.__exit__(kind, error, trace)
        self.papers.__exit__(kind, error, trace)

    def lines(self) -> Iterator[Row | Fault]:
        """Read the file once more."""
        return read(self.file, today=self.today)

    def _repeated(self, row: Row) -> Iterator[Fault]:
        first = self.records.first_line(record_key(row), line=row.line, column="reference")
        if first:
            yield Fault(row.line, "reference", Reason.REPEATED, first)
        for paper in row.papers:
            first = self.papers.first_line(paper_key(paper), line=row.line, column=paper.column)
            if first:
                yield Fault(row.line, paper.column, Reason.REPEATED, first)

    def taken(self) -> Iterator[Fault]:
        """Yield the numbers that belong to somebody in the table who does not stand in the file."""
        for batch in self.papers.batches():
            held = Document.objects.filter(number_key__in=[key[:BLIND_BYTES] for key in batch])
            for number, country, holder in held.values_list(
                "number_key", "issuing_country", "record__reference_key"
            ):
                key = bytes(number) + country.encode()
                if key in self.papers and bytes(holder) not in self.records:
                    yield Fault(*self.papers.at(key), Reason.TAKEN)


def record_key(row: Row) -> bytes:
    """Return the key of a line's record."""
    return reference_key(row.register, row.reference)


def paper_key(paper: Paper) -> bytes:
    """Return the key of a document of a line: that of its number, and who issued it."""
    return number_key(paper.kind, paper.number) + paper.issuing_country.encode()
