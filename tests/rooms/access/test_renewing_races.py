# SPDX-License-Identifier: EUPL-1.2
"""New data taken by two processes at once get in once, with one letter."""

from __future__ import annotations

from tests.races import race
from tests.rooms.access.renewing import Left, look, shown_twice, take


def test_what_was_shown_is_taken_once(database_url: str) -> None:
    shown = race(shown_twice, [database_url])[0]

    taken = race(take, shown)

    assert sorted(taken) == [False, True]
    assert race(look, [database_url])[0] == Left(renewed=1, letters=1, name_parts=3)
