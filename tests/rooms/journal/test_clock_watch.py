# SPDX-License-Identifier: EUPL-1.2
"""A clock that cannot be right erases nobody, and one set back makes nothing valid again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection

from ugyfelkapu.journal import clock, clock_watch
from ugyfelkapu.journal.actor import COMMAND_LINE, WORKER
from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.journal.queries import latest_entries

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def now() -> datetime:
    """Return the machine's moment, which the database server agrees with."""
    return real_now()


@pytest.fixture
def _floor() -> Iterator[None]:
    """Let no floor outlive a test."""
    clock.floor.fresh_until = 0.0
    yield
    clock.floor.moment, clock.floor.fresh_until = None, 0.0


def trusted(at: datetime) -> bool:
    """Ask as the worker does."""
    return clock_watch.trusted(at, by=WORKER)


def sighted(at: datetime) -> None:
    """Let a moment be the latest trusted one."""
    clock_watch.trust(by=COMMAND_LINE, at=at)


def test_the_first_clock_is_trusted(now: datetime) -> None:
    assert trusted(now)
    assert clock_watch.standing() == (now, "")


def test_a_clock_that_goes_on_is_trusted_and_remembered(now: datetime) -> None:
    sighted(now - timedelta(minutes=1))

    assert trusted(now)
    assert clock_watch.standing() == (now, "")


def test_a_corrected_clock_is_trusted_but_never_remembered_earlier(now: datetime) -> None:
    sighted(now + clock_watch.BACKWARD)

    assert trusted(now)
    assert clock_watch.standing()[0] == now + clock_watch.BACKWARD


def test_a_clock_set_back_is_doubted(now: datetime) -> None:
    sighted(now + clock_watch.BACKWARD + SECOND)

    assert not trusted(now)
    assert clock_watch.standing()[1] == "backward"


def test_a_weekend_without_a_worker_is_no_jump(now: datetime) -> None:
    sighted(now - clock_watch.ABSENCE)

    assert trusted(now)


def test_a_leap_ahead_is_doubted_and_the_alarm_is_noted_once(now: datetime) -> None:
    before = now - clock_watch.ABSENCE - SECOND
    sighted(before)

    answers = [trusted(now), trusted(now + SECOND)]

    assert answers == [False, False]
    assert clock_watch.standing() == (before, "ahead")
    assert [entry.event for entry in latest_entries(limit=2)] == ["ClockDoubted", "ClockTrusted"]


def test_an_operator_vouches_for_a_clock(now: datetime) -> None:
    sighted(now - timedelta(days=400))
    assert not trusted(now)

    clock_watch.trust(by=COMMAND_LINE, at=now)

    assert trusted(now + SECOND)
    assert clock_watch.standing()[1] == ""


def test_a_clock_that_is_plausible_again_ends_the_alarm(now: datetime) -> None:
    sighted(now)
    assert not trusted(now - timedelta(days=1))

    assert trusted(now + SECOND)
    assert clock_watch.standing() == (now + SECOND, "")


def test_a_clock_apart_from_the_database_servers_is_doubted(now: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the embedded database has no clock of its own")
    sighted(now)

    assert not trusted(now + clock_watch.APART + timedelta(minutes=1))
    assert clock_watch.standing()[1] == "apart"


def test_the_very_first_clock_is_doubted_too_when_the_database_says_otherwise(now: datetime) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the embedded database has no clock of its own")

    assert not trusted(now + timedelta(days=400))


@pytest.mark.usefixtures("_floor")
def test_business_never_begins_before_the_latest_trusted_moment(now: datetime) -> None:
    tomorrow = now + timedelta(days=1)
    sighted(tomorrow)

    clock_watch.keep_up()

    assert clock.now() == tomorrow


@pytest.mark.usefixtures("_floor")
def test_a_clock_ahead_of_the_latest_trusted_moment_counts_as_it_is(now: datetime) -> None:
    sighted(now - timedelta(days=1))

    clock_watch.keep_up()

    assert clock.now() >= now
