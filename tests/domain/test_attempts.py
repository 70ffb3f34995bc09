# SPDX-License-Identifier: EUPL-1.2
"""Five in five minutes lock for thirty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ugyfelkapu.domain.attempts import (
    ACCOUNT,
    CODE_TRIES,
    DEVICE,
    NETWORK,
    USERNAME_CHECKS,
    Limit,
    locked_until,
    network_of,
)

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def five(moment: datetime) -> list[datetime]:
    return [moment + MINUTE / 4 * step for step in range(5)]


def test_four_failures_lock_nothing() -> None:
    assert locked_until([at(0), at(1), at(2), at(3)], at(3), ACCOUNT) is None


def test_the_fifth_within_five_minutes_locks_for_thirty() -> None:
    failures = [at(0), at(1), at(2), at(3), at(4.9)]

    assert locked_until(failures, at(5), ACCOUNT) == at(34.9)
    assert locked_until(failures, at(34.8), ACCOUNT) == at(34.9)
    assert locked_until(failures, at(34.9), ACCOUNT) is None


def test_five_in_more_than_five_minutes_lock_nothing() -> None:
    assert locked_until([at(0), at(1), at(2), at(3), at(5)], at(5), ACCOUNT) is None


def test_the_next_lock_is_twice_as_long() -> None:
    failures = [at(0)] * 5 + [at(40)] * 5

    assert locked_until(failures, at(41), ACCOUNT) == at(100)


def test_no_lock_is_longer_than_half_a_day() -> None:
    failures: list[datetime] = []
    end: datetime | None = START

    for _ in range(6):
        assert end is not None
        failures += [end] * 5
        end = locked_until(failures, end, ACCOUNT)

    assert end == failures[-1] + timedelta(hours=12)


def test_failures_after_a_lock_count_from_zero() -> None:
    failures = [at(0)] * 5 + [at(31)] * 4

    assert locked_until(failures, at(31), ACCOUNT) is None


def test_a_network_bears_a_whole_office() -> None:
    assert locked_until([at(0)] * 99, at(0), NETWORK) is None
    assert locked_until([at(0)] * 100, at(0), NETWORK) == at(5)


def test_a_network_is_told_thirty_usernames_an_hour() -> None:
    assert locked_until([at(0)] * 29, at(1), USERNAME_CHECKS) is None
    assert locked_until([at(0)] * 30, at(1), USERNAME_CHECKS) == at(60)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff:3::1", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
    ],
)
def test_a_client_is_known_by_its_prefix(address: str, network: str) -> None:
    assert network_of(address) == network


def test_attempts_during_a_lock_count_for_nothing() -> None:
    failures = five(START)
    stubborn = [failures[-1] + MINUTE * step for step in range(1, 30)]

    assert locked_until([*failures, *stubborn], stubborn[-1], ACCOUNT) == failures[-1] + 30 * MINUTE


def test_fifty_failures_at_one_moment_are_one_lock() -> None:
    assert locked_until([START] * 50, START, ACCOUNT) == START + 30 * MINUTE


def test_slow_guessing_never_locks() -> None:
    failures = [START + 2 * MINUTE * step for step in range(100)]

    assert locked_until(failures, failures[-1], ACCOUNT) is None


def test_each_further_lock_within_a_day_is_twice_as_long_up_to_the_longest() -> None:
    failures: list[datetime] = []
    lengths = []
    begin = START
    patient = Limit(5, 5 * MINUTE, 30 * MINUTE, 12 * HOUR, memory=timedelta(days=7))

    for _ in range(7):
        failures += five(begin)
        end = locked_until(failures, failures[-1], patient)
        assert end is not None
        lengths.append((end - failures[-1]) / MINUTE)
        begin = end

    assert lengths == [30, 60, 120, 240, 480, 720, 720]


def test_a_lock_of_yesterday_is_forgotten() -> None:
    yesterday, today = five(START), five(START + timedelta(hours=24))
    earlier = five(START + timedelta(hours=23, minutes=58))

    assert locked_until(yesterday + today, today[-1], ACCOUNT) == today[-1] + 30 * MINUTE
    assert locked_until(yesterday + earlier, earlier[-1], ACCOUNT) == earlier[-1] + 60 * MINUTE


def test_what_failed_later_does_not_lock_earlier() -> None:
    failures = five(START)

    assert locked_until(failures, failures[3], ACCOUNT) is None


def test_nobody_is_locked_without_failures() -> None:
    assert locked_until([], START, ACCOUNT) is None


def test_the_limits_of_the_service() -> None:
    assert CODE_TRIES == 10
    assert ACCOUNT == DEVICE == Limit(5, 5 * MINUTE, 30 * MINUTE, 12 * HOUR)
    assert NETWORK.count > ACCOUNT.count
    assert (USERNAME_CHECKS.count, USERNAME_CHECKS.window) == (30, HOUR)


@given(st.lists(st.integers(0, 100_000), max_size=60).map(sorted), st.integers(0, 100_000))
def test_a_lock_always_ends_within_the_longest_lock(seconds: list[int], now: int) -> None:
    moment = START + timedelta(seconds=now)
    failures = [START + timedelta(seconds=second) for second in seconds]

    end = locked_until(failures, moment, ACCOUNT)

    assert end is None or moment < end <= moment + ACCOUNT.longest


@pytest.mark.parametrize("address", ["", "nowhere", "192.0.2"])
def test_what_is_no_address_has_no_network(address: str) -> None:
    with pytest.raises(ValueError, match="address"):
        network_of(address)
