# SPDX-License-Identifier: EUPL-1.2
"""``audit verify|export``: is the journal whole, and what does it hold."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict

from django.core.management.base import BaseCommand

from ugyfelkapu.journal.chain import verify
from ugyfelkapu.journal.queries import all_entries

SHOWN = 20


class Command(BaseCommand):
    """Check or hand out the journal."""

    help = (
        "Check that no journal entry was changed, added or taken away; or print all, one JSON object a line."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``verify`` and ``export``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("verify", help="recompute every seal").add_argument("--json", action="store_true")
        verbs.add_parser("export", help="print every entry, oldest first").add_argument(
            "--json", action="store_true", help="the same: it is always JSON lines"
        )

    def handle(self, *args: object, **options: object) -> None:
        """Do it."""
        if options["verb"] == "export":
            self._export()
        else:
            self._verify(as_json=bool(options["json"]))

    def _export(self) -> None:
        for entry in all_entries():
            row = {
                "id": entry.pk,
                "at": entry.at.isoformat(),
                "event": entry.event,
                "actor_kind": entry.actor_kind,
                "actor_id": entry.actor_id,
                "office": entry.office,
                "subject": str(entry.subject) if entry.subject else None,
                "details": entry.details,
                "seal": bytes(entry.mac).hex(),
            }
            self.stdout.write(json.dumps(row, ensure_ascii=False))

    def _verify(self, *, as_json: bool) -> None:
        found = verify()
        if as_json:
            self.stdout.write(json.dumps({"sound": found.sound, **asdict(found)}))
        else:
            self.stdout.write(
                f"{found.entries} entries, {found.unchained} not chained yet, head {found.head}"
            )
        if not found.sound:
            self.stderr.write(f"the journal does not hold: {', '.join(found.broken[:SHOWN])}")
            sys.exit(1)
