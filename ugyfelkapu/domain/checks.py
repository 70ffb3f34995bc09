# SPDX-License-Identifier: EUPL-1.2
"""Symbols that people type and speak: Crockford base 32 with a check symbol at the end.

The check is a polynomial over the field of 32 elements. Each place is weighted by another power of the
field's generator, so every single wrong symbol and every exchange of two different symbols, adjacent
or not, is found in up to 31 places.
"""

from __future__ import annotations

from typing import Final

from .characters import ascii_upper, without_invisible

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_GAPS: Final = "-‐‑‒–—−_."
_FIELD_POLYNOMIAL: Final = 0b100101
_SIZE: Final = 32


def check_symbol(symbols: str) -> str:
    """Return the check symbol of canonical symbols."""
    total = 0
    for symbol in symbols:
        total = _doubled(total ^ _VALUE[symbol])
    return ALPHABET[total]


def spelt(number: int, length: int) -> str:
    """Return the lowest five bits of each symbol of a number, ``length`` symbols."""
    return "".join(ALPHABET[(number >> (5 * place)) % _SIZE] for place in range(length))


def canonical(text: str) -> str:
    """Return what somebody typed in canonical symbols, or nothing when a character is no symbol.

    Case, spaces, hyphens and dots do not count; O is read as 0, I and L as 1.
    """
    typed = [
        char for char in ascii_upper(without_invisible(text)) if not char.isspace() and char not in _GAPS
    ]
    return "".join(ALPHABET[_VALUE[char]] for char in typed) if set(typed) <= _VALUE.keys() else ""


def sound(symbols: str) -> bool:
    """Say whether the last symbol checks the others."""
    return len(symbols) > 1 and check_symbol(symbols[:-1]) == symbols[-1]


def grouped(symbols: str) -> str:
    """Return symbols in groups of four."""
    return "-".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD_POLYNOMIAL if value >= _SIZE else value
