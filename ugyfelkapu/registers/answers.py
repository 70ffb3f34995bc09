# SPDX-License-Identifier: EUPL-1.2
"""The outside register's language (``openapi.yaml``): questions written, answers read strictly.

An answer that says more, less or other than the description allows is malformed as a whole: nothing
of it is used. So no personal identifier that somebody adds by mistake ever gets in.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Final, NoReturn, TypeVar

from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.person import LONGEST_NAME, Identity, Name, clean
from ugyfelkapu.domain.ports import (
    MOST_PEOPLE,
    BirthQuestion,
    DocumentQuestion,
    DocumentStatus,
    Register,
    RegisterAnswer,
    RegisteredPerson,
    SignerQuestion,
)

LONGEST_REFERENCE: Final = 200
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTRY: Final = re.compile(r"[A-Z]{3}")

Word = TypeVar("Word", bound=StrEnum)


class MalformedAnswer(Exception):  # noqa: N818
    """The answer is not what the description says; the message names a place, never a value."""


def question_text(question: DocumentQuestion) -> bytes:
    """Return the body of a request."""
    body = {
        "document_kind": question.kind,
        "issuing_country": question.issuing_country,
        "number": question.number,
        "address_card": question.address_card,
    }
    return _written(body)


def birth_text(question: BirthQuestion) -> bytes:
    """Return the body of a request for everybody who was born like this."""
    names = (question.family_name, question.given_names)
    mothers = (question.mother_family_name, question.mother_given_names)
    body = {
        "birth_name": _both(*names),
        "birth_place": question.place,
        "birth_date": question.date.isoformat(),
        "mother_birth_name": _both(*mothers),
    }
    return _written(body)


def signer_text(question: SignerQuestion) -> bytes:
    """Return the body of a request for everybody whom a certificate names."""
    if question.identifier:
        return _written({"identifier": question.identifier})
    body = {
        "name": _both(question.family_name, question.given_names),
        "birth_place": question.place,
        "birth_date": question.date.isoformat() if question.date else "",
    }
    return _written(body)


def _both(family: str, given: str) -> dict[str, str]:
    return {"family": family, "given": given} if given else {"family": family}


def _written(body: Mapping[str, object]) -> bytes:
    return json.dumps({name: value for name, value in body.items() if value}).encode()


def read_answer(body: bytes, *, at: datetime) -> RegisterAnswer:
    """Return who has a document, as a register's answer says. Raises :class:`MalformedAnswer`."""
    return RegisterAnswer(at, tuple(_holder(item, at=at) for item in _people(body)))


def read_births(body: bytes, *, at: datetime) -> RegisterAnswer:
    """Return who was born like somebody, as a register's answer says. Raises :class:`MalformedAnswer`."""
    return RegisterAnswer(at, tuple(_person(item) for item in _people(body)))


def _people(body: bytes) -> list[_Object]:
    try:
        parsed = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once_each,
            parse_constant=_no_number,
            parse_float=_no_number,
        )
    except (ValueError, RecursionError):
        raise MalformedAnswer("body") from None
    people = _Object(parsed, "answer").items("people", most=MOST_PEOPLE)
    return [_Object(item, "person") for item in people]


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise MalformedAnswer("repeated name")
    return found


def _no_number(text: str) -> NoReturn:
    raise MalformedAnswer("number")


class _Object:
    """One object of the answer, emptied field by field; what is left over is too much."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise MalformedAnswer(place)
        self._fields: dict[str, object] = dict(value)
        self._place = place

    def text(self, name: str, *, most: int = LONGEST_NAME, least: int = 1) -> str:
        value = self._fields.pop(name, None if least else "")
        if not isinstance(value, str) or len(value) > most:
            self._complain(name)
        cleaned = clean(value)
        if len(cleaned) < least:
            self._complain(name)
        return cleaned

    def country(self, name: str) -> str:
        value = self._fields.pop(name, None)
        if not isinstance(value, str) or not _COUNTRY.fullmatch(value):
            self._complain(name)
        return value

    def day(self, name: str) -> date:
        value = self._fields.pop(name, None)
        if not isinstance(value, str) or not _DAY.fullmatch(value):
            self._complain(name)
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._complain(name)

    def day_if_any(self, name: str) -> date | None:
        if self._fields.get(name) is None:
            self._fields.pop(name, None)
            return None
        return self.day(name)

    def word(self, name: str, words: type[Word]) -> Word:
        value = self._fields.pop(name, None)
        if not isinstance(value, str):
            self._complain(name)
        try:
            return words(value)
        except ValueError:
            self._complain(name)

    def flag(self, name: str) -> bool:
        value = self._fields.pop(name, None)
        if not isinstance(value, bool):
            self._complain(name)
        return value

    def items(self, name: str, *, most: int) -> list[object]:
        value = self._fields.pop(name, None)
        if not isinstance(value, list) or len(value) > most:
            self._complain(name)
        self.end()
        return value

    def inner(self, name: str) -> _Object:
        return _Object(self._fields.pop(name, None), f"{self._place}.{name}")

    def end(self) -> None:
        if self._fields:
            self._complain("more than was asked")

    def _complain(self, name: str) -> NoReturn:
        raise MalformedAnswer(f"{self._place}: {name}")


def _holder(source: _Object, *, at: datetime) -> RegisteredPerson:
    status, valid_until = _document(source, at=at)
    card = source.word("address_card", DocumentStatus)
    return _person(source, document=status, valid_until=valid_until, address_card=card)


def _person(
    source: _Object,
    *,
    document: DocumentStatus = DocumentStatus.NOT_LISTED,
    valid_until: date | None = None,
    address_card: DocumentStatus = DocumentStatus.NOT_LISTED,
) -> RegisteredPerson:
    person = RegisteredPerson(
        register=source.word("register", Register),
        reference=source.text("reference", most=LONGEST_REFERENCE),
        identity=_identity(source),
        document=document,
        document_valid_until=valid_until,
        address_card=address_card,
        deceased=source.flag("deceased"),
        under_guardianship=source.flag("under_guardianship"),
    )
    source.end()
    return person


def _document(source: _Object, *, at: datetime) -> tuple[DocumentStatus, date | None]:
    """Return a document's status; one whose last day is over is not valid, whatever the word says."""
    status = source.word("document", DocumentStatus)
    valid_until = source.day_if_any("document_valid_until")
    if status is DocumentStatus.NOT_LISTED:
        raise MalformedAnswer("person: document")
    over = valid_until is not None and valid_until < day_of(at)
    return (DocumentStatus.EXPIRED if over and status is DocumentStatus.VALID else status), valid_until


def _identity(source: _Object) -> Identity:
    return Identity(
        current_name=_name(source.inner("current_name")),
        birth_name=_name(source.inner("birth_name")),
        birth_place=source.text("birth_place"),
        birth_date=source.day("birth_date"),
        mother_birth_name=_name(source.inner("mother_birth_name")),
        citizenship=source.country("citizenship"),
    )


def _name(source: _Object) -> Name:
    name = Name(source.text("family"), source.text("given", least=0), source.text("title", least=0))
    source.end()
    return name
