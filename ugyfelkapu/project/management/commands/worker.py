# SPDX-License-Identifier: EUPL-1.2
"""``worker``: carry letters, chain the journal and do whatever else falls due."""

import signal
import threading
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from datetime import datetime
from types import FrameType

from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.journal.clock import ClockFileUnreadable, now, parse_moment
from ugyfelkapu.project.worker import JobDied, do_everything_due, work


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except ClockFileUnreadable as error:
        raise ArgumentTypeError(f"{text!r} is no ISO 8601 moment") from error


class Command(BaseCommand):
    """Work until a signal comes, or once."""

    help = "Carry letters, chain the journal and do whatever falls due, until a signal comes."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take ``--once`` and ``--at``."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")
        parser.add_argument(
            "--at",
            type=_moment,
            metavar="MOMENT",
            help="do it as if it were this moment (ISO 8601), to rehearse",
        )

    def handle(self, *args: object, once: bool, at: datetime | None, **options: object) -> None:
        """Work."""
        clock: Callable[[], datetime] = now if at is None else lambda: at
        if once:
            do_everything_due(clock=clock)
            return
        stop = threading.Event()

        def _stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        try:
            work(stop, clock=clock)
        except JobDied as death:
            raise CommandError(f"the job {death} died; see above") from death
