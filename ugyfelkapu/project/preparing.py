# SPDX-License-Identifier: EUPL-1.2
"""What must be in place before the first request: words, tables, static files, demo data."""

from __future__ import annotations

from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command

from ugyfelkapu.enrolment.demo_signing import believe_demo_card
from ugyfelkapu.esignature.queries import standing
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.journal.queries import latest_entries

from . import demo, demo_service
from .readiness import migrations_missing, static_files_stale


def prepare() -> None:
    """Do whatever is missing; quick when nothing is."""
    compile_messages()
    if migrations_missing():
        call_command("migrate", verbosity=0, interactive=False)
    if static_files_stale():
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    if settings.DEVELOPMENT:
        make = demo_service.keep if latest_entries(limit=1) else demo.make
        make(at=now())
        if not settings.TRUST_SOURCE and standing().snapshot == "":
            believe_demo_card(by=COMMAND_LINE, at=now())


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
