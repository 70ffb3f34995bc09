# SPDX-License-Identifier: EUPL-1.2
"""Four workers on one database, one of them stopped in its tracks and woken again: everything once."""

from __future__ import annotations

import os
import random
import select
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from tests.journeys.sweeping import NOW, Filling, Ledger, fill
from tests.races import race
from tests.servers import Product, Running, surroundings
from ugyfelkapu.journal.clock import real_now, steady
from ugyfelkapu.project.processes import worker_command

WORKERS = 4
PATIENCE_SECONDS = 60.0
IDLE_SECONDS = 1
"""How long PostgreSQL bears a transaction in which nothing happens here; a minute outside of tests."""
STOPPED_SECONDS = 0.3
"""How long a worker sleeps at least; on SQLite it may be sleeping on the only lock there is."""
STEPS = "('ExpiredAccountErased', 'ReminderPosted', 'LetterSent')"


@dataclass(slots=True)
class House:
    """Workers on a database, at a moment that the clock file holds."""

    product: Product
    ledger: Ledger
    workers: list[Running] = field(default_factory=list)

    def start(self) -> None:
        """Start the four."""
        for number in range(WORKERS):
            named = {**self.product.environment, "PGAPPNAME": str(number)}
            worker = Running(worker_command(), named, self.product.log)
            worker.start()
            self.workers.append(worker)

    def end(self) -> None:
        """Leave no worker behind."""
        for worker in self.workers:
            worker.kill()
        self.workers.clear()

    def once(self) -> None:
        """Let one more worker look, as each of the four would within a minute."""
        done = self.product.command("worker", "--once")
        assert done.returncode == 0, done.stderr

    def steps(self) -> int:
        """Return how much was done so far."""
        return self.ledger.count(f"journal_entry WHERE event IN {STEPS}")

    def complaints(self) -> str:
        """Return what the workers said, but for the letters that they sent."""
        lines = self.product.log.read_text(encoding="utf-8").splitlines()
        return "\n".join(line for line in lines if "[info" not in line)

    def left(self) -> int:
        """Return how many gates and letters are due."""
        at = self.ledger.moment(NOW)
        return (
            self.ledger.count("accounts_account WHERE ends_at <= ? OR remind_at <= ?", at, at)
            + self.ledger.count("accounts_code WHERE remind_at <= ?", at)
            + self.ledger.count("outbox_letter WHERE status = 'waiting'")
        )


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    """Return an empty house; its workers end with the test."""
    environment = surroundings(tmp_path, _impatient(database_url), port=8000)
    (tmp_path / "clock").write_text(NOW.isoformat(), encoding="utf-8")
    found = House(Product([], environment, tmp_path / "log"), Ledger(database_url))
    yield found
    found.end()


def _impatient(url: str) -> str:
    """Let PostgreSQL end a transaction soon in which nothing happens."""
    if not url.startswith("postgresql"):
        return url
    limits = {
        "lock_timeout": 10,
        "statement_timeout": 60,
        "idle_in_transaction_session_timeout": IDLE_SECONDS,
    }
    options = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
    return f"{url}&{urlencode({'options': options})}"


def _pause(seconds: float = 0.01) -> None:
    select.select([], [], [], seconds)


def _wait_until(happened: Callable[[], bool], house: House) -> None:
    deadline = steady() + PATIENCE_SECONDS
    while not happened():
        assert steady() < deadline, house.complaints()
        _pause()


@contextmanager
def _stopped(worker: Running) -> Iterator[None]:
    """Stop a worker wherever it is, and let it go on afterwards as if nothing had been."""
    os.kill(_pid(worker), signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(_pid(worker), signal.SIGCONT)


def _pid(worker: Running) -> int:
    assert worker.process is not None
    return worker.process.pid


def _let_its_lease_run_out(ledger: Ledger) -> None:
    """Sleep, then end the leases that nobody has given back meanwhile: three minutes in a moment."""
    question = "SELECT id, lease FROM outbox_letter WHERE lease IS NOT NULL"
    before = set(ledger.rows(question))
    _pause(IDLE_SECONDS + STOPPED_SECONDS if ledger.is_postgresql else STOPPED_SECONDS)
    for _, lease in before & set(ledger.rows(question)):
        with suppress(sqlite3.OperationalError, psycopg.errors.LockNotAvailable):  # the sleeper's own lock
            ledger.change(
                "UPDATE outbox_letter SET lease_until = ? WHERE lease = ?", ledger.moment(real_now()), lease
            )


def _stop_now_and_then(house: House, chance: random.Random, steps: int, stops: int) -> None:
    """Start the four, and stop one or another once so much is done; every other time among the sweeps."""
    begun = house.steps()
    goals = sorted(chance.random() ** (3 if turn % 2 else 1) for turn in range(stops))
    house.start()
    for goal in goals:
        _wait_until(lambda: house.steps() > begun + goal * steps * 0.9, house)  # noqa: B023  called at once
        _pause(chance.random() * 0.05)
        with _stopped(chance.choice(house.workers)):
            _let_its_lease_run_out(house.ledger)
    house.once()
    _wait_until(lambda: house.left() == 0, house)


def _round(house: House, chance: random.Random, filling: Filling, stops: int) -> None:
    race(fill, [filling])
    _stop_now_and_then(house, chance, filling.erased + filling.reminded * 2, stops)
    _require_alive(house)
    house.end()


def _require_alive(house: House) -> None:
    assert "Traceback" not in house.complaints(), house.complaints()
    assert [worker.process and worker.process.poll() for worker in house.workers] == [None] * WORKERS


def _require_everything_once(ledger: Ledger, fillings: list[Filling]) -> None:
    def noted(event: str) -> list[tuple[object, ...]]:
        return ledger.rows("SELECT subject, details FROM journal_entry WHERE event = ?", event)

    erased = [subject for subject, _ in noted("ExpiredAccountErased")]
    reminded = [subject for subject, _ in noted("ReminderPosted")]
    sent = [(subject, str(details)) for subject, details in noted("LetterSent")]
    assert len(set(erased)) == len(erased) == sum(filling.erased for filling in fillings)
    assert len(set(reminded)) == len(reminded) == sum(filling.reminded for filling in fillings)
    assert not set(reminded) & set(erased)
    assert len(set(sent)) == len(sent)
    _require_each_letter_in_the_mailbox(ledger, fillings)


def _require_each_letter_in_the_mailbox(ledger: Ledger, fillings: list[Filling]) -> None:
    letters = ledger.rows("SELECT id, status, kind, account_id FROM outbox_letter")
    mailbox = ledger.rows("SELECT id FROM outbox_mailboxitem")
    kinds = [(kind, gate) for _, _, kind, gate in letters if gate is not None]
    parting = [kind for _, _, kind, gate in letters if gate is None]
    assert {status for _, status, _, _ in letters} == {"sent"}
    assert {key for key, *_ in letters} == {key for (key,) in mailbox}
    assert len(set(kinds)) == len(kinds)
    assert parting.count("erased") == sum(filling.registrations for filling in fillings)
    assert parting.count("temporary_erased") == sum(filling.temporary for filling in fillings)


def test_a_worker_that_is_stopped_and_woken_repeats_nothing(house: House) -> None:
    filling = Filling(house.ledger.url, 1, registrations=30, temporary=50)

    _round(house, random.Random(1), filling, stops=1)

    _require_everything_once(house.ledger, [filling])


@pytest.mark.proof
def test_however_often_workers_are_stopped_and_woken_everything_happens_once(house: House) -> None:
    chance = random.Random(20270401)
    fillings = [Filling(house.ledger.url, number, registrations=40, temporary=220) for number in range(7)]

    for filling in fillings:
        _round(house, chance, filling, stops=3)

    _require_everything_once(house.ledger, fillings)
    assert house.product.command("audit", "verify").returncode == 0


@pytest.mark.proof
def test_who_sleeps_in_the_middle_of_erasing_holds_nobody_up(house: House) -> None:
    if not house.ledger.is_postgresql:
        pytest.skip("the embedded database has one lock, and whoever sleeps on it holds everybody up")
    filling = Filling(house.ledger.url, 1, registrations=20, temporary=20)
    race(fill, [filling])

    with house.ledger.connected() as obstacle:
        obstacle.execute("SELECT id FROM accounts_code FOR UPDATE")  # erasing deletes these
        house.start()
        sleeper = house.workers[_at_the_obstacle(house)]
        os.kill(_pid(sleeper), signal.SIGSTOP)
    with _stopped(sleeper):
        _pause(IDLE_SECONDS + STOPPED_SECONDS)
        house.once()
        _wait_until(lambda: house.left() == 0, house)
    _pause(IDLE_SECONDS)

    _require_alive(house)
    _require_everything_once(house.ledger, [filling])


def _at_the_obstacle(house: House) -> int:
    """Wait until a worker waits for its turn to delete codes; return its number."""
    waiting = "SELECT application_name FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    here = "datname = current_database() AND query LIKE 'DELETE FROM \"accounts_code\"%'"

    def found() -> list[tuple[str, ...]]:
        return house.ledger.rows(f"{waiting} AND {here}")

    _wait_until(lambda: bool(found()), house)
    return int(found()[0][0])
