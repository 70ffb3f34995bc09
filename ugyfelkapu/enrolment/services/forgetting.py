# SPDX-License-Identifier: EUPL-1.2
"""Erasing declarations and signed forms whose day is over."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from ugyfelkapu.accounts.services.erasing import NothingDue
from ugyfelkapu.domain.enrolment_events import DeclarationsForgotten
from ugyfelkapu.enrolment.models import Declaration, Upload
from ugyfelkapu.enrolment.steps import DUE
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

BATCH: Final = 50


def forget_lapsed(*, by: Actor, at: datetime) -> bool:
    """Erase a batch of declarations whose day is over; say whether more may be due."""
    if not _lapsed(at).exists():
        return False
    try:
        return _forget(by=by, at=at) == BATCH
    except NothingDue:
        return False


def _lapsed(at: datetime) -> QuerySet[Declaration]:
    """Return what is over; a signed form that nobody has decided on yet is decided on first, and told."""
    undecided = Upload.objects.filter(declaration=OuterRef("pk"), step__in=DUE)
    return Declaration.objects.filter(~Exists(undecided), ends_at__lte=at)


@act
def _forget(*, by: Actor, at: datetime) -> int:
    due = list(_lapsed(at).order_by("ends_at").values_list("id", flat=True)[:BATCH])
    lapsed = _lapsed(at).filter(id__in=due)
    number = lapsed.count()
    if not number:
        raise NothingDue
    lapsed.delete()
    record(DeclarationsForgotten(number=number))
    return number
