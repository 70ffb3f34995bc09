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
from ugyfelkapu.registers.cells import Fault, Reason
from ugyfelkapu.registers.services import ImportRefused, check_people, import_people

WORDS = {
    Reason.EMPTY_FILE: "the file is empty",
    Reason.UNKNOWN_COLUMN: "there is no such column",
    Reason.MISSING_COLUMN: "the column is missing",
    Reason.REPEATED_COLUMN: "the column stands there twice",
    Reason.QUOTES: "quotation marks do not match, or the cell is endless",
    Reason.TOO_MANY_CELLS: "more cells than there are columns",
    Reason.ENCODING: "not UTF-8",
    Reason.EMPTY: "must not be empty",
    Reason.TOO_LONG: "too long",
    Reason.CHARACTERS: "holds characters that no name has",
    Reason.CHOICE: "none of the words that may stand here",
    Reason.YES_OR_NO: "must be yes, no or empty",
    Reason.DATE: "must be a date such as 1984-03-27",
    Reason.FUTURE: "lies in the future",
    Reason.COUNTRY: "must be three letters of ISO 3166, such as HUN",
    Reason.REFERENCE: "must be letters, digits and . _ : / - only, at most 100",
    Reason.FORMAT: "not a number that such a document can have",
    Reason.PAPER_LICENCE: "the number of a paper licence, which proves nothing at the gate",
    Reason.BOOKLET: "the number of an identity booklet, which proves nothing at the gate",
    Reason.NO_ADDRESS_CARD: "people of the aliens register have none",
    Reason.REPEATED: "stands in line {first_line} already",
    Reason.TAKEN: "belongs to somebody else in the register",
    Reason.CHANGED: "the file or the register changed meanwhile; try again",
}


def in_words(fault: Fault) -> str:
    """Return one line about a fault."""
    place = [f"line {fault.line}"] * bool(fault.line) + [fault.column] * bool(fault.column)
    words = WORDS[fault.reason].format(first_line=fault.first_line)
    return f"{', '.join(place)}: {words}" if place else words


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
        try:
            self._import(
                Path(str(options["file"])), dry=bool(options["dry_run"]), as_json=bool(options["json"])
            )
        except OSError as error:
            raise CommandError(f"cannot read {options['file']}: {error.strerror}") from error

    def _import(self, path: Path, *, dry: bool, as_json: bool) -> None:
        with path.open("rb") as file:
            if dry:
                checked = check_people(file, at=now())
                self._refuse(checked.faults, as_json=as_json)
                self._say({"people": checked.people}, f"{checked.people} people, no fault", as_json=as_json)
                return
            try:
                done = import_people(file, by=COMMAND_LINE, at=now())
            except ImportRefused as refusal:
                self._refuse(refusal.faults, as_json=as_json)
                return
        self._say(
            asdict(done), f"{done.added} people added, {done.updated} brought up to date", as_json=as_json
        )

    def _say(self, data: dict[str, int], text: str, *, as_json: bool) -> None:
        self.stdout.write(json.dumps(data) if as_json else text)

    def _refuse(self, faults: tuple[Fault, ...], *, as_json: bool) -> None:
        if not faults:
            return
        if as_json:
            found = [asdict(fault) | {"words": in_words(fault)} for fault in faults]
            self.stdout.write(json.dumps({"faults": found}, indent=2))
        else:
            for fault in faults:
                self.stdout.write(in_words(fault))
        number = "one fault" if len(faults) == 1 else f"{len(faults)} faults"
        self.stderr.write(f"nothing was imported: {number}")
        sys.exit(1)
