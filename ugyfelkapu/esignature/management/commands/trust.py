# SPDX-License-Identifier: EUPL-1.2
"""``trust update|show``: bring the trusted lists up to date, or say how they stand."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime

from django.core.management.base import BaseCommand

from ugyfelkapu.esignature.queries import SAID, ListRow, alarms, list_rows, standing
from ugyfelkapu.esignature.services import NETWORK, update
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.clock import now


class Command(BaseCommand):
    """Keep the trusted lists."""

    help = (
        "Bring the trusted lists of the states up to date, from the network or from a folder; or show how "
        "each of them stands."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``update`` and ``show``."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        updating = verbs.add_parser("update", help="look for newer lists now and take what is genuine")
        updating.add_argument(
            "--from",
            dest="source",
            default="",
            metavar="SOURCE",
            help=f"'{NETWORK}', or a folder that holds the lists (default: UGYFELKAPU_TRUST_SOURCE)",
        )
        updating.add_argument("--json", action="store_true")
        showing = verbs.add_parser("show", help="each list, how old it is, and what goes wrong")
        showing.add_argument("--json", action="store_true")

    def handle(self, *args: object, **options: object) -> None:
        """Do it."""
        at = now()
        if options["verb"] == "update":
            update(source=str(options["source"]), by=COMMAND_LINE, at=at)
        self._show(at, as_json=bool(options["json"]))

    def _show(self, at: datetime, *, as_json: bool) -> None:
        present, rows, found = standing(), list_rows(at=at), alarms(at=at)
        if as_json:
            shown = {
                **asdict(present),
                "lists": [asdict(row) for row in rows],
                "alarms": [str(alarm) for alarm in found],
            }
            self.stdout.write(json.dumps(shown, default=_plain, indent=1))
            return
        taken = f", taken {present.taken_at:%Y-%m-%d %H:%M} UTC" if present.taken_at else ""
        self.stdout.write(f"snapshot {present.snapshot or '-'}{taken}")
        for row in rows:
            self.stdout.write(_line(row))
        if present.failure:
            self.stdout.write(f"! the last look failed: {present.failure}")
        for alarm in found:
            self.stdout.write(f"! {SAID[alarm]}")


def _plain(value: object) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)


def _line(row: ListRow) -> str:
    due = f"next {row.next_update_at:%Y-%m-%d}" if row.next_update_at else "closed"
    state = f"{row.freshness}, number {row.sequence}, {row.services} services, {due}"
    if row.refused:
        state = f"not taken: {row.refused}"
    return f"{row.territory}: {state}{f'; newest not taken: {row.trouble}' if row.trouble else ''}"
