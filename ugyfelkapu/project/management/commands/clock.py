# SPDX-License-Identifier: EUPL-1.2
"""``clock show|accept``: whether the clock is trusted, and an operator's word that it is right."""

import json
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from ugyfelkapu.journal import clock_watch
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import real_now


class Command(BaseCommand):
    """Look at the clock's standing, or vouch for it."""

    help = "Show whether the clock is trusted, or accept it after you have looked at it yourself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``show`` and ``accept``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        showing = verbs.add_parser("show", help="the machine's moment, the latest trusted one, any doubt")
        showing.add_argument("--json", action="store_true")
        verbs.add_parser("accept", help="the clock is right: sweeps may erase again")

    def handle(self, *args: object, **options: object) -> None:
        """Do it."""
        if options["verb"] == "accept":
            at = real_now()
            clock_watch.trust(by=COMMAND_LINE, at=at)
            self.stdout.write(f"{at.isoformat(timespec='seconds')} is trusted; sweeps go on")
            return
        seen, doubt = clock_watch.standing()
        shown = {
            "now": real_now().isoformat(timespec="seconds"),
            "trusted": seen.isoformat(timespec="seconds") if seen else None,
            "doubt": doubt or None,
        }
        if options["json"]:
            self.stdout.write(json.dumps(shown))
            return
        self.stdout.write("\n".join(f"{name}: {value or '-'}" for name, value in shown.items()))
