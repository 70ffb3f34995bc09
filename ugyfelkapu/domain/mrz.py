# SPDX-License-Identifier: EUPL-1.2
"""Machine-readable zones of cards (TD1) and passports (TD3), as scanners type them (ICAO 9303)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from .characters import ascii_upper, without_invisible
from .countries import from_zone
from .documents import DocumentKind
from .errors import Kind, Refusal

TD1_LENGTH: Final = 90
TD3_LENGTH: Final = 88
LONGEST_TYPED: Final = 500
"""Characters, line breaks and all, after which nobody looks for a zone any more."""
_WEIGHTS: Final = (7, 3, 1)
_VALUES: Final = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_RESIDENCE_PERMITS_VISAS_AND_CREW: Final = frozenset(["AC", "IR", "AR", "IV", "AV", "CV"])
"""Cards of the same shape that are no identity cards."""
_OTHER_LAYOUTS: Final = (
    str.maketrans({"ö": "0", "Ö": "0", "?": "<", "y": "z", "Y": "Z", "z": "y", "Z": "Y"}),
    str.maketrans({"ö": "0", "Ö": "0", "í": "<", "Í": "<", "y": "z", "Y": "Z", "z": "y", "Z": "Y"}),
    str.maketrans({";": "<", "y": "z", "Y": "Z", "z": "y", "Z": "Y"}),
)
"""What an English-speaking scanner's keys write through Hungarian layouts and a German one."""


class UnreadableZone(Refusal):
    """The zone cannot be read; ``reason`` is wrong_length, characters, unknown_document, check_digit or date.

    ``field`` names which check digit failed: number, birth_date, valid_until, optional or composite.
    """

    code = "unreadable_zone"
    kind = Kind.INVALID


@dataclass(frozen=True, slots=True)
class MachineReadableZone:
    """What a zone says; names are transliterated, so they can only be compared.

    ``names_cut`` says that the names fill their room to the end, so some of them may be missing.
    """

    kind: DocumentKind
    issuing_country: str
    number: str
    surname: str
    given_names: str
    nationality: str
    birth_date: date
    sex: str
    valid_until: date
    optional: str = ""
    names_cut: bool = False


def parse_zone(text: str, *, today: date) -> MachineReadableZone:
    """Read a zone in the shape a scanner types it, with or without line breaks.

    Raises :class:`UnreadableZone`. A zone typed through a Hungarian or German keyboard layout is read
    when all its check digits hold once every key is put back; no single character is ever guessed.
    """
    if len(text) > LONGEST_TYPED:
        raise UnreadableZone(reason="wrong_length", length=len(text))
    typed = without_invisible(re.sub(r"\s+", "", text)).replace("«", "<<").replace("‹", "<")
    try:
        return _parse(ascii_upper(typed), today)
    except UnreadableZone as refusal:
        for layout in _OTHER_LAYOUTS:
            if not _typed_through(layout, typed):
                continue
            zone = _parse_or_none(ascii_upper(typed.translate(layout)), today)
            if zone is not None:
                return zone
        raise refusal from None


def _typed_through(layout: dict[int, str], typed: str) -> bool:
    """Say whether a layout left characters that no zone has: every zone holds fillers, so it must.

    Without that proof an exchange of Y and Z could make up for a misread digit.
    """
    return any(ord(char) in layout and ascii_upper(char) not in _VALUES for char in typed)


def _parse_or_none(zone: str, today: date) -> MachineReadableZone | None:
    try:
        return _parse(zone, today)
    except UnreadableZone:
        return None


def _parse(zone: str, today: date) -> MachineReadableZone:
    if len(zone) not in {TD1_LENGTH, TD3_LENGTH}:
        raise UnreadableZone(reason="wrong_length", length=len(zone))
    if any(char not in _VALUES for char in zone):
        raise UnreadableZone(reason="characters")
    return _td1(zone, today) if len(zone) == TD1_LENGTH else _td3(zone, today)


def _td1(zone: str, today: date) -> MachineReadableZone:
    first, second, names = zone[:30], zone[30:60], zone[60:]
    if first[0] not in "IAC" or first[:2] in _RESIDENCE_PERMITS_VISAS_AND_CREW:
        raise UnreadableZone(reason="unknown_document")
    number, check, optional = first[5:14], first[14], first[15:]
    if check == "<":
        number, check, optional = _long_number(number, optional)
    _require_check("number", number, check)
    _require_check("birth_date", second[:6], second[6])
    _require_check("valid_until", second[8:14], second[14])
    _require_check("composite", first[5:] + second[:7] + second[8:15] + second[18:29], second[29])
    surname, given_names = _names(names)
    return MachineReadableZone(
        kind=DocumentKind.ID_CARD,
        issuing_country=_country(first[2:5]),
        number=number.rstrip("<"),
        surname=surname,
        given_names=given_names,
        nationality=_country(second[15:18]),
        birth_date=_born(second[:6], today),
        sex=_sex(second[7]),
        valid_until=_day(second[8:14], 2000),
        optional=(optional + second[18:29]).strip("<"),
        names_cut=names[-1] != "<",
    )


def _long_number(number: str, optional: str) -> tuple[str, str, str]:
    """Return a number longer than nine characters: it goes on in the optional part, then its check."""
    rest, _, after = optional.partition("<")
    if len(rest) < 2:
        raise UnreadableZone(reason="check_digit", field="number")
    return number + rest[:-1], rest[-1], after


def _td3(zone: str, today: date) -> MachineReadableZone:
    first, second = zone[:44], zone[44:]
    if first[0] != "P":
        raise UnreadableZone(reason="unknown_document")
    _require_check("number", second[:9], second[9])
    _require_check("birth_date", second[13:19], second[19])
    _require_check("valid_until", second[21:27], second[27])
    optional = second[28:42]
    if optional.strip("<") or second[42] != "<":
        _require_check("optional", optional, second[42])
    _require_check("composite", second[:10] + second[13:20] + second[21:43], second[43])
    surname, given_names = _names(first[5:])
    return MachineReadableZone(
        kind=DocumentKind.PASSPORT,
        issuing_country=_country(first[2:5]),
        number=second[:9].rstrip("<"),
        surname=surname,
        given_names=given_names,
        nationality=_country(second[10:13]),
        birth_date=_born(second[13:19], today),
        sex=_sex(second[20]),
        valid_until=_day(second[21:27], 2000),
        optional=optional.strip("<"),
        names_cut=first[-1] != "<",
    )


def check_digit(text: str) -> str:
    """Return the check digit of a field (ICAO 9303 part 3, 4.9)."""
    return str(sum(_VALUES[char] * _WEIGHTS[place % 3] for place, char in enumerate(text)) % 10)


def _require_check(field: str, text: str, digit: str) -> None:
    if check_digit(text) != digit:
        raise UnreadableZone(reason="check_digit", field=field)


def _names(text: str) -> tuple[str, str]:
    surname, _, given = text.rstrip("<").partition("<<")
    return surname.replace("<", " ").strip(), " ".join(given.replace("<", " ").split())


def _country(text: str) -> str:
    return from_zone(text.rstrip("<"))


def _sex(text: str) -> str:
    return text if text in {"M", "F"} else ""


def _born(text: str, today: date) -> date:
    """Return the birth date: the latest century that does not lie in the future."""
    day = _day(text, today.year // 100 * 100)
    return day if day <= today else _day(text, today.year // 100 * 100 - 100)


def _day(text: str, century: int) -> date:
    try:
        return date(century + int(text[:2]), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise UnreadableZone(reason="date") from None


_SPELT: Final = MappingProxyType(
    {
        "Ä": ("AE", "A"),
        "Å": ("AA", "A"),
        "Æ": ("AE",),
        "Ö": ("OE", "O"),
        "Ő": ("O", "OE"),
        "Ø": ("OE", "O"),
        "Œ": ("OE",),
        "Ü": ("UE", "U", "UXX"),
        "Ű": ("U", "UE"),
        "ẞ": ("SS",),
        "Ñ": ("N", "NXX"),
        "Đ": ("D",),
        "Ð": ("D",),
        "Þ": ("TH",),
        "Ł": ("L",),
        "Ħ": ("H",),
        "Ŧ": ("T",),
        "Ŋ": ("N",),
        "ĸ": ("Q",),
        "Ə": ("E",),
    }
)
"""The first spelling is the one that part 3 of ICAO 9303 recommends; states use the others too."""
_GLUE: Final = frozenset(" -‐")


def transliterated(name: str) -> str:
    """Return a name as a zone spells it: capitals A–Z, hyphens as spaces (ICAO 9303 part 3, 6.A)."""
    letters = (_spelt(char)[0] if _spelt(char) else "" for char in _capitals(name))
    return " ".join("".join(letters).split())


def same_name(zone_name: str, name: str, *, cut: bool = False) -> bool:
    """Say whether a zone's name is one of the spellings of ``name``.

    States spell ö as OE or O, ü as UE, U or UXX and so on, each letter by itself. Of a cut name the
    zone holds the beginning only.
    """
    seen = zone_name.replace(" ", "")
    reached = {0}
    for char in _capitals(name):
        spellings = [spelling.strip() for spelling in _spelt(char)]
        if cut and seen and len(seen) in reached:
            return True
        reached = {
            place + len(spelling)
            for place in reached
            for spelling in spellings
            if seen.startswith(spelling, place)
        }
    return len(seen) in reached


def _capitals(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).upper())


def _spelt(char: str) -> tuple[str, ...]:
    """Return the spellings of one letter; none when zones have no letter for it."""
    if char in _SPELT:
        return _SPELT[char]
    if char.isspace() or char in _GLUE:
        return (" ",)
    bare = "".join(part for part in unicodedata.normalize("NFKD", char) if not unicodedata.combining(part))
    if bare.isascii() and bare.isalpha():
        return (bare,)
    return () if bare.isalpha() and unicodedata.category(char) != "Lm" else ("",)
