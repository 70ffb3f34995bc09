# SPDX-License-Identifier: EUPL-1.2
"""Days, moments, numbers and deadlines as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import engines
from django.utils import translation

from ugyfelkapu.pages import dates
from ugyfelkapu.pages.counting import grouped, to_correct
from ugyfelkapu.pages.pieces import deadline

LAST_DAY = date(2026, 11, 28)
WINTER = datetime(2026, 11, 28, 9, 42, tzinfo=UTC)
SUMMER_MIDNIGHT = datetime(2026, 7, 1, 22, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "written"), [("hu", "2026. november 28., szombat"), ("en", "Saturday 28 November 2026")]
)
def test_a_day_has_its_weekday(language: str, written: str) -> None:
    with translation.override(language):
        assert dates.day(LAST_DAY) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [("hu", "2026. november 28., szombat, 10:42"), ("en", "Saturday 28 November 2026, 10:42")],
)
def test_a_moment_is_told_by_hungarian_time(language: str, written: str) -> None:
    with translation.override(language):
        assert dates.moment(WINTER) == written


def test_a_day_begins_at_midnight_in_budapest() -> None:
    with translation.override("hu"):
        assert dates.moment(SUMMER_MIDNIGHT) == "2026. július 2., csütörtök, 0:05"


@pytest.mark.parametrize(("language", "written"), [("hu", "1984. március 27."), ("en", "27 March 1984")])
def test_a_day_can_go_without_its_weekday(language: str, written: str) -> None:
    with translation.override(language):
        assert dates.plain_day(date(1984, 3, 27)) == written


@pytest.mark.parametrize(("language", "written"), [("hu", "szept. 1."), ("en", "1 Sep")])
def test_an_axis_has_short_days(language: str, written: str) -> None:
    with translation.override(language):
        assert dates.short_day(date(2026, 9, 1)) == written


def test_filters_write_the_same() -> None:
    template = engines["django"].from_string("{% load kapu %}{{ at|day }}/{{ at|moment }}/{{ none|day }}")

    with translation.override("hu"):
        text = template.render({"at": WINTER, "none": None})

    assert text == "2026. november 28., szombat/2026. november 28., szombat, 10:42/"


@pytest.mark.parametrize(
    ("today", "left", "soon"),
    [
        (date(2026, 11, 20), "még 8 nap", False),
        (date(2026, 11, 21), "még 7 nap", True),
        (date(2026, 11, 27), "még 1 nap", True),
        (date(2026, 11, 28), "ma az utolsó nap", True),
        (date(2026, 11, 29), "ez a nap elmúlt", True),
    ],
)
def test_a_deadline_turns_to_honey_a_week_before(today: date, left: str, soon: bool) -> None:
    with translation.override("hu"):
        shown = deadline("Last day", LAST_DAY, today=today)

    assert (shown.left, shown.soon) == (left, soon)
    assert (shown.first, shown.second) == ("2026. november 28.,", "szombat")


def test_days_stand_as_arches_and_the_last_is_lit() -> None:
    shown = deadline("Last day", LAST_DAY, today=date(2026, 11, 25), whole=5)

    assert [arch.state for arch in shown.arches] == ["gone", "gone", "left", "left", "last"]
    assert shown.width == 60


@pytest.mark.parametrize(("language", "written"), [("hu", "412\u00a0906"), ("en", "412,906")])
def test_thousands_stand_apart(language: str, written: str) -> None:
    with translation.override(language):
        assert grouped(412906) == written


def test_small_counts_are_words_and_large_ones_numbers() -> None:
    with translation.override("hu"):
        assert to_correct(1) == "Egy adatot kell javítania"
        assert to_correct(11) == "11 adatot kell javítania"
    with translation.override("en"):
        assert to_correct(2) == "Two answers must be corrected"
