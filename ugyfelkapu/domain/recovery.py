# SPDX-License-Identifier: EUPL-1.2
"""Recovery codes: ten symbols of which nine are random, forty-five bits, each used once."""

from __future__ import annotations

import secrets
from typing import Final

from .checks import canonical, check_symbol, sound, spelt

LENGTH: Final = 10
RANDOM_BITS: Final = 5 * (LENGTH - 1)
CODES: Final = 10
"""How many are made at once."""
_HALF: Final = LENGTH // 2


def make_recovery_codes() -> tuple[str, ...]:
    """Return new codes in canonical form, no two alike."""
    made: dict[str, None] = {}
    while len(made) < CODES:
        symbols = spelt(secrets.randbits(RANDOM_BITS), LENGTH - 1)
        made[symbols + check_symbol(symbols)] = None
    return tuple(made)


def parse_recovery_code(text: str) -> str | None:
    """Return the canonical form of a typed recovery code, or ``None`` for what cannot be one."""
    symbols = canonical(text)
    return symbols if len(symbols) == LENGTH and sound(symbols) else None


def for_keeping(code: str) -> str:
    """Return a code in two groups, as it is printed."""
    return f"{code[:_HALF]}-{code[_HALF:]}"
