# SPDX-License-Identifier: EUPL-1.2
"""Usernames: what may be one, and which ones look alike (D11)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

from .characters import invisible
from .errors import Kind, Refusal

SHORTEST: Final = 4
LONGEST: Final = 64
DIFFERENT: Final = 3
_MARKS: Final = "._"
_WRITTEN: Final = frozenset(["Ll", "Lu", "Lt", "Lo", "Nd"])
_COMBINING: Final = frozenset(["Mn", "Mc"])


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
    if not _belong(name):
        raise InvalidUsername(reason="characters")
    if len(set(name.casefold())) < DIFFERENT:
        raise InvalidUsername(reason="too_uniform")
    return name


def _belong(name: str) -> bool:
    """Say whether these are letters of any script, digits, dots and underscores, all of them visible.

    A mark belongs to the letter before it: none begins a name or follows a dot.
    """
    before = ""
    for char in name:
        category = unicodedata.category(char)
        if invisible(char) or (category not in {*_WRITTEN, *_COMBINING} and char not in _MARKS):
            return False
        if category in _COMBINING and before not in {*_WRITTEN, *_COMBINING}:
            return False
        before = category
    return True


def skeleton(username: str, confusables: Mapping[str, str]) -> str:
    """Return the form under which all usernames that look like this one are the same.

    Case does not count and accents do; letters that look alike become one, and so do the digits of
    all scripts, rn and m, vv and w (Unicode TS 39). It is a key to compare, never to show.
    """
    plain = username.strip()
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain).casefold()
    plain = "".join(plain.split()).replace("i\u0307", "i")
    for _ in range(2):
        plain = "".join(_western_digit(confusables.get(char, char)) for char in plain)
    for pair, one in (("rn", "m"), ("vv", "w")):
        plain = plain.replace(pair, one)
    return unicodedata.normalize("NFC", plain)


def _western_digit(char: str) -> str:
    return str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char


def loose_key(username: str) -> str:
    """Return what guesses are counted under for any text in a username field, valid or not."""
    return unicodedata.normalize("NFKC", username.strip()).casefold()[: LONGEST * 2]
