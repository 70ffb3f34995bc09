# SPDX-License-Identifier: EUPL-1.2
"""An answer is used only if it is exactly what the published description allows."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.standins.description import BIRTHS, Description
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import (
    BirthQuestion,
    DocumentQuestion,
    DocumentStatus,
    Register,
    RegisteredPerson,
)
from ugyfelkapu.registers.answers import (
    MalformedAnswer,
    birth_text,
    question_text,
    read_answer,
    read_births,
)

AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
DESCRIPTION = Description()
HEADERS = {"Content-Type": "application/json", "X-Request-Id": "9f3f4d52-59f7-4c53-8f77-0d9b1f9d7c11"}
PERSON: dict[str, Any] = {
    "register": "population",
    "reference": "SZL-0009",
    "current_name": {"family": "Őry", "given": "Gergő Ákos", "title": "dr."},
    "birth_name": {"family": "Őry", "given": "Gergő Ákos"},
    "birth_place": "Őr",
    "birth_date": "1990-06-15",
    "mother_birth_name": {"family": "Ágoston", "given": "Őzike"},
    "citizenship": "HUN",
    "document": "valid",
    "document_valid_until": "2031-04-12",
    "address_card": "valid",
    "deceased": False,
    "under_guardianship": False,
}
WRONG: list[object] = [None, True, 0, 1.5, "", "x" * 201, [], {}, "no such word", "2031-02-30", "hun", "HUNG"]


def _body(people: object) -> bytes:
    return json.dumps({"people": people}).encode()


def _with(**changes: object) -> bytes:
    return _body([{**PERSON, **changes}])


def _mutations() -> Iterator[tuple[str, object]]:
    """Yield answers with one place taken away, replaced or added to."""
    places: list[tuple[str, ...]] = [(field,) for field in PERSON]
    places += [
        (name, part)
        for name in ("current_name", "birth_name", "mother_birth_name")
        for part in ("family", "given", "title")
    ]
    for place in places:
        for wrong in ["absent", *WRONG]:
            person = copy.deepcopy(PERSON)
            target = person if len(place) == 1 else person[place[0]]
            if wrong == "absent":
                target.pop(place[-1], None)
            else:
                target[place[-1]] = wrong
            yield f"{'.'.join(place)}={wrong!r:.20}", {"people": [person]}
    yield "extra of a name", {"people": [{**PERSON, "birth_name": {"family": "Őry", "middle": "x"}}]}
    yield "extra of a person", {"people": [{**PERSON, "personal_identifier": "2-880229-9914"}]}
    yield "extra of the answer", {"people": [PERSON], "next": 2}
    yield "nobody", {"people": []}
    yield "ten", {"people": [PERSON] * 10}
    yield "eleven", {"people": [PERSON] * 11}
    shapes: list[object] = [{}, [], None, "people", {"people": None}, {"people": PERSON}, {"people": [1]}]
    for number, other in enumerate(shapes):
        yield f"other shape {number}", other


MUTATIONS = dict(_mutations())


def _takes(read: Callable[..., object], body: bytes) -> bool:
    try:
        read(body, at=AT)
    except MalformedAnswer:
        return False
    return True


def test_the_reader_takes_exactly_what_the_description_allows() -> None:
    bodies = {name: json.dumps(mutation).encode() for name, mutation in MUTATIONS.items()}

    allowed = {name for name in bodies if not DESCRIPTION.flaws_of_response(200, HEADERS, bodies[name])}
    taken = {name for name in bodies if _takes(read_answer, bodies[name])}

    assert allowed < set(bodies)
    assert taken == allowed


BIRTHS_DESCRIPTION = Description(BIRTHS)
OF_A_DOCUMENT = ("document", "document_valid_until", "address_card")


def _without_documents(mutation: object) -> bytes:
    told = copy.deepcopy(mutation)
    people = told.get("people") if isinstance(told, dict) else None
    for person in people if isinstance(people, list) else []:
        for field in OF_A_DOCUMENT if isinstance(person, dict) else ():
            person.pop(field, None)
    return json.dumps(told).encode()


def test_who_was_born_is_read_as_strictly() -> None:
    bodies = {name: _without_documents(mutation) for name, mutation in MUTATIONS.items()}

    allowed = {
        name for name in bodies if not BIRTHS_DESCRIPTION.flaws_of_response(200, HEADERS, bodies[name])
    }
    taken = {name for name in bodies if _takes(read_births, bodies[name])}

    assert allowed < set(bodies)
    assert taken == allowed


@pytest.mark.parametrize("field", OF_A_DOCUMENT)
def test_who_was_born_tells_nothing_of_documents(field: str) -> None:
    person = {name: value for name, value in PERSON.items() if name not in OF_A_DOCUMENT}
    assert len(read_births(_body([person]), at=AT).people) == 1
    more = _body([person | {field: PERSON[field]}])

    assert BIRTHS_DESCRIPTION.flaws_of_response(200, HEADERS, more)
    with pytest.raises(MalformedAnswer):
        read_births(more, at=AT)


def test_an_answer_is_read_whole() -> None:
    answer = read_answer(_body([PERSON]), at=AT)

    assert answer.asked_at == AT
    assert answer.people == (
        RegisteredPerson(
            register=Register.POPULATION,
            reference="SZL-0009",
            identity=Identity(
                current_name=Name("Őry", "Gergő Ákos", "dr."),
                birth_name=Name("Őry", "Gergő Ákos"),
                birth_place="Őr",
                birth_date=date(1990, 6, 15),
                mother_birth_name=Name("Ágoston", "Őzike"),
                citizenship="HUN",
            ),
            document=DocumentStatus.VALID,
            document_valid_until=date(2031, 4, 12),
            address_card=DocumentStatus.VALID,
        ),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe{",
        b"[" * 100_000,
        b'{"people": [], "people": []}',
        b'{"people": [NaN]}',
        b'{"people": [1e999]}',
        b'{"people": [' + b"9" * 5000 + b"]}",
        b'{"people": []} trailing',
        _with(birth_date="1990-W24-5"),
        _with(birth_date="19900615"),
        _with(birth_date="१९९०-06-15"),
        _with(birth_place=" \u200b "),
        _with(birth_name={"family": "\ud800"}),
        _with(document="not_listed"),
    ],
)
def test_nonsense_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        read_answer(body, at=AT)


def test_a_complaint_names_the_place_and_never_the_value() -> None:
    with pytest.raises(MalformedAnswer) as caught:
        read_answer(_with(birth_date="Őry Gergő"), at=AT)

    assert str(caught.value) == "person: birth_date"


def test_texts_are_stored_as_ours_are() -> None:
    answer = read_answer(_with(birth_place="  O\u030br \u200b falu "), at=AT)

    assert answer.people[0].identity.birth_place == "Őr falu"


@pytest.mark.parametrize(
    ("word", "last_day", "status"),
    [
        ("valid", "2026-11-23", DocumentStatus.VALID),
        ("valid", "2026-11-22", DocumentStatus.EXPIRED),
        ("valid", None, DocumentStatus.VALID),
        ("expired", "2031-04-12", DocumentStatus.EXPIRED),
        ("lost", "2026-11-22", DocumentStatus.LOST),
        ("withdrawn", "2031-04-12", DocumentStatus.WITHDRAWN),
    ],
)
def test_a_document_is_valid_to_the_end_of_its_last_day(
    word: str, last_day: str | None, status: DocumentStatus
) -> None:
    answer = read_answer(_with(document=word, document_valid_until=last_day), at=AT)

    assert answer.people[0].document is status


@pytest.mark.parametrize(
    ("question", "body"),
    [
        (
            DocumentQuestion(DocumentKind.ID_CARD, "HUN", "000001ZZ", "000006ZZ"),
            {
                "document_kind": "id_card",
                "issuing_country": "HUN",
                "number": "000001ZZ",
                "address_card": "000006ZZ",
            },
        ),
        (
            DocumentQuestion(DocumentKind.PASSPORT, "", "X0000008"),
            {"document_kind": "passport", "number": "X0000008"},
        ),
    ],
)
def test_a_question_says_what_is_known_and_nothing_empty(
    question: DocumentQuestion, body: dict[str, str]
) -> None:
    text = question_text(question)

    assert json.loads(text) == body
    assert DESCRIPTION.flaws_of_request(HEADERS, text) == []


@pytest.mark.parametrize(
    ("given", "name"),
    [("maria", {"family": "proba", "given": "maria"}), ("", {"family": "proba"})],
)
def test_a_question_by_birth_is_what_the_description_allows(given: str, name: dict[str, str]) -> None:
    question = BirthQuestion("proba", given, "ozd", date(1984, 3, 27), "teszt", given)

    text = birth_text(question)

    assert json.loads(text) == {
        "birth_name": name,
        "birth_place": "ozd",
        "birth_date": "1984-03-27",
        "mother_birth_name": {**name, "family": "teszt"},
    }
    assert BIRTHS_DESCRIPTION.flaws_of_request(HEADERS, text) == []
