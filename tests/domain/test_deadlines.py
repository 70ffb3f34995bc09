# SPDX-License-Identifier: EUPL-1.2
"""Days are counted in Budapest, and the first refused instant is midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.domain import deadlines
from ugyfelkapu.domain.deadlines import BUDAPEST, Period

MOMENTS = st.datetimes(datetime(2009, 10, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
SECOND = timedelta(seconds=1)


def budapest(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BUDAPEST)  # type: ignore[misc, arg-type]  # parts of a date


def test_a_code_of_monday_dies_at_the_end_of_saturday() -> None:
    end = deadlines.code_ends_at(budapest(2026, 11, 23, 10, 42), gate_ends_at=None)

    assert end == budapest(2026, 11, 29)
    assert not deadlines.passed(end, budapest(2026, 11, 28, 23, 59, 59))
    assert deadlines.passed(end, budapest(2026, 11, 29))
    assert deadlines.last_day_before(end) == date(2026, 11, 28)


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (budapest(2027, 3, 25, 12), datetime(2027, 3, 30, 22, tzinfo=UTC)),  # summer time begins on 28 March
        (budapest(2026, 10, 22, 12), datetime(2026, 10, 27, 23, tzinfo=UTC)),  # and ends on 25 October
        (budapest(2028, 2, 26, 12), datetime(2028, 3, 2, 23, tzinfo=UTC)),  # over a leap day
        (budapest(2027, 2, 26, 12), datetime(2027, 3, 3, 23, tzinfo=UTC)),  # over the end of a plain February
        (budapest(2026, 12, 29, 12), datetime(2027, 1, 3, 23, tzinfo=UTC)),  # over the end of a year
        (
            datetime(2026, 11, 23, 23, 30, tzinfo=UTC),
            datetime(2026, 11, 29, 23, tzinfo=UTC),
        ),  # already the 24th
    ],
)
def test_five_days_end_at_midnight_whatever_lies_between(since: datetime, expected: datetime) -> None:
    assert deadlines.ends_at(Period.ACTIVATION_CODE, since) == expected


@pytest.mark.parametrize(
    ("period", "last"),
    [
        (Period.ACTIVATION_CODE, date(2026, 11, 28)),
        (Period.TEMPORARY_GATE, date(2026, 12, 23)),
        (Period.NEVER_ACTIVATED, date(2027, 1, 22)),
    ],
)
def test_each_period_has_the_orders_length(period: Period, last: date) -> None:
    assert deadlines.last_day(period, budapest(2026, 11, 23, 10, 42)) == last


def test_a_reissued_code_never_outlives_the_registration() -> None:
    registered = budapest(2026, 11, 23, 10)
    end = deadlines.registration_ends_at(registered)

    late = deadlines.code_ends_at(registered + timedelta(days=58), gate_ends_at=end)

    assert late == end


def test_a_period_without_an_end_never_passes() -> None:
    assert not deadlines.passed(None, budapest(2999, 1, 1))


def test_on_the_last_day_no_days_are_left() -> None:
    end = deadlines.temporary_ends_at(budapest(2026, 11, 23, 0, 0))

    assert deadlines.days_left(end, budapest(2026, 11, 23, 23, 59)) == 30
    assert deadlines.days_left(end, budapest(2026, 12, 23, 23, 59)) == 0


@given(MOMENTS, st.sampled_from(Period))
def test_the_instant_before_the_end_still_belongs_to_the_last_day(since: datetime, period: Period) -> None:
    end = deadlines.ends_at(period, since)

    assert deadlines.day_of(end - SECOND) == deadlines.last_day(period, since)
    assert deadlines.last_day_before(end) == deadlines.last_day(period, since)
    assert deadlines.day_of(end) == deadlines.last_day(period, since) + timedelta(days=1)


@given(MOMENTS, st.sampled_from(Period))
def test_everybody_of_one_day_has_one_end(since: datetime, period: Period) -> None:
    day = deadlines.day_of(since)

    assert deadlines.ends_at(period, since) == deadlines.ends_at(period, deadlines.start_of(day))


@pytest.mark.parametrize(
    ("born", "at", "enough"),
    [
        (date(2012, 11, 23), budapest(2026, 11, 23, 0, 0), True),
        (date(2012, 11, 23), budapest(2026, 11, 22, 23, 59, 59), False),
        (date(2012, 2, 29), budapest(2026, 2, 28, 23, 59), False),
        (date(2012, 2, 29), budapest(2026, 3, 1, 0, 0), True),
    ],
)
def test_fourteen_is_old_enough_from_the_birthday_on(born: date, at: datetime, enough: bool) -> None:
    assert deadlines.old_enough(born, at) is enough
