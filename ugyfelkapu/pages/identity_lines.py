# SPDX-License-Identifier: EUPL-1.2
"""Natural identity data as lines that people read, alone and as they were beside as they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from ugyfelkapu.domain.matching import Field, changed_lines
from ugyfelkapu.domain.person import Identity, Name

from . import dates
from .countries import citizenship

NO_NAME: Final = "–"


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """One line of somebody's data."""

    field: Field
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line as it was and as it is; a line that reads differently is marked."""

    label: str
    before: str
    now: str
    changed: bool


def identity_lines(identity: Identity) -> tuple[IdentityLine, ...]:
    """Return somebody's data line by line, in the order of reading."""
    return (
        IdentityLine(Field.CURRENT_NAME, _("Current name"), _name(identity.current_name)),
        IdentityLine(Field.BIRTH_NAME, _("Birth name"), _name(identity.birth_name)),
        IdentityLine(Field.BIRTH_PLACE, _("Place of birth"), identity.birth_place),
        IdentityLine(Field.BIRTH_DATE, _("Date of birth"), dates.plain_day(identity.birth_date)),
        IdentityLine(Field.MOTHER_BIRTH_NAME, _("Mother's name"), _name(identity.mother_birth_name)),
        IdentityLine(Field.CITIZENSHIP, _("Citizenship"), citizenship(identity.citizenship)),
    )


def before_and_after(before: Identity, now: Identity) -> tuple[ChangedLine, ...]:
    """Return both sides line by line, what has changed marked."""
    changed = changed_lines(before, now)
    both = zip(identity_lines(before), identity_lines(now), strict=True)
    return tuple(ChangedLine(old.label, old.value, new.value, old.field in changed) for old, new in both)


def _name(name: Name) -> str:
    return name.display() or NO_NAME
