# SPDX-License-Identifier: EUPL-1.2
"""Which documents prove who somebody is, by citizenship, and how their numbers are written."""

from __future__ import annotations

import re
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from .characters import ascii_upper, without_invisible
from .errors import Kind, Refusal

HUNGARY: Final = "HUN"
_EEA_CODES: Final = (
    "AT:AUT BE:BEL BG:BGR CY:CYP CZ:CZE DE:DEU DK:DNK EE:EST ES:ESP FI:FIN FR:FRA GR:GRC HR:HRV "
    "IE:IRL IS:ISL IT:ITA LI:LIE LT:LTU LU:LUX LV:LVA MT:MLT NL:NLD NO:NOR PL:POL PT:PRT RO:ROU "
    "SK:SVK SI:SVN SE:SWE"
)
EEA_BY_TWO_LETTERS: Final = MappingProxyType(
    {**dict(pair.split(":", 1) for pair in _EEA_CODES.split()), "EL": "GRC"}
)
"""The other states of the European Economic Area, by the letters in certificates; Greece has two pairs."""
EEA: Final = frozenset(EEA_BY_TWO_LETTERS.values())
"""The same by three letters; Switzerland is not one of them."""


class DocumentKind(StrEnum):
    """The documents that the order accepts."""

    ID_CARD = "id_card"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"


class Category(StrEnum):
    """Citizenship as the order sorts it."""

    HUN = "hun"
    EEA = "eea"
    OTHER = "other"


class AddressCardReason(StrEnum):
    """Why an address card does not apply: its owner is not in the population register (D6)."""

    ALIENS_REGISTER = "aliens_register"
    LIVES_ABROAD = "lives_abroad"
    IN_NO_REGISTER = "in_no_register"


class InvalidNumber(Refusal):
    """A document number cannot be right; ``reason`` is empty, format, paper_licence, booklet or kind.

    Identity booklets were issued before 2000 and prove nothing from 3 August 2026 (Nytv. § 52/J); a
    licence counts in card format only, issued since 2001.
    """

    code = "invalid_number"
    kind = Kind.INVALID


_ACCEPTED: Final = MappingProxyType(
    {
        Category.HUN: (DocumentKind.ID_CARD, DocumentKind.PASSPORT, DocumentKind.DRIVING_LICENCE),
        Category.EEA: (DocumentKind.ID_CARD, DocumentKind.PASSPORT),
        Category.OTHER: (DocumentKind.PASSPORT,),
    }
)
_HUNGARIAN: Final = MappingProxyType(
    {
        DocumentKind.ID_CARD: re.compile(r"[0-9]{6}[A-Z]{2}"),
        DocumentKind.PASSPORT: re.compile(r"[A-Z]{2}[0-9]{6,7}"),
        DocumentKind.DRIVING_LICENCE: re.compile(r"[A-Z]{2}[0-9]{6}"),
    }
)
_FOREIGN: Final = re.compile(r"[A-Z0-9]{5,20}")
_BOOKLET: Final = re.compile(r"[A-Z]{2}([0-9]{6}|[IVXLC]+[0-9]{6})")
_PAPER_LICENCE: Final = re.compile(r"[A-Z]?[0-9]{6,7}")
"""No source gives the paper licence's number; digits with one letter at most are never a card's."""
_ADDRESS_CARD: Final = re.compile(r"[0-9]{6}[A-Z]{2}")


def category_of(citizenship: str) -> Category:
    """Return the category of a citizenship, ISO 3166 alpha-3."""
    if citizenship == HUNGARY:
        return Category.HUN
    return Category.EEA if citizenship in EEA else Category.OTHER


def accepted(category: Category) -> tuple[DocumentKind, ...]:
    """Return the documents that count for a category, exactly the order's list.

    A driving licence counts in card format and for Hungarians only; outside the EEA a passport and
    nothing else.
    """
    return _ACCEPTED[category]


def parse_number(kind: DocumentKind, category: Category, text: str) -> str:
    """Return a document number as registers write it. Raises :class:`InvalidNumber`."""
    if kind not in accepted(category):
        raise InvalidNumber(reason="kind")
    number = normalised(text)
    if not number:
        raise InvalidNumber(reason="empty")
    pattern = _HUNGARIAN[kind] if category is Category.HUN else _FOREIGN
    if pattern.fullmatch(number):
        return number
    raise InvalidNumber(reason=_why_not(kind, category, number))


def _why_not(kind: DocumentKind, category: Category, number: str) -> str:
    if category is Category.HUN and kind is DocumentKind.ID_CARD and _BOOKLET.fullmatch(number):
        return "booklet"
    if kind is DocumentKind.DRIVING_LICENCE and _PAPER_LICENCE.fullmatch(number):
        return "paper_licence"
    return "format"


def parse_address_card(text: str) -> str:
    """Return an address card's number. Raises :class:`InvalidNumber`."""
    number = normalised(text)
    if not number:
        raise InvalidNumber(reason="empty")
    if not _ADDRESS_CARD.fullmatch(number):
        raise InvalidNumber(reason="format")
    return number


def normalised(text: str) -> str:
    """Return a number in capitals without spaces, hyphens, slashes and what nobody sees.

    Only a–z are made large: other letters belong to no number and must not become one.
    """
    return ascii_upper(re.sub(r"[\s\-‐‑–/]+", "", without_invisible(text)))


def last_two(number: str) -> str:
    """Return what the journal may keep of a number (D7)."""
    return number[-2:]
