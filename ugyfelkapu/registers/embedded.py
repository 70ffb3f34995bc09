# SPDX-License-Identifier: EUPL-1.2
"""The embedded register as the port sees it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.documents import HUNGARY
from ugyfelkapu.domain.identities import from_text
from ugyfelkapu.domain.ports import (
    DocumentQuestion,
    DocumentStatus,
    Register,
    RegisterAnswer,
    RegisteredPerson,
)

from .keys import ADDRESS_CARD, loose_key, number_key
from .models import Document, Record
from .standing import PersonMarks, Standing


class EmbeddedRegisters:
    """Answers from our own tables."""

    def who_has_document(self, question: DocumentQuestion, *, at: datetime) -> RegisterAnswer:
        """Look the holder of a document up; without an issuing country every country counts.

        A foreign document that the register does not know is nobody's: not listed, not invalid (D8).
        """
        documents = Document.objects.select_related("record").filter(_asked_for(question)).order_by("id")
        today = day_of(at)
        return RegisterAnswer(
            at, tuple(_person(document, question.address_card, today) for document in documents)
        )


def _asked_for(question: DocumentQuestion) -> Q:
    if question.issuing_country:
        return Q(number_key=number_key(question.kind, question.issuing_country, question.number))
    return Q(loose_key=loose_key(question.kind, question.number))


def _person(document: Document, address_card: str, today: date) -> RegisteredPerson:
    record: Record = document.record
    standing = Standing.from_text(document.standing)
    marks = PersonMarks.from_text(record.marks)
    return RegisteredPerson(
        register=Register(record.register),
        reference=record.reference,
        identity=from_text(record.identity),
        document=standing.status_on(today),
        document_valid_until=standing.valid_until,
        address_card=_address_card(record, address_card, today),
        deceased=marks.deceased,
        under_guardianship=marks.under_guardianship,
    )


def _address_card(record: Record, number: str, today: date) -> DocumentStatus:
    """Return the standing of the address card shown; somebody else's is as good as none."""
    if not number:
        return DocumentStatus.NOT_LISTED
    card = record.documents.filter(number_key=number_key(ADDRESS_CARD, HUNGARY, number)).first()
    return Standing.from_text(card.standing).status_on(today) if card else DocumentStatus.NOT_LISTED
