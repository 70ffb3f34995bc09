# SPDX-License-Identifier: EUPL-1.2
"""A letter is posted with its act, or not at all."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from ugyfelkapu.domain.errors import HasGate
from ugyfelkapu.journal.act import NoAct, act
from ugyfelkapu.journal.actor import COMMAND_LINE, Actor
from ugyfelkapu.outbox import models
from ugyfelkapu.outbox.letters import ErasedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.outbox.samples import CODE, SAMPLES

from .mail import ADDRESS, AT, told

pytestmark = pytest.mark.django_db


@act
def _change_ones_mind(*, by: Actor, at: datetime) -> None:
    post(ErasedLetter(), to=ADDRESS)
    raise HasGate


def test_a_letter_waits_from_the_moment_of_its_act() -> None:
    row = models.Letter.objects.get(id=told(SAMPLES[0], language="en"))

    assert (row.status, row.kind, row.language, row.created_at) == ("waiting", "activation", "en", AT)
    assert row.to == ADDRESS
    assert not row.person_free


def test_a_refusal_takes_the_letter_back() -> None:
    with pytest.raises(HasGate):
        _change_ones_mind(by=COMMAND_LINE, at=AT)

    assert not models.Letter.objects.exists()


def test_a_letter_is_posted_inside_an_act_only() -> None:
    with pytest.raises(NoAct):
        post(ErasedLetter(), to=ADDRESS)


def test_neither_code_nor_address_rests_in_the_clear() -> None:
    told(SAMPLES[0])

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM outbox_letter")
        stored = b"|".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )
    assert CODE.encode() not in stored
    assert ADDRESS.encode() not in stored


def test_the_database_refuses_a_sent_letter_that_was_not_wiped() -> None:
    row = told(SAMPLES[0])

    with pytest.raises(IntegrityError), transaction.atomic():
        models.Letter.objects.filter(id=row).update(status="sent")
