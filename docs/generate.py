# SPDX-License-Identifier: EUPL-1.2
"""Writes the pages of docs/ that follow from the code: ``python -m docs.generate [--check]``."""

from __future__ import annotations

import ast
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from itertools import permutations
from pathlib import Path

import django
import grimp

from docs.powers import powers
from ugyfelkapu.domain import (
    catalogue_errors,
    catalogue_events,
    enrolment_errors,
    enrolment_events,
    errors,
    events,
    factor_events,
    federation_errors,
    federation_events,
    key_events,
    owner_events,
    trust_events,
)
from ugyfelkapu.domain.calendar import english_day
from ugyfelkapu.domain.deadlines import RULES, Period, Rule, last_day, start_of
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.domain.events import Event
from ugyfelkapu.domain.lifecycle import TRANSITIONS

DOCS = Path(__file__).resolve().parent
PACKAGE = "ugyfelkapu"
ROWS = (
    ("project", "relying"),
    ("pages",),
    ("federation",),
    ("enrolment",),
    ("access",),
    ("accounts", "registers", "esignature"),
    ("staff",),
    ("outbox",),
    ("papers",),
    ("egress",),
    ("journal",),
    ("vault",),
    ("domain",),
)
"""The floors of the house; a house test compares them with the import contracts."""
EVENT_MODULES = {
    module.__name__
    for module in (
        catalogue_events,
        enrolment_events,
        events,
        factor_events,
        federation_events,
        key_events,
        owner_events,
        trust_events,
    )
}
EXAMPLE = date(2026, 11, 23)
NOTICE = "<!-- Written by `make docs` from the code: change the code, not this page. -->\n"


def arrows() -> list[tuple[str, str]]:
    """Return which room really imports which."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    rooms = [f"{PACKAGE}.{room}" for row in ROWS for room in row]
    return [
        (importer.rpartition(".")[2], imported.rpartition(".")[2])
        for importer, imported in permutations(rooms, 2)
        if graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)
    ]


def sentence(module: str) -> str:
    """Return the sentence with which a room introduces itself."""
    path = DOCS.parent / PACKAGE / module / "__init__.py"
    return (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def rooms() -> str:
    """Draw the rooms and the arrows between them."""
    lines = [
        NOTICE,
        "# The rooms\n",
        "An arrow means *imports*. They point down only; rooms on one floor are strangers.\n",
        "![The rooms and their arrows](rooms.svg)\n",
        "| room | what belongs there | imports |",
        "|---|---|---|",
    ]
    found = arrows()
    for room in (room for row in ROWS for room in row):
        below = ", ".join(f"`{target}`" for source, target in found if source == room) or "nothing of ours"
        lines.append(f"| `{room}` | {sentence(room)} | {below} |")
    return "\n".join(lines) + "\n"


WIDTH, BOX_WIDTH, BOX_HEIGHT, FLOOR, TOP = 760, 150, 40, 84, 24


def drawing() -> str:
    """Return the drawing as SVG: each room a box, each import a curve at its side."""
    place: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(ROWS):
        for index, room in enumerate(row):
            x = WIDTH // 2 + int((index - (len(row) - 1) / 2) * (BOX_WIDTH + 40))
            place[room] = (x, TOP + number * FLOOR)
    height = TOP * 2 + (len(ROWS) - 1) * FLOOR + BOX_HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-label="The rooms of the house; arrows point down only" '
        'font-family="sans-serif" font-size="16">',
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0 8 4 0 8z" fill="#475569"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    parts += [_arrow(place[source], place[target], side) for side, (source, target) in enumerate(arrows())]
    for room, (x, y) in place.items():
        parts.append(
            f'<rect x="{x - BOX_WIDTH // 2}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="6" '
            'fill="#eef2ff" stroke="#1e3a8a"/>'
            f'<text x="{x}" y="{y + 26}" text-anchor="middle" fill="#0f172a">{room}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def _arrow(start: tuple[int, int], end: tuple[int, int], side: int) -> str:
    (x1, y1), (x2, y2) = start, end
    floors = (y2 - y1) // FLOOR
    style = 'fill="none" stroke="#475569" stroke-width="1.2" opacity="0.75" marker-end="url(#tip)"'
    if floors == 1:
        return f'<path d="M{x1} {y1 + BOX_HEIGHT} L{x2} {y2}" {style}/>'
    left = side % 2 == 0
    edge = -BOX_WIDTH // 2 if left else BOX_WIDTH // 2
    reach = (60 + 26 * floors) * (-1 if left else 1)
    a, b = y1 + BOX_HEIGHT // 2, y2 + BOX_HEIGHT // 2
    bend = f"C{x1 + edge + reach} {a} {x2 + edge + reach} {b} {x2 + edge} {b}"
    return f'<path d="M{x1 + edge} {a} {bend}" {style}/>'


def lifecycle() -> str:
    """Draw the states of a gate and what moves it."""
    lines = [NOTICE, "# The life of a gate\n", "```mermaid", "stateDiagram-v2"]
    lines += [f"  {before} --> {after}: {trigger}" for (before, trigger), after in TRANSITIONS.items()]
    lines += ["```\n", "| from | what happens | to |", "|---|---|---|"]
    lines += [f"| {before} | {trigger} | {after} |" for (before, trigger), after in TRANSITIONS.items()]
    lines.append(
        "\nWhat is not in this table is refused. Expiry is no state: whether a deadline has passed is "
        "computed from stored moments ([deadlines](deadlines.md)).\n"
    )
    return "\n".join(lines)


def deadlines() -> str:
    """Tabulate the periods, what reminds of them, and their sources."""
    lines = [
        NOTICE,
        "# Deadlines\n",
        "The start day does not count. A period of N days ends at 24:00 Europe/Budapest on the start "
        "day + N; that instant is the first one refused. Every page, letter, paper and sweep asks "
        "`ugyfelkapu/domain/deadlines.py`; a deadline holds whether or not a sweep has run.\n",
        "| period | days | its letters remind | example: begun on | last day | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_period(period, rule) for period, rule in RULES.items()]
    lines += [
        "\nA reminder falls due at 0:00 of its day. One that was missed is not made up for; the next one "
        "tells the days that are left. None is written once the state makes it pointless.",
    ]
    return "\n".join(lines) + "\n"


def _period(period: Period, rule: Rule) -> str:
    days = ", ".join(f"{number} day{'s' if number > 1 else ''}" for number in rule.reminders)
    last = last_day(period, start_of(EXAMPLE))
    return (
        f"| {period} | {rule.days} | {days} before the last day | {english_day(EXAMPLE)} | "
        f"{english_day(last)} | {rule.source} |"
    )


def event_page() -> str:
    """Tabulate everything that may stand in the journal."""
    lines = [NOTICE, "# What the journal may hold\n", inspect.getdoc(events) or "", ""]
    lines += ["| event | meaning | details |", "|---|---|---|"]
    for name, kind in sorted(Event.catalogue.items()):
        if kind.__module__ not in EVENT_MODULES:
            continue
        details = ", ".join(f"`{field}`" for field in _own_fields(kind)) or "–"
        lines.append(f"| `{name}` | {_one_line(kind)} | {details} |")
    return "\n".join(lines) + "\n"


def _own_fields(kind: type[Event]) -> Iterator[str]:
    return (field.name for field in fields(kind) if field.name != "subject")


def _one_line(thing: object) -> str:
    return " ".join((inspect.getdoc(thing) or "").split())


def refusal_page() -> str:
    """Tabulate every way in which a rule says no."""
    lines = [
        NOTICE,
        "# Refusals\n",
        inspect.getdoc(errors) or "",
        "",
        "| code | kind | when |",
        "|---|---|---|",
    ]
    lines += [f"| `{kind.code}` | {kind.kind} | {_one_line(kind)} |" for kind in refusals()]
    return "\n".join(lines) + "\n"


def refusals() -> list[type[Refusal]]:
    """Return every refusal, by code."""
    found = [
        kind
        for module in (errors, catalogue_errors, enrolment_errors, federation_errors)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal
    ]
    return sorted(set(found), key=lambda kind: kind.code)


def integrators_page() -> str:
    """Tabulate what services may ask and are told."""
    from docs.reference import reference  # its limits stand beside tables, which need the settings first

    return f"{NOTICE}\n{reference()}"


PAGES: dict[str, Callable[[], str]] = {
    "rooms.md": rooms,
    "rooms.svg": drawing,
    "lifecycle.md": lifecycle,
    "deadlines.md": deadlines,
    "events.md": event_page,
    "refusals.md": refusal_page,
    "powers.md": lambda: f"{NOTICE}\n{powers()}",
    "integrators/reference.md": integrators_page,
}


def stale() -> list[str]:
    """Return the pages that no longer say what the code says."""
    return [
        name
        for name, page in PAGES.items()
        if not (DOCS / name).exists() or (DOCS / name).read_text(encoding="utf-8") != page()
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or only say which are stale."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ugyfelkapu.project.settings")
    django.setup()
    old = stale()
    if "--check" in arguments:
        for name in old:
            sys.stderr.write(f"docs/{name} is stale: run make docs\n")
        return 1 if old else 0
    for name in old:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
