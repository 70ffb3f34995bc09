# SPDX-License-Identifier: EUPL-1.2
"""``backup FILE``: a whole copy of the database, taken while the house is open."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.project.copies import CopyFailed, take


class Command(BaseCommand):
    """Take a copy."""

    help = "Write a whole copy of the database to FILE. The keys are not in it: keep them elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path)

    def handle(self, *args: object, **options: Path) -> None:
        """Do it."""
        try:
            take(options["file"])
        except CopyFailed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['file']} holds a copy of the database; the keys are not in it")
