# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race do: each wakes the product up for itself, then its threads begin at once."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Gate:
    """A registered gate, as far as a race needs it."""

    url: str
    username: str
    email: str
    code: str


@dataclass(frozen=True, slots=True)
class Errand:
    """Which acts one process performs on a gate, one thread each; names of :data:`ACTS`."""

    gate: Gate
    acts: tuple[str, ...]


def wake(url: str) -> None:
    """Set Django up on a database."""
    os.environ["UGYFELKAPU_DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()


def prepare(url: str) -> Gate:
    """Make the tables and one registered gate."""
    wake(url)
    from django.core.management import call_command

    from tests import builders

    call_command("migrate", verbosity=0)
    gate = builders.registered_gate()
    return Gate(url, gate.username, gate.email, gate.code)


def perform(errand: Errand) -> list[str]:
    """Perform the acts at once; return what came of each."""
    wake(errand.gate.url)
    from django.db import connection

    barrier = Barrier(len(errand.acts))

    def one(name: str) -> str:
        connection.ensure_connection()
        barrier.wait(PATIENCE_SECONDS)
        try:
            return ACTS[name](errand.gate)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(errand.acts)) as pool:
        return list(pool.map(one, errand.acts))


def look(gate: Gate) -> tuple[str, list[str]]:
    """Return where the gate stands and the kinds of its letters."""
    wake(gate.url)
    from tests import builders
    from ugyfelkapu.accounts.models import Account

    account = Account.objects.get()
    return account.state, sorted(builders.kinds_of_letters(account.id))


def _redeem(gate: Gate) -> str:
    from tests import builders
    from ugyfelkapu.access.services import new_password
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import STRANGER

    password = new_password(builders.PASSWORD)
    return services.activate(
        gate.username, code=gate.code, password=password, by=STRANGER, at=builders.AT
    ).value


def _guess(gate: Gate) -> str:
    from ugyfelkapu.domain.codes import make_code

    return _redeem(Gate(gate.url, gate.username, gate.email, make_code()))


def _ask(gate: Gate) -> str:
    from tests import builders
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import STRANGER

    services.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=builders.AT)
    return "asked"


def _sweep(gate: Gate) -> str:
    from datetime import timedelta

    from tests import builders
    from ugyfelkapu.accounts import services
    from ugyfelkapu.journal.actor import WORKER

    services.erase_expired(by=WORKER, at=builders.AT + timedelta(days=61))
    return "swept"


def _sign_in(gate: Gate) -> str:
    from tests import builders
    from ugyfelkapu.access import services
    from ugyfelkapu.access.requests import Origin
    from ugyfelkapu.domain.errors import Throttled
    from ugyfelkapu.journal.actor import STRANGER

    try:
        opened = services.sign_in(
            gate.username,
            password="nem ez a jelszó",
            origin=Origin("192.0.2.0/24", ""),
            replaces=None,
            by=STRANGER,
            at=builders.AT,
        )
    except Throttled:
        return "throttled"
    return "wrong" if opened is None else "opened"


ACTS: dict[str, Callable[[Gate], str]] = {
    "redeem": _redeem,
    "guess": _guess,
    "ask": _ask,
    "sweep": _sweep,
    "sign in": _sign_in,
}
