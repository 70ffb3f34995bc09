# SPDX-License-Identifier: EUPL-1.2
"""How a day is written out, with its weekday, in the two languages of the service (D1)."""

from __future__ import annotations

from datetime import date
from typing import Final

HUNGARIAN_MONTHS: Final = (
    "január",
    "február",
    "március",
    "április",
    "május",
    "június",
    "július",
    "augusztus",
    "szeptember",
    "október",
    "november",
    "december",
)
HUNGARIAN_WEEKDAYS: Final = ("hétfő", "kedd", "szerda", "csütörtök", "péntek", "szombat", "vasárnap")
ENGLISH_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
ENGLISH_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def hungarian_day(day: date) -> str:
    """Write a day as Hungarians do: „2026. november 28., szombat”."""
    month = HUNGARIAN_MONTHS[day.month - 1]
    weekday = HUNGARIAN_WEEKDAYS[day.weekday()]
    return f"{day.year}. {month} {day.day}., {weekday}"


def english_day(day: date) -> str:
    """Write a day in English: "Saturday 28 November 2026"."""
    month = ENGLISH_MONTHS[day.month - 1]
    weekday = ENGLISH_WEEKDAYS[day.weekday()]
    return f"{weekday} {day.day} {month} {day.year}"
