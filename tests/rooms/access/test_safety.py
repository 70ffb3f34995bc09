# SPDX-License-Identifier: EUPL-1.2
"""Links of security letters: once, for seven days, without signing in (D17, D25)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from tests import builders
from tests.builders import AT
from tests.rooms.access.factors import HOME, Owner, add_authenticator, signed_in
from ugyfelkapu.access import factors as own
from ugyfelkapu.access import safety_links, sessions
from ugyfelkapu.access import services as access
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.access.services.safety import cancel_factor, lock_by_link
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain.deadlines import temporary_ends_at
from ugyfelkapu.domain.errors import LinkLapsed, NotAllowed
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.journal.actor import STRANGER
from ugyfelkapu.journal.queries import entries_about

pytestmark = pytest.mark.django_db
LATE = AT + timedelta(days=8)
"""A week after activation is over: a first factor waits a day."""
WEEK = timedelta(days=7)


def token_of(owner: Owner) -> str:
    """Return the link in the newest letter."""
    return str(getattr(builders.letters(owner.gate.id)[-1], "token", ""))


def waiting(at: datetime = LATE) -> Owner:
    """Return an owner whose first factor waits."""
    owner = signed_in(builders.activated_gate(), at=at)
    add_authenticator(owner, at=at)
    return owner


def test_a_factor_that_waits_is_cancelled_and_every_session_ends() -> None:
    owner = waiting()

    cancel_factor(token_of(owner), by=STRANGER, at=LATE)

    assert own.own_factors(owner.gate.id) == []
    assert sessions.citizens_session(owner.token, at=LATE) is None
    assert entries_about(owner.gate.id)[0].event == "FactorCancelled"


def test_the_password_of_before_opens_the_gate_that_kept_it() -> None:
    owner = waiting()
    cancel_factor(token_of(owner), by=STRANGER, at=LATE)

    assert signed_in(owner.gate, at=LATE)


def test_a_factor_that_counts_is_not_cancelled_by_a_link() -> None:
    owner = waiting()
    later = LATE + timedelta(days=1)

    with pytest.raises(LinkLapsed):
        cancel_factor(token_of(owner), by=STRANGER, at=later)

    assert own.has_counting(owner.gate.id, at=later)
    assert safety_links.living(token_of(owner), at=later) is not None


@pytest.mark.parametrize("verb", [cancel_factor, lock_by_link])
def test_a_link_is_used_once(verb: Callable[..., None]) -> None:
    owner = waiting()
    token = token_of(owner)
    cancel_factor(token, by=STRANGER, at=LATE)

    with pytest.raises(LinkLapsed):
        verb(token, by=STRANGER, at=LATE)


@pytest.mark.parametrize(("age", "works"), [(WEEK - timedelta(seconds=1), True), (WEEK, False)])
def test_a_link_locks_for_seven_days(age: timedelta, works: bool) -> None:
    owner = waiting()

    with suppress(LinkLapsed):
        lock_by_link(token_of(owner), by=STRANGER, at=LATE + age)

    state = queries.gate(owner.gate.id, at=LATE + age).state
    assert state is (State.SUSPENDED if works else State.ACTIVE)


def test_an_invented_link_is_none_of_ours() -> None:
    with pytest.raises(LinkLapsed):
        lock_by_link(sessions.new_token(), by=STRANGER, at=AT)


def test_a_locked_gate_ends_its_sessions_tells_its_owner_and_loses_the_strangers_factor() -> None:
    owner = waiting()

    lock_by_link(token_of(owner), by=STRANGER, at=LATE)

    gate = queries.gate(owner.gate.id, at=LATE)
    assert (gate.state, gate.suspended_for) == (State.SUSPENDED, "owner")
    assert sessions.citizens_session(owner.token, at=LATE) is None
    assert builders.kinds_of_letters(owner.gate.id)[-1] == "suspended"
    assert own.own_factors(owner.gate.id) == []


def test_the_desk_opens_a_gate_that_its_owner_locked() -> None:
    owner = waiting()
    lock_by_link(token_of(owner), by=STRANGER, at=LATE)

    accounts.restore(
        owner.gate.id,
        answer=builders.answer(owner.gate.person, at=LATE),
        evidence=builders.evidence(),
        email="",
        by=builders.clerk(),
        at=LATE,
    )

    assert queries.gate(owner.gate.id, at=LATE).state is State.ACTIVE
    assert builders.kinds_of_letters(owner.gate.id)[-2:] == ["restored", "reset"]


def test_a_gate_that_is_locked_already_stays_as_it_is() -> None:
    owner = waiting()
    token = token_of(owner)
    reason = accounts.SuspensionReason.COMPROMISE
    accounts.suspend(owner.gate.id, reason=reason, by=builders.clerk(), at=LATE)

    with pytest.raises(NotAllowed):
        lock_by_link(token, by=STRANGER, at=LATE)

    assert queries.gate(owner.gate.id, at=LATE).suspended_for == reason
    assert safety_links.living(token, at=LATE) is not None


def test_a_temporary_gate_loses_its_password_and_a_mailed_code_sets_another() -> None:
    gate = builders.activated_temporary_gate()
    token = safety_links.make(gate.id, at=AT)

    lock_by_link(token, by=STRANGER, at=AT)

    assert sign_in(gate, gate.password) is None
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=AT)
    password = access.new_password(builders.OTHER_PASSWORD)
    accounts.reset_password(
        gate.username, code=builders.code_for(gate.id), password=password, by=STRANGER, at=AT
    )
    assert sign_in(gate, builders.OTHER_PASSWORD) is not None


def sign_in(gate: builders.TemporaryGate, password: str) -> access.Opened | access.Half | None:
    """Try to sign in."""
    return access.sign_in(gate.username, password=password, origin=HOME, replaces=None, by=STRANGER, at=AT)


def test_the_page_is_offered_what_the_link_can_do_now() -> None:
    owner = waiting()
    token = token_of(owner)

    early, later = (safety_links.offer(token, at=LATE + timedelta(hours=hours)) for hours in (23, 24))

    assert (early.factor, early.waits_until) == ("totp", LATE + timedelta(days=1))
    assert (later.factor, later.waits_until) == ("totp", None)


def test_no_link_outlives_a_closed_gate_whether_or_not_a_worker_ran() -> None:
    owner = signed_in(builders.activated_gate())
    token = safety_links.make(owner.gate.id, at=AT)
    close_own_gate(owner.citizen, by=owner.by, at=AT)

    with pytest.raises(LinkLapsed):
        safety_links.offer(token, at=AT)
    with pytest.raises(LinkLapsed):
        lock_by_link(token, by=STRANGER, at=AT)


def test_nor_a_temporary_gate_whose_days_are_over() -> None:
    gate = builders.activated_temporary_gate()
    ends_at = temporary_ends_at(AT)
    token = safety_links.make(gate.id, at=ends_at - timedelta(days=1))

    early, late = (safety_links.living(token, at=at) for at in (ends_at - timedelta(seconds=1), ends_at))

    assert (early is None, late is None) == (False, True)


def test_a_suspended_gate_keeps_its_links() -> None:
    gate = builders.activated_gate()
    token = safety_links.make(gate.id, at=AT)
    reason = accounts.SuspensionReason.COMPROMISE

    accounts.suspend(gate.id, reason=reason, by=builders.clerk(), at=AT)

    assert safety_links.living(token, at=AT) is not None


def test_links_are_deleted_once_nobody_can_use_them() -> None:
    gate = builders.activated_gate()
    for at in (AT, AT + timedelta(seconds=1)):
        safety_links.make(gate.id, at=at)

    assert safety_links.forget_lapsed(at=AT + WEEK) == 1
