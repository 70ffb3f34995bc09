# SPDX-License-Identifier: EUPL-1.2
"""Copies of the database: taken while the house is open, put back only into an empty one."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connections

Settings = dict[str, Any]  # Any: the shape is Django's


class CopyFailed(Exception):  # noqa: N818
    """The copy could not be taken or put back; the text says why."""


def take(file: Path) -> None:
    """Write a whole copy of the database to ``file``, readable by its owner alone."""
    if file.exists():
        raise CopyFailed(f"{file} exists already")
    scratch = file.with_name(f"{file.name}.part")
    scratch.unlink(missing_ok=True)
    scratch.touch(mode=0o600)
    try:
        _way(_copy_sqlite, _dump_postgresql)(connections["default"].settings_dict, scratch)
    except CopyFailed:
        scratch.unlink(missing_ok=True)
        raise
    scratch.replace(file)


def put_back(file: Path) -> None:
    """Put a copy back in the place of everything in the database."""
    if not file.is_file():
        raise CopyFailed(f"there is no file {file}")
    settings = connections["default"].settings_dict
    connections.close_all()
    _way(_restore_sqlite, _restore_postgresql)(settings, file)


def empty() -> bool:
    """Say whether the database holds no row of ours: nothing would be lost."""
    connection = connections["default"]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("django_"):
                continue
            cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608  our tables
            if cursor.fetchone():
                return False
    return True


def _way(
    sqlite: Callable[[Settings, Path], None], postgresql: Callable[[Settings, Path], None]
) -> Callable[[Settings, Path], None]:
    return postgresql if connections["default"].vendor == "postgresql" else sqlite


# ------------------------------------------------------------------ the embedded database


def _copy_sqlite(settings: Settings, file: Path) -> None:
    with closing(sqlite3.connect(settings["NAME"])) as source, closing(sqlite3.connect(file)) as target:
        source.backup(target)
        (answer,) = target.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise CopyFailed(f"the copy is not whole: {answer}")


def _restore_sqlite(settings: Settings, file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as source:
            (answer,) = source.execute("PRAGMA integrity_check").fetchone()
            if answer != "ok":
                raise CopyFailed(f"{file} is damaged: {answer}")
            with closing(sqlite3.connect(settings["NAME"])) as target:
                source.backup(target)
    except sqlite3.DatabaseError as error:
        raise CopyFailed(f"{file} is no copy of the embedded database ({error})") from error


# ------------------------------------------------------------------ PostgreSQL


def _dump_postgresql(settings: Settings, file: Path) -> None:
    _run("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}"], settings)


def _restore_postgresql(settings: Settings, file: Path) -> None:
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
    name = f"--dbname={settings['NAME']}"
    _run("pg_restore", [*options, name, str(file)], settings)


def _run(tool: str, arguments: list[str], settings: Settings) -> None:
    program = shutil.which(tool)
    if program is None:
        raise CopyFailed(f"{tool} is needed and was not found; it comes with PostgreSQL's client programs")
    environment = {
        **os.environ,
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"]),
    }
    filled = {name: value for name, value in environment.items() if value}
    done = subprocess.run([program, *arguments], env=filled, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["no reason given"]
        raise CopyFailed(f"{tool} failed: {lines[-1]}")
