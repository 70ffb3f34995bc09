# SPDX-License-Identifier: EUPL-1.2
"""Processes that start and stop together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import free_port
from ugyfelkapu.project.processes import PortBusy, require_free

PARENT = r"""
import os, sys
from ugyfelkapu.project.processes import Child, Household
idle = [sys.executable, "-c", "import os, signal; os.write(1, b'up\\n'); signal.pause()"]
dying = [sys.executable, "-c", "import os; os.write(1, b'tried\\n')"]
kinds = {"idle": idle, "dying": dying}
sys.exit(Household([Child(name, kinds[name]) for name in sys.argv[1:]], dict(os.environ)).run())
"""


def household(*names: str) -> subprocess.Popen[str]:
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", PARENT, *names]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "ugyfelkapu.project.settings"}
    return subprocess.Popen(
        command, env=environment, cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_stops_both(number: signal.Signals) -> None:
    parent = household("idle", "idle")
    assert parent.stdout is not None
    both_up = [parent.stdout.readline(), parent.stdout.readline()]

    parent.send_signal(number)

    assert both_up == ["up\n", "up\n"]
    assert parent.wait(10) == 0
    parent.communicate()


def test_a_child_that_keeps_dying_is_tried_again_and_then_stops_all() -> None:
    parent = household("idle", "dying")

    said, complained = parent.communicate(timeout=30)

    assert parent.returncode == 1
    assert said.count("tried") == 5
    assert "keeps stopping" in complained


def test_a_busy_port_is_told() -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()

        with pytest.raises(PortBusy):
            require_free(port)


def test_a_free_port_may_be_listened_on() -> None:
    require_free(free_port())
