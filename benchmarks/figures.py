# SPDX-License-Identifier: EUPL-1.2
"""Figures in tables: medians of each thing on each side, and their ratios last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import median

from benchmarks.sides import FEW, MANY, POSTGRESQL, SQLITE

HASHES = {"sign-in": "hash checked", "activation": "hash made"}
"""Which visit hashes a password, and how: that cost is chosen, so it is taken off."""
EMPTY, SIGN_IN = "empty view", "sign-in"


@dataclass(slots=True)
class Figures:
    """What one side answered, round by round."""

    queries: Mapping[str, int]
    rounds: list[Mapping[str, float]] = field(default_factory=list)
    server: float | None = None

    def besides_hash(self, name: str) -> float:
        """Return the median of a thing, without the password's hash."""
        hashed = HASHES.get(name)
        return median(figures[name] - (figures[hashed] if hashed else 0.0) for figures in self.rounds)

    def total(self) -> float:
        """Return the time of everything in all rounds."""
        return sum(sum(figures.values()) for figures in self.rounds)


Measured = Mapping[tuple[str, int], Figures]


def table(measured: Measured) -> list[str]:
    """Return one line for each thing: statements, and milliseconds on each engine with many gates."""
    engines = [engine for engine, gates in measured if gates == MANY]
    heads = "".join(f"{engine:>12}" for engine in engines)
    lines = [f"{'CPU ms, hashes taken off':<26}{'queries':>8}{heads}"]
    first = measured[SQLITE, MANY]
    for name, queries in first.queries.items():
        each = "".join(f"{measured[engine, MANY].besides_hash(name):12.2f}" for engine in engines)
        lines.append(f"{name:<26}{queries:>8}{each}")
    return lines


def ratios(measured: Measured) -> list[str]:
    """Return what was measured side by side, as ratios."""
    own = measured[SQLITE, MANY]
    lines = ["ratios, each from the same rounds", *_against_empty(own)]
    spent, hashed = own.besides_hash(SIGN_IN), own.besides_hash(HASHES[SIGN_IN])
    lines.append(f"  {'sign-in besides the hash / the hash':<52}{spent / hashed:8.2f}")
    for engine in (engine for engine, gates in measured if gates == MANY):
        lines += _growth(engine, measured[engine, FEW], measured[engine, MANY])
    if (POSTGRESQL, MANY) in measured:
        lines += _engines(own, measured[POSTGRESQL, MANY])
    return lines


def _against_empty(own: Figures) -> list[str]:
    empty = own.besides_hash(EMPTY)
    visits = [name for name in own.queries if name not in {EMPTY, *HASHES.values()}]
    return [f"  {f'{name} / {EMPTY}':<52}{own.besides_hash(name) / empty:8.1f}" for name in visits]


def _growth(engine: str, few: Figures, many: Figures) -> list[str]:
    return [
        f"  {f'{name}, {MANY} gates / {FEW}, {engine}':<52}"
        f"{many.besides_hash(name) / few.besides_hash(name):8.2f}"
        for name, queries in many.queries.items()
        if queries
    ]


def _engines(sqlite: Figures, postgresql: Figures) -> list[str]:
    asking = [name for name, queries in sqlite.queries.items() if queries]
    lines = [
        f"  {f'{name}, {POSTGRESQL} / {SQLITE}':<52}"
        f"{postgresql.besides_hash(name) / sqlite.besides_hash(name):8.2f}"
        for name in asking
    ]
    if postgresql.server:
        share = postgresql.server / postgresql.total()
        lines.append(f"  {'the server beside the client, all rounds':<52}{share:8.2f}")
    elif postgresql.server is not None:
        lines.append("  the server's own CPU: too little for this system's clock to tell")
    return lines
