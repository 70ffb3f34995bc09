# SPDX-License-Identifier: EUPL-1.2
"""Usernames: what may be one, and which ones look alike (D11)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from .errors import Kind, Refusal

SHORTEST: Final = 4
LONGEST: Final = 64
DIFFERENT: Final = 3
_MARKS: Final = "._"


class InvalidUsername(Refusal):
    """A username cannot be this; ``reason`` is empty, too_short, too_long, characters or too_uniform."""

    code = "invalid_username"
    kind = Kind.INVALID


def parse_username(text: str) -> str:
    """Return a chosen username as it is stored, NFC. Raises :class:`InvalidUsername`.

    Letters of any script, digits, dot and underscore; nothing is removed silently, so what is stored
    is what was typed but for spaces around it.
    """
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise InvalidUsername(reason="empty")
    if len(name) < SHORTEST:
        raise InvalidUsername(reason="too_short")
    if len(name) > LONGEST:
        raise InvalidUsername(reason="too_long")
    if not all(_belongs(char) for char in name):
        raise InvalidUsername(reason="characters")
    if len(set(name.casefold())) < DIFFERENT:
        raise InvalidUsername(reason="too_uniform")
    return name


def _belongs(char: str) -> bool:
    category = unicodedata.category(char)
    return char in _MARKS or category in {"Ll", "Lu", "Lt", "Lo", "Mn", "Mc", "Nd"}


def skeleton(username: str, confusables: Mapping[str, str]) -> str:
    """Return the form under which all usernames that look like this one are the same.

    Case does not count and accents do; letters that look alike become one (Unicode TS 39).
    """
    folded = unicodedata.normalize("NFKC", username.strip()).casefold()
    single = "".join(confusables.get(char, char) for char in unicodedata.normalize("NFC", folded))
    for pair, one in (("rn", "m"), ("vv", "w")):
        single = single.replace(pair, one)
    return single


def loose_key(username: str) -> str:
    """Return what guesses are counted under for any text in a username field, valid or not."""
    return unicodedata.normalize("NFKC", username.strip()).casefold()[: LONGEST * 2]
