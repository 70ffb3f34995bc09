# SPDX-License-Identifier: EUPL-1.2
"""A locked gate opened from two processes at once: it opens once, whatever opens it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.races import race
from tests.rooms.access.racing_unlocks import (
    Key,
    Left,
    code_and_passkey,
    look,
    one_recovery_code,
    one_time_step,
    open_with,
    two_codes,
)


@pytest.mark.parametrize("keys", [one_recovery_code, one_time_step, two_codes, code_and_passkey])
def test_of_two_keys_one_opens_the_gate_and_one_letter_says_so(
    database_url: str, keys: Callable[[str], list[Key]]
) -> None:
    both = race(keys, [database_url])[0]

    opened = race(open_with, both)

    assert sorted(opened) == [False, True]
    assert race(look, [database_url])[0] == Left("active", 1, ("suspended", "unlocked"))
