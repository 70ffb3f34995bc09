# SPDX-License-Identifier: EUPL-1.2
"""Counting guesses in the database: written down before they are judged, so parallel ones count too.

A guess that turns out right is taken out again; somebody else's right guess resets nothing (D16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ugyfelkapu.domain.attempts import Limit, locked_until
from ugyfelkapu.domain.errors import Throttled
from ugyfelkapu.vault.index import blind

from .models import Attempt

MOST_COUNTED = 1000


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
    """A guess under way."""

    scopes: tuple[Scope, ...]
    ids: tuple[int, ...]
    at: datetime

    def forgive(self) -> None:
        """Take the guess out again: it was right."""
        Attempt.objects.filter(id__in=self.ids).delete()

    def lock_of(self, scope: Scope) -> datetime | None:
        """Return until when this scope is locked now that the guess was wrong, if it is."""
        return locked_until(_failures(scope, self.at, without=()), self.at, scope.limit)


def begin(scopes: Sequence[Scope], *, at: datetime) -> Guess:
    """Write a guess down. Raises :class:`Throttled` when a scope is locked; then it does not count."""
    rows = Attempt.objects.bulk_create([Attempt(key=scope.key, at=at) for scope in scopes])
    guess = Guess(tuple(scopes), tuple(row.id for row in rows), at)
    locks = [locked_until(_failures(scope, at, without=guess.ids), at, scope.limit) for scope in scopes]
    until = max((lock for lock in locks if lock is not None), default=None)
    if until is not None:
        guess.forgive()
        raise Throttled(until=until)
    return guess


def _failures(scope: Scope, at: datetime, *, without: Sequence[int]) -> list[datetime]:
    rows = Attempt.objects.filter(key=scope.key, at__gt=at - scope.limit.memory, at__lte=at)
    moments = rows.exclude(id__in=without).order_by("-id").values_list("at", flat=True)[:MOST_COUNTED]
    return sorted(moments)


def forget_old(*, before: datetime) -> int:
    """Delete attempts that no limit remembers any more; return how many."""
    return Attempt.objects.filter(at__lt=before).delete()[0]
