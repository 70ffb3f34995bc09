# SPDX-License-Identifier: EUPL-1.2
"""Killing servers and workers in the middle of registrations loses nothing that was acknowledged."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from tests.personal import personal
from tests.rooms.outbox.mail import Server, mail_server
from tests.servers import Premises, Product, product
from tests.visitor import Visitor, people_csv
from ugyfelkapu.journal.clock import steady

FIRST = 700_001
DRAINING_SECONDS = 240.0


@dataclass(slots=True)
class Outcome:
    """What the clients saw, and how often somebody was killed."""

    acknowledged: set[int] = field(default_factory=set)
    unknown: set[int] = field(default_factory=set)
    server_kills: int = 0
    worker_kills: int = 0


def _register_all(running: Product, clerk: tuple[str, str], numbers: range, outcome: Outcome) -> None:
    """Register one after another, as a patient clerk does: what failed is tried again once."""
    for number in numbers:
        for _ in range(2):
            try:
                with Visitor(running.urls[0]) as visitor:
                    visitor.sign_in_at_the_desk(*clerk)
                    answer = visitor.register(number)
            except (httpx.TransportError, AssertionError):
                outcome.unknown.add(number)
                running.wait_until_ready()
                continue
            if answer.status_code == httpx.codes.SEE_OTHER:
                outcome.acknowledged.add(number)
            break


def _kill_now_and_then(running: Product, stop: Event, chance: random.Random, outcome: Outcome) -> None:
    while not stop.wait(chance.uniform(0.3, 2.5)):
        if chance.random() < 0.5:
            running.servers[0].kill()
            running.servers[0].start()
            outcome.server_kills += 1
        elif running.worker is not None:
            running.worker.kill()
            running.worker.start()
            outcome.worker_kills += 1


def _run(premises: Premises, folder: Path, registrations: int, seed: int) -> tuple[Outcome, list[str]]:
    chance = random.Random(seed)
    numbers = range(FIRST, FIRST + registrations)
    mail = folder / "mail"
    mail.mkdir()
    outcome, stop = Outcome(), Event()
    with mail_server(mail) as server:
        smtp = f"smtp://{server.address.host}:{server.address.port}"
        with product(premises, servers=1, worker=True, processes=2, UGYFELKAPU_SMTP_URL=smtp) as running:
            people = folder / "people.csv"
            people.write_text(people_csv(numbers), encoding="utf-8")
            assert running.command("registers", "import", str(people)).returncode == 0
            clerk = _clerk(running)
            killer = Thread(target=_kill_now_and_then, args=(running, stop, chance, outcome))
            killer.start()
            _register_all(running, clerk, numbers, outcome)
            stop.set()
            killer.join()
            _drain(server, outcome)
            verified = running.command("audit", "verify")
            assert verified.returncode == 0, verified.stderr
        return outcome, [f"{letter['to']} {letter['id']}" for letter in server.arrived()]


def _clerk(running: Product) -> tuple[str, str]:
    first = json.loads(running.command("demo", "--json").stdout)[0]
    return str(first["username"]), str(first["password"])


def _drain(server: Server, outcome: Outcome) -> None:
    """Wait until every acknowledged letter has arrived; a killed worker's lease must end first."""
    deadline = steady() + DRAINING_SECONDS
    wanted = {f"visitor{number}@example.com" for number in outcome.acknowledged}
    pause = Event()
    while wanted - {letter["to"] for letter in server.arrived()} and steady() < deadline:
        pause.wait(0.5)


def _judge(outcome: Outcome, letters: list[str], least: int) -> None:
    arrived = Counter(line.split()[0] for line in letters)
    ids = {address: {line for line in letters if line.startswith(f"{address} ")} for address in arrived}
    wanted = {personal(f"visitor{number}@example.com") for number in outcome.acknowledged}
    repeated = sum(count - 1 for count in arrived.values())

    assert len(outcome.acknowledged) >= least, outcome
    assert wanted <= set(arrived)
    assert repeated <= outcome.worker_kills
    assert all(len(same) == 1 for same in ids.values()), "a repeated letter keeps its Message-ID"


@pytest.mark.proof
def test_kills_lose_no_acknowledged_registration_and_no_letter(premises: Premises, tmp_path: Path) -> None:
    outcome, letters = _run(premises, tmp_path, 200, seed=20261123)

    _judge(outcome, letters, least=150)
    assert outcome.server_kills >= 10
    assert outcome.worker_kills >= 10
