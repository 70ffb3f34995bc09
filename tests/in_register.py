# SPDX-License-Identifier: EUPL-1.2
"""People of the builders in the embedded register, and what happens to them there, such as a marriage."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any  # for fields of a person, and columns

from django.db import connection
from django.db.models import AutoField, Model

from tests.builders import AT
from tests.personal import personal
from ugyfelkapu import registers
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.ports import RegisteredPerson
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.models import Document, Handle, Record
from ugyfelkapu.registers.rows import COLUMNS
from ugyfelkapu.registers.services import import_people

SANDBOX = Path(registers.__file__).with_name("sandbox.csv")
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


def fill_with_sandbox() -> None:
    """Put the fictional people of the sandbox in the register.

    The first time they are imported, and from then on written as the import left them: hundreds of tests
    begin with them.
    """
    if not _STORED or Record.objects.exists():
        only_these = not Record.objects.exists()
        import_people(SANDBOX.read_bytes(), by=COMMAND_LINE, at=AT)
        if only_these:
            _STORED.extend((model, _rows_of(model)) for model in (Record, Document, Handle))
        return
    with connection.cursor() as cursor:
        for model, rows in _STORED:
            columns = _columns(model)
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
                rows,
            )


_STORED: list[tuple[type[Model], list[tuple[Any, ...]]]] = []


def _columns(model: type[Model]) -> list[str]:
    """Return a table's columns but for what the database numbers itself."""
    return [f'"{field.column}"' for field in model._meta.concrete_fields if not isinstance(field, AutoField)]


def _rows_of(model: type[Model]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(_columns(model))} FROM {model._meta.db_table}")  # noqa: S608
        return list(cursor.fetchall())
