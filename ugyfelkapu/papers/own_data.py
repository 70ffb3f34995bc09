# SPDX-License-Identifier: EUPL-1.2
"""All that the house holds of somebody, as a paper for themselves: tables with a title each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ugyfelkapu.papers.glyphs import printable
from ugyfelkapu.papers.printing import both, printed


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the paper; without a head each row is a label and its value."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str = ""


@dataclass(frozen=True, slots=True)
class OwnDataPaper:
    """The whole, in the language that its reader reads."""

    language: str
    name: str
    made_on: date
    introduction: str
    tables: tuple[Table, ...]


def render(paper: OwnDataPaper) -> bytes:
    """Print the paper as an accessible, archival PDF; equal papers give equal bytes."""
    content = {
        "language": paper.language,
        "name": printable(paper.name),
        "made_on": both(paper.made_on),
        "introduction": printable(paper.introduction),
        "tables": [_table(table) for table in paper.tables],
    }
    return printed("own_data.typ", content, on=paper.made_on)


def _table(table: Table) -> dict[str, object]:
    return {
        "title": printable(table.title),
        "head": [printable(cell) for cell in table.head],
        "rows": [[printable(cell) or "–" for cell in row] for row in table.rows],
        "empty": printable(table.empty),
    }
