# SPDX-License-Identifier: EUPL-1.2
"""A dead register is not asked again and again, and a living one is found again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from ugyfelkapu.registers.breaker import Breaker, Circuit


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def _opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock, threshold=3, rest=15)
    for _ in range(3):
        breaker.failed()
    return breaker


def test_few_failures_stop_nothing() -> None:
    breaker = Breaker(Clock(), threshold=3)

    breaker.failed()
    breaker.failed()

    assert breaker.circuit is Circuit.CLOSED
    assert breaker.admits()


def test_failures_in_a_row_open_the_circuit() -> None:
    breaker = _opened(Clock())

    assert breaker.circuit is Circuit.OPEN
    assert not breaker.admits()


def test_failures_between_answers_are_not_in_a_row() -> None:
    breaker = Breaker(Clock(), threshold=3)

    for _ in range(10):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()

    assert breaker.circuit is Circuit.CLOSED


def test_after_a_rest_one_question_tries_and_the_others_wait() -> None:
    clock = Clock()
    breaker = _opened(clock)

    clock.seconds += 15
    half_open = breaker.circuit
    admitted = [breaker.admits() for _ in range(4)]

    assert half_open is Circuit.HALF_OPEN
    assert admitted == [True, False, False, False]


def test_a_moment_before_the_rest_is_over_nobody_tries() -> None:
    clock = Clock()
    breaker = _opened(clock)

    clock.seconds += 14.99

    assert not breaker.admits()


def test_a_trial_that_succeeds_closes_the_circuit() -> None:
    clock = Clock()
    breaker = _opened(clock)
    clock.seconds += 15
    breaker.admits()

    breaker.succeeded()

    assert breaker.circuit is Circuit.CLOSED
    assert breaker.admits()
    breaker.failed()
    assert breaker.circuit is Circuit.CLOSED


def test_a_trial_that_fails_begins_a_new_rest() -> None:
    clock = Clock()
    breaker = _opened(clock)
    clock.seconds += 15
    breaker.admits()

    clock.seconds += 3
    breaker.failed()
    seen = []
    for seconds in (14, 1):
        clock.seconds += seconds
        seen.append(breaker.circuit)

    assert seen == [Circuit.OPEN, Circuit.HALF_OPEN]


def test_a_trial_that_never_reports_back_blocks_nobody_for_ever() -> None:
    clock = Clock()
    breaker = _opened(clock)
    clock.seconds += 15
    breaker.admits()

    clock.seconds += 15

    assert breaker.admits()


def test_of_many_threads_exactly_one_tries() -> None:
    clock = Clock()
    breaker = _opened(clock)
    clock.seconds += 15

    with ThreadPoolExecutor(16) as pool:
        admitted = list(pool.map(lambda _: breaker.admits(), range(64)))

    assert admitted.count(True) == 1
