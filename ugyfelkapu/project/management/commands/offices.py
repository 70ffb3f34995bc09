# SPDX-License-Identifier: EUPL-1.2
"""``offices add``: open a document office, or bring its particulars up to date."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.staff.services import add_office


class Command(BaseCommand):
    """Keep the list of offices."""

    help = "Add a document office or change its particulars."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``add CODE --name … --address …``."""
        add = parser.add_subparsers(dest="verb", required=True).add_parser(
            "add", help="add or change an office"
        )
        add.add_argument("code", help="short code, such as BP-01")
        add.add_argument("--name", required=True)
        add.add_argument("--address", required=True)
        add.add_argument("--opening-hours", default="", help="one line a day")

    def handle(self, *args: object, **options: str) -> None:
        """Add the office."""
        code = add_office(
            options["code"],
            name=options["name"],
            address=options["address"],
            opening_hours=options["opening_hours"],
            by=COMMAND_LINE,
            at=now(),
        )
        self.stdout.write(f"office {code} is open")
