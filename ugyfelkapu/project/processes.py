# SPDX-License-Identifier: EUPL-1.2
"""The processes of one machine: a web server and a worker that start and stop together."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from ugyfelkapu.journal.clock import steady

WEB_PROCESSES = 2
WEB_THREADS = 4
LOOPBACK = "127.0.0.1"
HEADER_MILLISECONDS = 10_000
"""How long a client may take to say what it wants."""
HEADER_BYTES = 32_768
"""How much a client may say before its body; what is longer is answered with 431."""
PATIENCE_SECONDS = 15.0
"""How long a process may take to finish what it is doing before it is killed."""
WATCH_SECONDS = 0.2
QUICK_DEATH_SECONDS = 10.0
QUICK_DEATHS_ALLOWED = 5


class PortBusy(Exception):  # noqa: N818
    """Somebody else listens there."""


def require_free(port: int) -> None:
    """Raise :class:`PortBusy` unless a server may listen on this port of the loopback."""
    try:
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((LOOPBACK, port))
            trial.listen()
    except OSError as error:
        raise PortBusy(error.strerror) from error


def web_command(port: int, *, processes: int = WEB_PROCESSES) -> list[str]:
    """Return the command that serves pages; it writes no access log, so no address is kept.

    Granian reads requests before a thread takes them, so slow clients keep nobody waiting.
    """
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(port)),
        *("--workers", str(processes), "--blocking-threads", str(WEB_THREADS), "--no-ws"),
        *("--http1-header-read-timeout", str(HEADER_MILLISECONDS), "--respawn-failed-workers"),
        *("--http1-buffer-size", str(HEADER_BYTES)),
        *("--workers-kill-timeout", f"{int(PATIENCE_SECONDS) - 5}s", "--log-level", "warning"),
        "ugyfelkapu.project.wsgi:application",
    ]


def demo_service_command(port: int) -> list[str]:
    """Return the command that serves the demo service: one process, for its sessions are in memory."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", LOOPBACK, "--port", str(port)),
        *("--workers", "1", "--blocking-threads", str(WEB_THREADS), "--no-ws", "--respawn-failed-workers"),
        *("--workers-kill-timeout", f"{int(PATIENCE_SECONDS) - 5}s", "--log-level", "warning"),
        "ugyfelkapu.relying.wsgi:application",
    ]


def worker_command() -> list[str]:
    """Return the command that carries letters and does what falls due."""
    return [sys.executable, "-m", "ugyfelkapu.project.command", "worker"]


def metrics_directory(state: Path) -> Path:
    """Return an empty directory in which the web processes keep their counters."""
    place = state / "metrics"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return place


@dataclass(slots=True)
class Child:
    """One process under watch, and those that it starts itself."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick_deaths: int = 0

    def start(self, environment: dict[str, str]) -> None:
        """Start it in a session of its own, so that a Ctrl-C reaches only the parent."""
        self.process = subprocess.Popen(self.command, env=environment, start_new_session=True)  # noqa: S603
        self.started = steady()

    def ended(self) -> bool:
        """Say whether it is gone."""
        return self.process is None or self.process.poll() is not None

    def may_restart(self) -> bool:
        """Say whether it lived long enough, often enough, to be worth another try."""
        self.quick_deaths = self.quick_deaths + 1 if steady() - self.started < QUICK_DEATH_SECONDS else 0
        return self.quick_deaths < QUICK_DEATHS_ALLOWED

    def kill(self) -> None:
        """Kill it and whatever it started, orphans included."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


@dataclass(slots=True)
class Household:
    """Children that start and stop together; a dead one is started again, unless it keeps dying."""

    children: list[Child]
    environment: dict[str, str]
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Run until a signal comes or a child cannot be kept alive; return an exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in self.children:
            child.start(self.environment)
        failed = self._watch()
        self._end()
        return 1 if failed else 0

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping.set()

    def _watch(self) -> bool:
        """Wait for the end; say whether it came from a failure."""
        while not self._stopping.wait(WATCH_SECONDS):
            for child in self.children:
                if not child.ended():
                    continue
                child.kill()
                if not child.may_restart():
                    sys.stderr.write(f"ugyfelkapu: the {child.name} keeps stopping; stopping everything\n")
                    return True
                sys.stderr.write(f"ugyfelkapu: the {child.name} stopped; starting it again\n")
                child.start(self.environment)
        return False

    def _end(self) -> None:
        for child in self.children:
            if child.process is not None and not child.ended():
                child.process.terminate()
        deadline = steady() + PATIENCE_SECONDS
        for child in self.children:
            try:
                if child.process is not None:
                    child.process.wait(max(0.1, deadline - steady()))
            except subprocess.TimeoutExpired:
                child.kill()
