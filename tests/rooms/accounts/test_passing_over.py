# SPDX-License-Identifier: EUPL-1.2
"""Sweeps pass over the gates that somebody is busy with, and take them the next time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any  # settings of a database connection
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from tests import builders
from tests.builders import AT
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.deadlines import start_of, temporary_ends_at
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.queries import entries_about

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database has one writer"),
]
END = temporary_ends_at(AT)
Sweep = Callable[..., bool]


@contextmanager
def _busy_with(gate_id: UUID) -> Iterator[None]:
    """Change the gate's reference in a transaction that stays open, as finalising does."""
    parts: dict[str, Any] = connection.get_connection_params()
    with psycopg.connect(host=parts["host"], user=parts["user"], dbname=parts["dbname"]) as other:
        other.execute("UPDATE accounts_account SET reference_key = NULL WHERE id = %s", [gate_id])
        yield
        other.rollback()


@pytest.mark.parametrize(
    ("sweep", "at"),
    [
        (accounts.remind_of_codes, start_of(AT.date() + timedelta(days=4))),
        (accounts.remind_of_gates, END - timedelta(days=8)),
        (accounts.erase_expired, END),
    ],
)
def test_a_gate_that_somebody_is_busy_with_is_left_for_the_next_sweep(sweep: Sweep, at: datetime) -> None:
    gate = builders.temporary_gate()
    traces = len(entries_about(gate.id))

    with _busy_with(gate.id):
        assert sweep(by=WORKER, at=at) is False
        assert len(entries_about(gate.id)) == traces
    sweep(by=WORKER, at=at)

    assert len(entries_about(gate.id)) == traces + 1
