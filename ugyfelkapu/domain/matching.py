# SPDX-License-Identifier: EUPL-1.2
"""Do two descriptions mean one person? A verdict with reasons, which name fields and never values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .mrz import MachineReadableZone, same_name
from .person import Identity, Name, clean, folded


class Field(StrEnum):
    """What may differ."""

    CURRENT_NAME = "current_name"
    BIRTH_NAME = "birth_name"
    BIRTH_PLACE = "birth_place"
    BIRTH_DATE = "birth_date"
    MOTHER_BIRTH_NAME = "mother_birth_name"
    CITIZENSHIP = "citizenship"


class Degree(StrEnum):
    """How two spellings differ; the register may correct all but the last (D5)."""

    CASE = "case"
    ACCENTS = "accents"
    SPACING = "spacing"
    ONE_LETTER = "one_letter"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that differs, and how."""

    field: Field
    degree: Degree


@dataclass(frozen=True, slots=True)
class Same:
    """Nothing differs."""


@dataclass(frozen=True, slots=True)
class Correctable:
    """The register may correct what differs, and the difference is recorded."""

    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Different:
    """Too much differs: refuse."""

    differences: tuple[Difference, ...]


Verdict = Same | Correctable | Different

ONE_CORRECTION = 1
"""Spelling differences beyond case and spacing that one form may hold (D5)."""


def compare(claimed: Identity, known: Identity) -> Verdict:
    """Compare what a form claims with what a register knows (D5).

    The register may correct case, accents, spacing and one letter in a name; another date of birth or
    citizenship, or two differences, refuse.
    """
    found = [
        *_names(Field.CURRENT_NAME, claimed.current_name, known.current_name),
        *_names(Field.BIRTH_NAME, claimed.birth_name, known.birth_name),
        *_words(Field.BIRTH_PLACE, claimed.birth_place, known.birth_place),
        *_names(Field.MOTHER_BIRTH_NAME, claimed.mother_birth_name, known.mother_birth_name),
    ]
    if claimed.birth_date != known.birth_date:
        found.append(Difference(Field.BIRTH_DATE, Degree.DIFFERENT))
    if claimed.citizenship != known.citizenship:
        found.append(Difference(Field.CITIZENSHIP, Degree.DIFFERENT))
    return _verdict(tuple(found))


def _verdict(found: tuple[Difference, ...]) -> Verdict:
    if not found:
        return Same()
    grave = any(difference.degree is Degree.DIFFERENT for difference in found)
    letters = sum(difference.degree is Degree.ONE_LETTER for difference in found)
    if grave or letters > ONE_CORRECTION:
        return Different(found)
    return Correctable(found)


def _names(field: Field, claimed: Name, known: Name) -> list[Difference]:
    return _words(field, f"{claimed.family} {claimed.given}", f"{known.family} {known.given}")


def _words(field: Field, claimed: str, known: str) -> list[Difference]:
    degree = how_different(clean(claimed), clean(known))
    return [Difference(field, degree)] if degree else []


def how_different(claimed: str, known: str) -> Degree | None:
    """Return how two spellings differ, or ``None`` when they are the same to the letter."""
    if claimed == known:
        return None
    if claimed.casefold() == known.casefold():
        return Degree.CASE
    left, right = folded(claimed), folded(known)
    if left == right:
        return Degree.ACCENTS
    left, right = left.replace(" ", ""), right.replace(" ", "")
    if left == right:
        return Degree.SPACING
    return Degree.ONE_LETTER if _one_letter_apart(left, right) else Degree.DIFFERENT


def _one_letter_apart(left: str, right: str) -> bool:
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1 or not short:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest_of_short = short[same + 1 :] if len(short) == len(long) else short[same:]
    return rest_of_short == long[same + 1 :]


def compare_zone(zone: MachineReadableZone, known: Identity) -> tuple[Difference, ...]:
    """Return what differs between a document's zone and the register's answer.

    A passport may still hold the birth name, so either name may stand in the zone.
    """
    found = []
    if not any(_zone_names(zone, name) for name in (known.current_name, known.birth_name)):
        found.append(Difference(Field.CURRENT_NAME, Degree.DIFFERENT))
    if zone.birth_date != known.birth_date:
        found.append(Difference(Field.BIRTH_DATE, Degree.DIFFERENT))
    if zone.nationality != known.citizenship:
        found.append(Difference(Field.CITIZENSHIP, Degree.DIFFERENT))
    return tuple(found)


def _zone_names(zone: MachineReadableZone, name: Name) -> bool:
    return same_name(zone.surname, name.family) and same_name(zone.given_names, name.given)
