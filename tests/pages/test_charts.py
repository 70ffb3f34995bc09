# SPDX-License-Identifier: EUPL-1.2
"""Stacked bars as geometry."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from tests.pages.html import Page, words
from ugyfelkapu.pages.charts import Column, Size, Words, axis_step, by_sevens, chart, stacked_bars

SIZE = Size(width=110, height=134, left=0, right=10, top=0, bottom=34, share=0.5)
WORDS = Words("Ten fall due", "By day", "Ten fall due. The table says the same.", "By day, as a table", "Day")


@pytest.mark.parametrize(
    ("highest", "step"),
    [(0, 1), (5, 1), (6, 2), (10, 2), (11, 5), (25, 5), (26, 10), (300, 100), (5061, 2000)],
)
def test_an_axis_has_round_steps_and_not_too_many(highest: int, step: int) -> None:
    assert axis_step(highest) == step


def test_bars_stand_on_the_base_and_on_each_other() -> None:
    drawing = stacked_bars([Column("a", (2, 3)), Column("b", (0, 5))], size=SIZE)

    assert [(bar.series, bar.path) for bar in drawing.bars] == [
        ("s1", "M0 60h25v39h-25Z"),
        ("s2", "M0 0h25v59h-25Z"),
        ("s2", "M50 0h25v99h-25Z"),
    ]
    assert drawing.base == "M0 100H100"


def test_an_axis_begins_at_zero_and_reaches_the_highest_bar() -> None:
    drawing = stacked_bars([Column("a", (7,))], size=SIZE)

    assert [line.text for line in drawing.grid] == ["0", "2", "4", "6", "8"]


def test_nothing_to_show_is_an_empty_axis() -> None:
    drawing = stacked_bars([], size=SIZE)

    assert not drawing.bars
    assert [line.text for line in drawing.grid] == ["0", "1"]


def test_seven_days_make_a_week() -> None:
    days = [Column(str(day), (1, day), tick=str(day) if day % 7 == 0 else "") for day in range(9)]

    weeks = by_sevens(days, every=1)

    assert weeks == (Column("0", (7, 21), "0"), Column("7", (2, 15), "7"))


def test_four_series_are_refused() -> None:
    with pytest.raises(ValueError, match="4 series"):
        chart("c", WORDS, series=["a", "b", "c", "d"], columns=[], narrow_columns=[])


def test_the_table_says_what_the_drawing_shows() -> None:
    columns = [Column("Monday", (1200, 3)), Column("Tuesday", (0, 4))]
    drawn = chart("c1", WORDS, series=["one", "two"], columns=columns, narrow_columns=columns)

    with translation.override("hu"):
        page = Page(render_to_string("components/chart.html", {"chart": drawn}))

    pictures = [svg for svg in page.all("svg") if svg.attributes.get("role") == "img"]
    assert {svg["aria-label"] for svg in pictures} == {WORDS.spoken}
    assert [words(cell) for cell in page.all("td")] == ["1 200", "3", "0", "4"]
    assert [words(cell) for cell in page.all("th")] == ["Day", "one", "two", "Monday", "Tuesday"]
    assert not [element for element in page.elements if "style" in element or "fill" in element]
