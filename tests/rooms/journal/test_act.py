# SPDX-License-Identifier: EUPL-1.2
"""An act leaves a trace or nothing at all."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import transaction

from ugyfelkapu.domain.errors import HasGate
from ugyfelkapu.domain.events import OfficeAdded, SignedOut
from ugyfelkapu.journal.act import ActWithoutTrace, NoAct, act, current, record
from ugyfelkapu.journal.actor import COMMAND_LINE, Actor, staff_member
from ugyfelkapu.journal.models import Entry
from ugyfelkapu.staff.models import Office

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)


@act
def _open_office(code: str, *, by: Actor, at: datetime) -> str:
    Office.objects.create(code=code, name="Minta", address="Minta utca 1.")
    record(OfficeAdded(office=code))
    return code


@act
def _open_quietly(code: str, *, by: Actor, at: datetime) -> None:
    Office.objects.create(code=code, name="Minta", address="Minta utca 1.")


@act
def _open_and_refuse(code: str, *, by: Actor, at: datetime) -> None:
    Office.objects.create(code=code, name="Minta", address="Minta utca 1.")
    record(OfficeAdded(office=code))
    raise HasGate(subject=SUBJECT)


@act
def _nested(*, by: Actor, at: datetime) -> None:
    _open_office("BP-02", by=by, at=at)


SUBJECT = uuid4()


def test_an_act_writes_its_entry_with_actor_and_moment() -> None:
    clerk = staff_member(uuid4(), office="BP-01", role="clerk")

    code = _open_office("BP-01", by=clerk, at=AT)

    entry = Entry.objects.get()
    assert code == "BP-01"
    assert (entry.event, entry.at, entry.details) == ("OfficeAdded", AT, {"office": "BP-01"})
    assert (entry.actor_kind, entry.actor_id, entry.office) == ("staff", clerk.id, "BP-01")


def test_an_act_without_trace_is_undone() -> None:
    with pytest.raises(ActWithoutTrace):
        _open_quietly("BP-01", by=COMMAND_LINE, at=AT)

    assert not Office.objects.exists()


def test_a_refusal_undoes_the_act_and_is_its_only_trace() -> None:
    with pytest.raises(HasGate):
        _open_and_refuse("BP-01", by=COMMAND_LINE, at=AT)

    entry = Entry.objects.get()
    assert not Office.objects.exists()
    assert entry.event == "Refused"
    assert entry.subject == SUBJECT
    assert entry.details["code"] == "has_gate"


def test_acts_do_not_nest() -> None:
    with pytest.raises(RuntimeError, match="nest"):
        _nested(by=COMMAND_LINE, at=AT)

    assert not Entry.objects.exists()


def test_nothing_is_recorded_outside_an_act() -> None:
    with pytest.raises(NoAct):
        record(SignedOut())


@pytest.mark.django_db(transaction=True)
def test_an_act_refuses_to_run_inside_another_transaction() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        _open_office("BP-01", by=COMMAND_LINE, at=AT)

    assert not Office.objects.exists()


def test_the_act_under_way_is_gone_afterwards() -> None:
    _open_office("BP-01", by=COMMAND_LINE, at=AT)

    with pytest.raises(NoAct):
        current()
