# SPDX-License-Identifier: EUPL-1.2
"""Services that are registered by the command line, and people who sign in to them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import pyotp

from tests.e2e.people import PASSWORD, activate, add_authenticator, next_code, register
from tests.guest import Guest
from tests.servers import Product, pause
from tests.visitor import Visitor
from ugyfelkapu.journal.clock import steady

TOLD_WITHIN_SECONDS = 10.0
EVERYTHING = ("email", "name", "birth_name", "place_and_date_of_birth", "mother_name", "citizenship")
_services = count(1)


@dataclass(frozen=True, slots=True)
class Registered:
    """What ``services add --json`` told."""

    issuer: str
    client_id: str
    client_secret: str = ""


def add_service(gate: Product, *options: str) -> Registered:
    """Register a service of everything by the command line."""
    name = f"Külső szolgáltatás {next(_services)}"
    command = ("services", "add", "--name", name, "--owner", "Minta Hivatal", "--receives", *EVERYTHING)
    added = gate.command(*command, *options, "--json")
    assert added.returncode == 0, added.stderr
    told = json.loads(added.stdout)
    return Registered(told["issuer"], told["client_id"], told.get("client_secret", ""))


@dataclass(slots=True)
class Person:
    """Somebody with a full gate, their browser and what they know."""

    gate: Product
    number: int
    visitor: Visitor
    guest: Guest

    def add_second_step(self) -> None:
        """Set up an authenticator at the gate, signed in there; the next second step uses it."""
        secret = add_authenticator(self.gate, self.visitor, self.number)
        codes = iter((next_code(secret),))
        self.guest.second_step = lambda: next(codes, pyotp.TOTP(secret).now())

    def leave_the_gate(self) -> None:
        """Sign out at the gate, without any service knowing."""
        left = self.visitor.send("/kilepes/", self.visitor.prepare("/fiok/", {}))
        assert left.is_redirect, left.status_code


def person(gate: Product, desk: Visitor, number: int) -> Person:
    """Return somebody whose gate is active, before signing in anywhere."""
    register(desk, number)
    activate(gate, number)
    visitor = Visitor(gate.urls[0])
    guest = Guest(gate.urls[0], f"visitor.{number}", PASSWORD, client=visitor.client)
    return Person(gate, number, visitor, guest)


def comes_true(holds: Callable[[], bool]) -> bool:
    """Say whether something comes true within moments."""
    ends = steady() + TOLD_WITHIN_SECONDS
    while not (true := holds()) and steady() < ends:
        pause()
    return true
