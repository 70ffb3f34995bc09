# SPDX-License-Identifier: EUPL-1.2
"""New starts from two processes at once: each is approved, stopped or carried out once."""

from __future__ import annotations

from tests.races import race
from tests.rooms.access.racing_new_starts import Left, asked, confirmed_and_stopped, due, look, take


def test_of_two_approvals_one_goes_through(database_url: str) -> None:
    turns = race(asked, [database_url])[0]

    approved = race(take, turns)

    assert sorted(approved) == [False, True]
    assert race(look, [database_url])[0] == Left("", True, 1, ("recovery_asked",), ("RecoveryApproved",))


def test_two_workers_carry_it_out_once(database_url: str) -> None:
    turns = race(due, [database_url])[0]

    race(take, turns)

    assert race(look, [database_url])[0] == Left(
        "done",
        False,
        2,
        ("recovery_asked", "started_over", "reset"),
        ("RecoveryApproved", "StartedOver"),
    )


def test_a_link_that_confirms_and_stops_at_once_does_one_of_them(database_url: str) -> None:
    turns = race(confirmed_and_stopped, [database_url])[0]

    done = race(take, turns)

    left = race(look, [database_url])[0]
    assert sorted(done) == [False, True]
    assert (left.outcome, left.epoch) == (("done", 2) if done[0] else ("stopped", 1))
    assert not left.waits
