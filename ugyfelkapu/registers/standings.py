# SPDX-License-Identifier: EUPL-1.2
"""How a person and a document stand, as the texts in which that rests sealed.

None of it is searched for, so none of it need be readable in the table.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date

from ugyfelkapu.domain.ports import DocumentStatus


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """What keeps a person from having a gate."""

    deceased: bool = False
    under_guardianship: bool = False

    def text(self) -> str:
        """Return the JSON text that :func:`person_standing` reads."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """The last day of a document or address card, and its mark: lost, withdrawn or empty."""

    valid_until: date | None = None
    mark: str = ""

    def text(self) -> str:
        """Return the JSON text that :func:`paper_standing` reads."""
        return json.dumps(asdict(self), default=str)

    def status(self, today: date) -> DocumentStatus:
        """Return what the register says of it today; a mark weighs more than a date."""
        if self.mark:
            return DocumentStatus(self.mark)
        over = self.valid_until is not None and self.valid_until < today
        return DocumentStatus.EXPIRED if over else DocumentStatus.VALID


def person_standing(text: str) -> PersonStanding:
    """Return what :meth:`PersonStanding.text` wrote."""
    return PersonStanding(**json.loads(text))


def paper_standing(text: str) -> PaperStanding:
    """Return what :meth:`PaperStanding.text` wrote."""
    data = json.loads(text)
    day = data["valid_until"]
    return PaperStanding(date.fromisoformat(day) if day else None, data["mark"])
