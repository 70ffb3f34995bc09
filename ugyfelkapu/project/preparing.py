# SPDX-License-Identifier: EUPL-1.2
"""What must be in place before the first request: words, tables, static files, demo data."""

from __future__ import annotations

from pathlib import Path

import polib
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from ugyfelkapu.journal.clock import now
from ugyfelkapu.journal.queries import latest_entries

from . import demo


def prepare() -> None:
    """Do whatever is missing; quick when nothing is."""
    compile_messages()
    if migrations_missing():
        call_command("migrate", verbosity=0, interactive=False)
    if static_files_stale():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    if settings.DEVELOPMENT and not latest_entries(limit=1):
        demo.make(at=now())


def catalogues() -> list[Path]:
    """Return every message catalogue of the package."""
    return sorted(settings.PACKAGE.glob("**/locale/*/LC_MESSAGES/*.po"))


def compile_messages() -> int:
    """Compile the catalogues that have changed; return how many."""
    changed = 0
    for source in catalogues():
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        scratch = compiled.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(scratch))
        scratch.replace(compiled)
        changed += 1
    return changed


def migrations_missing() -> bool:
    """Say whether the database lacks a migration."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def static_files_stale() -> bool:
    """Say whether a source of the static files is newer than what was collected."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return True
    collected = manifest.stat().st_mtime
    sources = (storage.path(name) for finder in get_finders() for name, storage in finder.list(None))
    return any(Path(source).stat().st_mtime > collected for source in sources)
