# SPDX-License-Identifier: EUPL-1.2
"""Questions that we ask foreign systems, and the shapes of their answers.

A door asks first, outside any transaction, and hands the frozen answer to a service; a service
never touches a network.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final, Protocol

from .documents import DocumentKind
from .person import Identity, folded


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
class BirthQuestion:
    """Who was born like this? What no marriage changes, every text as :func:`folded` leaves it.

    Titles are no part of it: they come and go.
    """

    family_name: str
    given_names: str  # empty for people with one name
    place: str
    date: date
    mother_family_name: str
    mother_given_names: str


def born_like(identity: Identity) -> BirthQuestion:
    """Return the question that finds whoever was born like this."""
    born_as = identity.birth_name if identity.birth_name.family else identity.current_name
    return BirthQuestion(
        family_name=folded(born_as.family),
        given_names=folded(born_as.given),
        place=folded(identity.birth_place),
        date=identity.birth_date,
        mother_family_name=folded(identity.mother_birth_name.family),
        mother_given_names=folded(identity.mother_birth_name.given),
    )


@dataclass(frozen=True, slots=True)
class SignerQuestion:
    """Whom does a certificate name? By its identifier (EN 319 412-1), or by name, date and place of birth.

    ``identifier`` is written as certificates write it, such as PNOHU-26305079908, and empty where the
    others are asked for; names and place are as :func:`folded` leaves them. Without a place everybody is
    meant who has the name and the day, wherever they were born.
    """

    identifier: str = ""
    family_name: str = ""
    given_names: str = ""
    place: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True)
class RegisteredPerson:
    """One person as a register knows them, and the state of what they showed.

    ``reference`` is the register's stable record reference: never shown, kept only as a keyed hash.
    ``personal_identifiers`` are not part of the answer: no statute lets the gate hold them. Where nobody
    showed a document, none is listed.
    """

    register: Register
    reference: str
    identity: Identity
    document: DocumentStatus
    document_valid_until: date | None = None
    address_card: DocumentStatus = DocumentStatus.NOT_LISTED
    deceased: bool = False
    under_guardianship: bool = False


MOST_PEOPLE: Final = 10
"""People of one answer at the most."""


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

    def who_was_born(self, question: BirthQuestion, *, at: datetime) -> RegisterAnswer:
        """Look everybody up who was born like this. Raises :class:`RegisterUnavailable`."""
        ...  # pragma: no cover

    def who_signs(self, question: SignerQuestion, *, at: datetime) -> RegisterAnswer:
        """Look everybody up whom a certificate names. Raises :class:`RegisterUnavailable`."""
        ...  # pragma: no cover


class Confirmation(StrEnum):
    """What the provider of a certificate says of its holder."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"
    """There is nobody to ask about this provider's certificates."""


@dataclass(frozen=True, slots=True)
class HolderQuestion:
    """Is the holder of this certificate the person with these data (back-identification)?"""

    certificate: str  # SHA-256 of the certificate, in hexadecimal
    identity: Identity


class ProviderUnavailable(Exception):  # noqa: N818
    """The certificate's provider did not answer in time, or answered nonsense."""


class CertificateProviders(Protocol):
    """The port to the back-identification of certificate providers; the client lives in ``registers/``."""

    def is_holder(self, question: HolderQuestion, *, at: datetime) -> Confirmation:
        """Ask whether a certificate was given to this person. Raises :class:`ProviderUnavailable`."""
        ...  # pragma: no cover
