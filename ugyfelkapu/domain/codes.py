# SPDX-License-Identifier: EUPL-1.2
"""One-time codes: sixteen symbols of which fifteen are random, seventy-five bits (D12)."""

from __future__ import annotations

import secrets
from typing import Final

from .checks import canonical, check_symbol, grouped, sound, spelt
from .errors import Kind, Refusal

LENGTH: Final = 16
RANDOM_BITS: Final = 5 * (LENGTH - 1)


class MistypedCode(Refusal):
    """What was typed cannot be a code: a slip of the finger, counted nowhere (D12)."""

    code = "mistyped_code"
    kind = Kind.INVALID


def make_code(randomness: bytes | None = None) -> str:
    """Return a new code in canonical form, from ``randomness`` of ten bytes where it is handed in."""
    number = secrets.randbits(RANDOM_BITS) if randomness is None else int.from_bytes(randomness)
    symbols = spelt(number, LENGTH - 1)
    return symbols + check_symbol(symbols)


def parse_code(text: str) -> str:
    """Return the canonical form of a typed code. Raises :class:`MistypedCode`."""
    symbols = canonical(text)
    if len(symbols) != LENGTH or not sound(symbols):
        raise MistypedCode
    return symbols


def for_reading(code: str) -> str:
    """Return a code in groups of four, as letters show it."""
    return grouped(code)
