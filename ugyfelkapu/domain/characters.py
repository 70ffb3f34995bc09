# SPDX-License-Identifier: EUPL-1.2
"""Characters that nobody sees, and small letters made large without surprises."""

from __future__ import annotations

import unicodedata
from typing import Final

_UNSEEN_LETTERS_AND_MARKS: Final = frozenset(
    {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0}
    | set(range(0x180B, 0x1810))
    | set(range(0xFE00, 0xFE10))
    | set(range(0xE0100, 0xE01F0))
)
"""Fillers and variation selectors: Unicode calls them letters or marks, and they show nothing."""


def invisible(char: str) -> bool:
    """Say whether a character shows nothing and is no space: control, format, filler, half a pair."""
    return unicodedata.category(char) in {"Cc", "Cf", "Cs"} or ord(char) in _UNSEEN_LETTERS_AND_MARKS


def without_invisible(text: str) -> str:
    """Return text without what nobody sees; line breaks and tabs are spaces and stay."""
    if text.isprintable() and _UNSEEN_LETTERS_AND_MARKS.isdisjoint(map(ord, text)):
        return text
    return "".join(char for char in text if char.isspace() or not invisible(char))


def ascii_upper(text: str) -> str:
    """Return text with a–z made large and all else left alone: ``str.upper`` makes SS of ß, I of ı."""
    return "".join(char.upper() if char.isascii() else char for char in text)
