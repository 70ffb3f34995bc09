# SPDX-License-Identifier: EUPL-1.2
"""What falls due when: every period of the procedure and the one way of counting days.

The day on which a period starts does not count; a period of N days ends at 24:00 Europe/Budapest
on the start day + N, and that instant is the first one refused (D1; Ket. § 65).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

BUDAPEST: Final = ZoneInfo("Europe/Budapest")
SATURDAY: Final = 5


class Period(StrEnum):
    """A period that the procedure counts in days."""

    ACTIVATION_CODE = "activation_code"
    NEVER_ACTIVATED = "never_activated"
    TEMPORARY_GATE = "temporary_gate"


@dataclass(frozen=True, slots=True)
class Rule:
    """How long a period is, how many days before its last day a letter reminds, and where that stands."""

    days: int
    reminders: tuple[int, ...]
    source: str


RULES: Final = MappingProxyType(
    {
        Period.ACTIVATION_CODE: Rule(5, (1,), "D2; 224/2009. (X. 14.) Korm. r. § 9 (1)"),
        Period.NEVER_ACTIVATED: Rule(60, (7, 1), "D3; 224/2009. (X. 14.) Korm. r. § 9 (3)"),
        Period.TEMPORARY_GATE: Rule(30, (7, 1), "D4; 224/2009. (X. 14.) Korm. r. § 6 (5)"),
    }
)

MINIMUM_AGE: Final = 14
"""Years; from the fourteenth birthday a person may open a gate, in person (D23)."""

STEP_UP_LIFE: Final = timedelta(minutes=5)
"""How long after proving to be there its owner may change what matters about a gate (D17)."""
HALF_SIGN_IN_LIFE: Final = timedelta(minutes=10)
"""How long a sign-in waits for its second step."""
CHALLENGE_LIFE: Final = timedelta(minutes=5)
"""How long a passkey may take to answer a challenge."""
SAFETY_LINK_LIFE: Final = timedelta(days=7)
"""How long the link of a security letter may lock a gate or cancel what a stranger began."""
CONFIRMATION_LIFE: Final = timedelta(minutes=30)
"""How long a code lives that confirms what a signed-in owner wants."""
FRESH_PROOF: Final = timedelta(days=7)
"""How long after activation, registration or a desk check the first second factor counts at once (D17)."""
FACTOR_WAIT: Final = timedelta(hours=24)
"""How long the first second factor waits otherwise, so that the owner may cancel a stranger's (D17)."""
RESET_QUIET: Final = timedelta(hours=24)
"""How long after a reset without a second factor nothing that matters may be changed (D17)."""
RECOVERY_WAIT: Final = timedelta(hours=24)
"""How long starting over at the desk waits, so that whoever still has the factors can stop it."""
PROVED_LONG: Final = timedelta(days=30)
"""An address proved for so long may confirm starting over, which then waits no longer."""

APPROVAL_LIFE: Final = timedelta(hours=24)
"""How long a second staff member may approve what a first one asked (invariant I14)."""


def day_of(moment: datetime) -> date:
    """Return the calendar day in Budapest on which ``moment`` falls."""
    return moment.astimezone(BUDAPEST).date()


def start_of(day: date) -> datetime:
    """Return 0:00 Budapest time of ``day``."""
    return datetime.combine(day, time(), tzinfo=BUDAPEST)


def end_of(day: date) -> datetime:
    """Return 24:00 Budapest time of ``day``: the first instant that no longer belongs to it."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=BUDAPEST)


def last_day(period: Period, since: datetime) -> date:
    """Return the last day of ``period`` when it starts at ``since`` (D1)."""
    return day_of(since) + timedelta(days=RULES[period].days)


def ends_at(period: Period, since: datetime) -> datetime:
    """Return the first instant after ``period`` when it starts at ``since`` (D1)."""
    return end_of(last_day(period, since))


def registration_ends_at(registered_at: datetime) -> datetime:
    """Return when a registration that was never activated is erased (D3)."""
    return ends_at(Period.NEVER_ACTIVATED, registered_at)


def temporary_ends_at(submitted_at: datetime, *, free_days: Collection[date] | None = None) -> datetime:
    """Return when a temporary gate ends, activated or not (D4).

    Where a calendar of free days is handed in, a last day on a weekend or a free day moves to the next
    working day, as Ket. § 65 has it for a visit to an office. That policy is off: nobody hands one in.
    """
    last = last_day(Period.TEMPORARY_GATE, submitted_at)
    while free_days is not None and (last.weekday() >= SATURDAY or last in free_days):
        last += timedelta(days=1)
    return end_of(last)


def code_ends_at(issued_at: datetime, *, gate_ends_at: datetime | None) -> datetime:
    """Return when a code issued at ``issued_at`` dies: five days, never past the gate's end (D2)."""
    own = ends_at(Period.ACTIVATION_CODE, issued_at)
    return own if gate_ends_at is None else min(own, gate_ends_at)


def next_reminder(period: Period, end: datetime, *, after: datetime) -> datetime | None:
    """Return the first moment later than ``after`` at which a letter reminds of ``end``, if one is left.

    A reminder falls due at 0:00 of the day that is so many days before the last one. One that was
    missed is not made up for beside the next one: a late letter would only repeat it.
    """
    last = last_day_before(end)
    moments = (start_of(last - timedelta(days=days)) for days in RULES[period].reminders)
    return min((moment for moment in moments if moment > after), default=None)


def passed(end: datetime | None, at: datetime) -> bool:
    """Say whether the period that ends at ``end`` is over at ``at``; ``None`` never ends."""
    return end is not None and at >= end


def last_day_before(end: datetime) -> date:
    """Return the last day that lies wholly before ``end``: the date that letters and pages show."""
    return day_of(end - timedelta(microseconds=1))


def days_left(end: datetime, at: datetime) -> int:
    """Return how many whole days remain after today; 0 means that today is the last day."""
    return (last_day_before(end) - day_of(at)).days


def factor_counts_from(confirmed_at: datetime, *, proofed_at: datetime | None) -> datetime:
    """Return when the first second factor of a gate begins to count (D17).

    ``proofed_at`` is the latest activation, registration by signature or desk check.
    """
    fresh = proofed_at is not None and confirmed_at < proofed_at + FRESH_PROOF
    return confirmed_at if fresh else confirmed_at + FACTOR_WAIT


def quiet_until(password_reset_at: datetime | None) -> datetime | None:
    """Return until when nothing that matters may be changed without a second factor (D17)."""
    return password_reset_at + RESET_QUIET if password_reset_at is not None else None


def age_on(born_on: date, day: date) -> int:
    """Return completed years; someone born on 29 February ages on 1 March of common years."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def old_enough(born_on: date, at: datetime) -> bool:
    """Say whether a person may open a gate at ``at`` (D23)."""
    return age_on(born_on, day_of(at)) >= MINIMUM_AGE
