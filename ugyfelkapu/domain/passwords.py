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
REST_THAT_COUNTS: Final = 8
"""Characters that must remain when personal words and digits at the ends are taken out."""
DIFFERENT: Final = 4
SHORTEST_REPEATED: Final = 8
"""Characters of a piece that may make a password by being repeated."""
_SERVICE: Final = ("ugyfelkapu", "ugyfel", "clientgate", "kapu")
_ROWS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiop",
    "qwertzuiop",
    "asdfghjkl",
    "yxcvbnm",
    "zxcvbnm",
)
_ROWS_BACK: Final = tuple(row[::-1] for row in _ROWS)


class PasswordFlaw(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    PERSONAL = "personal"


def normalise_password(text: str) -> str:
    """Return a password in the form that is hashed: NFC, nothing cut, nothing removed.

    NFC lets one password be typed on any keyboard; NFKC would make different characters one and
    weaken it without need.
    """
    return unicodedata.normalize("NFC", text)


def judge_password(password: str, *, personal: Iterable[str], common: Container[str]) -> PasswordFlaw | None:
    """Return what is wrong with a chosen password, or ``None`` (D14).

    ``personal`` holds words of the person's own data; ``common`` is asked in lower case and folded.
    """
    whole = normalise_password(password)
    if len(whole) < SHORTEST:
        return PasswordFlaw.TOO_SHORT
    if len(whole) > LONGEST:
        return PasswordFlaw.TOO_LONG
    plain = folded(whole).replace(" ", "")
    forms = (form for form in (whole.casefold(), plain) if len(form) >= SHORTEST)
    if plain in common or any(_is_easy(form, common) for form in forms):
        return PasswordFlaw.COMMON
    if _mostly(plain, [*personal, *_SERVICE]):
        return PasswordFlaw.PERSONAL
    return None


def _is_easy(text: str, common: Container[str]) -> bool:
    """Say whether a password is common, a short piece repeated, or a walk along a row of keys."""
    piece = _repeated_piece(text)
    if text in common or piece in common or len(set(text)) < DIFFERENT:
        return True
    return len(piece) < SHORTEST_REPEATED or any(_walks(text, row) for row in (*_ROWS, *_ROWS_BACK))


def _repeated_piece(text: str) -> str:
    """Return the shortest piece whose repetition is the text: abcd of abcdabcdab."""
    longest = len(text) // 2
    sizes = (size for size in range(1, longest + 1) if text == (text[:size] * len(text))[: len(text)])
    return text[: next(sizes, len(text))]


def _walks(text: str, row: str) -> bool:
    """Say whether text goes along one row, again and again from its beginning."""
    start = row.find(text[0])
    return start >= 0 and (row[start:] + row * (LONGEST // len(row) + 1)).startswith(text)


def _mostly(plain: str, words: Iterable[str]) -> bool:
    """Say whether too little remains when personal words are taken out, longest first."""
    rest = plain
    usable = {form for word in words for form in {folded(word).replace(" ", ""), *folded(word).split()}}
    for word in sorted(usable, key=lambda word: (-len(word), word)):
        if len(word) >= SHORTEST_PERSONAL_WORD:
            rest = rest.replace(word, " ")
    remaining = "".join(rest.split()).strip("0123456789")
    return rest != plain and len(remaining) < REST_THAT_COUNTS
