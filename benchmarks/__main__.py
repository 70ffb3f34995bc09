# SPDX-License-Identifier: EUPL-1.2
"""``make bench``: processor time of pages, signed documents and sign-ins to services, and ratios."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.engine import QUERIES, ROUND, SERVER
from benchmarks.figures import Figures, ratios, table
from benchmarks.sides import MANY, POSTGRESQL, Process, sides
from benchmarks.signing_in import report
from tests.postgresql import binaries

WARM_UP, ROUNDS = 2, 15


def measure(started: list[Process]) -> dict[tuple[str, int], Figures]:
    """Let the sides take turns, round by round, so that a busy moment befalls all of them."""
    for _ in range(WARM_UP):
        for side in started:
            side.ask(ROUND)
    measured = {(side.engine, side.gates): Figures(side.ask(QUERIES)) for side in started}
    before = {(side.engine, side.gates): side.ask(SERVER) for side in started}
    for _ in range(ROUNDS):
        for side in started:
            measured[side.engine, side.gates].rounds.append(side.ask(ROUND))
    for side in started:
        key = side.engine, side.gates
        if before[key] is not None:
            measured[key].server = side.ask(SERVER) - before[key]
    return measured


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="kapu-bench-") as scratch, sides(Path(scratch)) as started:
        measured = measure(started)
    print(f"medians of {ROUNDS} rounds, {MANY} gates")
    print(*table(measured), sep="\n")
    if (POSTGRESQL, MANY) not in measured:
        print("no PostgreSQL server binaries found: SQLite alone")
    print()
    print(*ratios(measured), sep="\n")
    print(flush=True)
    subprocess.run([sys.executable, "-m", "benchmarks.signatures"], check=True)
    print()
    place = binaries()
    for line in report(place) if place is not None else ("signing in to services: needs PostgreSQL",):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
