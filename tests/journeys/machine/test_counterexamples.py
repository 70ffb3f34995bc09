# SPDX-License-Identifier: EUPL-1.2
"""Walks on which product and model once disagreed, each kept as short as it can be told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from .machine import GateMachine
from .people import STARTS, cast

pytestmark = pytest.mark.django_db
MORNING = STARTS[-1]
FIRST, SECOND = 4, 8
"""How a walk picks the first and the second of its gates for any act."""


@pytest.fixture
def walk() -> Iterator[GateMachine]:
    """Return a walk that begins with nobody there, and check its tables at the end."""
    GateMachine.cast = cast()
    machine = GateMachine()
    machine.hands.at = MORNING
    try:
        yield machine
        machine.check_tables()
    finally:
        machine.teardown()


def test_an_address_is_free_the_instant_its_owner_ends_though_no_sweep_ran(walk: GateMachine) -> None:
    walk.open_temporary(0, "same", 0, 0)
    walk.activate("newest", 1, "one")
    walk.hands.at += timedelta(days=25)
    walk.register(1, 1, 0, "fine")
    walk.hands.at += timedelta(days=6)
    walk.ask_for_code(1 + 4, "right")

    walk.activate("newest", 1 + 4, "one")

    assert [gate.state for gate in walk.world.gates] == ["active"]


def test_a_letter_to_an_address_is_not_lost_when_another_gate_that_claimed_it_is_finalised(
    walk: GateMachine,
) -> None:
    walk.open_temporary(0, "same", 0, 0)
    walk.open_temporary(1, "same", 1, 0)
    walk.finalise(0, "", "fine")

    walk.open_temporary(2, "same", 2, 0)

    assert len(walk.told) == 4


def test_a_clock_put_right_a_little_too_early_takes_nothing_back(walk: GateMachine) -> None:
    walk.worker_goes_round()
    walk.hands.at += timedelta(days=10)
    walk.worker_goes_round()
    walk.hands.at = MORNING - timedelta(minutes=4)

    walk.worker_goes_round()

    assert walk.moment() == MORNING
