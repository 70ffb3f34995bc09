# SPDX-License-Identifier: EUPL-1.2
"""Signing in to services: the gate beside a peer, and beside itself with many grants."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.errands import DOCUMENTS, FRESH, INTROSPECTION, PROGRAM, REFRESH, SECOND, Errands
from benchmarks.gateways import Gateway, the_gate, the_peer, why_no_peer

BUDGETS: Final = {FRESH: 9.0, SECOND: 4.0, REFRESH: 1.6, PROGRAM: 0.7, INTROSPECTION: 0.7, DOCUMENTS: 0.1}
BROWSERS, ROUNDS = 40, 5
FEW, MANY = 1_000, 1_000_000
FLAT: Final = (REFRESH, INTROSPECTION)

Rounds = list[Mapping[str, float]]


def report(binaries: Path, *, many: int = MANY) -> Iterator[str]:
    """Measure and tell."""
    with ExitStack() as stack:
        gateways = [stack.enter_context(the_gate(binaries))]
        reason = why_no_peer()
        if not reason:
            gateways.append(stack.enter_context(the_peer(binaries)))
        yield from _beside(gateways)
        if reason:
            yield f"oidc-provider is left out: {reason}"
        yield from _flat(gateways[0], many)


def _beside(gateways: list[Gateway]) -> Iterator[str]:
    errands = [Errands(gateway) for gateway in gateways]
    measured: list[Rounds] = [[] for _ in errands]
    for one in errands:
        one.round(BROWSERS)
    for _ in range(ROUNDS):
        for one, rounds in zip(errands, measured, strict=True):
            rounds.append(one.round(BROWSERS))
    yield "CPU ms of server and PostgreSQL together, one process, durable commits"
    heads = "".join(f"{gateway.name:>16}" for gateway in gateways)
    yield f"{'':<46}{'budget':>8}{heads}{'ratio':>8}"
    for name, budget in BUDGETS.items():
        spent = [median(each[name] for each in rounds) for rounds in measured]
        ratio = f"{spent[0] / spent[1]:8.2f}" if len(spent) > 1 else ""
        yield f"{name:<46}{budget:>8.1f}{''.join(f'{each:>16.2f}' for each in spent)}{ratio}"


def _flat(gateway: Gateway, many: int) -> Iterator[str]:
    """Compare few grants with many, on the same database, the same way."""
    yield f"{'CPU ms':<46}{FEW:>16,}{many:>16,}{'ratio':>8}  grants"
    few, lots = (with_grants(gateway, grants) for grants in (FEW, many))
    for name in FLAT:
        yield f"{name:<46}{few[name]:>16.2f}{lots[name]:>16.2f}{lots[name] / few[name]:8.2f}"


def with_grants(gateway: Gateway, grants: int) -> dict[str, float]:
    """Make so many grants, and return the milliseconds of what needs no browser."""
    assert gateway.running is not None
    command = [sys.executable, "-m", "benchmarks.grants", str(grants)]
    subprocess.run(command, env=gateway.running.environment, check=True)
    errands = Errands(gateway)
    rounds = []
    for _ in range(ROUNDS + 1):
        visits = [errands.fresh(gateway.services[0]) for _ in range(BROWSERS)]
        rounds.append(errands.machines(visits))
    return {name: median(each[name] for each in rounds[1:]) for name in FLAT}
