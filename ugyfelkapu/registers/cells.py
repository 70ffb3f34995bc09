# SPDX-License-Identifier: EUPL-1.2
"""The cells of one line of a file of people, each read through its rule, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, TypeVar

from ugyfelkapu.domain.person import LONGEST_NAME, InvalidName, clean, parse_name_part

LONGEST_CELL: Final = LONGEST_NAME
_DAY: Final = re.compile(r"([0-9]{4})(?:-|\. ?)([0-9]{1,2})(?:-|\. ?)([0-9]{1,2})\.?")
_COUNTRY: Final = re.compile(r"[A-Z]{3}")
_REFERENCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,99}")
_YES_OR_NO: Final = {"": False, "no": False, "nem": False, "yes": True, "igen": True}

Word = TypeVar("Word", bound=StrEnum)


class Reason(StrEnum):
    """Why a cell, a line or a file cannot be taken."""

    EMPTY_FILE = "empty_file"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    REPEATED_COLUMN = "repeated_column"
    QUOTES = "quotes"
    TOO_MANY_CELLS = "too_many_cells"
    ENCODING = "encoding"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CHARACTERS = "characters"
    CHOICE = "choice"
    YES_OR_NO = "yes_or_no"
    DATE = "date"
    FUTURE = "future"
    COUNTRY = "country"
    REFERENCE = "reference"
    FORMAT = "format"
    PAPER_LICENCE = "paper_licence"
    BOOKLET = "booklet"
    NO_ADDRESS_CARD = "no_address_card"
    REPEATED = "repeated"
    TAKEN = "taken"
    CHANGED = "changed"


class Mark(StrEnum):
    """What a register may note about a document."""

    LOST = "lost"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line: its number in the file, the column, and why; never the value.

    ``first_line`` is where a repeated value stands first.
    """

    line: int
    column: str
    reason: Reason
    first_line: int = 0


class Cells:
    """One line; reading a cell notes what is wrong with it."""

    def __init__(self, line: int, names: Sequence[str], cells: Sequence[str]) -> None:
        self.line = line
        self.faults: list[Fault] = []
        self._texts = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
        if any(cell.strip() for cell in cells[len(names) :]):
            self.fault("", Reason.TOO_MANY_CELLS)
        for name, text in self._texts.items():
            self._texts[name] = self._sound(name, text)

    def _sound(self, name: str, text: str) -> str:
        """Return a text as it is stored, or nothing and a fault."""
        if text.isascii() and text.isprintable():
            cleaned = " ".join(text.split())  # what clean() would return, much sooner
        elif any("\ud800" <= char <= "\udfff" for char in text):
            self.fault(name, Reason.ENCODING)
            return ""
        else:
            cleaned = clean(text)
        if len(cleaned) > LONGEST_CELL and name != "note":
            self.fault(name, Reason.TOO_LONG)
            return ""
        return cleaned

    def fault(self, column: str, reason: Reason) -> None:
        """Note what is wrong; the first complaint about a column is enough."""
        if all(known.column != column for known in self.faults):
            self.faults.append(Fault(self.line, column, reason))

    def filled(self, column: str) -> bool:
        """Say whether there is anything."""
        return bool(self._texts.get(column))

    def text(self, column: str) -> str:
        """Return what stands there."""
        return self._texts.get(column, "")

    def required(self, column: str) -> str:
        """Return what must stand there."""
        text = self.text(column)
        if not text:
            self.fault(column, Reason.EMPTY)
        return text

    def name_part(self, column: str) -> str:
        """Return a title, a family name or given names, if there are any."""
        text = self.text(column)
        if not text:
            return ""
        try:
            return parse_name_part(text)
        except InvalidName as refusal:
            self.fault(column, Reason(str(refusal.data["reason"])))
            return text

    def day(self, column: str, *, latest: date | None = None) -> date | None:
        """Return a day, if there is one: 1984-03-27, or as spreadsheets here write it, 1984.03.27."""
        text = self.text(column)
        found = _DAY.fullmatch(text)
        if not text:
            return None
        try:
            day = date(*map(int, found.groups())) if found else None
        except ValueError:
            day = None
        if day is None:
            self.fault(column, Reason.DATE)
        elif latest is not None and day > latest:
            self.fault(column, Reason.FUTURE)
        return day

    def flag(self, column: str) -> bool:
        """Return a yes or no; nothing means no."""
        word = self.text(column).casefold()
        if word not in _YES_OR_NO:
            self.fault(column, Reason.YES_OR_NO)
        return _YES_OR_NO.get(word, False)

    def choice(self, column: str, words: type[Word]) -> Word | None:
        """Return one of the words."""
        text = self.required(column).casefold()
        try:
            return words(text)
        except ValueError:
            self.fault(column, Reason.CHOICE)
            return None

    def choice_or_none(self, column: str, words: type[Word]) -> str:
        """Return one of the words, or nothing for nothing."""
        return (self.choice(column, words) or "") if self.filled(column) else ""

    def country(self, column: str) -> str:
        """Return a country, ISO 3166 alpha-3, if there is one."""
        text = self.text(column).upper()
        if text and not _COUNTRY.fullmatch(text):
            self.fault(column, Reason.COUNTRY)
        return text

    def reference(self, column: str) -> str:
        """Return the reference of a record."""
        text = self.required(column)
        if text and not _REFERENCE.fullmatch(text):
            self.fault(column, Reason.REFERENCE)
        return text
