# SPDX-License-Identifier: EUPL-1.2
"""``registers import FILE``: fill the embedded register from a CSV file, all or nothing."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.registers.rows import Fault
from ugyfelkapu.registers.services import ImportRefused, check_people, import_people


class Command(BaseCommand):
    """Fill the embedded register."""

    help = "Import people into the embedded register from a CSV file (columns: docs/registers.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``import FILE``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("import", help="import people; known references are brought up to date")
        load.add_argument("file", type=Path)
        load.add_argument("--dry-run", action="store_true", help="only say what is wrong with the file")
        load.add_argument("--json", action="store_true", help="print the outcome as JSON")

    def handle(self, *args: object, **options: object) -> None:
        """Import, or say line by line why not."""
        path = options["file"]
        assert isinstance(path, Path)  # noqa: S101  the parser's type
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"cannot read {path}: {error.strerror}") from error
        if options["dry_run"]:
            rows, faults = check_people(content)
            self._refuse(tuple(faults), as_json=bool(options["json"]))
            self._say({"people": len(rows)}, f"{len(rows)} people, no fault", as_json=bool(options["json"]))
            return
        try:
            done = import_people(content, by=COMMAND_LINE, at=now())
        except ImportRefused as refusal:
            faults = refusal.data["faults"]  # type: ignore[assignment]  # set by the refusal
            self._refuse(tuple(faults), as_json=bool(options["json"]))
            return
        self._say(asdict(done), f"{done.added} added, {done.updated} updated", as_json=bool(options["json"]))

    def _say(self, data: dict[str, int], text: str, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(data) if as_json else text)

    def _refuse(self, faults: tuple[Fault, ...], *, as_json: bool) -> None:
        if not faults:
            return
        if as_json:
            self.stdout.write(json.dumps({"faults": [asdict(fault) for fault in faults]}, indent=2))
        else:
            for fault in faults:
                self.stdout.write(str(fault))
        self.stderr.write(f"nothing was imported: {len(faults)} faults")
        sys.exit(1)
