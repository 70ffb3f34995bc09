# SPDX-License-Identifier: EUPL-1.2
"""Natural identity data: names as they are written, and as they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from .errors import Kind, Refusal

LONGEST_NAME: Final = 150
"""Characters of one name field; registers hold no longer ones."""

_LETTERS_WITHOUT_ACCENT_FORM: Final = str.maketrans(
    {"ß": "ss", "đ": "d", "ł": "l", "ø": "o", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_MARKS_IN_NAMES: Final = " -'’.,/·"
_DIGRAPHS: Final = ("dzs", "cs", "dz", "gy", "ly", "ny", "sz", "ty", "zs")
_ALPHABET: Final = (
    *(
        "a",
        "b",
        "c",
        "cs",
        "d",
        "dz",
        "dzs",
        "e",
        "f",
        "g",
        "gy",
        "h",
        "i",
        "j",
        "k",
        "l",
        "ly",
        "m",
        "n",
        "ny",
    ),
    *("o", "ö", "p", "q", "r", "s", "sz", "t", "ty", "u", "ü", "v", "w", "x", "y", "z", "zs"),
)
_RANK: Final = {letter: rank for rank, letter in enumerate(_ALPHABET, start=1)}
_SHORT: Final = str.maketrans("áéíóőúű", "aeioöuü")


class InvalidName(Refusal):
    """A name field cannot hold this; ``reason`` is empty, too_long or characters."""

    code = "invalid_name"
    kind = Kind.INVALID


@dataclass(frozen=True, slots=True)
class Name:
    """A name in Hungarian order; one-name people have a family name alone.

    ``given`` may hold several names, ``title`` what the register writes before or after (dr., ifj.).
    """

    family: str
    given: str = ""
    title: str = ""

    def display(self) -> str:
        """Return the name as it is written, title first."""
        return " ".join(part for part in (self.title, self.family, self.given) if part)


@dataclass(frozen=True, slots=True)
class Identity:
    """Natural identity data (Szaz. § 4 (4)) and citizenship, ISO 3166 alpha-3."""

    current_name: Name
    birth_name: Name
    birth_place: str
    birth_date: date
    mother_birth_name: Name
    citizenship: str


def clean(text: str) -> str:
    """Return text as it is stored: NFC, one space between words, nothing invisible."""
    visible = "".join(
        " " if char.isspace() else char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(visible.split())


def parse_name_part(text: str) -> str:
    """Return a family or given name as it is stored. Raises :class:`InvalidName`."""
    name = clean(text)
    if not name:
        raise InvalidName(reason="empty")
    if len(name) > LONGEST_NAME:
        raise InvalidName(reason="too_long")
    if not all(_belongs(char) for char in name) or not any(char.isalpha() for char in name):
        raise InvalidName(reason="characters")
    return name


def _belongs(char: str) -> bool:
    return char.isalpha() or unicodedata.category(char).startswith("M") or char in _MARKS_IN_NAMES


def folded(text: str) -> str:
    """Return text for comparison: no case, no accents, no hyphens, dots, apostrophes or double spaces."""
    lowered = unicodedata.normalize("NFKD", clean(text).casefold().translate(_LETTERS_WITHOUT_ACCENT_FORM))
    plain = "".join(char for char in lowered if not unicodedata.combining(char))
    return " ".join(re.sub(r"[\W_]+", " ", plain.translate(_LETTERS_WITHOUT_ACCENT_FORM)).split())


def name_parts(name: Name) -> frozenset[str]:
    """Return the folded parts by which a name is found; a ``-né`` form is found by its stem too."""
    parts = set(folded(f"{name.family} {name.given}").split())
    stems = {part.removesuffix("ne") for part in parts if part.endswith("ne") and len(part) > len("nene")}
    return frozenset(parts | stems)


def hungarian_order(text: str) -> tuple[tuple[int, ...], str]:
    """Return a sort key in the order of the Hungarian alphabet; long vowels count at a tie only."""
    letters = clean(text).casefold()
    return tuple(_rank(letter) for letter in _split_letters(letters.translate(_SHORT))), letters


def _split_letters(text: str) -> list[str]:
    pattern = "|".join(sorted(_DIGRAPHS, key=len, reverse=True))
    return re.findall(rf"{pattern}|.", text)


def _rank(letter: str) -> int:
    if letter in _RANK:
        return _RANK[letter]
    base = unicodedata.normalize("NFKD", letter)[0]
    if base in _RANK:
        return _RANK[base]
    return 0 if not letter.isalpha() else len(_RANK) + ord(base)
