# SPDX-License-Identifier: EUPL-1.2
"""The values that components draw; views make them, templates only show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext

from . import dates

Text = str | Promise

SOON_DAYS = 7
MOST_ARCHES = 60


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the bar below the header."""

    label: Text
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Tag:
    """A short state; ``colour`` is green, yellow, red or empty."""

    text: Text
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ``rows`` component: a name, a quiet line below it, something at the side."""

    name: Text
    meta: Text = ""
    url: str = ""
    side: Text = ""
    tag: Tag | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One line of the ``summary_list`` component, with the way to change it."""

    key: Text
    value: Text
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One step of the clerk's trail; ``state`` is done, now or empty."""

    label: Text
    state: str = ""


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One line of the register's answer; a line that differs is marked."""

    label: Text
    value: Text
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One arch of the arcade: a way to open a gate."""

    title: Text
    time: Text
    text: Text
    picture: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the operator's overview with its comparison."""

    label: Text
    number: str
    note: Text = ""
    url: str = ""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class Arch:
    """One small arch of a deadline: ``state`` is gone, left or last, ``x`` where it stands."""

    state: str
    x: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """A last day with weekday, days left and small arches, always together.

    ``first`` and ``second`` are the two halves of the written day that may stand on two lines.
    """

    label: Text
    first: str
    second: str
    left: str
    soon: bool
    arches: tuple[Arch, ...] = ()

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        return 12 * len(self.arches)

    @property
    def places(self) -> tuple[tuple[str, str], ...]:
        """Return each arch as its state and its outline."""
        return tuple((arch.state, f"M{arch.x} 15V6a4 4 0 0 1 8 0v9Z") for arch in self.arches)


def deadline(
    label: Text, last_day: date, *, today: date, whole: int = 0, soon_days: int = SOON_DAYS
) -> Deadline:
    """Return a deadline as shown today; ``whole`` is the length of the period, to draw the days gone."""
    left = (last_day - today).days
    written = dates.day(last_day)
    first, _, second = written.partition(" ") if dates.is_english() else written.rpartition(" ")
    return Deadline(label, first, second, days_left(left), left <= soon_days, _arches(left, whole))


def days_left(left: int) -> str:
    """Say how many days are left after today."""
    if left < 0:
        return gettext("this day has passed")
    if left == 0:
        return gettext("today is the last day")
    return ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}


def _arches(left: int, whole: int) -> tuple[Arch, ...]:
    standing = min(max(left, 1), MOST_ARCHES) if left >= 0 else 0
    gone = min(max(whole - standing, 0), MOST_ARCHES - standing)
    states = ["gone"] * gone + ["left"] * max(standing - 1, 0) + ["last"] * min(standing, 1)
    return tuple(Arch(state, 1 + 12 * place) for place, state in enumerate(states))
