# SPDX-License-Identifier: EUPL-1.2
"""``restore FILE``: put a copy of the database back."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.project.copies import CopyFailed, empty, put_back


class Command(BaseCommand):
    """Put a copy back."""

    help = "Put a copy of the database back. Stop the web server and the worker first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and ``--replace``."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="even if the database holds data: they are lost"
        )

    def handle(self, *args: object, **options: Any) -> None:  # Any: parsed options
        """Do it."""
        if not options["replace"] and not empty():
            raise CommandError("the database holds data; --replace would throw them away")
        try:
            put_back(options["file"])
        except CopyFailed as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0, interactive=False)
        self.stdout.write("restored; run 'ugyfelkapu audit verify' before opening")
