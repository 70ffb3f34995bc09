# SPDX-License-Identifier: EUPL-1.2
"""The embedded register and one behind HTTP give the same answers to the same questions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.rooms.registers.conftest import SANDBOX, Connect, StandIn
from ugyfelkapu.domain.documents import DocumentKind
from ugyfelkapu.domain.ports import DocumentQuestion, DocumentStatus
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.registers.embedded import EmbeddedRegisters
from ugyfelkapu.registers.services import import_people

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ID, PASSPORT, LICENCE = DocumentKind.ID_CARD, DocumentKind.PASSPORT, DocumentKind.DRIVING_LICENCE
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
