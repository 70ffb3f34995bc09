# SPDX-License-Identifier: EUPL-1.2
"""Symbols that people type and speak: Crockford base 32 with a check symbol at the end.

The check is the ISO/IEC 7064 idea over 32 symbols: a polynomial over the field of 32 elements. Each
place is weighted by another power of the field's generator, so every single wrong symbol and every
exchange of two symbols (31 places at the most) is found.
"""

from __future__ import annotations

from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE: Final = {symbol: value for value, symbol in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_FIELD_POLYNOMIAL: Final = 0b100101
_SIZE: Final = 32


def check_symbol(symbols: str) -> str:
    """Return the check symbol of canonical symbols."""
    total = 0
    for symbol in symbols:
        total = _doubled(total ^ _VALUE[symbol])
    return ALPHABET[total]


def canonical(text: str) -> str | None:
    """Return what somebody typed in canonical symbols, or ``None`` when a character is no symbol.

    Case, spaces and hyphens do not count; O is read as 0, I and L as 1.
    """
    typed = [char for char in text.upper() if not char.isspace() and char not in "-‐‑–—_."]
    if any(char not in _VALUE for char in typed):
        return None
    return "".join(ALPHABET[_VALUE[char]] for char in typed)


def sound(symbols: str) -> bool:
    """Say whether the last symbol checks the others."""
    return len(symbols) > 1 and check_symbol(symbols[:-1]) == symbols[-1]


def grouped(symbols: str) -> str:
    """Return symbols in groups of four."""
    return "-".join(symbols[start : start + 4] for start in range(0, len(symbols), 4))


def _doubled(value: int) -> int:
    value <<= 1
    return value ^ _FIELD_POLYNOMIAL if value >= _SIZE else value
