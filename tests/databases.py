# SPDX-License-Identifier: EUPL-1.2
"""Databases for processes of their own, on the engine of this run: empty ones, and copies of filled ones."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database; an embedded one lies in the folder."""
    if server := _server():
        with _made(server, "template0") as url:
            yield url
    else:
        yield f"sqlite:///{_fresh_file(folder)}"


@contextmanager
def copied_database(original: str, folder: Path) -> Iterator[str]:
    """Yield the address of a copy of a database on which nobody works."""
    if server := _server():
        with _made(server, urlsplit(original).path.removeprefix("/")) as url:
            yield url
    else:
        file = _fresh_file(folder)
        with (
            closing(sqlite3.connect(original.removeprefix("sqlite:///"))) as source,
            closing(sqlite3.connect(file)) as copy,
        ):
            source.backup(copy)
        yield f"sqlite:///{file}"


def _server() -> str:
    """Return the address of this run's server, empty on the embedded database."""
    url = os.environ.get("UGYFELKAPU_DATABASE_URL", "")
    return url if url.startswith("postgresql") else ""


def _fresh_file(folder: Path) -> Path:
    return folder / f"{uuid4().hex}.sqlite3"


@contextmanager
def _made(server: str, template: str) -> Iterator[str]:
    name = f"product_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
