# SPDX-License-Identifier: EUPL-1.2
"""Ten million gates (a million on SQLite) are swept by index, beside people who sign in, with flat memory."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from benchmarks.scale import WRITTEN, measure, table
from benchmarks.sides import POSTGRESQL, SQLITE, gather_static_files
from benchmarks.sweeps import MEGABYTE
from tests.postgresql import binaries, server

FEW = 10_000
GATES = {SQLITE: 1_000_000, POSTGRESQL: 10_000_000}
DUE = {SQLITE: 10_000, POSTGRESQL: 50_000}
MOST_GROWTH_MEGABYTES = 20.0
BIG = r"accounts_(?:account|code|proofing|namepart)|outbox_letter|journal_entry|journal_link"
WHOLE_TABLE = re.compile(rf"(?:Seq Scan on|SCAN) (?:{BIG})\b(?! USING)")
"""A table that grows with the gates, read from one end to the other."""


@contextmanager
def _databases(engine: str, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the addresses of two empty databases; of PostgreSQL on a server with a quarter of the memory."""
    if engine == SQLITE:
        yield f"sqlite:///{folder / 'few.sqlite3'}", f"sqlite:///{folder / 'many.sqlite3'}"
        return
    place = binaries()
    assert place is not None
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
    options = {
        "shared_buffers": f"{memory / 4:.0f}MB",
        "maintenance_work_mem": f"{memory / 24:.0f}MB",
        "max_wal_size": "4GB",
        "wal_level": "minimal",
        "max_wal_senders": "0",
    }
    with server(place, **options) as url:
        with psycopg.connect(url, autocommit=True) as connection:
            for name in ("few", "many"):
                connection.execute(f"CREATE DATABASE {name}")
        yield url.replace("/postgres?", "/few?"), url.replace("/postgres?", "/many?")


@pytest.mark.proof
def test_millions_are_swept(database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine = SQLITE if database_url.startswith("sqlite") else POSTGRESQL
    gather_static_files(tmp_path)

    with _databases(engine, tmp_path) as urls:
        figures = measure(engine, urls, tmp_path, gates=(FEW, GATES[engine]), due=DUE[engine])

    with capsys.disabled():
        print("", *table(figures), sep="\n")  # noqa: T201
    assert not [plan for plan in figures.plans if WHOLE_TABLE.search(plan)]
    for sweep in figures.sweeps:
        assert sweep.rows == DUE[engine]
        assert sweep.letters == sweep.rows * WRITTEN[sweep.job]
        assert sweep.growth < MOST_GROWTH_MEGABYTES
    for few, many in figures.pages.values():
        assert many < 2 * few
