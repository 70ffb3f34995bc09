# SPDX-License-Identifier: EUPL-1.2
"""The worker as a process: it stops when asked, and may be killed at any moment."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.db import InternalError, OperationalError, connection, transaction

from tests.servers import ROOT, surroundings
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.chain import verify
from ugyfelkapu.journal.clock import real_now, steady
from ugyfelkapu.outbox import models
from ugyfelkapu.outbox.leases import claim
from ugyfelkapu.outbox.letters import ErasedLetter
from ugyfelkapu.outbox.samples import SAMPLES
from ugyfelkapu.outbox.services import note_sent
from ugyfelkapu.outbox.transports import message_id
from ugyfelkapu.project.worker import WAY_SECONDS, Job, JobDied, do_everything_due, rehearse, work

from .mail import AT, SENDER, Carriers, Server, told

PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class House:
    """Where a worker process finds the database of this test and the mail server."""

    environment: dict[str, str]
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> subprocess.Popen[bytes]:
        """Start a worker."""
        log = Path(self.environment["VAR"]) / "log"
        with log.open("ab") as stderr:
            worker = subprocess.Popen(_command(), env=self.environment, cwd=ROOT, stderr=stderr)
        self.started.append(worker)
        return worker

    def end(self) -> None:
        """Leave no worker behind."""
        for worker in self.started:
            worker.kill()
            worker.wait()

    def once(self, *more: str) -> subprocess.CompletedProcess[str]:
        """Let a worker do what is due, and wait for it."""
        return subprocess.run(
            _command("--once", *more),
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ugyfelkapu.project.command", "worker", *arguments]


def _database_url() -> str:
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    return f"postgresql://{found['USER']}@/{found['NAME']}?host={found['HOST']}"


@pytest.fixture
def house(transactional_db: None, server: Server, tmp_path: Path) -> Iterator[House]:
    """Give worker processes the database of this test."""
    place = server.address
    found = House(
        surroundings(
            tmp_path,
            _database_url(),
            port=8000,
            UGYFELKAPU_SMTP_URL=f"smtp://{place.host}:{place.port}",
            UGYFELKAPU_MAIL_FROM=SENDER,
        )
    )
    yield found
    found.end()


def _pause() -> None:
    select.select([], [], [], 0.02)


def _wait_for_letters(server: Server, number: int) -> None:
    _wait_until(lambda: len(server.arrived()) >= number)


def _wait_until(happened: Callable[[], bool]) -> None:
    deadline = steady() + PATIENCE_SECONDS
    while not happened():
        assert steady() < deadline
        _pause()


def _leases_run_out() -> None:
    models.Letter.objects.filter(lease__isnull=False).update(lease_until=real_now())


def test_once_does_what_is_due_and_ends(house: House, server: Server) -> None:
    told(SAMPLES[0])

    done = house.once("--at", "2026-12-24T18:00:00+01:00")

    row = models.Letter.objects.get()
    assert (done.returncode, row.status) == (0, "sent")
    assert row.sent_at is not None
    assert row.sent_at.isoformat() == "2026-12-24T17:00:00+00:00"
    assert len(server.arrived()) == 1
    assert (verify().unchained, verify().sound) == (0, True)


@pytest.mark.once
def test_a_moment_that_is_none_is_wrong_usage(house: House) -> None:
    done = house.once("--at", "tomorrow")

    assert done.returncode == 2
    assert "tomorrow" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.once
def test_a_worker_stops_within_a_second_even_in_a_tarpit(
    house: House, server: Server, number: signal.Signals
) -> None:
    server.misbehave("tarpit")
    told(SAMPLES[0])
    worker = house.start()
    _wait_until(lambda: models.Letter.objects.filter(lease__isnull=False).exists())
    asked = steady()

    worker.send_signal(number)
    code = worker.wait(PATIENCE_SECONDS)

    assert (code, models.Letter.objects.get().status) == (0, "waiting")
    assert steady() - asked < 1.5
    assert (Path(house.environment["VAR"]) / "worker-heartbeat").exists()


def _kill_rounds(house: House, server: Server, keys: list[UUID], *, seed: int, rounds: int) -> None:
    """Kill two workers again and again while they carry; then let one finish in peace."""
    chance = random.Random(seed)
    server.misbehave("linger")
    for _ in range(rounds):
        workers = [house.start(), house.start()]
        goal = len(server.arrived()) + chance.randint(1, max(1, len(keys) // (rounds + 1)))
        _wait_for_letters(server, goal)
        select.select([], [], [], chance.random() * 0.05)
        for worker in workers:
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait()
        _leases_run_out()
    assert house.once().returncode == 0


def _check_kills(server: Server, keys: list[UUID], *, kills: int) -> None:
    times = Counter(letter["id"] for letter in server.arrived())
    assert set(times) == {message_id(key, SENDER) for key in keys}
    assert sum(times.values()) - len(keys) <= kills
    assert set(models.Letter.objects.values_list("status", flat=True)) == {"sent"}
    assert all(row.person_free for row in models.Letter.objects.all())


@pytest.mark.parametrize("seed", [1])
def test_killed_workers_lose_no_letter_and_repeat_at_most_one_each(
    house: House, server: Server, seed: int
) -> None:
    keys = [told(SAMPLES[0]) for _ in range(40)]

    _kill_rounds(house, server, keys, seed=seed, rounds=2)

    _check_kills(server, keys, kills=4)


@pytest.mark.django_db
def test_the_check_of_kills_notices_a_letter_noted_before_it_left(
    server: Server, carrier_to: Carriers
) -> None:
    keys = [told(SAMPLES[0]), told(SAMPLES[0])]
    taken = claim(real=real_now())
    assert taken is not None
    note_sent(taken, by=WORKER, at=AT)
    carrier_to(server.address).carry_next(at=AT)

    with pytest.raises(AssertionError):
        _check_kills(server, keys, kills=4)


@pytest.mark.django_db
def test_the_check_of_kills_notices_a_letter_sent_too_often(server: Server, carrier_to: Carriers) -> None:
    keys = [told(SAMPLES[0])]
    carrier = carrier_to(server.address)
    whole = models.Letter.objects.get()
    for _ in range(2):
        whole.save()
        carrier.carry_next(at=AT)

    _check_kills(server, keys, kills=1)
    with pytest.raises(AssertionError):
        _check_kills(server, keys, kills=0)


@pytest.mark.proof
def test_a_hundred_kills_lose_no_letter(house: House, server: Server) -> None:
    keys = [told(SAMPLES[0]) for _ in range(1000)]

    _kill_rounds(house, server, keys, seed=3, rounds=50)

    _check_kills(server, keys, kills=100)


# ------------------------------------------------------------------ the loop itself


def _clock() -> datetime:
    return AT


def test_everything_due_is_done_job_by_job() -> None:
    done: list[str] = []

    def run(name: str, times: int) -> bool:
        done.append(name)
        return done.count(name) < times

    jobs = [Job("twice", 1.0, lambda at: run("twice", 2)), Job("once", 1.0, lambda at: run("once", 1))]
    do_everything_due(clock=_clock, jobs=jobs)

    assert done == ["twice", "twice", "once"]


@pytest.mark.django_db
@pytest.mark.parametrize("gives_way", [True, False])
def test_a_job_that_writes_much_leaves_the_one_place_to_write_to_others(gives_way: bool) -> None:
    parts = [True, True, False]
    job = Job("sweep", 1.0, lambda at: parts.pop(0), gives_way=gives_way)
    one_place = connection.vendor == "sqlite"

    begun = steady()
    rehearse(AT, jobs=[job])

    assert (steady() - begun >= 2 * WAY_SECONDS) == (gives_way and one_place)
    assert not parts


def test_a_lost_database_is_waited_for() -> None:
    stop = threading.Event()
    tries: list[datetime] = []

    def run(at: datetime) -> bool:
        tries.append(at)
        if len(tries) == 1:
            raise OperationalError
        stop.set()
        return False

    work(stop, clock=_clock, jobs=[Job("unlucky", 0.01, run)])

    assert tries == [AT, AT]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="the embedded database ends no transaction")
def test_a_transaction_that_the_database_ended_meanwhile_is_begun_anew() -> None:
    stop = threading.Event()
    tries: list[datetime] = []

    def run(at: datetime) -> bool:
        tries.append(at)
        with transaction.atomic(), connection.cursor() as cursor:
            if len(tries) == 1:
                cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 1")
                select.select([connection.connection.fileno()], [], [], PATIENCE_SECONDS)
            cursor.execute("SELECT 1")
        stop.set()
        return False

    work(stop, clock=_clock, jobs=[Job("sleepy", 0.01, run)])

    assert tries == [AT, AT]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("surprise", [LookupError, InternalError])
def test_a_surprise_ends_the_worker(surprise: type[Exception]) -> None:
    def run(at: datetime) -> bool:
        raise surprise(at)

    with pytest.raises(JobDied, match="broken"):
        work(threading.Event(), clock=_clock, jobs=[Job("broken", 0.01, run)])


@pytest.mark.django_db
def test_a_letter_that_outlives_its_gate_names_none() -> None:
    key = told(ErasedLetter())

    assert models.Letter.objects.get(id=key).account_id is None
