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
DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))


def budapest(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BUDAPEST, fold=fold)  # type: ignore[misc, arg-type]  # parts of a date


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


def test_the_day_on_which_the_clock_goes_forward_has_twenty_three_hours() -> None:
    start, end = deadlines.start_of(date(2026, 3, 29)), deadlines.end_of(date(2026, 3, 29))

    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=23)


def test_the_day_on_which_the_clock_goes_back_has_twenty_five_hours() -> None:
    start, end = deadlines.start_of(date(2026, 10, 25)), deadlines.end_of(date(2026, 10, 25))

    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)


@pytest.mark.parametrize("fold", [0, 1])
def test_both_hours_of_the_night_that_come_twice_belong_to_one_day(fold: int) -> None:
    since = budapest(2026, 10, 25, 2, 30, fold=fold)

    assert deadlines.last_day(Period.ACTIVATION_CODE, since) == date(2026, 10, 30)


def test_a_period_that_ends_on_the_day_of_a_clock_change_ends_at_its_midnight() -> None:
    forward = deadlines.ends_at(Period.ACTIVATION_CODE, budapest(2026, 3, 24, 9))
    back = deadlines.ends_at(Period.ACTIVATION_CODE, budapest(2026, 10, 20, 9))

    assert forward.astimezone(UTC) == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)
    assert back.astimezone(UTC) == datetime(2026, 10, 25, 23, 0, tzinfo=UTC)


def test_a_day_begins_in_budapest_and_not_in_greenwich() -> None:
    assert deadlines.day_of(datetime(2026, 11, 22, 22, 59, 59, tzinfo=UTC)) == date(2026, 11, 22)
    assert deadlines.day_of(datetime(2026, 11, 22, 23, 0, tzinfo=UTC)) == date(2026, 11, 23)
    assert deadlines.day_of(datetime(2026, 7, 1, 21, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert deadlines.day_of(datetime(2026, 7, 1, 22, 0, tzinfo=UTC)) == date(2026, 7, 2)


@given(MOMENTS, st.sampled_from(Period))
def test_any_period_lasts_its_days_and_what_was_left_of_the_first(since: datetime, period: Period) -> None:
    days = deadlines.RULES[period].days

    length = deadlines.ends_at(period, since) - since

    assert timedelta(days=days, hours=-1) < length <= timedelta(days=days + 1, hours=1)


@given(MOMENTS, MOMENTS, st.sampled_from(Period))
def test_who_starts_later_never_ends_earlier(one: datetime, other: datetime, period: Period) -> None:
    first, second = sorted((one, other))

    assert deadlines.ends_at(period, first) <= deadlines.ends_at(period, second)


@given(MOMENTS, MOMENTS)
def test_a_code_dies_with_its_gate_at_the_latest(issued: datetime, gate_end: datetime) -> None:
    end = deadlines.code_ends_at(issued, gate_ends_at=gate_end)

    assert end <= gate_end
    assert end <= deadlines.ends_at(Period.ACTIVATION_CODE, issued)


@given(DAYS)
def test_a_days_end_is_the_next_days_start(day: date) -> None:
    assert deadlines.end_of(day) == deadlines.start_of(day + timedelta(days=1))
    assert deadlines.day_of(deadlines.start_of(day)) == day


@given(DAYS, DAYS)
def test_nobody_grows_younger(born_on: date, day: date) -> None:
    age = deadlines.age_on(born_on, day)

    assert deadlines.age_on(born_on, day + timedelta(days=1)) - age in {0, 1}


# ------------------------------------------------------------------ reminders


@pytest.mark.parametrize(
    ("period", "days"),
    [(Period.ACTIVATION_CODE, (1,)), (Period.NEVER_ACTIVATED, (7, 1)), (Period.TEMPORARY_GATE, (7, 1))],
)
def test_each_period_reminds_as_often_as_it_says(period: Period, days: tuple[int, ...]) -> None:
    assert deadlines.RULES[period].reminders == days


def test_reminders_fall_due_at_midnight_one_after_the_other() -> None:
    since = budapest(2026, 11, 23, 10)
    end = deadlines.temporary_ends_at(since)

    first = deadlines.next_reminder(Period.TEMPORARY_GATE, end, after=since)
    assert first == budapest(2026, 12, 16)
    second = deadlines.next_reminder(Period.TEMPORARY_GATE, end, after=first)
    assert second == budapest(2026, 12, 22)
    assert deadlines.next_reminder(Period.TEMPORARY_GATE, end, after=second) is None


def test_a_missed_reminder_is_not_made_up_for() -> None:
    end = deadlines.temporary_ends_at(budapest(2026, 11, 23, 10))

    late = deadlines.next_reminder(Period.TEMPORARY_GATE, end, after=budapest(2026, 12, 20))

    assert late == budapest(2026, 12, 22)


@given(MOMENTS, st.sampled_from(Period))
def test_a_reminder_always_lies_within_its_period(since: datetime, period: Period) -> None:
    end = deadlines.ends_at(period, since)

    due = deadlines.next_reminder(period, end, after=since)

    assert due is not None
    assert since < due < end
    assert deadlines.days_left(end, due) in deadlines.RULES[period].reminders


# ------------------------------------------------------------------ the policy that is off


@pytest.mark.parametrize(
    ("free_days", "last"),
    [
        (None, date(2026, 12, 26)),
        ((), date(2026, 12, 28)),  # a Saturday moves to Monday
        ((date(2026, 12, 28),), date(2026, 12, 29)),
    ],
)
def test_a_last_day_moves_only_where_a_calendar_is_handed_in(
    free_days: tuple[date, ...] | None, last: date
) -> None:
    end = deadlines.temporary_ends_at(budapest(2026, 11, 26, 10), free_days=free_days)

    assert deadlines.last_day_before(end) == last
