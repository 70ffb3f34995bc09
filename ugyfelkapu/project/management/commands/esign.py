# SPDX-License-Identifier: EUPL-1.2
"""``esign validate FILE``: is this document signed so that a gate may be opened with it?"""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.esignature.intake import LARGEST
from ugyfelkapu.esignature.queries import trust as kept_trust
from ugyfelkapu.esignature.report import as_json
from ugyfelkapu.esignature.report_text import lines, why
from ugyfelkapu.esignature.sandbox import validate_apart
from ugyfelkapu.esignature.trust.snapshot import TrustSnapshot
from ugyfelkapu.esignature.trust.verification import Untrusted
from ugyfelkapu.journal.clock import ClockFileUnreadable, now, parse_moment

USAGE = 2
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def _moment(text: str) -> datetime:
    try:
        moment = parse_moment(text)
    except (ClockFileUnreadable, OverflowError) as error:
        raise ArgumentTypeError(f"{text!r} is no ISO 8601 moment") from error
    if not EARLIEST <= moment <= LATEST:
        raise ArgumentTypeError(f"{text!r} is no moment at which anything was signed")
    return moment


class Command(BaseCommand):
    """Judge a signed document."""

    help = "Say whether a signed document is accepted, and why not."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``validate FILE``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        validate = verbs.add_parser("validate", help="exit 0 only where the document is accepted")
        validate.add_argument("file", type=Path, metavar="FILE")
        validate.add_argument("--json", action="store_true", help="print the whole report as one JSON object")
        validate.add_argument(
            "--at", type=_moment, metavar="MOMENT", help="judge as if it were this moment (ISO 8601)"
        )
        validate.add_argument(
            "--trust",
            type=Path,
            metavar="DIR",
            help="a folder with trusted lists, and lotl-signers.pem where the Official Journal names nobody "
            "for them (docs/operating.md); without it, the lists that we keep",
        )

    def handle(
        self, *args: object, file: Path, at: datetime | None, trust: Path | None, **options: object
    ) -> None:
        """Judge."""
        moment = at or now()
        document = _read(file)
        report = validate_apart(document, _lists(trust, moment), at=moment)
        self.stdout.write(as_json(report) if options["json"] else "\n".join(lines(report)))
        if not report.accepted:
            self.stderr.write(f"ugyfelkapu: refused: {why(report)}")
            sys.exit(1)


def _lists(trust: Path | None, moment: datetime) -> TrustSnapshot:
    if trust is None:
        kept = kept_trust()
        if kept is None:
            raise CommandError(
                "no trusted lists are kept: give --trust DIR, or run 'ugyfelkapu trust update'"
            )
        return kept
    try:
        return TrustSnapshot.from_directory(trust, moment)
    except Untrusted as error:
        raise CommandError(f"the trusted lists in {trust} cannot be believed: {error}") from error


def _read(file: Path) -> bytes:
    """Return a file's content, of one that is too large only enough to see that it is."""
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}", returncode=USAGE) from error
