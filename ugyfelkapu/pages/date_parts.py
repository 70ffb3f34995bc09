# SPDX-License-Identifier: EUPL-1.2
"""A date asked in three boxes, in the order of the reader's language, with an error for each mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .forms import HasParts

DAY, MONTH, YEAR = 0, 1, 2
"""The suffixes of the three names: ``birth_date_0`` is the day."""

_LABELS: Final = {
    DAY: pgettext_lazy("box of a date", "Day"),
    MONTH: pgettext_lazy("box of a date", "Month"),
    YEAR: pgettext_lazy("box of a date", "Year"),
}
_AUTOCOMPLETE: Final = {DAY: "day", MONTH: "month", YEAR: "year"}
_ENGLISH_ORDER: Final = (DAY, MONTH, YEAR)
_HUNGARIAN_ORDER: Final = (YEAR, MONTH, DAY)
_EARLIEST: Final = date(1880, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """One box as the template draws it."""

    id: str
    name: str
    label: str | Promise
    width: int
    value: str
    autocomplete: str
    invalid: bool


def order() -> tuple[int, ...]:
    """Return the parts in the order of the reader's language."""
    return _ENGLISH_ORDER if (get_language() or "").startswith("en") else _HUNGARIAN_ORDER


def first_part() -> int:
    """Return the part that stands first on the page."""
    return order()[0]


class DatePartsInput(HasParts, forms.Widget):
    """Three boxes: year, month, day in Hungarian; day, month, year in English."""

    template_name = "django/forms/widgets/date_parts.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, ...]:
        """Read the three boxes: day, month, year."""
        return tuple(str(data.get(f"{name}_{part}", "")).strip() for part in (DAY, MONTH, YEAR))

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Say whether none of the boxes was sent."""
        return not any(f"{name}_{part}" in data for part in (DAY, MONTH, YEAR))

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return nothing: the legend speaks for the group."""
        return ""

    def first_control_id(self, base: str, wrong: tuple[int, ...]) -> str:
        """Return the id of the first wrong box in reading order."""
        part = next((part for part in order() if part in wrong), first_part())
        return f"{base}-{part}"

    def get_context(self, name: str, value: Any, attrs: Mapping[str, Any] | None) -> dict[str, Any]:
        """Hand the three boxes to the template."""
        attrs = attrs or {}
        values = _texts(value)
        base = str(attrs.get("id", name))
        kind = self.attrs.get("autocomplete", "")
        parts = [
            Part(
                id=f"{base}-{part}",
                name=f"{name}_{part}",
                label=_LABELS[part],
                width=4 if part == YEAR else 2,
                value=values[part],
                autocomplete=f"{kind}-{_AUTOCOMPLETE[part]}" if kind else "",
                invalid=part in attrs.get("wrong", ()),
            )
            for part in order()
        ]
        return {"widget": {"name": name, "template_name": self.template_name, "parts": parts}}


def _texts(value: Any) -> tuple[str, str, str]:
    if isinstance(value, date):
        return str(value.day), str(value.month), str(value.year)
    if not value:
        return "", "", ""
    day, month, year = value
    return day, month, year


class DateParts(forms.Field):
    """A date from three boxes. Give ``latest`` before cleaning where the future is not an answer."""

    widget = DatePartsInput
    default_error_messages = {
        "required": _("Enter the date: year, month and day"),
        "missing_0": _("Enter the day too, for example 27"),
        "missing_1": _("Enter the month too, for example 3"),
        "missing_2": _("Enter the year too, for example 1984"),
        "missing_0_1": _("Enter the month and the day too, for example 3 and 27"),
        "missing_0_2": _("Enter the year and the day too, for example 1984 and 27"),
        "missing_1_2": _("Enter the year and the month too, for example 1984 and 3"),
        "digits": _("Write the date with digits only, for example 1984, 3 and 27"),
        "short_year": _("Write the year with four digits, for example 1984"),
        "no_such_month": _("Write the month as a number from 1 to 12"),
        "no_such_day": _("There is no such day in that month. Check the day and the month"),
        "too_late": _("This day has not come yet. Check the year"),
        "too_early": _("This day is too long ago. Check the year"),
    }

    def __init__(self, *, earliest: date = _EARLIEST, latest: date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest = earliest
        self.latest = latest

    def to_python(self, value: Any) -> date | None:
        """Return the date that the boxes say."""
        if isinstance(value, date):
            return value
        texts = _texts(value)
        empty = tuple(part for part in (DAY, MONTH, YEAR) if not texts[part])
        if len(empty) == 3:
            return None
        if empty:
            raise self._mistake("missing_" + "_".join(map(str, empty)), *empty)
        return self._within(self._day_of(self._numbers(texts), texts[YEAR]))

    def validate(self, value: Any) -> None:
        """Refuse no answer where one is needed."""
        if value is None and self.required:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what the boxes say."""
        return _texts(initial) != _texts(data)

    def _numbers(self, texts: tuple[str, str, str]) -> tuple[int, ...]:
        texts = (texts[DAY].rstrip("."), texts[MONTH].rstrip("."), texts[YEAR].rstrip("."))
        odd = tuple(
            part for part in (DAY, MONTH, YEAR) if not (texts[part].isascii() and texts[part].isdigit())
        )
        if odd:
            raise self._mistake("digits", *odd)
        return tuple(int(text[:9]) for text in texts)

    def _day_of(self, numbers: tuple[int, ...], year_text: str) -> date:
        day, month, year = numbers
        if len(year_text.rstrip(".")) != 4 or year < 1000:
            raise self._mistake("short_year", YEAR)
        if not 1 <= month <= 12:
            raise self._mistake("no_such_month", MONTH)
        try:
            return date(year, month, day)
        except ValueError:
            raise self._mistake("no_such_day", DAY) from None

    def _within(self, day: date) -> date:
        if self.latest is not None and day > self.latest:
            raise self._mistake("too_late", YEAR)
        if day < self.earliest:
            raise self._mistake("too_early", YEAR)
        return day

    def _mistake(self, code: str, *parts: int) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code, params={"parts": parts})


class BirthDate(DateParts):
    """A date of birth, with messages that say so."""

    default_error_messages = {
        "required": _("Enter the date of birth: year, month and day"),
        "missing_0": _("Enter the day of birth too, for example 27"),
        "missing_1": _("Enter the month of birth too, for example 3"),
        "missing_2": _("Enter the year of birth too, for example 1984"),
        "too_late": _("A date of birth cannot be in the future. Check the year"),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Date of birth"))
        kwargs.setdefault("help_text", _("For example 27 3 1984"))
        kwargs.setdefault("widget", DatePartsInput(attrs={"autocomplete": "bday"}))
        super().__init__(**kwargs)
