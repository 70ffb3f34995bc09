# SPDX-License-Identifier: EUPL-1.2
"""The few RSA keys of the tests: each is another within a test, and sizes are kept apart."""

from __future__ import annotations

from itertools import count

from tests.rsa_keys import FEW, from_a_few


def test_keys_come_again_only_after_all_others_of_their_size() -> None:
    numbers = count()
    draw = from_a_few(lambda exponent, bits: (bits, next(numbers)))  # type: ignore[arg-type,return-value]

    small = [draw(65_537, 2048) for _ in range(3 * FEW)]
    large = draw(65_537, 3072)

    assert len(set(small)) == FEW
    assert all(len(set(small[place : place + FEW])) == FEW for place in range(2 * FEW))
    assert large not in small
