# SPDX-License-Identifier: EUPL-1.2
"""Five in five minutes lock for thirty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ugyfelkapu.domain.attempts import ACCOUNT, NETWORK, USERNAME_CHECKS, locked_until, network_of

START = datetime(2026, 11, 23, 10, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


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
    failures = [at(step * 800) for step in range(8) for _ in range(5)]

    assert locked_until(failures, failures[-1], ACCOUNT) == failures[-1] + timedelta(hours=12)


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
