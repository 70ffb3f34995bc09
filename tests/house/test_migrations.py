# SPDX-License-Identifier: EUPL-1.2
"""Migrations are complete, follow one another in one line, and stand on their own feet."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

import ugyfelkapu

ROOMS = [path for path in Path(ugyfelkapu.__file__).parent.glob("*/migrations") if path.is_dir()]
FILES = sorted(path for room in ROOMS for path in room.glob("0*.py"))


@pytest.mark.django_db
def test_no_change_of_the_tables_lacks_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_room_has_one_line_of_migrations() -> None:
    loader = MigrationLoader(None)

    assert not loader.detect_conflicts()


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.parent.name)
def test_numbers_run_without_a_gap(room: Path) -> None:
    numbers = sorted(int(path.name[:4]) for path in room.glob("0*.py"))

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_migration_does_not_lean_on_code_that_will_change(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    imported |= {
        alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }

    ours = {name for name in imported if name.startswith("ugyfelkapu.")}

    assert ours <= {"ugyfelkapu.vault.fields"}, "only the field that a table is made of may be named"
