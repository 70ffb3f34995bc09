# SPDX-License-Identifier: EUPL-1.2
"""Stacked bars as geometry: values in, outlines for an inline SVG out; classes only, no colour, no style."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from .counting import grouped
from .pieces import Text

MOST_SERIES: Final = 3
"""More cannot be told apart by lightness; a fourth belongs to a chart of its own."""

_GAP: Final = 1.0


@dataclass(frozen=True, slots=True)
class Column:
    """One bar: its row header, its values in the order of the series, its mark on the axis or none."""

    name: Text
    values: tuple[int, ...]
    tick: Text = ""


@dataclass(frozen=True, slots=True)
class Size:
    """The inside of a drawing: where the axes stand and how thick a bar is in its place."""

    width: int
    height: int
    left: int = 44
    right: int = 10
    top: int = 26
    bottom: int = 34
    share: float = 0.72

    @property
    def view_box(self) -> str:
        """Return the drawing's own measures."""
        return f"0 0 {self.width} {self.height}"

    @property
    def base(self) -> int:
        """Return the height of the zero line."""
        return self.height - self.bottom


WIDE: Final = Size(1340, 270)
HALF: Final = Size(700, 270)
NARROW: Final = Size(330, 250)


@dataclass(frozen=True, slots=True)
class GridLine:
    """One horizontal line with its number."""

    path: str
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a bar; ``series`` is s1, s2 or s3."""

    series: str
    path: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One word below the axis."""

    x: str
    text: Text


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything that one SVG needs."""

    view_box: str
    label_x: str
    mark_y: str
    grid: tuple[GridLine, ...]
    bars: tuple[Bar, ...]
    marks: tuple[Mark, ...]
    base: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the table that says the same."""

    name: Text
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as its component draws it: for wide and narrow screens, and as a table."""

    id: str
    finding: Text
    measured: Text
    spoken: Text
    key: tuple[tuple[str, Text], ...]
    wide: Drawing
    narrow: Drawing
    table_title: Text
    first_heading: Text
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What a chart says: the finding is its title, below it what is measured."""

    finding: Text
    measured: Text
    spoken: Text
    table_title: Text
    first_heading: Text


def chart(
    id: str,
    words: Words,
    *,
    series: Sequence[Text],
    columns: Sequence[Column],
    narrow_columns: Sequence[Column],
    size: Size = WIDE,
) -> Chart:
    """Return a chart of stacked bars; ``narrow_columns`` are the same values by week, for small screens."""
    if not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"{len(series)} series cannot be told apart")
    return Chart(
        id=id,
        finding=words.finding,
        measured=words.measured,
        spoken=words.spoken,
        key=tuple((f"s{number}", name) for number, name in enumerate(series, start=1)),
        wide=stacked_bars(columns, size=size),
        narrow=stacked_bars(narrow_columns, size=NARROW),
        table_title=words.table_title,
        first_heading=words.first_heading,
        rows=tuple(TableRow(each.name, tuple(grouped(value) for value in each.values)) for each in columns),
    )


def by_sevens(columns: Sequence[Column], *, every: int = 2) -> tuple[Column, ...]:
    """Add up each seven bars into one, named and marked by its first; ``every`` second one is marked."""
    weeks = [columns[start : start + 7] for start in range(0, len(columns), 7)]
    return tuple(
        Column(
            week[0].name,
            tuple(sum(values) for values in zip(*(each.values for each in week), strict=True)),
            week[0].tick if place % every == 0 else "",
        )
        for place, week in enumerate(weeks)
    )


def stacked_bars(columns: Sequence[Column], *, size: Size) -> Drawing:
    """Return the geometry of stacked bars over an axis that begins at zero."""
    step = axis_step(max((sum(each.values) for each in columns), default=0))
    lines = range(0, _top_of(columns, step) + 1, step)
    scale = (size.base - size.top) / lines[-1]
    place = (size.width - size.left - size.right) / max(len(columns), 1)
    return Drawing(
        view_box=size.view_box,
        label_x=_number(size.left - 8),
        mark_y=_number(size.base + 22),
        grid=tuple(_grid_line(value, size.base - value * scale, size) for value in lines),
        bars=tuple(
            bar
            for number, each in enumerate(columns)
            for bar in _stack(each, size.left + place * number, place * size.share, scale, size.base)
        ),
        marks=tuple(
            Mark(_number(size.left + place * (number + size.share / 2)), each.tick)
            for number, each in enumerate(columns)
            if each.tick
        ),
        base=f"M{size.left} {size.base}H{size.width - size.right}",
    )


def axis_step(highest: int) -> int:
    """Return the step between grid lines: 1, 2 or 5 times a power of ten, at most five steps."""
    magnitude = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * factor * magnitude:
                return factor * magnitude
        magnitude *= 10


def _top_of(columns: Sequence[Column], step: int) -> int:
    highest = max((sum(each.values) for each in columns), default=0)
    return max(-(-highest // step), 1) * step


def _grid_line(value: int, y: float, size: Size) -> GridLine:
    return GridLine(f"M{size.left} {_number(y)}H{size.width - size.right}", _number(y + 5), grouped(value))


def _stack(column: Column, x: float, width: float, scale: float, base: float) -> list[Bar]:
    bars: list[Bar] = []
    foot = base
    for number, value in enumerate(column.values, start=1):
        height = value * scale
        if value:
            drawn = max(height - _GAP, 0.5)
            outline = (
                f"M{_number(x)} {_number(foot - height)}h{_number(width)}v{_number(drawn)}h-{_number(width)}Z"
            )
            bars.append(Bar(f"s{number}", outline))
        foot -= height
    return bars


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
