# SPDX-License-Identifier: EUPL-1.2
"""Reading a file of people: every line checked, every fault told with its line, column and reason.

One line is one person. Columns and their meaning stand in ``docs/registers.md``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ugyfelkapu.domain.documents import (
    Category,
    DocumentKind,
    InvalidNumber,
    category_of,
    normalised,
    parse_address_card,
    parse_number,
)
from ugyfelkapu.domain.person import Identity, InvalidName, Name, clean, parse_name_part
from ugyfelkapu.domain.ports import Register

DOCUMENTS_A_LINE: Final = 3
ADDRESS_CARD: Final = "address_card"
_NAMES: Final = (
    ("current_title", "family_name", "given_names"),
    ("birth_title", "birth_family_name", "birth_given_names"),
    ("mother_title", "mother_family_name", "mother_given_names"),
)
_DOCUMENT: Final = ("kind", "country", "number", "valid_until", "mark")
COLUMNS: Final = (
    "register",
    "reference",
    *(column for names in _NAMES for column in names),
    "birth_place",
    "birth_date",
    "citizenship",
    "deceased",
    "under_guardianship",
    "address_card",
    "address_card_mark",
    *(f"document_{place}_{part}" for place in range(1, DOCUMENTS_A_LINE + 1) for part in _DOCUMENT),
)
_MUST_STAND: Final = ("register", "reference", "family_name", "birth_place", "birth_date", "citizenship")
_MARKS: Final = ("", "lost", "withdrawn")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: its number in the file, the column, and why."""

    line: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.column}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Paper:
    """A document or address card of a line."""

    kind: str
    issuing_country: str
    number: str
    valid_until: date | None
    mark: str


@dataclass(frozen=True, slots=True)
class Row:
    """A person of the file."""

    line: int
    register: Register
    reference: str
    identity: Identity
    deceased: bool
    under_guardianship: bool
    papers: tuple[Paper, ...]


@dataclass(slots=True)
class _Reader:
    """Reads one line, collecting what is wrong with it."""

    line: int
    values: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, column: str, reason: str) -> None:
        self.faults.append(Fault(self.line, column, reason))

    def text(self, column: str) -> str:
        value = clean(self.values.get(column) or "")
        if not value and column in _MUST_STAND:
            self.fault(column, "is empty")
        return value

    def day(self, column: str) -> date | None:
        value = self.text(column)
        if not value:
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(column, "must be a date such as 1984-03-27")
            return None

    def flag(self, column: str) -> bool:
        value = self.text(column).casefold()
        if value not in {"", "yes", "no", "igen", "nem"}:
            self.fault(column, "must be yes, no or empty")
        return value in {"yes", "igen"}

    def choice(self, column: str, choices: tuple[str, ...]) -> str:
        value = self.text(column)
        if value not in choices and (value or column not in _MUST_STAND):
            self.fault(column, f"must be one of {', '.join(choice or 'empty' for choice in choices)}")
        return value

    def name(self, columns: tuple[str, str, str]) -> Name:
        title, family, given = (self.text(column) for column in columns)
        for column, value in zip(columns[1:], (family, given), strict=True):
            if value:
                try:
                    parse_name_part(value)
                except InvalidName as refusal:
                    self.fault(column, f"is no name ({refusal.data['reason']})")
        return Name(family, given, title)

    def country(self, column: str, default: str = "") -> str:
        value = self.text(column).upper() or default
        if value and not (len(value) == 3 and value.isascii() and value.isalpha()):
            self.fault(column, "must be three letters of ISO 3166, such as HUN")
        return value


def read(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Return the people of a file and all its faults; with any fault, nothing of it may be used."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return [], [Fault(content[: error.start].count(b"\n") + 1, "file", "is not UTF-8")]
    head = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""),
        delimiter=";" if head.count(";") > head.count(",") else ",",
        strict=True,
    )
    faults = _faults_of_head(reader.fieldnames or [])
    if faults:
        return [], faults
    rows: list[Row] = []
    try:
        for values in reader:
            row, wrong = _read_line(reader.line_num, values)
            faults.extend(wrong)
            if row is not None:
                rows.append(row)
    except csv.Error as error:
        faults.append(Fault(reader.line_num, "file", str(error)))
    return rows, [*faults, *_repeated(rows)]


def _faults_of_head(names: object) -> list[Fault]:
    present = list(names) if isinstance(names, list) else []
    unknown = [Fault(1, str(name), "is no column") for name in present if name not in COLUMNS]
    missing = [Fault(1, name, "is missing") for name in _MUST_STAND if name not in present]
    return unknown + missing


def _read_line(line: int, values: Mapping[str | None, str | list[str]]) -> tuple[Row | None, list[Fault]]:
    plain = {key: value for key, value in values.items() if key is not None and isinstance(value, str)}
    reader = _Reader(line, plain)
    if None in values:
        reader.fault("line", "has more values than there are columns")
    register = reader.choice("register", tuple(Register))
    reference = reader.text("reference")
    identity = _identity(reader)
    papers = _papers(reader, identity.citizenship)
    deceased, guarded = reader.flag("deceased"), reader.flag("under_guardianship")
    if reader.faults:
        return None, reader.faults
    return Row(line, Register(register), reference, identity, deceased, guarded, papers), []


def _identity(reader: _Reader) -> Identity:
    current, birth, mother = (reader.name(columns) for columns in _NAMES)
    return Identity(
        current_name=current,
        birth_name=birth if birth.family or birth.given else Name(current.family, current.given),
        birth_place=reader.text("birth_place"),
        birth_date=reader.day("birth_date") or date.min,
        mother_birth_name=mother,
        citizenship=reader.country("citizenship"),
    )


def _papers(reader: _Reader, citizenship: str) -> tuple[Paper, ...]:
    papers = [
        paper for place in range(1, DOCUMENTS_A_LINE + 1) if (paper := _paper(reader, place, citizenship))
    ]
    card = reader.text(ADDRESS_CARD)
    mark = reader.choice("address_card_mark", _MARKS)
    if card:
        try:
            papers.append(Paper(ADDRESS_CARD, "HUN", parse_address_card(card), None, mark))
        except InvalidNumber:
            reader.fault(ADDRESS_CARD, "must be six digits and two letters")
    return tuple(papers)


def _paper(reader: _Reader, place: int, citizenship: str) -> Paper | None:
    kind, country, number, valid_until, mark = (f"document_{place}_{part}" for part in _DOCUMENT)
    text = reader.text(number)
    known = reader.choice(kind, ("", *DocumentKind))
    if not text and not known:
        return None
    issuing = reader.country(country, citizenship)
    paper = Paper(known, issuing, normalised(text), reader.day(valid_until), reader.choice(mark, _MARKS))
    if known in tuple(DocumentKind):
        _check_number(reader, number, DocumentKind(known), issuing, text)
    return paper


def _check_number(reader: _Reader, column: str, kind: DocumentKind, issuing: str, text: str) -> None:
    category = category_of(issuing)
    readable = category if category is Category.HUN else Category.EEA
    try:
        parse_number(kind if category is Category.HUN else DocumentKind.PASSPORT, readable, text)
    except InvalidNumber as refusal:
        reader.fault(column, f"is no such number ({refusal.data['reason']})")


def _repeated(rows: list[Row]) -> Iterator[Fault]:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        keys = [("reference", str(row.register), row.reference)]
        keys += [(f"{paper.kind} number", paper.issuing_country, paper.number) for paper in row.papers]
        for key in keys:
            if key in seen:
                yield Fault(row.line, key[0], f"stands in line {seen[key]} already")
            seen.setdefault(key, row.line)
