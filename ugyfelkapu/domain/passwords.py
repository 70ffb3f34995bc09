# SPDX-License-Identifier: EUPL-1.2
"""Passwords: long enough, not common, not made of one's own data, and nothing else (D14)."""

from __future__ import annotations

import unicodedata
from collections.abc import Container, Iterable
from enum import StrEnum
from typing import Final

from .person import folded

SHORTEST: Final = 10
LONGEST: Final = 256
SHORTEST_PERSONAL_WORD: Final = 4
REST_THAT_COUNTS: Final = 5
"""Characters that must remain when personal words are taken out."""
DIFFERENT: Final = 4
_SERVICE: Final = ("ugyfelkapu", "ugyfel", "clientgate", "kapu")
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "yxcvbnm",
    "zxcvbnm",
)


class PasswordFlaw(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    PERSONAL = "personal"


def normalise_password(text: str) -> str:
    """Return a password in the form that is hashed: NFC, nothing cut, nothing removed."""
    return unicodedata.normalize("NFC", text)


def judge_password(password: str, *, personal: Iterable[str], common: Container[str]) -> PasswordFlaw | None:
    """Return what is wrong with a chosen password, or ``None``.

    ``personal`` holds words of the person's own data; ``common`` is asked in folded form.
    """
    whole = normalise_password(password)
    if len(whole) < SHORTEST:
        return PasswordFlaw.TOO_SHORT
    if len(whole) > LONGEST:
        return PasswordFlaw.TOO_LONG
    plain = folded(whole).replace(" ", "")
    if whole.casefold() in common or plain in common or _is_easy(whole.casefold()):
        return PasswordFlaw.COMMON
    if _mostly(plain, [*personal, *_SERVICE]):
        return PasswordFlaw.PERSONAL
    return None


def _is_easy(text: str) -> bool:
    """Say whether a password is a few characters repeated, or a walk along a row of keys."""
    if len(set(text)) < DIFFERENT:
        return True
    return any(text in row * 30 or text in row[::-1] * 30 for row in _ROWS)


def _mostly(plain: str, words: Iterable[str]) -> bool:
    """Say whether too little remains when personal words are taken out, longest first."""
    rest = plain
    usable = {folded(word).replace(" ", "") for word in words}
    for word in sorted(usable, key=len, reverse=True):
        if len(word) >= SHORTEST_PERSONAL_WORD:
            rest = rest.replace(word, "")
    return rest != plain and len(rest.strip("0123456789")) < REST_THAT_COUNTS
