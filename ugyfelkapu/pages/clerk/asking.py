# SPDX-License-Identifier: EUPL-1.2
"""Asking the registers about what lies on the desk, and what their answer allows."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from ugyfelkapu.access import sessions
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.documents import Category, DocumentKind, last_two
from ugyfelkapu.domain.errors import AddressCardMissing, DocumentNotValid, HasGate, IdentityDiffers, Refusal
from ugyfelkapu.domain.matching import Field, compare_zone
from ugyfelkapu.domain.mrz import MachineReadableZone
from ugyfelkapu.domain.ports import DocumentQuestion, RegisterAnswer, RegisteredPerson
from ugyfelkapu.registers.services import register

from .guard import DeskRequest


@dataclass(frozen=True, slots=True)
class Papers:
    """What lies on the desk. ``issuing_country`` is empty when only a zone could have told it."""

    category: Category
    document: DocumentKind
    issuing_country: str
    number: str
    address_card_number: str
    address_card_reason: str
    zone: MachineReadableZone | None

    def question(self) -> DocumentQuestion:
        """Return what the registers are asked."""
        return DocumentQuestion(self.document, self.issuing_country, self.number, self.address_card_number)

    def evidence(self, citizenship: str) -> desk.Evidence:
        """Return what the proofing record keeps of it (D7)."""
        return desk.Evidence(
            category=self.category,
            document=self.document,
            issuing_country=self.issuing_country or citizenship,
            last_two=last_two(self.number),
            address_card=self.address_card_reason or desk.ADDRESS_CARD_SHOWN,
        )

    @property
    def tells_address_card(self) -> bool:
        """Say whether the clerk has got as far as the address card."""
        return bool(self.address_card_number or self.address_card_reason)


@dataclass(frozen=True, slots=True)
class Sight:
    """What the clerk sees of an answer: the one person, and the first reason why not, if any."""

    answer: RegisterAnswer
    person: RegisteredPerson | None = None
    refusal: Refusal | None = None
    differing: frozenset[Field] = frozenset()
    gate: UUID | None = None


def ask(papers: Papers, *, at: datetime) -> RegisterAnswer:
    """Ask the registers, outside any act. Raises :class:`RegisterUnavailable`."""
    return register().who_has_document(papers.question(), at=at)


def judge(answer: RegisterAnswer, papers: Papers, *, at: datetime) -> Sight:
    """Say what an answer allows; the act makes the same checks again."""
    try:
        person = desk.the_one(answer)
    except Refusal as refusal:
        return Sight(answer, refusal=_why_not_by_zone(papers, frozenset(), at=at) or refusal)
    differing = frozenset(
        difference.field for difference in (compare_zone(papers.zone, person.identity) if papers.zone else ())
    )
    gate = queries.living_gate_of(person, at=at)
    against = _why_not(person, papers, differing, at=at) or (HasGate(gate=gate) if gate else None)
    return Sight(answer, person, against, differing, gate)


def _why_not(
    person: RegisteredPerson, papers: Papers, differing: frozenset[Field], *, at: datetime
) -> Refusal | None:
    try:
        desk.require_admissible(person, papers.evidence(person.identity.citizenship), at=at)
    except AddressCardMissing as refusal:
        if papers.tells_address_card:
            return refusal
    except Refusal as refusal:
        return refusal
    return _why_not_by_zone(papers, differing, at=at)


def _why_not_by_zone(papers: Papers, differing: frozenset[Field], *, at: datetime) -> Refusal | None:
    if differing:
        return IdentityDiffers(fields=tuple(sorted(differing)))
    if papers.zone is not None and papers.zone.valid_until < day_of(at):
        return DocumentNotValid(reason="expired")
    return None


def show(sight: Sight, papers: Papers, *, request: DeskRequest, about: str = "") -> None:
    """Note that the clerk is shown an answer, and that they could compare it (D7).

    ``about`` names the case that it was compared for, where there is more than a person. Raises
    :class:`OwnRecord` and :class:`QuotaReached`; then nothing of it may be shown.
    """
    accounts.note_look_up(papers.question(), answer=sight.answer, by=request.by, at=request.at)
    if sight.person is not None and sight.refusal is None:
        sessions.note_compared(request.staff.session_id, about + canonical(sight.person))


def was_shown(sight: Sight, *, request: DeskRequest, about: str = "") -> bool:
    """Say whether this very person was shown to this clerk for this case, fit to be registered."""
    return sight.person is not None and sessions.was_compared(
        request.staff.session_id, about + canonical(sight.person)
    )


def canonical(person: RegisteredPerson) -> str:
    """Return the text of what a clerk compares with the client: who it is, by which record."""
    compared = {
        "register": person.register,
        "reference": person.reference,
        "identity": asdict(person.identity),
        "document_valid_until": person.document_valid_until,
    }
    return json.dumps(compared, default=str, ensure_ascii=False, sort_keys=True)
