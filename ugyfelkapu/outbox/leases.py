# SPDX-License-Identifier: EUPL-1.2
"""Who carries which letter: claims and returns, each one conditional update on the real clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet

from .models import Letter, Status

LEASE: Final = timedelta(minutes=3)
"""How long a letter belongs to the worker that took it; a dead worker's letters wait this long."""
CANDIDATES: Final = 20
"""How many due letters a worker looks at before it concludes that others are at work on all."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A letter that this worker carries, and the token that proves it."""

    letter: Letter
    lease: UUID


def _due(real: datetime) -> QuerySet[Letter]:
    free = Q(lease_until__isnull=True) | Q(lease_until__lte=real)
    return Letter.objects.filter(free, status=Status.WAITING, next_at__lte=real)


def claim(*, real: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Take one due letter, if any; whoever changes the row first has it."""
    for key in _due(real).order_by("next_at").values_list("id", flat=True)[:CANDIDATES]:
        token = uuid.uuid4()
        taken = _due(real).filter(id=key)
        if taken.update(lease=token, lease_until=real + lease, attempts=F("attempts") + 1):
            letter = Letter.objects.filter(id=key, lease=token).first()
            if letter is not None:  # else its gate was erased in between
                return Claim(letter, token)
    return None


def held(claim: Claim) -> QuerySet[Letter]:
    """Return the claimed row as long as the claim stands."""
    return Letter.objects.filter(id=claim.letter.id, lease=claim.lease, status=Status.WAITING)


def postpone(claim: Claim, *, until: datetime, error: str) -> None:
    """Give a letter back, to be tried again later."""
    held(claim).update(lease=None, lease_until=None, next_at=until, last_error=error)


def wake_all(*, real: datetime) -> int:
    """Make every waiting letter due: the mail server takes letters again."""
    return Letter.objects.filter(status=Status.WAITING, next_at__gt=real).update(next_at=real)
