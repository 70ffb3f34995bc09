# SPDX-License-Identifier: EUPL-1.2
"""One worker carries a letter at a time; a dead one's letters are taken over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ugyfelkapu.domain.errors import LeaseLost
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.journal.models import Entry
from ugyfelkapu.outbox import models
from ugyfelkapu.outbox.leases import LEASE, claim, postpone
from ugyfelkapu.outbox.samples import SAMPLES
from ugyfelkapu.outbox.services import give_up, note_sent

from .mail import AT, told

pytestmark = pytest.mark.django_db
MOMENT = timedelta(seconds=1)


def test_two_workers_never_carry_the_same_letter() -> None:
    keys = {told(SAMPLES[0]), told(SAMPLES[0])}
    real = real_now()

    taken = [claim(real=real) for _ in range(3)]

    assert {found.letter.id for found in taken if found} == keys
    assert taken[2] is None


def test_a_dead_workers_letter_is_taken_over_when_its_lease_ends() -> None:
    key = told(SAMPLES[0])
    real = real_now()
    first = claim(real=real)

    early = claim(real=real + LEASE - MOMENT)
    second = claim(real=real + LEASE)

    assert first is not None
    assert early is None
    assert second is not None
    assert second.letter.id == key
    assert (second.letter.attempts, second.lease == first.lease) == (2, False)


def test_a_worker_that_lost_its_lease_changes_nothing() -> None:
    told(SAMPLES[0])
    real = real_now()
    woken = claim(real=real)
    other = claim(real=real + LEASE)
    assert woken is not None
    assert other is not None

    with pytest.raises(LeaseLost):
        note_sent(woken, by=WORKER, at=AT)
    with pytest.raises(LeaseLost):
        give_up(woken, reason="server", by=WORKER, at=AT)
    postpone(woken, until=real + timedelta(days=1), error="server")

    row = models.Letter.objects.get()
    assert (row.status, row.lease, row.last_error) == ("waiting", other.lease, "")
    assert not Entry.objects.filter(event__in=["LetterSent", "LetterAbandoned"]).exists()


def test_a_letter_is_not_tried_before_its_moment() -> None:
    told(SAMPLES[0])
    real = real_now()
    first = claim(real=real)
    assert first is not None
    postpone(first, until=real + timedelta(minutes=5), error="server")

    early = claim(real=real + timedelta(minutes=5) - MOMENT)
    due = claim(real=real + timedelta(minutes=5))

    assert early is None
    assert due is not None
