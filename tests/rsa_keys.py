# SPDX-License-Identifier: EUPL-1.2
"""A few RSA keys that come again and again: making one takes longer than most tests."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

FEW = 24
"""More than any one test makes of a size, so that within a test every key is new."""


def from_a_few(make: Callable[[int, int], RSAPrivateKey]) -> Callable[[int, int], RSAPrivateKey]:
    """Return a maker of keys that makes only the first few of a size, and hands these out in turn."""
    made: defaultdict[tuple[int, int], deque[RSAPrivateKey]] = defaultdict(deque)

    def draw(public_exponent: int, key_size: int) -> RSAPrivateKey:
        keys = made[public_exponent, key_size]
        if len(keys) < FEW:
            keys.append(make(public_exponent, key_size))
        else:
            keys.rotate(-1)
        return keys[-1]

    return draw
