# SPDX-License-Identifier: EUPL-1.2
"""The gateways that are measured in turn: the gate, and npm's oidc-provider; each on a durable PostgreSQL."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Final

from benchmarks.processor import Watched, first_process
from tests.postgresql import server
from tests.servers import Premises, Product, Running, free_port, prepare, product, wait_for

PEER: Final = Path(__file__).parent / "oidc_provider"
DURABLE: Final = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
NAMES: Final = ("first", "second")
PEOPLE: Final = 40
PASSWORD: Final = "kerek asztal zöld tenger"  # noqa: S105  of people who do not exist


@dataclass(frozen=True, slots=True)
class Client:
    """A service as it is registered."""

    client_id: str
    secret: str
    redirect_uri: str = ""


@dataclass(frozen=True, slots=True)
class Gateway:
    """One that signs people in: its issuer, two services and a program, people, and what it costs."""

    name: str
    issuer: str
    services: Sequence[Client]
    program: Client
    people: Iterator[str]
    password: str
    watched: Watched
    running: Product | None = None


@contextmanager
def the_gate(binaries: Path, **options: str) -> Iterator[Gateway]:
    """Run the gate with one worker process, on a server with these options besides."""
    with ExitStack() as stack:
        url = stack.enter_context(server(binaries, **DURABLE, **options))
        state = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kapu-bench-")))
        premises = Premises(url, state)
        prepare(premises)
        running = stack.enter_context(
            product(premises, DJANGO_SETTINGS_MODULE="benchmarks.settings", UGYFELKAPU_TRUSTED_PROXIES="1")
        )
        process = running.servers[0].process
        assert process is not None
        people, password = json.loads(_output(running, "benchmarks.people", str(PEOPLE)))
        yield Gateway(
            "the gate",
            running.urls[0],
            [_added(running, name, *_of_people(name)) for name in NAMES],
            _added(running, "program", "--profile", "service"),
            cycle(people),
            password,
            Watched(process.pid, first_process(url)),
            running,
        )


def _output(running: Product, module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(
        command, env=running.environment, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def _of_people(name: str) -> tuple[str, ...]:
    receives = ("--receives", "email", "name", "place_and_date_of_birth", "--statutory")
    return (*receives, "--redirect-uri", _back(name))


def _back(name: str) -> str:
    return f"https://{name}.example/back"


def _added(running: Product, name: str, *options: str) -> Client:
    command = ("services", "add", "--name", name, "--owner", "Mérés", *options, "--json")
    added = running.command(*command)
    assert added.returncode == 0, added.stderr
    told = json.loads(added.stdout)
    return Client(told["client_id"], told["client_secret"], _back(name))


def why_no_peer() -> str:
    """Return why the peer cannot be measured here; empty where it can."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "Node is not installed"
    installed = subprocess.run(
        ["npm", "ci", "--silent"], cwd=PEER, capture_output=True, text=True, check=False
    )
    return "" if installed.returncode == 0 else f"npm ci: {installed.stderr.strip() or installed.returncode}"


@contextmanager
def the_peer(binaries: Path) -> Iterator[Gateway]:
    """Run oidc-provider, one process as it is."""
    port = free_port()
    services = [Client(name, f"the secret of {name}", _back(name)) for name in NAMES]
    program = Client("program", "the secret of the program")
    people = [f"minta.{number}" for number in range(PEOPLE)]
    with server(binaries, **DURABLE) as url, tempfile.TemporaryDirectory(prefix="kapu-peer-") as folder:
        environment = {
            **os.environ,
            "NODE_ENV": "production",
            "PORT": str(port),
            "DATABASE": url,
            "PEOPLE": json.dumps(people),
            "PASSWORD": PASSWORD,
            "CLIENTS": json.dumps([*map(_service, services), _program(program)]),
        }
        running = Running(["node", str(PEER / "server.mjs")], environment, Path(folder) / "log")
        running.start()
        try:
            wait_for(f"http://localhost:{port}/.well-known/openid-configuration", running.log)
            assert running.process is not None
            watched = Watched(running.process.pid, first_process(url))
            issuer = f"http://localhost:{port}"
            yield Gateway("oidc-provider", issuer, services, program, cycle(people), PASSWORD, watched)
        finally:
            running.stop()


def _service(client: Client) -> dict[str, object]:
    return {
        "client_id": client.client_id,
        "client_secret": client.secret,
        "redirect_uris": [client.redirect_uri],
        "grant_types": ["authorization_code", "refresh_token"],
    }


def _program(client: Client) -> dict[str, object]:
    return {
        "client_id": client.client_id,
        "client_secret": client.secret,
        "redirect_uris": [],
        "response_types": [],
        "grant_types": ["client_credentials"],
    }
