# SPDX-License-Identifier: EUPL-1.2
"""Does what a service holds of somebody agree with their gate? A word, and nothing more (D224 §§ 35–37)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from .matching import Degree, how_different
from .person import Identity, Name, clean

QUESTIONS_OF_A_SERVICE: Final = 10_000
"""Questions that a service has in an hour."""
QUESTIONS_ABOUT_SOMEBODY: Final = 20
"""Questions that a service has about one person in an hour: whoever guesses soon has none left."""

SAME: Final = frozenset({None, Degree.CASE, Degree.ACCENTS, Degree.SPACING})
"""How spellings may differ: as keyboards and registers do. Another letter is another name."""


class Result(StrEnum):
    """What a service is told."""

    MATCH = "match"
    NO_MATCH = "no_match"
    NOT_PROOFED = "not_proofed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldData:
    """What a service holds of somebody; ``None`` where it holds nothing."""

    current_name: Name | None = None
    birth_name: Name | None = None
    birth_place: str | None = None
    birth_date: date | None = None
    mother_birth_name: Name | None = None
    citizenship: str | None = None

    @property
    def enough(self) -> bool:
        """Say whether the data may be compared at all: they must single out a person.

        That takes the date of birth and the whole birth name. It depends on what is asked alone, never on
        the person, so that it tells nothing of them.
        """
        return self.birth_date is not None and self.birth_name is not None


def agrees(held: HeldData, known: Identity) -> bool:
    """Say whether all that is held agrees with what the gate knows; every line is looked at.

    Titles do not count; who has no other birth name was born with the current one.
    """
    born_as = known.birth_name if _plain(known.birth_name) else known.current_name
    lines = [
        held.birth_date in {None, known.birth_date},
        held.citizenship in {None, known.citizenship},
        _same_name(held.current_name, known.current_name),
        _same_name(held.birth_name, born_as),
        _same_name(held.mother_birth_name, known.mother_birth_name),
        held.birth_place is None or _same(held.birth_place, known.birth_place),
    ]
    return all(lines)


def _same_name(held: Name | None, known: Name) -> bool:
    return held is None or _same(_plain(held), _plain(known))


def _same(held: str, known: str) -> bool:
    return how_different(clean(held), clean(known)) in SAME


def _plain(name: Name) -> str:
    return clean(f"{name.family} {name.given}")
