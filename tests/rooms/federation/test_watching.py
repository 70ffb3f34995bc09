# SPDX-License-Identifier: EUPL-1.2
"""Which entries of the journal are looked at for sign-outs: no late one is missed, none is looked at long."""

from __future__ import annotations

from dataclasses import dataclass

from ugyfelkapu.federation.due import LATE_SECONDS, LOOK_BACK, Watch


@dataclass
class Seconds:
    """A clock that tests move."""

    now: float = 100.0

    def __call__(self) -> float:
        """Return the seconds."""
        return self.now


def test_the_first_look_reaches_back() -> None:
    assert Watch(Seconds()).since(5_000) == 5_000 - LOOK_BACK
    assert Watch(Seconds()).since(7) == 0


def test_what_is_new_is_looked_at() -> None:
    seconds = Seconds()
    watch = Watch(seconds)
    watch.since(5_000)

    seconds.now += LATE_SECONDS

    assert watch.since(5_003) == 5_000


def test_an_entry_that_becomes_visible_late_is_looked_at() -> None:
    seconds = Seconds()
    watch = Watch(seconds)
    watch.since(5_000)
    seconds.now += LATE_SECONDS
    watch.since(5_003)  # 5001 and 5002 are not visible yet

    seconds.now += LATE_SECONDS - 0.1

    assert watch.since(5_003) == 5_000


def test_where_nothing_happens_nothing_is_looked_at() -> None:
    seconds = Seconds()
    watch = Watch(seconds)
    watch.since(5_000)

    seconds.now += LATE_SECONDS

    assert watch.since(5_000) == 5_000


def test_marks_that_nobody_needs_are_dropped() -> None:
    seconds = Seconds()
    watch = Watch(seconds)

    for number in range(1_000):
        seconds.now += 1
        since = watch.since(number)

    assert since == 1_000 - 1 - LATE_SECONDS


def test_a_journal_that_was_put_back_is_looked_at_from_its_beginning() -> None:
    watch = Watch(Seconds())
    watch.since(5_000)

    assert watch.since(1_000) == 0
