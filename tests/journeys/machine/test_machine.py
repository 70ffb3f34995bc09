# SPDX-License-Identifier: EUPL-1.2
"""Random walks through a gate's life: product and model agree after every step, and I1–I9 hold.

``make test`` walks a fixed sample; ``make proof`` walks ten thousand steps, other ones each time.
"""

from __future__ import annotations

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from ugyfelkapu.journal.clock import steady

from .machine import GateMachine
from .people import cast

pytestmark = pytest.mark.django_db

WALKS = 8
PROOF_STEPS = 10_000
CALM = settings(
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    stateful_step_count=50,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _cast() -> None:
    GateMachine.cast = cast()
    GateMachine.steps = 0


def test_a_sample_of_walks_agrees_with_the_rules() -> None:
    run_state_machine_as_test(GateMachine, settings=settings(CALM, derandomize=True, max_examples=WALKS))

    assert GateMachine.steps > 30 * WALKS


@pytest.mark.proof
def test_ten_thousand_steps_agree_with_the_rules(capsys: pytest.CaptureFixture[str]) -> None:
    begun = steady()

    while GateMachine.steps < PROOF_STEPS:
        run_state_machine_as_test(GateMachine, settings=settings(CALM, max_examples=50))

    with capsys.disabled():
        taken = steady() - begun
        print(f"\nstate machine on {connection.vendor}: {GateMachine.steps} steps in {taken:.0f} s")  # noqa: T201
    assert GateMachine.steps >= PROOF_STEPS
