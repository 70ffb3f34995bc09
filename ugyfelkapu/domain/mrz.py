# SPDX-License-Identifier: EUPL-1.2
"""Machine-readable zones of cards (TD1) and passports (TD3), as scanners type them (ICAO 9303)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from .documents import DocumentKind
from .errors import Kind, Refusal

TD1_LENGTH: Final = 90
TD3_LENGTH: Final = 88
_WEIGHTS: Final = (7, 3, 1)
_VALUES: Final = {char: value for value, char in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")} | {"<": 0}
_GERMANY: Final = "D"
_HUNGARIAN_KEYBOARD: Final = str.maketrans({"Ö": "0", "Í": "<", "Y": "Z", "Z": "Y"})
"""What an English-speaking scanner's keys write through a Hungarian keyboard layout."""


class UnreadableZone(Refusal):
    """The zone cannot be read; ``reason`` is wrong_length, characters, unknown_document, check_digit or date.

    ``field`` names which check digit failed: number, birth_date, valid_until, optional or composite.
    """

    code = "unreadable_zone"
    kind = Kind.INVALID


@dataclass(frozen=True, slots=True)
class MachineReadableZone:
    """What a zone says; names are transliterated, so they can only be compared."""

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


def parse_zone(text: str, *, today: date) -> MachineReadableZone:
    """Read a zone in the shape a scanner types it, with or without line breaks.

    Raises :class:`UnreadableZone`. A zone typed through a Hungarian keyboard layout is accepted when
    all its check digits hold only after the keys are put back.
    """
    zone = re.sub(r"\s+", "", text).upper().replace("«", "<<").replace("‹", "<")
    try:
        return _parse(zone, today)
    except UnreadableZone:
        respelt = zone.translate(_HUNGARIAN_KEYBOARD)
        if respelt == zone:
            raise
        try:
            return _parse(respelt, today)
        except UnreadableZone:
            pass
        raise


def _parse(zone: str, today: date) -> MachineReadableZone:
    if len(zone) not in {TD1_LENGTH, TD3_LENGTH}:
        raise UnreadableZone(reason="wrong_length", length=len(zone))
    if any(char not in _VALUES for char in zone):
        raise UnreadableZone(reason="characters")
    return _td1(zone, today) if len(zone) == TD1_LENGTH else _td3(zone, today)


def _td1(zone: str, today: date) -> MachineReadableZone:
    first, second, names = zone[:30], zone[30:60], zone[60:]
    if first[0] not in "IAC" or first[1] == "V":
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
    code = text.rstrip("<")
    return "DEU" if code == _GERMANY else code


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
        "Ö": ("OE", "O", "OEE"),
        "Ő": ("O", "OE"),
        "Ø": ("OE", "O"),
        "Œ": ("OE",),
        "Ü": ("UE", "U", "UXX", "UEE"),
        "Ű": ("U", "UE"),
        "ß": ("SS",),
        "ẞ": ("SS",),
        "Ñ": ("N", "NXX"),
        "Đ": ("D",),
        "Ð": ("D",),
        "Þ": ("TH",),
        "Ł": ("L",),
        "Ħ": ("H",),
    }
)


def spellings(name: str) -> frozenset[str]:
    """Return every way in which a zone may spell a name (ICAO 9303 part 3, section 6)."""
    found = {""}
    for char in unicodedata.normalize("NFC", name).upper():
        found = {start + end for start in found for end in _spelt(char)}
        if len(found) > 256:
            found = set(sorted(found)[:256])
    return frozenset(" ".join(text.split()) for text in found)


def _spelt(char: str) -> tuple[str, ...]:
    if char in _SPELT:
        return _SPELT[char]
    if char.isspace() or char in "-‐":
        return (" ",)
    base = unicodedata.normalize("NFKD", char)[0]
    return (base,) if base in _VALUES and base.isalpha() else ("",)


def same_name(zone_name: str, name: str) -> bool:
    """Say whether a zone's name is a spelling of ``name``; a zone may cut long names short."""
    seen = zone_name.replace(" ", "")
    wanted = {spelling.replace(" ", "") for spelling in spellings(name)}
    return seen in wanted or (len(seen) >= _CUT and any(text.startswith(seen) for text in wanted))


_CUT: Final = 20
"""Characters from which a zone's name may be a cut one."""
