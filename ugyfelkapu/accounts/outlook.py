# SPDX-License-Identifier: EUPL-1.2
"""Gates in numbers over time, for operators: what came, and what falls due."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet

from ugyfelkapu.domain.deadlines import day_of, last_day_before, start_of
from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, State

from .models import Account, Code
from .queries import living
from .services.moving import ACTIVATION


@dataclass(frozen=True, slots=True)
class Due:
    """How many deadlines have one day as their last."""

    on: date
    codes: int
    registrations: int
    temporary: int


def registered_between(since: datetime, until: datetime, *, at: datetime) -> int:
    """Count the gates registered in a span of time that still live."""
    return living(at).filter(registered_at__gte=since, registered_at__lt=until).count()


def overdue(*, at: datetime) -> timedelta:
    """Return for how long the gate that is due the longest has waited to be erased; zero if none is."""
    due = (
        Account.objects.filter(ends_at__lte=at).order_by("ends_at").values_list("ends_at", flat=True).first()
    )
    return at - due if due is not None else timedelta()


def deadlines_ahead(*, at: datetime, days: int) -> list[Due]:
    """Return the deadlines of each of the coming days, today the first (D2–D4)."""
    today = day_of(at)
    until = start_of(today + timedelta(days=days))
    codes = _by_day(
        Code.objects.filter(
            purpose=ACTIVATION,
            used_at=None,
            dead_at=None,
            ends_at__gt=at,
            ends_at__lte=until,
            account__state__in=HOLDS_NAMES,  # no code outlives its gate (D2)
        )
    )
    due = Account.objects.filter(ends_at__gt=at, ends_at__lte=until)
    registrations = _by_day(due.filter(state=State.PENDING_ACTIVATION))
    temporary = _by_day(due.filter(state=State.TEMPORARY))
    coming = (today + timedelta(days=number) for number in range(days))
    return [Due(on, codes[on], registrations[on], temporary[on]) for on in coming]


def _by_day(rows: QuerySet[Account] | QuerySet[Code]) -> Counter[date]:
    """Count by last day; deadlines end at midnight, so the database answers a line a day."""
    counted: Counter[date] = Counter()
    for end, number in rows.values_list("ends_at").annotate(Count("ends_at")).order_by():
        counted[last_day_before(end)] += number
    return counted
