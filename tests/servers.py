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
from ugyfelkapu.project.processes import web_command, worker_command

ROOT = Path(__file__).resolve().parents[1]
STARTING_SECONDS = 30.0
STOPPING_SECONDS = 10.0
POLL_SECONDS = 0.05


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


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
        deadline = steady() + STARTING_SECONDS
        for url in self.urls:
            while not _ready(url):
                if steady() > deadline:
                    raise TimeoutError(f"{url} is not ready:\n{self.log.read_text(encoding='utf-8')}")
                _pause()

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


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310  our own address
            return int(answer.status) == 200
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _pause() -> None:
    """Give the processor to others for a moment."""
    with socket.socket() as nobody:
        nobody.settimeout(POLL_SECONDS)
        nobody.bind(("127.0.0.1", 0))
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
