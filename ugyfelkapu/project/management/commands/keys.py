# SPDX-License-Identifier: EUPL-1.2
"""``keys list|rotate``: the keys that seal personal data, and those that sign for services."""

import json
import os
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from ugyfelkapu.federation.oidc.keys import every_key
from ugyfelkapu.federation.oidc.protocol.key_life import KeyState
from ugyfelkapu.federation.oidc.services import keys as signing_keys
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now
from ugyfelkapu.project.services import rotate
from ugyfelkapu.vault.keyring import key_id, ring

DATA, SIGNING = "data", "signing"
RESTART = "Restart the web server and the worker, or they keep sealing with the key before."
MADE = "The first keys were made, and sign."
PUBLISHED = (
    "The next keys are published. They begin to sign in about an hour, once every service can know them."
)
REPLACED = (
    "Every signing key was replaced, and nothing that the old ones signed counts any more. Running processes"
    " follow within half a minute; services fetch the new keys when they meet one that they do not know."
)


class Command(BaseCommand):
    """List keys or put new ones in use."""

    help = "List the keys, or put new ones in use: those that seal data (default) or those that sign."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``list`` and ``rotate``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="the keys, newest first; never their secrets")
        rotating = verbs.add_parser("rotate", help="put new keys in use")
        for verb in (listing, rotating):
            verb.add_argument("--json", action="store_true")
            verb.add_argument(
                "--purpose",
                choices=(DATA, SIGNING),
                default=DATA,
                help="data: what seals personal data (default); signing: what signs for services",
            )
        rotating.add_argument(
            "--now",
            action="store_true",
            help="signing keys only, when one may be known to others: the old ones are gone at once",
        )

    def handle(self, *args: object, **options: object) -> None:
        """Do it."""
        verb, purpose = options["verb"], options["purpose"]
        as_json = bool(options["json"])
        if verb == "list":
            (self._list_data if purpose == DATA else self._list_signing)(as_json)
        elif purpose == SIGNING:
            self._rotate_signing(bool(options["now"]), as_json)
        elif options["now"]:
            raise CommandError("--now goes with --purpose signing", returncode=2)
        else:
            self._rotate_data(as_json)

    def _list_data(self, as_json: bool) -> None:
        ids = [key_id(secret).hex() for secret in ring().secrets]
        lines = [f"{name}{'  in use' if place == 0 else ''}" for place, name in enumerate(ids)]
        self.stdout.write(json.dumps({"keys": ids}) if as_json else "\n".join(lines))

    def _list_signing(self, as_json: bool) -> None:
        keys = every_key()
        if as_json:
            self.stdout.write(json.dumps({"keys": [asdict(key) for key in keys]}, cls=DjangoJSONEncoder))
            return
        for key in keys:
            self.stdout.write(f"{key.kid}  {key.algorithm:<5}  {key.state:<7}  {key.place}")

    def _rotate_data(self, as_json: bool) -> None:
        done = rotate(key_file(), by=COMMAND_LINE, at=now())
        if as_json:
            self.stdout.write(json.dumps({"key": done.key, "resealed": done.resealed, "made": done.made}))
            return
        self.stdout.write(f"{done.resealed} values sealed anew with key {done.key}")
        if done.made:
            self.stdout.write(RESTART)

    def _rotate_signing(self, at_once: bool, as_json: bool) -> None:
        (signing_keys.replace_all if at_once else signing_keys.rotate)(by=COMMAND_LINE, at=now())
        self._list_signing(as_json)
        if as_json:
            return
        waits = any(key.state == KeyState.NEXT for key in every_key())
        self.stdout.write(REPLACED if at_once else PUBLISHED if waits else MADE)


def key_file() -> Path | None:
    """Return the file that holds the ring when we keep it ourselves; ``None`` when it was handed in."""
    handed_in = os.environ.get("UGYFELKAPU_DATA_KEY") or os.environ.get("UGYFELKAPU_DATA_KEY_FILE")
    return None if handed_in else settings.STATE / "data_key"
