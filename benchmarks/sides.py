# SPDX-License-Identifier: EUPL-1.2
"""The processes that are measured in turn: each engine with few gates and with many."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from select import select
from typing import IO, Any  # Any: JSON
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.postgresql import binaries, server

FEW, MANY = 100, 10_000
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
KEYS = {
    "UGYFELKAPU_MODE": "development",
    "UGYFELKAPU_PUBLIC_URL": "http://localhost:8000",
    "UGYFELKAPU_SECRET_KEY": "a signing secret that only benchmarks know",
    "UGYFELKAPU_DATA_KEY": "a-data-key-that-only-benchmarks-know-0123456789",
    "DJANGO_SETTINGS_MODULE": "ugyfelkapu.project.settings",
}


@dataclass(frozen=True, slots=True)
class Process:
    """One side under way; asks and answers are lines."""

    engine: str
    gates: int
    process: subprocess.Popen[str]

    def ask(self, what: str) -> Any:
        """Ask for figures and wait for them."""
        self.tell(what)
        return self.answer()

    def tell(self, what: str) -> None:
        """Ask for figures, and leave them for later."""
        self._pipe(self.process.stdin).write(f"{what}\n")
        self._pipe(self.process.stdin).flush()

    def answer(self) -> Any:
        """Wait for one answer."""
        line = self._pipe(self.process.stdout).readline()
        if not line:
            raise SystemExit(f"{self.engine} with {self.gates} gates gave up")
        return json.loads(line)

    def has_answered(self) -> bool:
        """Say whether an answer waits to be read."""
        return bool(select([self._pipe(self.process.stdout)], [], [], 0)[0])

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@contextmanager
def sides(scratch: Path) -> Iterator[list[Process]]:
    """Start every side that this machine can, and wait until their data are made."""
    with ExitStack() as stack:
        addresses = [(SQLITE, gates, f"sqlite:///{scratch / f'{gates}.sqlite3'}") for gates in (FEW, MANY)]
        place = binaries()
        if place is not None:
            url = stack.enter_context(server(place))
            addresses += [(POSTGRESQL, gates, _database(url, gates)) for gates in (FEW, MANY)]
        gather_static_files(scratch)
        started = [
            stack.enter_context(process(engine, gates, url, scratch, "benchmarks.engine", str(gates)))
            for engine, gates, url in addresses
        ]
        for side in started:
            side.answer()
        yield started


def _database(url: str, gates: int) -> str:
    name = f"gates_{gates}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _environment(scratch: Path, database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UGYFELKAPU_")}
    return {**kept, **KEYS, "VAR": str(scratch), "UGYFELKAPU_DATABASE_URL": database}


def gather_static_files(scratch: Path) -> None:
    """Gather what pages link to."""
    command = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(command, env=_environment(scratch, "sqlite:///:memory:"), check=True)


@contextmanager
def process(engine: str, gates: int, database: str, scratch: Path, *module: str) -> Iterator[Process]:
    """Run a module on a database, with the keys of benchmarks; it answers line by line."""
    started = subprocess.Popen(
        [sys.executable, "-m", *module],
        env=_environment(scratch, database),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Process(engine, gates, started)
    finally:
        started.kill()
        started.communicate()
