# SPDX-License-Identifier: EUPL-1.2
"""Days and moments as people read them, in Hungarian and in English, by Hungarian time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils.translation import get_language

from ugyfelkapu.domain import calendar
from ugyfelkapu.domain.deadlines import BUDAPEST, day_of


def is_english() -> bool:
    """Say whether the reader's language is English; otherwise it is Hungarian."""
    return (get_language() or "").startswith("en")


def local_day(at: date | datetime) -> date:
    """Return the day in Hungary at a moment; a day is itself."""
    return day_of(at) if isinstance(at, datetime) else at


def day(value: date | datetime) -> str:
    """Write a day with its weekday: „2026. november 28., szombat”, "Saturday 28 November 2026"."""
    on = local_day(value)
    return calendar.english_day(on) if is_english() else calendar.hungarian_day(on)


def plain_day(value: date | datetime) -> str:
    """Write a day without its weekday: „1984. március 27.”, "27 March 1984"."""
    on = local_day(value)
    if is_english():
        return f"{on.day} {calendar.ENGLISH_MONTHS[on.month - 1]} {on.year}"
    return f"{on.year}. {calendar.HUNGARIAN_MONTHS[on.month - 1]} {on.day}."


def short_day(value: date | datetime) -> str:
    """Write a day for an axis: „nov. 28.”, "28 Nov"."""
    on = local_day(value)
    if is_english():
        return f"{on.day} {calendar.ENGLISH_MONTHS[on.month - 1][:3]}"
    return f"{_HUNGARIAN_SHORT[on.month - 1]} {on.day}."


def clock_time(value: datetime) -> str:
    """Write the time of day: „7:31”, "07:31"."""
    local = value.astimezone(BUDAPEST)
    return f"{local.hour:02}:{local.minute:02}" if is_english() else f"{local.hour}:{local.minute:02}"


def moment(value: datetime) -> str:
    """Write a day with weekday and time: „2026. november 28., szombat, 10:42”."""
    return f"{day(value)}, {clock_time(value)}"


_HUNGARIAN_SHORT: Final = (
    "jan.", "febr.", "márc.", "ápr.", "máj.", "jún.", "júl.", "aug.", "szept.", "okt.", "nov.", "dec.",
)  # fmt: skip
