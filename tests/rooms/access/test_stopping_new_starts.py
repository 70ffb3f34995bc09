# SPDX-License-Identifier: EUPL-1.2
"""What stops a new start: the letter's link, its owner, locking and suspending."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import builders
from tests.builders import AT, BuiltGate
from tests.personal import personal
from tests.rooms.access.factors import signed_in
from tests.rooms.access.starting_over import (
    EFFECT,
    approve,
    ask,
    asker,
    carry_out,
    events,
    starts_over_at,
    token_in,
    waiting_start,
)
from ugyfelkapu.access import safety_links
from ugyfelkapu.access.models import Recovery
from ugyfelkapu.access.services import recovering
from ugyfelkapu.access.services.safety import lock_by_link
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.errors import (
    LinkLapsed,
    Unknown,
)
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
NEW_ADDRESS = personal("maria.ujcim@example.com")


@pytest.fixture
def gate() -> BuiltGate:
    """Return a gate that its owner used yesterday."""
    return builders.activated_gate(at=AT - timedelta(days=1))


# ------------------------------------------------------------------ stopping


def test_the_link_stops_it_and_works_once(gate: BuiltGate) -> None:
    recovery = waiting_start(gate)
    token = token_in(gate)

    recovering.stop_by_link(token, by=STRANGER, at=EFFECT - SECOND)

    row = Recovery.objects.get(id=recovery)
    assert (row.outcome, row.request, starts_over_at(gate)) == ("stopped", "", None)
    assert events(gate)[-1] == "RecoveryStopped"
    for verb in (recovering.stop_by_link, recovering.confirm_by_link, lock_by_link):
        with pytest.raises(LinkLapsed):
            verb(token, by=STRANGER, at=EFFECT - SECOND)
    carry_out()
    assert signed_in(gate, at=EFFECT)


def test_once_it_took_effect_the_link_stops_nothing_but_still_locks(gate: BuiltGate) -> None:
    waiting_start(gate)
    token = token_in(gate)

    for verb in (recovering.stop_by_link, recovering.confirm_by_link):
        with pytest.raises(LinkLapsed):
            verb(token, by=STRANGER, at=EFFECT)

    lock_by_link(token, by=STRANGER, at=EFFECT)
    assert queries.gate(gate.id, at=EFFECT).state is State.SUSPENDED


def test_a_link_of_another_letter_stops_nothing(gate: BuiltGate) -> None:
    waiting_start(gate)
    token = safety_links.make(gate.id, at=AT)

    for verb in (recovering.stop_by_link, recovering.confirm_by_link):
        with pytest.raises(LinkLapsed):
            verb(token, by=STRANGER, at=AT)


def test_an_invented_link_stops_nothing() -> None:
    for verb in (recovering.stop_by_link, recovering.confirm_by_link):
        with pytest.raises(LinkLapsed):
            verb("none of ours", by=STRANGER, at=AT)


def test_its_owner_stops_it_signed_in(gate: BuiltGate) -> None:
    waiting_start(gate)
    owner = signed_in(gate)

    recovering.stop_recovery(owner.citizen, by=owner.by, at=EFFECT - SECOND)

    assert starts_over_at(gate) is None
    with pytest.raises(Unknown):
        recovering.stop_recovery(owner.citizen, by=owner.by, at=EFFECT - SECOND)


def test_an_owner_stops_nothing_that_nobody_approved_or_that_took_effect(gate: BuiltGate) -> None:
    owner = signed_in(gate)
    recovery = ask(gate)

    with pytest.raises(Unknown):
        recovering.stop_recovery(owner.citizen, by=owner.by, at=AT)
    approve(recovery)
    with pytest.raises(Unknown):
        recovering.stop_recovery(owner.citizen, by=owner.by, at=EFFECT)


def test_an_owner_stops_no_new_start_of_another_gate(gate: BuiltGate) -> None:
    waiting_start(gate)
    stranger = signed_in(builders.activated_gate())

    with pytest.raises(Unknown):
        recovering.stop_recovery(stranger.citizen, by=stranger.by, at=AT)

    assert starts_over_at(gate) == EFFECT


def test_locking_stops_it(gate: BuiltGate) -> None:
    recovery = waiting_start(gate)

    lock_by_link(token_in(gate), by=STRANGER, at=AT)

    assert starts_over_at(gate) is None
    assert Recovery.objects.get(id=recovery).outcome == "stopped"
    assert events(gate)[-2:] == ["AccountSuspended", "RecoveryStopped"]


def test_suspending_stops_it_even_if_the_gate_is_restored_in_between(gate: BuiltGate) -> None:
    recovery = waiting_start(gate)
    accounts.suspend(gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=asker(), at=AT)
    accounts.restore(
        gate.id,
        answer=builders.answer(gate.person),
        evidence=builders.evidence(),
        email="",
        by=asker(),
        at=AT,
    )

    carry_out()

    assert Recovery.objects.get(id=recovery).outcome == "stopped"
    assert "StartedOver" not in events(gate)
    assert Account.objects.get(id=gate.id).epoch == 1


def test_a_suspended_gate_is_closed_before_its_time_by_the_worker(gate: BuiltGate) -> None:
    recovery = waiting_start(gate)
    accounts.suspend(gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=asker(), at=AT)

    carry_out(AT)

    assert Recovery.objects.get(id=recovery).outcome == "stopped"


def test_suspending_after_the_instant_leaves_void_what_is_void(gate: BuiltGate) -> None:
    waiting_start(gate, email=NEW_ADDRESS)

    accounts.suspend(gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=asker(), at=EFFECT)
    carry_out()

    account = Account.objects.get(id=gate.id)
    assert (account.password, account.epoch, account.starts_over_at) == ("", 2, None)
    assert account.email == gate.email
