# SPDX-License-Identifier: EUPL-1.2
"""Signing in to services: the gate beside a peer, and beside itself with many grants."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import Final

from benchmarks.errands import DOCUMENTS, FRESH, INTROSPECTION, PROGRAM, REFRESH, SECOND, Errands
from benchmarks.gateways import Gateway, the_gate, the_peer, why_no_peer

BUDGETS: Final = {FRESH: 9.0, SECOND: 4.0, REFRESH: 1.6, PROGRAM: 0.7, INTROSPECTION: 0.7, DOCUMENTS: 0.1}
BROWSERS, ROUNDS = 40, 5
FEW, MANY = 1_000, 1_000_000
FLAT: Final = (REFRESH, INTROSPECTION)

Spent = Mapping[str, float]


def report(binaries: Path, *, many: int = MANY) -> Iterator[str]:
    """Measure and tell."""
    reason = why_no_peer()
    with ExitStack() as stack:
        gateways = [stack.enter_context(the_gate(binaries))]
        if not reason:
            gateways.append(stack.enter_context(the_peer(binaries)))
        yield from _beside(gateways)
    if reason:
        yield f"oidc-provider is left out: {reason}"
    with the_gate(binaries) as small, the_gate(binaries) as large:
        few, lots = flatness(small, large, many)
    yield f"{'CPU ms':<46}{FEW:>16,}{many:>16,}{'ratio':>8}  grants"
    for name in FLAT:
        yield f"{name:<46}{few[name]:>16.2f}{lots[name]:>16.2f}{lots[name] / few[name]:8.2f}"


def flatness(small: Gateway, large: Gateway, many: int) -> Sequence[Spent]:
    """Return what needs no browser costs where there are few grants, and where there are many."""
    for gateway, grants in ((small, FEW), (large, many)):
        assert gateway.running is not None
        command = [sys.executable, "-m", "benchmarks.grants", str(grants)]
        subprocess.run(command, env=gateway.running.environment, check=True)
    return _in_turn([small, large], _machines)


def _beside(gateways: Sequence[Gateway]) -> Iterator[str]:
    each = _in_turn(gateways, lambda errands: errands.round(BROWSERS))
    yield "CPU ms of server and PostgreSQL together, one process, durable commits"
    heads = "".join(f"{gateway.name:>16}" for gateway in gateways)
    yield f"{'':<46}{'budget':>8}{heads}{'ratio':>8}"
    for name, budget in BUDGETS.items():
        spent = [one[name] for one in each]
        ratio = f"{spent[0] / spent[1]:8.2f}" if len(spent) > 1 else ""
        yield f"{name:<46}{budget:>8.1f}{''.join(f'{ms:>16.2f}' for ms in spent)}{ratio}"


def _machines(errands: Errands) -> Spent:
    visits = [errands.fresh(errands.gateway.services[0]) for _ in range(BROWSERS)]
    return errands.machines(visits)


def _in_turn(gateways: Sequence[Gateway], measured: Callable[[Errands], Spent]) -> Sequence[Spent]:
    """Let gateways take turns, so that a busy moment befalls all; return medians without the first round."""
    rounds: list[list[Spent]] = [[] for _ in gateways]
    with ExitStack() as stack:
        errands = [stack.enter_context(closing(Errands(gateway))) for gateway in gateways]
        for _ in range(ROUNDS + 1):
            for one, own in zip(errands, rounds, strict=True):
                own.append(measured(one))
    return [{name: median(spent[name] for spent in own[1:]) for name in own[0]} for own in rounds]
