# SPDX-License-Identifier: EUPL-1.2
"""Services asked from two processes at once: one browser has the pass, nothing seen or counted is lost."""

from __future__ import annotations

from tests.races import race
from tests.rooms.federation.racing_services import (
    QUESTIONS,
    ask_often,
    nonces_seen,
    request,
    take,
    trial_for_two,
)
from ugyfelkapu.domain.verification import QUESTIONS_ABOUT_SOMEBODY


def test_of_two_browsers_one_has_the_pass_and_what_both_do_is_seen(database_url: str) -> None:
    both = race(trial_for_two, [database_url])[0]

    taken = race(take, both)
    race(request, both)

    assert sorted(taken) == [False, True]
    assert race(nonces_seen, [database_url]) == [2]


def test_two_askers_together_have_no_more_answers_than_one(database_url: str) -> None:
    both = race(trial_for_two, [database_url])[0]

    answered = race(ask_often, both)

    assert QUESTIONS * len(both) > QUESTIONS_ABOUT_SOMEBODY
    assert sum(answered) == QUESTIONS_ABOUT_SOMEBODY
