# SPDX-License-Identifier: EUPL-1.2
"""Days are written out in both languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ugyfelkapu.domain.calendar import english_day, hungarian_day


def test_a_hungarian_day_goes_from_year_to_weekday() -> None:
    day = date(2026, 11, 28)

    written = hungarian_day(day)

    assert written == "2026. november 28., szombat"


def test_an_english_day_goes_from_weekday_to_year() -> None:
    day = date(2026, 11, 28)

    written = english_day(day)

    assert written == "Saturday 28 November 2026"


@pytest.mark.parametrize(
    ("day", "hungarian", "english"),
    [
        (date(2026, 1, 1), "2026. január 1., csütörtök", "Thursday 1 January 2026"),
        (date(2028, 2, 29), "2028. február 29., kedd", "Tuesday 29 February 2028"),
        (date(2026, 6, 5), "2026. június 5., péntek", "Friday 5 June 2026"),
        (date(2026, 10, 5), "2026. október 5., hétfő", "Monday 5 October 2026"),
        (date(2027, 12, 26), "2027. december 26., vasárnap", "Sunday 26 December 2027"),
    ],
)
def test_the_day_has_no_leading_zero_and_the_right_weekday(day: date, hungarian: str, english: str) -> None:
    written = (hungarian_day(day), english_day(day))

    assert written == (hungarian, english)


def test_every_day_of_a_leap_year_is_written_differently() -> None:
    year = [date(2028, 1, 1) + timedelta(days=number) for number in range(366)]

    hungarian = {hungarian_day(day) for day in year}
    english = {english_day(day) for day in year}

    assert len(hungarian) == len(english) == 366
