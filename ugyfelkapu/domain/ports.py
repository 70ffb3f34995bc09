# SPDX-License-Identifier: EUPL-1.2
"""Questions that we ask foreign systems, and the shapes of their answers.

A door asks first, outside any transaction, and hands the frozen answer to a service; a service
never touches a network.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from .documents import DocumentKind
from .person import Identity


class Register(StrEnum):
    """The registers that know people."""

    POPULATION = "population"  # személyiadat- és lakcímnyilvántartás
    ALIENS = "aliens"  # központi idegenrendészeti nyilvántartás


class DocumentStatus(StrEnum):
    """What a register says of a document."""

    VALID = "valid"
    EXPIRED = "expired"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    NOT_LISTED = "not_listed"


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """Whose document is this? ``number`` is normalised; ``address_card`` too, or empty."""

    kind: DocumentKind
    issuing_country: str  # ISO 3166 alpha-3
    number: str
    address_card: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """One person as a register knows them, and the state of what they showed.

    ``reference`` is the register's stable record reference: never shown, kept only as a keyed hash.
    ``personal_identifiers`` are not part of the answer: no statute lets the gate hold them.
    """

    register: Register
    reference: str
    identity: Identity
    document: DocumentStatus
    document_valid_until: date | None = None
    address_card: DocumentStatus = DocumentStatus.NOT_LISTED
    deceased: bool = False
    under_guardianship: bool = False


@dataclass(frozen=True, slots=True)
class RegisterAnswer:
    """What the registers answered, and when: nobody, one person, or several."""

    asked_at: datetime
    people: tuple[RegisteredPerson, ...] = ()


class RegisterUnavailable(Exception):  # noqa: N818
    """The register did not answer in time, or answered nonsense."""


class PopulationRegisters(Protocol):
    """The port to the registers; embedded and HTTP implementations live in ``registers/``."""

    def who_has_document(self, question: DocumentQuestion, *, at: datetime) -> RegisterAnswer:
        """Look the holder of a document up. Raises :class:`RegisterUnavailable`."""
        ...  # pragma: no cover
