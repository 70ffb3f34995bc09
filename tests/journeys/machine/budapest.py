# SPDX-License-Identifier: EUPL-1.2
"""Days in Budapest by arithmetic of its own, so that a wrong deadline in the product is noticed.

Summer time lasts from 1:00 UTC on the last Sunday of March to 1:00 UTC on the last Sunday of October
(directive 2000/84/EC); nothing here asks a time zone database or the product.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - DAY * ((last.weekday() + 1) % 7)


def _one_o_clock(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, tzinfo=UTC)


def ahead_of_utc(moment: datetime) -> timedelta:
    """Return how far Budapest is ahead: two hours in summer, one otherwise."""
    begins, ends = (_one_o_clock(_last_sunday(moment.year, month)) for month in (3, 10))
    return 2 * HOUR if begins <= moment < ends else HOUR


def day_of(moment: datetime) -> date:
    """Return the day on which a moment falls."""
    return (moment + ahead_of_utc(moment)).date()


def midnight(day: date) -> datetime:
    """Return 0:00 of a day."""
    summer = datetime(day.year, day.month, day.day, tzinfo=UTC) - 2 * HOUR
    return summer if ahead_of_utc(summer) == 2 * HOUR else summer + HOUR


def end(since: datetime, days: int) -> datetime:
    """Return the first instant after so many whole days; the day of ``since`` does not count (D1)."""
    return midnight(day_of(since) + (days + 1) * DAY)


def last_day(ends: datetime) -> date:
    """Return the last day that a period lasts."""
    return day_of(ends - INSTANT)


def days_left(ends: datetime, at: datetime) -> int:
    """Return how many days remain after today."""
    return (last_day(ends) - day_of(at)).days


def reminder(ends: datetime, before: tuple[int, ...], *, after: datetime) -> datetime | None:
    """Return when the next letter reminds, so many days before the last one, if any is left."""
    moments = sorted(midnight(last_day(ends) - days * DAY) for days in before)
    return next((moment for moment in moments if moment > after), None)
