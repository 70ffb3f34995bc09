# SPDX-License-Identifier: EUPL-1.2
"""A signing module of software (SoftHSM) in a process of its own, which can be killed, stopped and woken.

The tests speak to it through p11-kit's client, as one speaks to a module over a network; that client knows no
EdDSA. It learns where the module listens once a process, so every module of a run listens at one place.
"""

from __future__ import annotations

import os
import signal
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from ugyfelkapu.project.env import Pkcs11

LABEL = "kapu"
PIN = "123456"
STARTING_SECONDS = 10.0


def _library(name: str) -> str:
    found = sorted(str(path) for path in Path("/usr/lib").rglob(name))
    if not found:
        pytest.fail(f"{name} is needed: install the packages softhsm2, p11-kit and p11-kit-modules")
    return found[0]


@dataclass
class Module:
    """The module; ``socket`` is where it listens."""

    socket: Path
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    @classmethod
    def make(cls, folder: Path, socket: Path) -> Module:
        """Make a token."""
        tokens = folder / "tokens"
        tokens.mkdir()
        settings = folder / "softhsm2.conf"
        settings.write_text(
            f"directories.tokendir = {tokens}\nobjectstore.backend = file\n", encoding="ascii"
        )
        module = cls(socket, environment={**os.environ, "SOFTHSM2_CONF": str(settings)})
        command = ["softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin", "12345678"]
        subprocess.run([*command, "--pin", PIN], env=module.environment, check=True, capture_output=True)
        return module

    @property
    def address(self) -> str:
        """Return what the client wants to know in its environment."""
        return f"unix:path={self.socket}"

    @property
    def settings(self) -> Pkcs11:
        """Return what the gate wants to know of it."""
        return Pkcs11(_library("p11-kit-client.so"), LABEL, PIN)

    @property
    def library(self) -> str:
        """Return the module itself, to be loaded into this process."""
        return _library("libsofthsm2.so")

    def start(self) -> None:
        """Start it, and wait until it listens: it says so."""
        self.socket.unlink(missing_ok=True)
        command = [
            "p11-kit",
            "server",
            "-f",
            "-n",
            str(self.socket),
            "--provider",
            _library("libsofthsm2.so"),
        ]
        self.process = subprocess.Popen(
            [*command, f"pkcs11:token={LABEL}"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith(b"P11_KIT_SERVER_ADDRESS")

    def kill(self) -> None:
        """Take it away."""
        self._send(signal.SIGKILL)
        assert self.process is not None
        self.process.wait(STARTING_SECONDS)
        assert self.process.stdout is not None
        self.process.stdout.close()
        self.process = None

    def stop(self) -> None:
        """Let it hang: connections hold and nobody answers."""
        self._send(signal.SIGSTOP)

    def wake(self) -> None:
        """Let it go on."""
        self._send(signal.SIGCONT)

    def _send(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, number)
