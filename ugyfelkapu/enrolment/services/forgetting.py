# SPDX-License-Identifier: EUPL-1.2
"""Erasing declarations and signed forms whose day is over."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ugyfelkapu.accounts.services.erasing import NothingDue
from ugyfelkapu.domain.enrolment_events import DeclarationsForgotten
from ugyfelkapu.enrolment.models import Declaration
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

BATCH: Final = 50


def forget_lapsed(*, by: Actor, at: datetime) -> bool:
    """Erase a batch of declarations whose day is over; say whether more may be due."""
    if not Declaration.objects.filter(ends_at__lte=at).exists():
        return False
    try:
        return _forget(by=by, at=at) == BATCH
    except NothingDue:
        return False


@act
def _forget(*, by: Actor, at: datetime) -> int:
    over = Declaration.objects.filter(ends_at__lte=at).order_by("ends_at")
    due = list(over.values_list("id", flat=True)[:BATCH])
    lapsed = Declaration.objects.filter(id__in=due, ends_at__lte=at)
    number = lapsed.count()
    if not number:
        raise NothingDue
    lapsed.delete()
    record(DeclarationsForgotten(number=number))
    return number
