# SPDX-License-Identifier: EUPL-1.2
"""The stand-in for an outside register, one process for a module's tests."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.standins.register import TOKEN
from tests.visitor import PLAIN
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.registers.breaker import Breaker
from ugyfelkapu.registers.client import TOTAL_SECONDS, HttpRegisters

ROOT = Path(__file__).resolve().parents[3]
SANDBOX = ROOT / "ugyfelkapu" / "registers" / "sandbox.csv"
TODAY = "2026-11-23"


@dataclass(frozen=True, slots=True)
class StandIn:
    """The running stand-in."""

    url: str
    client: httpx.Client

    def misbehave(self, fault: str, *, times: int = 1) -> None:
        """Let the next answers go wrong, and count questions from now."""
        order = {"fault": fault, "times": times}
        answer = self.client.put("/fault", json=order)
        assert answer.status_code == 200

    def behave(self) -> None:
        """Answer regularly, and count questions from now."""
        self.misbehave("nobody", times=0)

    def requests(self) -> list[str]:
        """Return the ids of the questions that arrived."""
        answer = self.client.get("/seen")
        return list(answer.json()["requests"])


@contextmanager
def running(people: Path) -> Iterator[StandIn]:
    """Run a stand-in that knows the people of a file."""
    command = [sys.executable, "-m", "tests.standins.register", str(people), TODAY]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        url = f"http://127.0.0.1:{process.stdout.readline().strip()}"
        with httpx.Client(base_url=url, trust_env=False, verify=PLAIN) as client:
            yield StandIn(url, client)
        process.stdin.close()


@pytest.fixture(scope="module")
def outside() -> Iterator[StandIn]:
    """Return a stand-in that knows the sandbox's people."""
    with running(SANDBOX) as standin:
        yield standin


Connect = Callable[..., HttpRegisters]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Return a way to connect; every connection is closed in the end. Pauses are not waited for."""
    opened: list[HttpRegisters] = []

    def one(
        url: str,
        *,
        token: str = TOKEN,
        breaker: Breaker | None = None,
        pause: Callable[[float], object] = lambda seconds: None,
        total: float = TOTAL_SECONDS,
    ) -> HttpRegisters:
        trusted = breaker or Breaker(steady)
        opened.append(HttpRegisters(url, token, trusted, clock=steady, pause=pause, total=total))
        return opened[-1]

    yield one
    for client in opened:
        client.close()
