# SPDX-License-Identifier: EUPL-1.2
"""Processor time of servers and of their databases, read where Linux keeps it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

PROCESSES: Final = Path("/proc")
PARENT, SESSION = 1, 3
"""Where a process's line says who started it and in which session it is."""
SPENT, SPENT_BY_THE_DEAD = slice(11, 13), slice(13, 15)
"""Where it says what it spent, and what those spent that it started and outlived."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A server, which leads a session of its own, and the first process of its database."""

    server: int
    database: int

    def milliseconds(self) -> float:
        """Return what both spent since they began, with everything that they started."""
        ticks = 0
        for pid, line in _processes():
            if pid == self.database:
                ticks += _sum(line, SPENT) + _sum(line, SPENT_BY_THE_DEAD)
            elif self.server == int(line[SESSION]) or self.database == int(line[PARENT]):
                ticks += _sum(line, SPENT)
        return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def first_process(database: str) -> int:
    """Return the first process of the server of :mod:`tests.postgresql` behind an address."""
    home = parse_qs(urlsplit(database).query)["host"][0]
    return int((Path(home) / "data" / "postmaster.pid").read_text(encoding="utf-8").split()[0])


def _processes() -> Iterator[tuple[int, list[str]]]:
    for place in PROCESSES.glob("[0-9]*"):
        try:
            line = (place / "stat").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue
        yield int(place.name), line.rpartition(")")[2].split()


def _sum(line: list[str], where: slice) -> int:
    return sum(int(number) for number in line[where])
