# SPDX-License-Identifier: EUPL-1.2
"""``esign validate FILE``: is this document signed so that a gate may be opened with it?"""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.esignature.findings import Severity
from ugyfelkapu.esignature.intake import LARGEST
from ugyfelkapu.esignature.queries import trust as kept_trust
from ugyfelkapu.esignature.report import Report, SignatureReport, as_json
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
        self.stdout.write(as_json(report) if options["json"] else "\n".join(_lines(report)))
        if not report.accepted:
            self.stderr.write(f"ugyfelkapu: refused: {_why(report)}")
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


def _why(report: Report) -> str:
    words = [report.indication, report.sub_indication, report.reason]
    return " ".join(str(word) for word in words if word)


def _lines(report: Report) -> Iterator[str]:
    document = report.document
    yield f"{document.format or 'unknown format'}, {document.signatures_found} signatures"
    for finding in report.findings:
        yield f"  {finding.code} {finding.detail}".rstrip()
    for signature in report.signatures:
        yield from _signature_lines(signature)
    yield "accepted" if report.accepted else f"refused: {_why(report)}"


def _signature_lines(signature: SignatureReport) -> Iterator[str]:
    why = f" {signature.sub_indication}" if signature.sub_indication else ""
    yield f"{signature.name}: {signature.indication}{why}"
    yield f"  {signature.format_level}, {signature.signature_level}"
    if signature.best_signature_time:
        yield f"  existed at {signature.best_signature_time.isoformat()}"
    for stamp in signature.timestamps:
        moment = stamp.time.isoformat() if stamp.time else "unreadable"
        yield f"  {stamp.kind} timestamp {moment}: {stamp.indication}, qualified {stamp.qualified}"
    for finding in signature.findings:
        mark = "!" if finding.severity is Severity.ERROR else "-"
        yield f"  {mark} {finding.code} {finding.detail}".rstrip()
