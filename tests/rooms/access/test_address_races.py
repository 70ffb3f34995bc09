# SPDX-License-Identifier: EUPL-1.2
"""Addresses confirmed and gates closed by two processes at once: each thing happens once, in some order."""

from __future__ import annotations

from tests.races import race
from tests.rooms.access.racing_addresses import (
    Left,
    act,
    closing_or_confirming,
    closing_twice,
    confirming_or_locking,
    look,
    one_code_twice,
    two_want_one,
)


def test_of_two_gates_that_prove_one_address_one_has_it(database_url: str) -> None:
    turns = race(two_want_one, [database_url])[0]

    done = race(act, turns)

    assert sorted(done) == [False, True]
    assert race(look, [database_url])[0] == Left(["active", "active"], 1, ["AddressChanged"])


def test_one_code_changes_the_address_once(database_url: str) -> None:
    turns = race(one_code_twice, [database_url])[0]

    done = race(act, turns)

    assert sorted(done) == [False, True]
    assert race(look, [database_url])[0] == Left(["active"], 1, ["AddressChanged"])


def test_a_lock_that_comes_first_keeps_the_address_and_one_that_comes_second_locks_all_the_same(
    database_url: str,
) -> None:
    turns = race(confirming_or_locking, [database_url])[0]

    confirmed, locked = race(act, turns)

    left = race(look, [database_url])[0]
    assert locked
    assert left.states == ["suspended"]
    assert left.have_it == int(confirmed)


def test_a_gate_is_closed_once(database_url: str) -> None:
    turns = race(closing_twice, [database_url])[0]

    done = race(act, turns)

    assert sorted(done) == [False, True]
    assert race(look, [database_url])[0] == Left(["closed"], 0, ["AccountClosed"])


def test_no_address_is_given_to_a_gate_that_was_closed_a_moment_before(database_url: str) -> None:
    turns = race(closing_or_confirming, [database_url])[0]

    closed, confirmed = race(act, turns)

    left = race(look, [database_url])[0]
    assert closed
    assert left.states == ["closed"]
    assert left.have_it == int(confirmed)
