# SPDX-License-Identifier: EUPL-1.2
"""What is measured: each page once a round, in turn, and beside them what they are compared with."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from http.client import responses
from pathlib import Path
from secrets import token_hex
from typing import Any  # Django's test client answers with what has no type

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks.crowd import grow
from tests import builders
from tests.pages.visits import VISITS, Town, queries_of, town
from ugyfelkapu.accounts.services import note_refused
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.rendering import render as render_letter
from ugyfelkapu.outbox.samples import SAMPLES
from ugyfelkapu.papers.receipt import Receipt
from ugyfelkapu.papers.receipt import render as print_receipt
from ugyfelkapu.vault.hashing import hash_password, password_is

PEOPLE = 300
"""Who may still come to the desk: three a round."""
RECEIPT = Receipt(
    name="Minta Mária",
    username="minta.maria.84",
    office_name="Minta utcai okmányiroda",
    office_address="1000 Budapest, Minta utca 1.",
    clerk_name="Ügyintéző Ilona",
    registered_on=date(2026, 11, 23),
    code_last_day=date(2026, 11, 28),
    erased_after=date(2027, 1, 22),
    activation_url="https://gate.example.com/aktivalas/",
)
"""Printed with another reference each time: the printer remembers what it has laid out."""


@dataclass(frozen=True, slots=True)
class Side:
    """A database with people in it, and a clerk for the acts that need no page."""

    here: Town
    clerk: Actor
    stored: str

    @classmethod
    def made(cls, gates: int) -> Side:
        """Fill a fresh database: the people through the services, the crowd as copies of one of them."""
        assert settings.CLOCK_FILE is not None, "benchmarks run in development mode"
        settings.CLOCK_FILE.write_text(builders.AT.isoformat(), encoding="utf-8")
        settings.ALLOWED_HOSTS.append("testserver")
        call_command("migrate", verbosity=0)
        here = town(PEOPLE)
        grow(here.gate.id, to=gates)
        return cls(here, builders.clerk(), hash_password(builders.PASSWORD))

    def measured(self) -> dict[str, float]:
        """Do everything once; return the milliseconds of processor time that each thing took."""
        return {name: _milliseconds(ask) for name, ask in self._asked()}

    def counted(self) -> dict[str, int]:
        """Do everything once; return how many statements each thing sent."""
        counts = {}
        for name, ask in self._asked():
            with CaptureQueriesContext(connection) as captured:
                ask()
            counts[name] = len(queries_of(captured))
        return counts

    def _asked(self) -> Any:
        yield from self._alone().items()
        for visit in VISITS:
            ask = visit.prepared(self.here)
            yield visit.name, lambda ask=ask, visit=visit: _answered(ask(), visit.status)

    def _alone(self) -> dict[str, Callable[[], object]]:
        letter = SAMPLES[0]
        return {
            "empty view": lambda: _answered(self.here.stranger().get("/healthz"), 200),
            "hash made": lambda: hash_password(builders.PASSWORD),
            "hash checked": lambda: password_is(builders.PASSWORD, self.stored),
            "letter": lambda: render_letter(letter, language="hu"),
            "receipt PDF": lambda: print_receipt(replace(RECEIPT, reference=token_hex(4))),
            "act": lambda: note_refused("id_card", reason="no_consent", by=self.clerk, at=builders.AT),
        }


def _answered(answer: Any, status: int) -> None:
    assert answer.status_code == status, responses[answer.status_code]


def _milliseconds(ask: Callable[[], object]) -> float:
    begun = time.process_time()
    ask()
    return (time.process_time() - begun) * 1000


def server_milliseconds() -> float | None:
    """Return the processor time of the server's process for this connection, where the system tells it."""
    if connection.vendor != "postgresql":
        return None
    connection.ensure_connection()
    stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat")
    if not stat.exists():
        return None
    fields = stat.read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")
