# SPDX-License-Identifier: EUPL-1.2
"""Do two descriptions mean one person? A verdict with reasons, which name fields and never values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

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

LINES: Final = (
    Field.CURRENT_NAME,
    Field.BIRTH_NAME,
    Field.BIRTH_PLACE,
    Field.BIRTH_DATE,
    Field.MOTHER_BIRTH_NAME,
    Field.CITIZENSHIP,
)
"""The fields in the order in which people read them."""
NAMES: Final = (Field.CURRENT_NAME, Field.BIRTH_NAME, Field.MOTHER_BIRTH_NAME)

LETTERS_THAT_MAY_BE_WRONG: Final = 1
"""Names with one letter wrong that one form may hold (D5)."""
SHORTEST_CORRECTABLE: Final = 4
"""Letters that a name has at least when one of them may be wrong: Li and Le are two people."""


def compare(claimed: Identity, known: Identity) -> Verdict:
    """Compare what a form claims with what a register knows (D5).

    The register may correct case, spacing and accents wherever they stand (a keyboard without accents
    lacks them everywhere) and one letter in one name. Another date of birth or citizenship, another
    name, or two names with a wrong letter refuse. Titles do not count; an empty birth name means the
    current one, and one mistake in a name that stands in both places is one mistake.
    """
    found = [
        *_names(Field.CURRENT_NAME, claimed.current_name, known.current_name),
        *_birth_names(claimed, known),
        *_words(Field.BIRTH_PLACE, claimed.birth_place, known.birth_place),
        *_names(Field.MOTHER_BIRTH_NAME, claimed.mother_birth_name, known.mother_birth_name),
    ]
    if claimed.birth_date != known.birth_date:
        found.append(Difference(Field.BIRTH_DATE, Degree.DIFFERENT))
    if claimed.citizenship != known.citizenship:
        found.append(Difference(Field.CITIZENSHIP, Degree.DIFFERENT))
    return _verdict(tuple(found))


def by_line(claimed: Identity, known: Identity) -> dict[Field, Degree]:
    """Return what differs line by line; one mistake in a name that stands in two lines is in both."""
    verdict = compare(claimed, known)
    found = {} if isinstance(verdict, Same) else {each.field: each.degree for each in verdict.differences}
    birth = how_different(_plain(_born_as(claimed)), _plain(_born_as(known)))
    if birth and Field.BIRTH_NAME not in found and Field.CURRENT_NAME in found:
        found[Field.BIRTH_NAME] = birth
    return found


def changed_lines(before: Identity, now: Identity) -> tuple[Field, ...]:
    """Return the lines that read differently now, in order; here titles count, for they are shown."""
    found = by_line(before, now).keys() | {
        field for field in NAMES if _title(before, field) != _title(now, field)
    }
    return tuple(field for field in LINES if field in found)


def _title(identity: Identity, field: Field) -> str:
    name: Name = getattr(identity, field)
    return clean(name.title)


def _verdict(found: tuple[Difference, ...]) -> Verdict:
    if not found:
        return Same()
    grave = any(difference.degree is Degree.DIFFERENT for difference in found)
    letters = sum(difference.degree is Degree.ONE_LETTER for difference in found)
    if grave or letters > LETTERS_THAT_MAY_BE_WRONG:
        return Different(found)
    return Correctable(found)


def _birth_names(claimed: Identity, known: Identity) -> list[Difference]:
    ours, theirs = _born_as(claimed), _born_as(known)
    if (_plain(ours), _plain(theirs)) == (_plain(claimed.current_name), _plain(known.current_name)):
        return []
    return _names(Field.BIRTH_NAME, ours, theirs)


def _born_as(identity: Identity) -> Name:
    return identity.birth_name if _plain(identity.birth_name) else identity.current_name


def _names(field: Field, claimed: Name, known: Name) -> list[Difference]:
    return _words(field, _plain(claimed), _plain(known))


def _plain(name: Name) -> str:
    return clean(f"{name.family} {name.given}")


def _words(field: Field, claimed: str, known: str) -> list[Difference]:
    degree = how_different(clean(claimed), clean(known))
    return [Difference(field, degree)] if degree else []


def how_different(claimed: str, known: str) -> Degree | None:
    """Return how two spellings differ, or ``None`` when they are the same to the letter.

    The mildest kind that explains all of it; digits are never a slip of one letter (Budapest 07, 08).
    """
    if claimed == known:
        return None
    if claimed.casefold() == known.casefold():
        return Degree.CASE
    if _letters(claimed) == _letters(known):
        return Degree.SPACING
    left, right = folded(claimed).replace(" ", ""), folded(known).replace(" ", "")
    if left == right:
        return Degree.ACCENTS
    if _digits(left) == _digits(right) and _one_letter_apart(left, right):
        return Degree.ONE_LETTER
    return Degree.DIFFERENT


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _one_letter_apart(left: str, right: str) -> bool:
    """Say whether one letter too many, too few or another makes the difference."""
    short, long = sorted((left, right), key=len)
    if len(long) < SHORTEST_CORRECTABLE or len(long) - len(short) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    rest_of_short = short[same + 1 :] if len(short) == len(long) else short[same:]
    return rest_of_short == long[same + 1 :]


def matches_document(zone: MachineReadableZone, known: Identity) -> Verdict:
    """Judge whether a document's zone speaks of the person whom the register knows."""
    return _verdict(compare_zone(zone, known))


def compare_zone(zone: MachineReadableZone, known: Identity) -> tuple[Difference, ...]:
    """Return what differs between a document's zone and the register's answer.

    A passport may still hold the birth name, so either name may stand in the zone. A zone's year has
    two digits, so those two are compared: a person of a hundred and four years is no four-year-old.
    """
    found = []
    if not any(_zone_names(zone, name) for name in (known.current_name, known.birth_name)):
        found.append(Difference(Field.CURRENT_NAME, Degree.DIFFERENT))
    if f"{zone.birth_date:%y%m%d}" != f"{known.birth_date:%y%m%d}":
        found.append(Difference(Field.BIRTH_DATE, Degree.DIFFERENT))
    if zone.nationality != known.citizenship:
        found.append(Difference(Field.CITIZENSHIP, Degree.DIFFERENT))
    return tuple(found)


def _zone_names(zone: MachineReadableZone, name: Name) -> bool:
    """Compare both parts; a doctor's title is part of the name in Hungarian documents."""
    families = (name.family, f"{name.title} {name.family}")
    given = same_name(zone.given_names, name.given, cut=zone.names_cut) or (
        zone.names_cut and not zone.given_names
    )
    return given and any(same_name(zone.surname, family, cut=zone.names_cut) for family in families)
