# SPDX-License-Identifier: EUPL-1.2
"""Sweeps of millions: what they cost, what they cost those who sign in beside them, and what pages cost."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final  # Any: answers of processes

from benchmarks.sides import Process, process
from benchmarks.sweeps import JOBS

SIGN_INS: Final = 200
ROUNDS, VISITS_A_ROUND = 5, 40
WORKERS: Final = (1, 2)
"""How many processes sweep together."""
WRITTEN: Final = {"reminding": 1.0, "erasing": 0.6}
"""Letters to each row of ``benchmarks/due.py``: of those whose gate is erased, not all are told."""


@dataclass(slots=True)
class Sweep:
    """What so many processes spent on one job."""

    job: str
    workers: int
    rows: int
    letters: int
    seconds: float
    parts: list[dict[str, float]]

    @property
    def rate(self) -> float:
        """Return the rows done in a second."""
        return self.rows / self.seconds

    def each(self, what: str) -> float:
        """Return the microseconds that a row cost."""
        return sum(part[what] for part in self.parts) / self.rows * 1e6

    @property
    def growth(self) -> float:
        """Return the megabytes by which the memory of a process grew at the most."""
        return max(part["megabytes_after"] - part["megabytes_before"] for part in self.parts)


@dataclass(slots=True)
class Figures:
    """Everything that was measured on one engine."""

    engine: str
    few: int
    gates: int
    build_seconds: float = 0.0
    megabytes: float = 0.0
    plans: list[str] = field(default_factory=list)
    sweeps: list[Sweep] = field(default_factory=list)
    sign_ins: dict[str, list[float]] = field(default_factory=dict)
    pages: dict[str, tuple[float, float]] = field(default_factory=dict)
    overview: float = 0.0


@dataclass(frozen=True, slots=True)
class Crew:
    """A builder, sweepers, and somebody who signs in, each a process on one database."""

    builder: Process
    sweepers: Sequence[Process]
    visitor: Process

    def sweep(self, job: str, count: int, *, workers: int) -> Sweep:
        """Let so much fall due, and let so many sweep it."""
        self._let_fall_due(job, count)
        due, letters = self._standing(job)
        started = time.perf_counter()
        for sweeper in self.sweepers[:workers]:
            _tell(sweeper, "sweep", job)
        parts = [sweeper.answer() for sweeper in self.sweepers[:workers]]
        seconds = time.perf_counter() - started
        left, written = self._standing(job)
        return Sweep(job, workers, due - left, written - letters, seconds, parts)

    def sign_in_beside(self, job: str, count: int, username: str) -> list[float]:
        """Sign in again and again while one process sweeps; return the milliseconds of each."""
        self._let_fall_due(job, count)
        _tell(self.sweepers[0], "sweep", job)
        taken = []
        while not self.sweepers[0].has_answered():
            taken.append(_ask(self.visitor, "sign_in_once", username))
        self.sweepers[0].answer()
        return taken

    def sign_in_alone(self, username: str) -> list[float]:
        """Sign in again and again; return the milliseconds of each."""
        return [_ask(self.visitor, "sign_in_once", username) for _ in range(SIGN_INS)]

    def plans(self, job: str, count: int) -> list[str]:
        """Return how rows are found, and sweep what is left."""
        self._let_fall_due(job, count)
        plans: list[str] = _ask(self.sweepers[0], "plans", job)
        for sweeper in self.sweepers:
            _ask(sweeper, "sweep", job)
        return plans

    def _let_fall_due(self, job: str, count: int) -> None:
        for what in JOBS[job]:
            _ask(self.builder, "make", what, count // len(JOBS[job]))

    def _standing(self, job: str) -> tuple[int, int]:
        return _ask(self.builder, "due", job), _ask(self.builder, "letters")


def table(figures: Figures) -> list[str]:
    """Return everything that was measured, line by line."""
    lines = [
        f"{figures.gates:,} gates on {figures.engine}: built in {figures.build_seconds:.0f} s,"
        f" {figures.megabytes / 1024:.1f} GB",
        f"{'sweep':<14}{'processes':>10}{'rows':>9}{'letters':>9}{'rows/s':>9}"
        f"{'us a row: worker':>18}{'server':>8}{'memory, MB':>12}",
    ]
    lines += [
        f"{one.job:<14}{one.workers:>10}{one.rows:>9,}{one.letters:>9,}{one.rate:>9,.0f}"
        f"{one.each('worker_seconds'):>18.0f}{one.each('server_seconds'):>8.0f}{one.growth:>+12.1f}"
        for one in figures.sweeps
    ]
    lines.append(f"{'sign-in, ms':<24}{'number':>8}{'median':>9}{'95th percentile':>18}")
    lines += [
        f"{name:<24}{len(taken):>8}{median(taken):>9.1f}{percentile(taken):>18.1f}"
        for name, taken in figures.sign_ins.items()
    ]
    few, many = (f"{number:,} gates" for number in (figures.few, figures.gates))
    lines.append(f"{'CPU ms':<24}{few:>18}{many:>18}{'ratio':>8}")
    lines += [
        f"{name:<24}{one:>18.2f}{other:>18.2f}{other / one:>8.2f}"
        for name, (one, other) in figures.pages.items()
    ]
    return [*lines, f"the operator's overview: {figures.overview:.0f} ms"]


def percentile(taken: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(taken, n=20)[-1]


def _tell(one: Process, *what: object) -> None:
    one.tell(json.dumps(what))


def _ask(one: Process, *what: object) -> Any:
    return one.ask(json.dumps(what))


def measure(
    engine: str, urls: tuple[str, str], scratch: Path, *, gates: tuple[int, int], due: int
) -> Figures:
    """Build few and many gates, sweep what falls due among the many, and print nothing."""
    figures = Figures(engine, *gates)
    with _crew(urls[1], scratch) as crew, process(engine, gates[0], urls[0], scratch, SWEEPER) as few:
        few.answer()
        _ask(few, "build", gates[0])
        started = time.perf_counter()
        username = _ask(crew.builder, "build", gates[1])
        figures.build_seconds = time.perf_counter() - started
        figures.megabytes = _ask(crew.builder, "megabytes")
        figures.pages = _pages(few, crew.builder)
        figures.overview = median(_ask(crew.builder, "overview") for _ in range(ROUNDS))
        for job in JOBS:
            figures.plans += crew.plans(job, due // 10)
            figures.sweeps += [crew.sweep(job, due, workers=workers) for workers in WORKERS]
        figures.sign_ins["alone"] = crew.sign_in_alone(username)
        for job in JOBS:
            figures.sign_ins[f"beside {job}"] = crew.sign_in_beside(job, due, username)
    return figures


SWEEPER: Final = "benchmarks.sweeper"


@contextmanager
def _crew(url: str, scratch: Path) -> Iterator[Crew]:
    with ExitStack() as stack:
        builder, visitor, *sweepers = (
            stack.enter_context(process(url, 0, url, scratch, SWEEPER)) for _ in range(2 + max(WORKERS))
        )
        for one in (builder, visitor, *sweepers):
            one.answer()
        yield Crew(builder, sweepers, visitor)


def _pages(few: Process, many: Process) -> dict[str, tuple[float, float]]:
    """Open the pages on both sides in turn; return the medians of the rounds."""
    rounds = [
        (_ask(few, "pages", VISITS_A_ROUND), _ask(many, "pages", VISITS_A_ROUND)) for _ in range(ROUNDS)
    ]
    names = list(rounds[0][0])
    return {
        name: (median(one[name] for one, _ in rounds), median(other[name] for _, other in rounds))
        for name in names
    }
