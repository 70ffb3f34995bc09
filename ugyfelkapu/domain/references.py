# SPDX-License-Identifier: EUPL-1.2
"""References that people say and write down: seven symbols and a check symbol, K7M4-P2XD."""

from __future__ import annotations

import secrets
from typing import Final

from .checks import canonical, check_symbol, grouped, sound, spelt
from .errors import Kind, Refusal

LENGTH: Final = 8
RANDOM_BITS: Final = 5 * (LENGTH - 1)


class MistypedReference(Refusal):
    """What was typed or said cannot be a reference."""

    code = "mistyped_reference"
    kind = Kind.INVALID


def make_reference(randomness: bytes | None = None) -> str:
    """Return a new reference in canonical form, from ``randomness`` of five bytes where it is handed in.

    It names a case and opens nothing: thirty-five bits are for not meeting twice, not for secrecy.
    """
    number = secrets.randbits(RANDOM_BITS) if randomness is None else int.from_bytes(randomness)
    symbols = spelt(number, LENGTH - 1)
    return symbols + check_symbol(symbols)


def parse_reference(text: str) -> str:
    """Return the canonical form of a typed reference. Raises :class:`MistypedReference`."""
    symbols = canonical(text)
    if len(symbols) != LENGTH or not sound(symbols):
        raise MistypedReference
    return symbols


def for_saying(reference: str) -> str:
    """Return a reference in groups of four, as people read it out."""
    return grouped(reference)
