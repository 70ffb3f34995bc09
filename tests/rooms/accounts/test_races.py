# SPDX-License-Identifier: EUPL-1.2
"""Acts on one gate from several processes at once: each happens once, and none falls over."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.races import race
from tests.rooms.accounts.racing import Errand, Gate, look, perform, prepare

PROCESSES = 2


@pytest.fixture
def gate(database_url: str) -> Gate:
    """Return a registered gate in a database of its own."""
    return race(prepare, [database_url])[0]


def run(gate: Gate, *acts: str) -> Counter[str]:
    """Let every process perform these acts; count what came of them."""
    outcomes = race(perform, [Errand(gate, acts)] * PROCESSES)
    return Counter(outcome for each in outcomes for outcome in each)


def test_of_fifty_redemptions_exactly_one_succeeds(gate: Gate) -> None:
    outcomes = run(gate, *["redeem"] * 25)

    left = race(look, [gate])[0]
    assert outcomes == {"right": 1, "used": 49}
    assert left.states == ["active"]
    assert left.letters == ["activated", "activation"]


@pytest.mark.proof
def test_however_often_at_once_three_codes_are_mailed(gate: Gate) -> None:
    run(gate, *["ask"] * 8)

    left = race(look, [gate])[0]
    assert left.letters == ["activation", "new_code", "new_code", "new_code"]


def test_redeeming_guessing_and_asking_wait_for_each_other(gate: Gate) -> None:
    outcomes = run(gate, *["redeem", "ask", "guess"] * 4)

    left = race(look, [gate])[0]
    assert outcomes["asked"] == 8
    assert outcomes["wrong"] == 8
    assert outcomes["right"] == left.states.count("active")


@pytest.mark.proof
def test_a_gate_that_was_activated_in_time_survives_the_sweep(gate: Gate) -> None:
    outcomes = run(gate, *["redeem", "sweep"] * 4)

    assert outcomes["swept"] == 8
    assert outcomes["right"] <= 1
    if outcomes["right"]:
        assert race(look, [gate])[0].states == ["active"]


@pytest.mark.proof
def test_parallel_guesses_at_a_password_are_counted_before_they_are_judged(gate: Gate) -> None:
    outcomes = run(gate, *["sign in"] * 10)

    assert outcomes["wrong"] <= 5
    assert outcomes["wrong"] + outcomes["throttled"] == 20
