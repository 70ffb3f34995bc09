# SPDX-License-Identifier: EUPL-1.2
"""``worker``: carry letters, chain the journal and do whatever else falls due."""

import signal
import threading
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from types import FrameType

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ugyfelkapu.journal.clock import ClockFileUnreadable, now, parse_moment
from ugyfelkapu.project.worker import JobDied, do_everything_due, rehearse, work


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
        if at is not None:
            self._rehearse(at, once=once)
            return
        if once:
            do_everything_due(clock=now)
            return
        stop = threading.Event()

        def _stop(number: int, frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _stop)
        try:
            work(stop, clock=now)
        except JobDied as death:
            raise CommandError(f"the job {death} died; see above") from death

    def _rehearse(self, at: datetime, *, once: bool) -> None:
        if not once:
            raise CommandError("--at needs --once: a moment that stands still is swept once", returncode=2)
        if not settings.DEVELOPMENT and at > now():
            raise CommandError("in production nothing is erased before its time: --at lies in the future")
        rehearse(at)
