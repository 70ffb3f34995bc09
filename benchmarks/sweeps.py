# SPDX-License-Identifier: EUPL-1.2
"""What is asked of a process on a database of millions: to fill it, to sweep it, to sign in beside it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from statistics import median
from typing import Final

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from benchmarks.due import CODES, ERASED, REMINDED, make_due
from benchmarks.millions import fabricate
from benchmarks.rounds import server_milliseconds
from tests import builders
from tests.builders import AT
from tests.pages.visits import VISITS, Town, Visit, town
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.services import sign_in
from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.accounts.outlook import deadlines_ahead, registered_between
from ugyfelkapu.accounts.queries import figures
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.chain import head
from ugyfelkapu.outbox.models import Letter, Status
from ugyfelkapu.project.worker import DUE, rehearse

KINDS: Final = {"gates": REMINDED, "codes": CODES, "erasing": ERASED}
"""What falls due: reminders of gates, reminders of codes, erasures."""
JOBS: Final = {"reminding": ("gates", "codes"), "erasing": ("erasing",)}
"""The worker's jobs, and what they find due."""
PAGE_BYTES: Final = os.sysconf("SC_PAGE_SIZE")
MEGABYTE: Final = 2**20
PAGES: Final = ("account page", "sign-in")
READING: Final = ("SELECT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Swept:
    """What one process spent on a job until nothing was due any more."""

    seconds: float
    worker_seconds: float
    server_seconds: float
    megabytes_before: float
    megabytes_after: float


def build(gates: int) -> str:
    """Fill a fresh database; return the username of one gate that can be signed in to."""
    assert settings.CLOCK_FILE is not None, "benchmarks run in development mode"
    settings.CLOCK_FILE.write_text(AT.isoformat(), encoding="utf-8")
    call_command("migrate", verbosity=0)
    username = _town().gate.username
    fabricate(gates)
    return username


@cache
def _town() -> Town:
    """Return those who open pages in the process that built the database."""
    settings.ALLOWED_HOSTS.append("testserver")
    return town(1)


def megabytes() -> float:
    """Return the size of the database."""
    size = "pg_database_size(current_database())"
    if connection.vendor != "postgresql":
        size = "page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {size}")
        return float(cursor.fetchone()[0]) / MEGABYTE


def make(what: str, count: int) -> None:
    """Let so much fall due."""
    make_due(KINDS[what], count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _due(what: str) -> QuerySet[Account] | QuerySet[Code]:
    if what == "codes":
        return Code.objects.filter(remind_at__lte=AT)
    return Account.objects.filter(**{"ends_at__lte" if what == "erasing" else "remind_at__lte": AT})


def due(job: str) -> int:
    """Return how much is due of one of the worker's jobs."""
    return sum(_due(what).count() for what in JOBS[job])


def letters() -> int:
    """Return how many letters wait."""
    return Letter.objects.filter(status=Status.WAITING).count()


def sweep(job: str) -> dict[str, float]:
    """Do all that is due of one of the worker's jobs, as the worker does it."""
    before, served = _megabytes(), server_milliseconds() or 0.0
    started, worked = time.perf_counter(), time.process_time()
    rehearse(AT, jobs=[each for each in DUE if each.name == job])
    seconds, worker = time.perf_counter() - started, time.process_time() - worked
    server = ((server_milliseconds() or 0.0) - served) / 1000
    return asdict(Swept(seconds, worker, server, before, _megabytes()))


def _megabytes() -> float:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * PAGE_BYTES / MEGABYTE


def plans(job: str) -> list[str]:
    """Return how the database finds the rows of every statement that one part of a job sends."""
    run = next(each.run for each in DUE if each.name == job)
    with CaptureQueriesContext(connection) as captured:
        run(AT)
    return [_plan(query["sql"]) for query in captured if query["sql"].startswith(READING)]


def _plan(statement: str) -> str:
    explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        cursor.execute(explain + statement)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def sign_in_once(username: str) -> float:
    """Sign in; return the milliseconds that it took."""
    origin = Origin("198.51.100.0/24", "")
    started = time.perf_counter()
    opened = sign_in(username, password=builders.PASSWORD, origin=origin, replaces=None, by=STRANGER, at=AT)
    taken = time.perf_counter() - started
    assert opened is not None
    return taken * 1000


def pages(rounds: int) -> dict[str, float]:
    """Return the median milliseconds of processor time of the busiest pages, without the server's own."""
    return {visit.name: _milliseconds(visit, rounds) for visit in VISITS if visit.name in PAGES}


def overview() -> float:
    """Ask what an operator's overview asks of the gates; return the milliseconds that it took."""
    started = time.perf_counter()
    figures(AT)
    registered_between(AT - timedelta(days=8), AT - timedelta(days=7), at=AT)
    deadlines_ahead(at=AT, days=61)
    head()
    return (time.perf_counter() - started) * 1000


def _milliseconds(visit: Visit, rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        ask = visit.prepared(_town())
        begun = time.process_time()
        answer = ask()
        spent.append((time.process_time() - begun) * 1000)
        assert answer.status_code == visit.status, answer.status_code
    return median(spent)


ASKED: Final[dict[str, Callable[..., object]]] = {
    asked.__name__: asked
    for asked in (build, megabytes, make, due, letters, sweep, plans, sign_in_once, pages, overview)
}
