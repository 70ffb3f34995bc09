# SPDX-License-Identifier: EUPL-1.2
"""``demo``: fill the house with fictional offices, staff, services and people; safe to repeat."""

import json
from argparse import ArgumentParser
from dataclasses import asdict

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.journal.clock import now
from ugyfelkapu.project import demo


class Command(BaseCommand):
    """Make the demo cast and print its sign-ins."""

    help = "Make fictional offices, staff, services and people (development only), and print the sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--json``."""
        parser.add_argument("--json", action="store_true", help="print the sign-ins as JSON")

    def handle(self, *args: object, **options: object) -> None:
        """Make the cast."""
        if not settings.DEVELOPMENT:
            raise CommandError("demo data are for development only")
        sign_ins = demo.make(at=now())
        if options["json"]:
            self.stdout.write(json.dumps([asdict(sign_in) for sign_in in sign_ins], indent=2))
            return
        for sign_in in sign_ins:
            self.stdout.write(
                f"  {sign_in.username:<12} {sign_in.password}   {sign_in.role}, {sign_in.office}"
            )
