# SPDX-License-Identifier: EUPL-1.2
"""The embedded register and one behind HTTP give the same answers to the same questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.rooms.registers.conftest import SANDBOX, Connect, StandIn, running
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.identities import from_text
from ugyfelkapu.domain.ports import DocumentQuestion, DocumentStatus, born_like
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.embedded import EmbeddedRegisters
from ugyfelkapu.registers.keys import reference_key
from ugyfelkapu.registers.models import Record
from ugyfelkapu.registers.services import import_people

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ID, PASSPORT, LICENCE = DocumentKind.ID_CARD, DocumentKind.PASSPORT, DocumentKind.DRIVING_LICENCE
MARIA = reference_key("population", "SZL-0006")
QUESTIONS = {
    "her card": (DocumentQuestion(ID, "HUN", "000001ZZ", "000006ZZ"), DocumentStatus.VALID),
    "her passport": (DocumentQuestion(PASSPORT, "HUN", "ZZ0000004", "000006ZZ"), DocumentStatus.VALID),
    "her licence": (DocumentQuestion(LICENCE, "HUN", "ZZ000005"), DocumentStatus.VALID),
    "somebody else's address card": (
        DocumentQuestion(ID, "HUN", "000001ZZ", "000007ZZ"),
        DocumentStatus.VALID,
    ),
    "a title and given names": (DocumentQuestion(ID, "HUN", "000013ZZ"), DocumentStatus.VALID),
    "expired": (DocumentQuestion(ID, "HUN", "000021ZZ"), DocumentStatus.EXPIRED),
    "lost": (DocumentQuestion(ID, "HUN", "000022ZZ"), DocumentStatus.LOST),
    "withdrawn": (DocumentQuestion(ID, "HUN", "000023ZZ"), DocumentStatus.WITHDRAWN),
    "a lost address card": (DocumentQuestion(ID, "HUN", "000025ZZ", "000020ZZ"), DocumentStatus.VALID),
    "deceased": (DocumentQuestion(ID, "HUN", "000034ZZ"), DocumentStatus.VALID),
    "under guardianship": (DocumentQuestion(ID, "HUN", "000035ZZ"), DocumentStatus.VALID),
    "of the EEA": (DocumentQuestion(ID, "DEU", "TEST000007"), DocumentStatus.VALID),
    "one name alone": (DocumentQuestion(PASSPORT, "IDN", "X0000051"), DocumentStatus.VALID),
    "any country": (DocumentQuestion(PASSPORT, "", "X0000008"), DocumentStatus.VALID),
    "another country": (DocumentQuestion(PASSPORT, "POL", "X0000008"), None),
    "another kind": (DocumentQuestion(PASSPORT, "HUN", "000001ZZ"), None),
    "nobody": (DocumentQuestion(ID, "HUN", "999999ZZ"), None),
}


@pytest.mark.django_db
def test_both_registers_answer_alike(outside: StandIn, connect: Connect) -> None:
    import_people(SANDBOX.read_bytes(), by=COMMAND_LINE, at=AT)
    outside.behave()
    behind_http = connect(outside.url)

    for name, (question, status) in QUESTIONS.items():
        ours = EmbeddedRegisters().who_has_document(question, at=AT)
        theirs = behind_http.who_has_document(question, at=AT)

        assert ours == theirs, name
        assert [person.document for person in ours.people] == ([status] if status else []), name


@pytest.mark.django_db
def test_both_registers_find_everybody_by_their_data_at_birth(outside: StandIn, connect: Connect) -> None:
    import_people(SANDBOX.read_bytes(), by=COMMAND_LINE, at=AT)
    outside.behave()
    behind_http = connect(outside.url)

    for record in Record.objects.order_by("id"):
        question = born_like(from_text(record.identity))
        ours = EmbeddedRegisters().who_was_born(question, at=AT)
        theirs = behind_http.who_was_born(question, at=AT)

        assert ours == theirs
        assert [person.reference for person in ours.people] == [record.reference]
        assert ours.people[0].document is DocumentStatus.NOT_LISTED


@pytest.mark.django_db
@pytest.mark.parametrize(
    "otherwise",
    [
        {"family_name": "minta"},
        {"given_names": "maria anna"},
        {"given_names": ""},
        {"place": "szeged"},
        {"date": date(1984, 3, 28)},
        {"mother_family_name": "proba"},
        {"mother_given_names": "erzsebet"},
    ],
)
def test_both_registers_compare_data_at_birth_whole(
    outside: StandIn, connect: Connect, otherwise: dict[str, Any]
) -> None:
    import_people(SANDBOX.read_bytes(), by=COMMAND_LINE, at=AT)
    outside.behave()
    question = born_like(from_text(Record.objects.get(reference_key=MARIA).identity))
    assert len(EmbeddedRegisters().who_was_born(question, at=AT).people) == 1

    other = replace(question, **otherwise)

    assert EmbeddedRegisters().who_was_born(other, at=AT).people == ()
    assert connect(outside.url).who_was_born(other, at=AT).people == ()


@pytest.mark.django_db
def test_twins_with_equal_data_are_two_people_to_both(connect: Connect, tmp_path: Path) -> None:
    head, *lines = SANDBOX.read_text(encoding="utf-8").splitlines()
    maria = next(line for line in lines if ",SZL-0006," in line)
    twin = maria.replace("SZL-0006", "SZL-9006").replace("ZZ", "ZX").replace("Minta", "Kovács")
    file = tmp_path / "twins.csv"
    file.write_text("\n".join((head, maria, twin)), encoding="utf-8")
    import_people(file.read_bytes(), by=COMMAND_LINE, at=AT)
    question = born_like(from_text(Record.objects.get(reference_key=MARIA).identity))

    ours = EmbeddedRegisters().who_was_born(question, at=AT)
    with running(file) as standin:
        theirs = connect(standin.url).who_was_born(question, at=AT)

    assert {person.reference for person in ours.people} == {"SZL-0006", "SZL-9006"}
    assert set(ours.people) == set(theirs.people)
