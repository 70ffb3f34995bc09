# SPDX-License-Identifier: EUPL-1.2
"""Natural identity data: names as they are written, and as they are compared."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

from .characters import without_invisible
from .errors import Kind, Refusal

LONGEST_NAME: Final = 150
"""Characters of one name field; registers hold no longer ones."""

MARKS_ON_A_LETTER: Final = 4
"""Combining marks that one letter may bear; more is no writing."""

_LETTERS_WITHOUT_ACCENT_FORM: Final = str.maketrans(
    {"ß": "ss", "đ": "d", "ł": "l", "ø": "o", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}
    | {"ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n", "ĸ": "k", "ɨ": "i", "ƶ": "z", "ə": "e"}
)
_APOSTROPHES: Final = "'’‘ʼʻʹ`´"
_MARKS_IN_NAMES: Final = " -‐.,/·'’‘`´"
_MARKS_IN_PLACES: Final = "0123456789()"
_TITLES: Final = frozenset({"dr", "drs", "ifj", "ifjabb", "id", "idosb", "ozv", "prof", "phd", "habil"})
"""Words before or after a name by which nobody is searched."""
_LETTERS: Final = re.compile("dzs|cs|dz|gy|ly|ny|sz|ty|zs|.", re.DOTALL)
_DOUBLED: Final = re.compile("c(?=cs)|d(?=dz)|g(?=gy)|l(?=ly)|n(?=ny)|s(?=sz)|t(?=ty)|z(?=zs)")
_LONG: Final = {"c": "cs", "d": "dz", "g": "gy", "l": "ly", "n": "ny", "s": "sz", "t": "ty", "z": "zs"}
_ALPHABET: Final = "a b c cs d dz dzs e f g gy h i j k l ly m n ny o ö p q r s sz t ty u ü v w x y z zs"
_RANK: Final = {letter: rank for rank, letter in enumerate(_ALPHABET.split(), start=1)}
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
    """Return text as it is stored: NFC, trimmed, one space between words, nothing invisible.

    Control, format and zero-width characters are taken out, not refused: they come with pasted text
    and nobody can see or mend them. Whatever shows is left as it was written.
    """
    visible = unicodedata.normalize("NFC", without_invisible(text))
    return " ".join(visible.split())


def parse_name_part(text: str) -> str:
    """Return a family or given name as it is stored. Raises :class:`InvalidName`."""
    name = clean(text)
    if not name:
        raise InvalidName(reason="empty")
    if len(name) > LONGEST_NAME:
        raise InvalidName(reason="too_long")
    if not _is_written(name):
        raise InvalidName(reason="characters")
    return name


def parse_place(text: str) -> str:
    """Return a place of birth: as a name, with digits and brackets: Budapest 07, Kolozsvár (Románia).

    Raises :class:`InvalidName`.
    """
    place = clean(text)
    parse_name_part("".join(char for char in place if char not in _MARKS_IN_PLACES))
    if len(place) > LONGEST_NAME:
        raise InvalidName(reason="too_long")
    return place


def _is_written(name: str) -> bool:
    """Say whether these are letters of any script with the few marks that names have."""
    marks = 0
    for place, char in enumerate(name):
        marks = marks + 1 if unicodedata.category(char).startswith("M") else 0
        if marks > (MARKS_ON_A_LETTER if place else 0):
            return False
        if not (marks or char.isalpha() or char in _MARKS_IN_NAMES):
            return False
    return any(char.isalpha() for char in name)


def folded(text: str) -> str:
    """Return text for comparison: no case, accents, apostrophes; hyphens and dots are spaces.

    Letters that bear their stroke inside (đ, ł, ø) and ligatures (ß, æ) become the letters that people
    type instead. Other scripts lose their marks alike, so the result is for comparison only.
    """
    plain = "".join(char for char in clean(text) if char not in _APOSTROPHES).casefold()
    for _ in range(2):
        plain = unicodedata.normalize("NFKD", plain.translate(_LETTERS_WITHOUT_ACCENT_FORM)).casefold()
    bare = "".join(char for char in plain if not unicodedata.combining(char) and char not in _APOSTROPHES)
    return " ".join(re.sub(r"[\W_]+", " ", bare.translate(_LETTERS_WITHOUT_ACCENT_FORM)).split())


def untitled(text: str) -> str:
    """Return a name for comparison without titles, unless it consists of them."""
    whole = folded(text)
    return " ".join(word for word in whole.split() if word not in _TITLES) or whole


def name_parts(name: Name) -> frozenset[str]:
    """Return the folded parts by which a name is found, without titles.

    A ``-né`` form is found by its stem too. Who holds ``O'Brien`` is found by o, brien and obrien.
    """
    parts: set[str] = set()
    for word in re.split(r"[\s\-‐.,/·]+", clean(f"{name.family} {name.given}")):
        parts |= _forms(word)
    return frozenset(parts - _TITLES or parts)


def _forms(word: str) -> set[str]:
    """Return one word's parts: folded, in pieces where an apostrophe parts it, and a wife's stem."""
    whole = folded(word)
    pieces = folded(re.sub(f"[{_APOSTROPHES}]", " ", word))
    forms = {*whole.split(), *pieces.split()}
    if word.casefold().endswith("né") or (whole.endswith("ne") and len(whole) > len("anne")):
        forms |= set(whole.removesuffix("ne").split())
    return forms


def name_order(name: Name) -> tuple[tuple[int, ...], str]:
    """Return the sort key of a name: family name first, titles aside."""
    return hungarian_order(f"{name.family} {name.given}")


def hungarian_order(text: str) -> tuple[tuple[int, ...], str]:
    """Return a sort key in the order of the Hungarian alphabet (AkH. 14–15).

    Two- and three-sign letters are letters of their own, doubled ones two of them (ssz is sz + sz).
    Long vowels stand with the short ones and foreign accents with the bare letter, but decide a tie.
    """
    letters = unicodedata.normalize("NFC", clean(text).casefold())
    short = _DOUBLED.sub(lambda found: _LONG[found[0]], letters.translate(_SHORT))
    ranks = (_rank(letter) for letter in _LETTERS.findall(short) if not unicodedata.combining(letter[0]))
    return tuple(ranks), letters


def _rank(letter: str) -> int:
    if letter in _RANK:
        return _RANK[letter]
    base = unicodedata.normalize("NFKD", letter.translate(_LETTERS_WITHOUT_ACCENT_FORM))[0]
    if base in _RANK:
        return _RANK[base]
    return len(_RANK) + ord(base) if letter.isalpha() else 0
