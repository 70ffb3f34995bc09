# SPDX-License-Identifier: EUPL-1.2
"""The embedded register as the port sees it."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.identities import from_text
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

from .keys import ADDRESS_CARD, birth_key, number_key, signer_key
from .models import Document, Record
from .standings import paper_standing, person_standing


class EmbeddedRegisters:
    """Answers from our own tables."""

    def who_has_document(self, question: DocumentQuestion, *, at: datetime) -> RegisterAnswer:
        """Look the holder of a document up; without an issuing country every country counts.

        A foreign document that the register does not know is nobody's: not listed, not invalid (D8).
        """
        documents = Document.objects.select_related("record").filter(_asked_for(question)).order_by("id")
        today = day_of(at)
        return RegisterAnswer(
            at, tuple(_holder(document, question.address_card, today) for document in documents)
        )

    def who_was_born(self, question: BirthQuestion, *, at: datetime) -> RegisterAnswer:
        """Look everybody up who was born like this."""
        records = Record.objects.filter(birth_key=birth_key(question)).order_by("id")
        return RegisterAnswer(
            at, tuple(_person(record, document=DocumentStatus.NOT_LISTED) for record in records[:MOST_PEOPLE])
        )

    def who_signs(self, question: SignerQuestion, *, at: datetime) -> RegisterAnswer:
        """Look everybody up whom a certificate names."""
        records = Record.objects.filter(handles__key=signer_key(question)).order_by("id")
        return RegisterAnswer(
            at, tuple(_person(record, document=DocumentStatus.NOT_LISTED) for record in records[:MOST_PEOPLE])
        )


def _asked_for(question: DocumentQuestion) -> Q:
    asked = Q(number_key=number_key(question.kind, question.number))
    return asked & Q(issuing_country=question.issuing_country) if question.issuing_country else asked


def _holder(document: Document, address_card: str, today: date) -> RegisteredPerson:
    record: Record = document.record
    standing = paper_standing(document.standing)
    return _person(
        record,
        document=standing.status(today),
        valid_until=standing.valid_until,
        address_card=_address_card(record, address_card, today),
    )


def _person(
    record: Record,
    *,
    document: DocumentStatus,
    valid_until: date | None = None,
    address_card: DocumentStatus = DocumentStatus.NOT_LISTED,
) -> RegisteredPerson:
    own = person_standing(record.standing)
    return RegisteredPerson(
        register=Register(record.register),
        reference=record.reference,
        identity=from_text(record.identity),
        document=document,
        document_valid_until=valid_until,
        address_card=address_card,
        deceased=own.deceased,
        under_guardianship=own.under_guardianship,
    )


def _address_card(record: Record, number: str, today: date) -> DocumentStatus:
    """Return the standing of the address card shown; somebody else's is as good as none."""
    if not number:
        return DocumentStatus.NOT_LISTED
    card = record.documents.filter(number_key=number_key(ADDRESS_CARD, number)).first()
    return paper_standing(card.standing).status(today) if card else DocumentStatus.NOT_LISTED
