# SPDX-License-Identifier: EUPL-1.2
"""``doctor``: is everything as it must be?"""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand

from ugyfelkapu.project.diagnosis import Verdict, findings


class Command(BaseCommand):
    """Look at everything; exit 1 when something is bad."""

    help = "Check configuration, database, mail, worker, clock, static files, keys and what signs."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--json``."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        """Look."""
        found = list(findings())
        if options["json"]:
            self.stdout.write(
                json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2)
            )
        else:
            for finding in found:
                self.stdout.write(f"{finding.verdict:<5} {finding.about:<14} {finding.text}")
        bad = [finding.about for finding in found if finding.verdict is Verdict.BAD]
        if bad:
            self.stderr.write(f"not well: {', '.join(bad)}")
            sys.exit(1)
