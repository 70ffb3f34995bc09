# SPDX-License-Identifier: EUPL-1.2
"""People of the builders in the embedded register, and what happens to them there, such as a marriage."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any  # for fields of a person

from tests.builders import AT
from tests.personal import personal
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.rows import COLUMNS
from ugyfelkapu.registers.services import import_people

NEW_NAME = Name(personal("Újnévfalvi"), personal("Mária"))
CARD = {"address_card": "yes", "address_card_number": "880002ZZ"}
PAPERS = {"category": "hun", "document": "id_card", "document_number": "880001ZZ", **CARD}
"""What a clerk types for the holder whom :func:`keep` gives papers."""


def keep(*people: RegisteredPerson, papers: bool = False) -> None:
    """Put people in the register, or bring them up to date; the first may have :data:`PAPERS`."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(_line(person, papers=papers and person is people[0]) for person in people)
    import_people(text.getvalue().encode(), by=COMMAND_LINE, at=AT)


def marry(person: RegisteredPerson, *, papers: bool = False, **more: Any) -> RegisteredPerson:
    """Let somebody's name change in the register; return them as it knows them then."""
    married = replace(person, identity=replace(person.identity, current_name=NEW_NAME, **more))
    keep(married, papers=papers)
    return married


def _line(person: RegisteredPerson, *, papers: bool) -> dict[str, str]:
    known = person.identity
    line = {
        "register": person.register,
        "reference": person.reference,
        "birth_place": known.birth_place,
        "birth_date": known.birth_date.isoformat(),
        "citizenship": known.citizenship,
        "deceased": "yes" if person.deceased else "",
        "under_guardianship": "yes" if person.under_guardianship else "",
    }
    names = (("current", "", known.current_name), ("birth", "birth_", known.birth_name))
    for title, start, name in (*names, ("mother", "mother_", known.mother_birth_name)):
        line |= {f"{title}_title": name.title, f"{start}family_name": name.family}
        line[f"{start}given_names"] = name.given
    if papers:
        line |= {
            "document_1_kind": "id_card",
            "document_1_number": PAPERS["document_number"],
            "document_1_valid_until": "2031-04-12",
            "address_card": CARD["address_card_number"],
        }
    return line
