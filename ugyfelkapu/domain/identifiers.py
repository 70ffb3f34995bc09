# SPDX-License-Identifier: EUPL-1.2
"""The Hungarian personal identifier: whom it speaks of and whether its check digit holds.

It may be used only where a statute allows (Szaz. § 7); the gate neither asks for it nor keeps it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from .characters import without_invisible
from .errors import Kind, Refusal

NEW_WEIGHTS_FROM: Final = date(1997, 1, 1)
"""People born from this day have the weights in falling order (Szaz. annex 3)."""
NEVER_ISSUED: Final = 10
"""A remainder for which no serial number was issued."""
_DIGITS: Final = 11


class InvalidIdentifier(Refusal):
    """No such personal identifier was issued; ``reason`` is empty, format, date, check_digit, remainder."""

    code = "invalid_identifier"
    kind = Kind.INVALID


@dataclass(frozen=True, slots=True)
class PersonalIdentifier:
    """Eleven digits, G YYMMDD SSS C, and what they say."""

    digits: str
    birth_date: date
    sex: str
    hungarian: bool

    def display(self) -> str:
        """Return the identifier as cards print it: 1-710314-9947."""
        return f"{self.digits[0]}-{self.digits[1:7]}-{self.digits[7:]}"


def parse_personal_identifier(text: str) -> PersonalIdentifier:
    """Read an identifier, hyphens and spaces aside. Raises :class:`InvalidIdentifier`."""
    digits = re.sub(r"[\s\-‐‑–]+", "", without_invisible(text))
    if not digits:
        raise InvalidIdentifier(reason="empty")
    if not re.fullmatch(rf"[1-8][0-9]{{{_DIGITS - 1}}}", digits):
        raise InvalidIdentifier(reason="format")
    born = _born(digits)
    _require_check_digit(digits, born)
    first = int(digits[0])
    return PersonalIdentifier(digits, born, "M" if first % 2 else "F", hungarian=first <= 4)


def _born(digits: str) -> date:
    """Return the birth date: 1, 2, 5, 6 are the twentieth century's, 3, 4, 7, 8 ours.

    The latter stood for the nineteenth century once; nobody of it lives.
    """
    century = 1900 if digits[0] in "1256" else 2000
    try:
        return date(century + int(digits[1:3]), int(digits[3:5]), int(digits[5:7]))
    except ValueError:
        raise InvalidIdentifier(reason="date") from None


def _require_check_digit(digits: str, born: date) -> None:
    weights = range(1, _DIGITS) if born < NEW_WEIGHTS_FROM else range(_DIGITS - 1, 0, -1)
    remainder = sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % _DIGITS
    if remainder == NEVER_ISSUED:
        raise InvalidIdentifier(reason="remainder")
    if remainder != int(digits[-1]):
        raise InvalidIdentifier(reason="check_digit")
