# SPDX-License-Identifier: EUPL-1.2
"""``keys list|rotate``: the keys that seal personal data."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.project.services import rotate
from ugyfelkapu.vault.keyring import key_id, ring

RESTART = "Restart the web server and the worker, or they keep sealing with the key before."


class Command(BaseCommand):
    """List keys or put a new one in use."""

    help = "List the data keys, or put a new one in use and seal everything anew."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``list`` and ``rotate``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="the ids of the keys, newest first; never the keys")
        rotating = verbs.add_parser("rotate", help="new key (unless the environment gives them), seal anew")
        for verb in (listing, rotating):
            verb.add_argument("--json", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        """Do it."""
        if options["verb"] == "list":
            ids = [key_id(secret).hex() for secret in ring().secrets]
            lines = [f"{name}{'  in use' if place == 0 else ''}" for place, name in enumerate(ids)]
            self.stdout.write(json.dumps({"keys": ids}) if options["json"] else "\n".join(lines))
            return
        done = rotate(key_file(), by=COMMAND_LINE, at=now())
        if options["json"]:
            self.stdout.write(json.dumps({"key": done.key, "resealed": done.resealed, "made": done.made}))
            return
        self.stdout.write(f"{done.resealed} values sealed anew with key {done.key}")
        if done.made:
            self.stdout.write(RESTART)


def key_file() -> Path | None:
    """Return the file that holds the ring when we keep it ourselves; ``None`` when it was handed in."""
    handed_in = os.environ.get("UGYFELKAPU_DATA_KEY") or os.environ.get("UGYFELKAPU_DATA_KEY_FILE")
    return None if handed_in else settings.STATE / "data_key"
