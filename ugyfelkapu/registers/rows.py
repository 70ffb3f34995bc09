# SPDX-License-Identifier: EUPL-1.2
"""Reading a file of people line by line: every line checked, every fault told with line and column.

One line is one person. Columns and their meaning stand in ``docs/registers.md``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO, Final

from ugyfelkapu.domain.documents import (
    HUNGARY,
    Category,
    DocumentKind,
    InvalidNumber,
    normalised,
    parse_address_card,
    parse_number,
)
from ugyfelkapu.domain.identifiers import InvalidIdentifier, parse_personal_identifier
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import Register

from .cells import Cells, Fault, Mark, Reason
from .keys import ADDRESS_CARD
from .standings import PaperStanding, PersonStanding

DOCUMENTS_A_LINE: Final = 3
_CURRENT: Final = ("current_title", "family_name", "given_names")
_BIRTH: Final = ("birth_title", "birth_family_name", "birth_given_names")
_MOTHER: Final = ("mother_title", "mother_family_name", "mother_given_names")
_DOCUMENT: Final = ("kind", "country", "number", "valid_until", "mark")
COLUMNS: Final = (
    "register",
    "reference",
    *_CURRENT,
    *_BIRTH,
    *_MOTHER,
    "birth_place",
    "birth_date",
    "citizenship",
    "deceased",
    "under_guardianship",
    "personal_identifier",
    "address_card",
    "address_card_valid_until",
    "address_card_mark",
    *(f"document_{place}_{part}" for place in range(1, DOCUMENTS_A_LINE + 1) for part in _DOCUMENT),
    "note",
)
REQUIRED: Final = (
    "register",
    "reference",
    "family_name",
    "mother_family_name",
    "birth_place",
    "birth_date",
    "citizenship",
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A document or address card of a line; ``column`` is where its number stands."""

    column: str
    kind: str
    issuing_country: str
    number: str
    standing: PaperStanding


@dataclass(frozen=True, slots=True)
class Row:
    """A person of the file."""

    line: int
    register: Register
    reference: str
    identity: Identity
    standing: PersonStanding
    papers: tuple[Paper, ...]
    personal_identifier: str = ""


def read(file: BinaryIO, *, today: date) -> Iterator[Row | Fault]:
    """Yield the people of a file and its faults; with any fault, nothing of it may be used."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from _read(text, today)
    finally:
        text.detach()


def _read(text: io.TextIOWrapper, today: date) -> Iterator[Row | Fault]:
    head = text.readline()
    text.seek(0)
    reader = csv.reader(text, delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
    names: list[str] = []
    for line, cells in _records(reader):
        if isinstance(cells, Reason):
            yield Fault(line, "", cells)
        elif not names:
            names = [cell.strip().casefold() for cell in cells]
            faults = list(_faults_of_head(line, names))
            if faults:
                yield from faults
                return
        elif any(cell.strip() for cell in cells):
            yield from _row(Cells(line, names, cells), today)
    if not names:
        yield Fault(1, "", Reason.EMPTY_FILE)


def _records(reader: Iterator[list[str]]) -> Iterator[tuple[int, Sequence[str] | Reason]]:
    """Yield each record with the number of its first line; after a broken one reading goes on."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]  # csv's readers have it
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, Reason.QUOTES


def _faults_of_head(line: int, names: list[str]) -> Iterator[Fault]:
    for place, name in enumerate(names):
        if name in names[:place]:
            yield Fault(line, name, Reason.REPEATED_COLUMN)
        elif name not in COLUMNS and (name or place < len(COLUMNS)):
            yield Fault(line, name[:40].encode("ascii", "replace").decode(), Reason.UNKNOWN_COLUMN)
    for name in REQUIRED:
        if name not in names:
            yield Fault(line, name, Reason.MISSING_COLUMN)


def _row(cells: Cells, today: date) -> Iterator[Row | Fault]:
    register = cells.choice("register", Register)
    reference = cells.reference("reference")
    identity = _identity(cells, today)
    standing = PersonStanding(cells.flag("deceased"), cells.flag("under_guardianship"))
    papers = _papers(cells, identity.citizenship if identity else "", register)
    identifier = _identifier(cells)
    if register is None or identity is None or cells.faults:
        yield from cells.faults
        return
    yield Row(cells.line, register, reference, identity, standing, papers, identifier)


def _identifier(cells: Cells) -> str:
    """Return the personal identifier, if there is one; it is kept as a keyed hash alone."""
    if not cells.filled("personal_identifier"):
        return ""
    try:
        return parse_personal_identifier(cells.required("personal_identifier")).digits
    except InvalidIdentifier:
        cells.fault("personal_identifier", Reason.FORMAT)
        return ""


def _identity(cells: Cells, today: date) -> Identity | None:
    current = _name(cells, _CURRENT, required=True)
    birth = _name(cells, _BIRTH, required=any(cells.filled(column) for column in _BIRTH))
    mother = _name(cells, _MOTHER, required=True)
    birth_place = cells.required("birth_place")
    birth_date = cells.day("birth_date", latest=today)
    if not birth_date and not cells.filled("birth_date"):
        cells.fault("birth_date", Reason.EMPTY)
    citizenship = cells.country("citizenship") or cells.required("citizenship")
    if birth_date is None:
        return None
    return Identity(
        current_name=current,
        birth_name=birth if birth.family else Name(current.family, current.given),
        birth_place=birth_place,
        birth_date=birth_date,
        mother_birth_name=mother,
        citizenship=citizenship,
    )


def _name(cells: Cells, columns: tuple[str, str, str], *, required: bool) -> Name:
    """Return a name; people with one name have a family name alone."""
    title, family, given = (cells.name_part(column) for column in columns)
    if required:
        cells.required(columns[1])
    return Name(family, given, title)


def _papers(cells: Cells, citizenship: str, register: Register | None) -> tuple[Paper, ...]:
    places = range(1, DOCUMENTS_A_LINE + 1)
    papers = [_paper(cells, f"document_{place}_", citizenship) for place in places]
    return tuple(paper for paper in (*papers, _card(cells, register)) if paper is not None)


def _paper(cells: Cells, start: str, citizenship: str) -> Paper | None:
    kind, country, number, valid_until, mark = (start + part for part in _DOCUMENT)
    if not any(cells.filled(column) for column in (kind, country, number, valid_until, mark)):
        return None
    known = cells.choice(kind, DocumentKind)
    issuing = cells.country(country) or citizenship
    text = cells.required(number)
    standing = PaperStanding(cells.day(valid_until), cells.choice_or_none(mark, Mark))
    if known is None or not text:
        return None
    try:
        _check_number(known, issuing, text)
    except InvalidNumber as refusal:
        cells.fault(number, Reason(str(refusal.data["reason"])))
    return Paper(number, known, issuing, normalised(text), standing)


def _check_number(kind: DocumentKind, issuing_country: str, text: str) -> None:
    """Check a number as its issuer writes it. Raises :class:`InvalidNumber`."""
    if issuing_country == HUNGARY:
        parse_number(kind, Category.HUN, text)
    else:
        parse_number(DocumentKind.PASSPORT, Category.EEA, text)


def _card(cells: Cells, register: Register | None) -> Paper | None:
    valid_until, mark = (f"{ADDRESS_CARD}_{part}" for part in ("valid_until", "mark"))
    if not any(cells.filled(column) for column in (ADDRESS_CARD, valid_until, mark)):
        return None
    if register is Register.ALIENS:
        cells.fault(ADDRESS_CARD, Reason.NO_ADDRESS_CARD)
    text = cells.required(ADDRESS_CARD)
    standing = PaperStanding(cells.day(valid_until), cells.choice_or_none(mark, Mark))
    if not text:
        return None
    try:
        number = parse_address_card(text)
    except InvalidNumber as refusal:
        cells.fault(ADDRESS_CARD, Reason(str(refusal.data["reason"])))
        return None
    return Paper(ADDRESS_CARD, ADDRESS_CARD, HUNGARY, number, standing)
