# SPDX-License-Identifier: EUPL-1.2
"""``demo-sign FILE --format FORMAT``: sign a downloaded declaration with the demo card (development only)."""

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.enrolment.demo_signing import WrongFile, demo_sign
from ugyfelkapu.esignature.demo_card.shapes import ENDINGS, Shape
from ugyfelkapu.journal.clock import now

USAGE = 2


class Command(BaseCommand):
    """Sign."""

    help = "Sign a downloaded declaration in the name of whoever it names (development only)."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the format."""
        parser.add_argument("file", type=Path, metavar="FILE", help="the declaration as it was downloaded")
        parser.add_argument("--format", choices=[str(shape) for shape in Shape], default=str(Shape.PADES))
        parser.add_argument(
            "--name-alone", action="store_true", help="leave the birth out of the certificate"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: FILE with another ending")

    def handle(self, *args: object, file: Path, output: Path | None, **options: object) -> None:
        """Write the signed file and print its name."""
        if not settings.DEVELOPMENT:
            raise CommandError("the demo card is for development only")
        shape = Shape(str(options["format"]))
        try:
            document = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}", returncode=USAGE) from error
        try:
            signed = demo_sign(document, shape, name_alone=bool(options["name_alone"]), at=now())
        except Unknown:
            raise CommandError(f"{file} is no declaration that waits here to be signed") from None
        except WrongFile:
            raise CommandError("enveloped XAdES takes the XML, PAdES the PDF: give the other file") from None
        target = output or file.with_name(f"{file.stem}-{shape}{ENDINGS[shape]}")
        try:
            target.write_bytes(signed)
        except OSError as error:
            raise CommandError(f"{target} cannot be written: {error.strerror}", returncode=USAGE) from error
        self.stdout.write(str(target))
