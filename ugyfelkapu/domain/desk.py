# SPDX-License-Identifier: EUPL-1.2
"""The in-person checks: may this person, showing this evidence, have a gate?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from .deadlines import old_enough
from .documents import Category, DocumentKind, accepted, category_of
from .errors import (
    AddressCardMissing,
    Ambiguous,
    Deceased,
    DocumentNotValid,
    NotFound,
    TooYoung,
    UnderGuardianship,
)
from .person import Identity
from .ports import DocumentStatus, Register, RegisterAnswer, RegisteredPerson

ADDRESS_CARD_SHOWN = "shown"


class Consent(StrEnum):
    """What the person agreed to, by version of the privacy notice."""

    VERSION_1 = "1"
    VERSION_2 = "2"


NOTICE_IN_FORCE: Final = Consent.VERSION_2
"""The privacy notice that pages show, and that whoever registers now agrees to (D7)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was shown at the desk; the number itself is checked and not kept (D7).

    ``address_card`` is :data:`ADDRESS_CARD_SHOWN` or the reason why it does not apply (D6).
    """

    category: Category
    document: DocumentKind
    issuing_country: str
    last_two: str
    address_card: str


def the_one(answer: RegisterAnswer) -> RegisteredPerson:
    """Return the one person of an answer. Raises :class:`NotFound`, :class:`Ambiguous`."""
    if not answer.people:
        raise NotFound
    if len(answer.people) > 1:
        raise Ambiguous(hits=len(answer.people))
    return answer.people[0]


def require_admissible(person: RegisteredPerson, evidence: Evidence, *, at: datetime) -> None:
    """Make every in-person check on a register's answer (D5, D6, D8, D23).

    Raises :class:`DocumentNotValid`, :class:`AddressCardMissing`, :class:`Deceased`,
    :class:`UnderGuardianship` or :class:`TooYoung`.
    """
    if person.deceased:
        raise Deceased
    if person.under_guardianship:
        raise UnderGuardianship
    require_old_enough(person.identity, at=at)
    _require_document(person, evidence)
    _require_address_card(person, evidence)


def require_old_enough(identity: Identity, *, at: datetime) -> None:
    """Raise :class:`TooYoung` under fourteen (D23)."""
    if not old_enough(identity.birth_date, at):
        raise TooYoung


def _require_document(person: RegisteredPerson, evidence: Evidence) -> None:
    category = category_of(person.identity.citizenship)
    if category is not evidence.category:
        raise DocumentNotValid(reason="other_category", category=category)
    if evidence.document not in accepted(category):
        raise DocumentNotValid(reason="kind")
    if person.document is not DocumentStatus.VALID:
        raise DocumentNotValid(reason=str(person.document))


def _require_address_card(person: RegisteredPerson, evidence: Evidence) -> None:
    if person.register is not Register.POPULATION:
        return
    if evidence.address_card != ADDRESS_CARD_SHOWN:
        raise AddressCardMissing(reason="required")
    if person.address_card is not DocumentStatus.VALID:
        raise AddressCardMissing(reason=str(person.address_card))
