# SPDX-License-Identifier: EUPL-1.2
"""Counting guesses in the database: written down before they are judged, so parallel ones count too.

A guess that turns out right is taken out again; somebody else's right guess resets nothing (D16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Event
from typing import Any  # values of statements

from ugyfelkapu.domain.attempts import Limit, locked_until
from ugyfelkapu.domain.errors import Throttled
from ugyfelkapu.vault import sql
from ugyfelkapu.vault.index import blind

from .models import Attempt

MOST_COUNTED = 1000
UNDER_WAY = timedelta(minutes=1)
"""A guess that nobody judged for so long died with its process."""
SKEW = timedelta(minutes=1)
"""How far another server's clock may be ahead of ours; what it counted then counts as now."""
TURNS = 40
TURN_SECONDS = 0.05
"""How often, and how far apart, a guess looks whether its elders are judged."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Something that guesses are counted for, and how many it bears."""

    name: str
    value: str
    limit: Limit

    @property
    def key(self) -> bytes:
        """Return the key of the counter."""
        return blind(f"attempts {self.name}", self.value)


@dataclass(frozen=True, slots=True)
class Guess:
    """A guess under way: to be forgiven or failed."""

    ids: tuple[int, ...]
    at: datetime

    def forgive(self) -> None:
        """Take the guess out again: it was right."""
        marks = ", ".join(["%s"] * len(self.ids))
        sql.change(f"DELETE FROM access_attempt WHERE id IN ({marks})", self.ids)  # noqa: S608

    def fail(self) -> None:
        """Let the guess count: it was wrong."""
        Attempt.objects.filter(id__in=self.ids).update(failed=True)


def begin(scopes: Sequence[Scope], *, at: datetime) -> Guess:
    """Write a guess down. Raises :class:`Throttled` when a scope is locked; then it does not count.

    Guesses that are still being judged may turn out wrong: where they would fill the limit, this one
    waits for its elders, so that no more are judged than the limit allows and no right one is refused.
    """
    guess = _noted(scopes, at=at)
    pause = Event()
    for _ in range(TURNS):
        until = _lock(scopes, guess, with_pending=True)
        if until is None:
            return guess
        if _lock(scopes, guess, with_pending=False) is not None:
            break
        pause.wait(TURN_SECONDS)
    guess.forgive()
    raise Throttled(until=until)


def _noted(scopes: Sequence[Scope], *, at: datetime) -> Guess:
    marks = ", ".join(["(%s, %s, %s)"] * len(scopes))
    values = [value for scope in scopes for value in (scope.key, sql.moment(at), False)]
    noted = sql.rows(
        f"INSERT INTO access_attempt (key, at, failed) VALUES {marks} RETURNING id",  # noqa: S608
        values,
    )
    return Guess(tuple(int(row[0]) for row in noted), at)


def count(scope: Scope, *, at: datetime) -> None:
    """Count something that is never right or wrong. Raises :class:`Throttled` beyond the limit."""
    begin([scope], at=at).fail()


def forget(scope: Scope) -> None:
    """Forget the guesses at a secret that is no more."""
    Attempt.objects.filter(key=scope.key).delete()


def lock_of(scope: Scope, *, at: datetime) -> datetime | None:
    """Return until when a scope is locked by what has failed so far, if it is."""
    return locked_until(_moments([scope], at, elders_of=None)[scope], at, scope.limit)


def _lock(scopes: Sequence[Scope], guess: Guess, *, with_pending: bool) -> datetime | None:
    """Return the latest lock of any scope; elders still under way count as failures if asked."""
    found = _moments(scopes, guess.at, elders_of=guess if with_pending else None)
    locks = [locked_until(found[scope], guess.at, scope.limit) for scope in scopes]
    return max((lock for lock in locks if lock is not None), default=None)


def _moments(
    scopes: Sequence[Scope], at: datetime, *, elders_of: Guess | None
) -> dict[Scope, list[datetime]]:
    """Return when each scope's guesses failed, in one statement; those under way count for a younger one."""
    pending = "" if elders_of is None else " OR (id < %s AND at > %s)"
    elders = [] if elders_of is None else [min(elders_of.ids), sql.moment(at - UNDER_WAY)]
    one = (
        f"SELECT * FROM (SELECT %s AS place, at FROM access_attempt WHERE (failed{pending})"  # noqa: S608
        f" AND key = %s AND at > %s AND at <= %s ORDER BY id DESC LIMIT {MOST_COUNTED}) t{{place}}"
    )
    values: list[Any] = []
    for place, scope in enumerate(scopes):
        values += [place, *elders, scope.key]
        values += [sql.moment(at - scope.limit.memory), sql.moment(at + SKEW)]
    asked = " UNION ALL ".join(one.format(place=place) for place in range(len(scopes)))
    found: dict[Scope, list[datetime]] = {scope: [] for scope in scopes}
    for place, moment in sql.rows(asked, values):
        found[scopes[int(place)]].append(min(sql.read_moment(moment), at))
    return {scope: sorted(moments) for scope, moments in found.items()}


def forget_old(*, before: datetime) -> int:
    """Delete attempts that no limit remembers any more; return how many."""
    return Attempt.objects.filter(at__lt=before).delete()[0]
