# SPDX-License-Identifier: EUPL-1.2
"""Answers of passkeys from two processes at once: each challenge and each count opens once."""

from __future__ import annotations

from tests.races import race
from tests.rooms.access.racing import Left, look, one_challenge, one_count, sign_in


def test_of_two_answers_to_one_challenge_one_signs_in(database_url: str) -> None:
    answers = race(one_challenge, [database_url])[0]

    opened = race(sign_in, answers)

    assert sorted(opened) == [False, True]
    assert race(look, [database_url])[0] == Left(passkeys=1, sessions=2, doubts=0)


def test_of_a_passkey_and_its_copy_that_count_alike_one_signs_in(database_url: str) -> None:
    answers = race(one_count, [database_url])[0]

    opened = race(sign_in, answers)

    assert sorted(opened) == [False, True]
    assert race(look, [database_url])[0] == Left(passkeys=1, sessions=2, doubts=1)
