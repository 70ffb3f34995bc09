# SPDX-License-Identifier: EUPL-1.2
"""The embedded register as the port sees it."""

from __future__ import annotations

from datetime import date, datetime

from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.identities import from_text
from ugyfelkapu.domain.ports import (
    DocumentQuestion,
    DocumentStatus,
    Register,
    RegisterAnswer,
    RegisteredPerson,
)
from ugyfelkapu.vault.index import blind

from .models import Document, Record
from .rows import ADDRESS_CARD


class EmbeddedRegisters:
    """Answers from our own tables."""

    def who_has_document(self, question: DocumentQuestion, *, at: datetime) -> RegisterAnswer:
        """Look the holder of a document up."""
        key = number_key(question.kind, question.issuing_country, question.number)
        document = Document.objects.select_related("record").filter(number_key=key).first()
        if document is None:
            return RegisterAnswer(asked_at=at)
        return RegisterAnswer(at, (_person(document, question.address_card, day_of(at)),))


def number_key(kind: str, issuing_country: str, number: str) -> bytes:
    """Return the key by which a document is found."""
    return blind("document number", f"{kind}:{issuing_country}:{number}")


def _person(document: Document, address_card: str, today: date) -> RegisteredPerson:
    record: Record = document.record
    return RegisteredPerson(
        register=Register(record.register),
        reference=record.reference,
        identity=from_text(record.identity),
        document=_status(document, today),
        document_valid_until=document.valid_until,
        address_card=_address_card(record, address_card, today),
        deceased=record.deceased,
        under_guardianship=record.under_guardianship,
    )


def _address_card(record: Record, number: str, today: date) -> DocumentStatus:
    """Return the standing of the address card shown; somebody else's is as good as none."""
    if not number:
        return DocumentStatus.NOT_LISTED
    card = record.documents.filter(number_key=number_key(ADDRESS_CARD, "HUN", number)).first()
    return _status(card, today) if card is not None else DocumentStatus.NOT_LISTED


def _status(document: Document, today: date) -> DocumentStatus:
    if document.mark:
        return DocumentStatus(document.mark)
    expired = document.valid_until is not None and document.valid_until < today
    return DocumentStatus.EXPIRED if expired else DocumentStatus.VALID
