# SPDX-License-Identifier: EUPL-1.2
"""A session ends when it should, and is felt at the very next request."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from ugyfelkapu.access.models import Session
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    client.post("/belepes/", {"username": gate.username, "password": gate.password})
    return client


def test_a_session_ends_after_half_an_hour_of_nothing(owner: Client, clock: Clock) -> None:
    clock.forward(minutes=29, seconds=59)
    before = owner.get("/fiok/").status_code
    clock.forward(minutes=30)

    after = owner.get("/fiok/")

    assert before == 200
    assert (after.status_code, after.headers["Location"]) == (303, "/belepes/?next=/fiok/")


def test_a_session_that_ended_says_so_kindly(owner: Client, clock: Clock) -> None:
    clock.forward(hours=1)

    answer = owner.get("/fiok/", follow=True)

    assert answer.status_code == 200
    assert "A belépése lejárt. Lépjen be újra" in answer.text


def test_who_never_signed_in_hears_of_no_session(client: Client) -> None:
    answer = client.get("/fiok/", follow=True)

    assert "A belépése lejárt" not in answer.text


def test_a_session_ends_after_twelve_hours_however_busy(owner: Client, clock: Clock) -> None:
    statuses = []
    for _ in range(36):
        statuses.append(owner.get("/fiok/").status_code)
        clock.forward(minutes=20)

    after = owner.get("/fiok/").status_code

    assert set(statuses) == {200}
    assert after == 303


def test_a_suspended_gates_session_is_dead_at_the_next_request(
    owner: Client, gate: builders.BuiltGate
) -> None:
    before = owner.get("/fiok/").status_code
    accounts.suspend(
        gate.id, reason=accounts.SuspensionReason.COMPROMISE, by=builders.clerk(), at=builders.AT
    )

    after = owner.get("/fiok/").status_code

    assert (before, after) == (200, 303)


def test_a_reset_ends_every_session(owner: Client, gate: builders.BuiltGate) -> None:
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=builders.AT)
    accounts.reset_password(
        gate.username,
        code=builders.code_for(gate.id),
        password=new_password(builders.OTHER_PASSWORD),
        by=STRANGER,
        at=builders.AT,
    )

    answer = owner.get("/fiok/")

    assert answer.status_code == 303


def test_the_table_holds_no_token(owner: Client) -> None:
    token = owner.cookies["kapu-session"].value

    stored = bytes(Session.objects.get().digest)

    assert token.encode() not in stored
    assert len(stored) == 32


def test_the_cookie_of_the_desk_opens_no_gate(owner: Client) -> None:
    stranger = Client()
    stranger.cookies["kapu-staff"] = owner.cookies["kapu-session"].value

    answer = stranger.get("/fiok/")

    assert answer.status_code == 303


def test_a_busy_session_is_written_to_once_a_minute(owner: Client, clock: Clock) -> None:
    session = Session.objects.get()
    clock.forward(seconds=59)
    owner.get("/fiok/")
    early = Session.objects.get().seen_at
    clock.forward(seconds=1)
    owner.get("/fiok/")

    assert early == session.seen_at
    assert Session.objects.get().seen_at == clock.at
