# SPDX-License-Identifier: EUPL-1.2
"""The real product in processes of its own, against a given database: for races, kills and browsers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from ugyfelkapu.journal.clock import steady
from ugyfelkapu.project.processes import LOOPBACK, demo_service_command, web_command, worker_command

ROOT = Path(__file__).resolve().parents[1]
STARTING_SECONDS = 30.0
STOPPING_SECONDS = 10.0
POLL_SECONDS = 0.05


def free_port() -> int:
    """Return a loopback port that nobody listens on, nor on the one after: that is the demo service's."""
    while True:
        with socket.socket() as trial, socket.socket() as next_one:
            trial.bind((LOOPBACK, 0))
            port = int(trial.getsockname()[1])
            with suppress(OSError, OverflowError):
                next_one.bind((LOOPBACK, port + 1))
                return port


@dataclass(slots=True)
class Running:
    """One process of the product; killed and started again at will."""

    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a session of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env=self.environment, cwd=ROOT, stderr=log, stdout=log, start_new_session=True
            )

    def kill(self) -> None:
        """Kill it and all that it started, at once (SIGKILL)."""
        self._send(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end, and see to it that it does."""
        self._send(signal.SIGTERM)
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(STOPPING_SECONDS)


@dataclass(slots=True)
class Product:
    """Web servers, each on a port of its own, and perhaps a worker."""

    urls: list[str]
    environment: dict[str, str]
    log: Path
    servers: list[Running] = field(default_factory=list)
    worker: Running | None = None

    def wait_until_ready(self) -> None:
        """Wait until every server answers that it is ready."""
        for url in self.urls:
            wait_for(f"{url}/readyz", self.log)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the product in the same surroundings."""
        return subprocess.run(
            [sys.executable, "-m", "ugyfelkapu.project.command", *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )


def wait_for(address: str, log: Path) -> None:
    """Wait until an address of this machine answers 200."""
    deadline = steady() + STARTING_SECONDS
    while not _answers(address):
        if steady() > deadline:
            raise TimeoutError(f"{address} does not answer:\n{log.read_text(encoding='utf-8')}")
        pause()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310  our own address
            return int(answer.status) == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def demo_service(gate: Product) -> Iterator[str]:
    """Run the demo service of a product beside it; give its address."""
    port = int(gate.environment["PORT"]) + 1
    state = Path(gate.environment["VAR"])
    told = {
        "DEMO_SERVICE_FILE": str(state / "demo-service.json"),
        "DEMO_SERVICE_CLOCK_FILE": str(state / "clock"),
    }
    beside = Running(demo_service_command(port), {**gate.environment, **told}, gate.log)
    beside.start()
    try:
        wait_for(f"http://localhost:{port}/", gate.log)
        yield f"http://localhost:{port}"
    finally:
        beside.stop()


def pause() -> None:
    """Give the processor to others for a moment."""
    with socket.socket() as nobody:
        nobody.settimeout(POLL_SECONDS)
        nobody.bind((LOOPBACK, 0))
        nobody.listen()
        with suppress(TimeoutError):
            nobody.accept()


def surroundings(state: Path, database_url: str, *, port: int, **more: str) -> dict[str, str]:
    """Return the environment of a product that shares nothing with the checkout's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UGYFELKAPU_")}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "ugyfelkapu.project.settings",
        "VAR": str(state),
        "PORT": str(port),
        "UGYFELKAPU_DATABASE_URL": database_url,
        "UGYFELKAPU_SECRET_KEY": os.environ.get("UGYFELKAPU_SECRET_KEY", ""),
        "UGYFELKAPU_DATA_KEY": os.environ.get("UGYFELKAPU_DATA_KEY", ""),
        **more,
    }


@dataclass(frozen=True, slots=True)
class Premises:
    """Where a product keeps what it has and listens: its database, its state directory, its port."""

    database_url: str
    state: Path
    port: int = field(default_factory=free_port)


def prepare(premises: Premises) -> None:
    """Do what must be done before the first start, or before one on another port."""
    around = surroundings(premises.state, premises.database_url, port=premises.port)
    prepared = Product([], around, premises.state / "log").command("prepare")
    assert prepared.returncode == 0, prepared.stderr


@contextmanager
def product(
    premises: Premises, *, servers: int = 1, worker: bool = False, processes: int = 1, **environment: str
) -> Iterator[Product]:
    """Run the product where everything is prepared: ``with product(premises, servers=2) as running``."""
    ports = [premises.port, *(free_port() for _ in range(servers - 1))]
    around = surroundings(premises.state, premises.database_url, port=premises.port, **environment)
    running = Product([f"http://localhost:{port}" for port in ports], around, premises.state / "log")
    for port in ports:
        running.servers.append(Running(web_command(port, processes=processes), around, running.log))
    if worker:
        running.worker = Running(worker_command(), around, running.log)
    everything = [*running.servers, *([running.worker] if running.worker else [])]
    try:
        for one in everything:
            one.start()
        running.wait_until_ready()
        yield running
    finally:
        for one in everything:
            one.stop()
