# SPDX-License-Identifier: EUPL-1.2
"""Registration by electronic signature: is the signer the person whom the form names, and why not?

A name alone never says who somebody is (DOMAIN.md, 4). Enough is an identifier that the register knows, the
name with date and place of birth that single out one person, or the word of the certificate's provider.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from .desk import require_old_enough
from .documents import EEA_BY_TWO_LETTERS, Category, category_of
from .errors import TooYoung
from .matching import Different, compare
from .person import Identity, Name, clean, folded
from .ports import Confirmation, RegisteredPerson, SignerQuestion

DECLARATION_LIFE: Final = timedelta(hours=24)
"""How long a declaration waits to be signed, an upload for evidence, and a proved signer for a password."""
LARGEST_UPLOAD: Final = 10 * 1024 * 1024


class Reason(StrEnum):
    """Why a signed form opens no gate."""

    NOT_SIGNED = "not_signed"
    UNREADABLE = "unreadable"
    ALTERED = "altered"
    NOT_TRUSTED = "not_trusted"
    REVOKED = "revoked"
    EXPIRED = "expired"
    WEAK = "weak"
    NOT_VALID = "not_valid"
    OTHER_DOCUMENT = "other_document"
    SEVERAL_SIGNERS = "several_signers"
    PSEUDONYM = "pseudonym"
    SEAL = "seal"
    ORGANISATION = "organisation"
    UNCLEAR = "unclear"
    NAME_ALONE = "name_alone"
    NAME_DIFFERS = "name_differs"
    OTHER_PERSON = "other_person"
    COUNTRY_DIFFERS = "country_differs"
    """Somebody from the EEA in no register: the certificate is not one of the state in the form."""
    PROVIDER_SAYS_NO = "provider_says_no"
    NOT_IN_REGISTER = "not_in_register"
    SEVERAL_IN_REGISTER = "several_in_register"
    DECEASED = "deceased"
    UNDER_GUARDIANSHIP = "under_guardianship"
    TOO_YOUNG = "too_young"
    NO_EVIDENCE = "no_evidence"
    """What revocation depends on could not be had within a day."""


class Basis(StrEnum):
    """By what it was established who signed."""

    IDENTIFIER = "identifier"
    BIRTH = "birth"
    PROVIDER = "provider"
    FORM = "form"
    """Somebody from the EEA in no register: certificate and form agree."""


@dataclass(frozen=True, slots=True)
class CertificateHolder:
    """Whom a validated certificate names; empty where it does not say."""

    family_name: str
    given_names: str
    whole_name: str
    country: str  # ISO 3166 alpha-2
    identifier: str = ""  # as certificates write it; only one that has a meaning outside its issuer's
    birth_date: date | None = None
    birth_place: str = ""

    @property
    def born(self) -> bool:
        """Say whether date and place of birth stand in the certificate."""
        return self.birth_date is not None and bool(self.birth_place)


class NotProved(Exception):  # noqa: N818
    """The signer is not established to be the person of the form."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Known:
    """What the registers said, asked in three ways; ``by_identifier`` is None where none was asked for."""

    by_form: tuple[RegisteredPerson, ...]
    by_identifier: tuple[RegisteredPerson, ...] | None
    by_name: tuple[RegisteredPerson, ...]


@dataclass(frozen=True, slots=True)
class Established:
    """Who signed, and by what that is known; ``person`` is None for somebody in no register."""

    person: RegisteredPerson | None
    identity: Identity
    basis: Basis


def questions(holder: CertificateHolder) -> tuple[SignerQuestion | None, SignerQuestion | None]:
    """Return what to ask the registers about a certificate: by its identifier, and by name and birth."""
    by_identifier = SignerQuestion(identifier=holder.identifier) if holder.identifier else None
    by_name = None
    if holder.born and holder.family_name:
        by_name = SignerQuestion(
            family_name=folded(holder.family_name),
            given_names=folded(holder.given_names),
            place=folded(holder.birth_place),
            date=holder.birth_date,
        )
    return by_identifier, by_name


def establish(
    holder: CertificateHolder,
    claimed: Identity,
    known: Known,
    provider: Confirmation,
    *,
    at: datetime,
) -> Established:
    """Return who signed. Raises :class:`NotProved`, whose reason the page tells.

    The form must be the register's, the name in the certificate too, and one of the three ways must lead
    from the certificate to that very record.
    """
    matching = tuple(p for p in known.by_form if not isinstance(compare(claimed, p.identity), Different))
    if len(matching) > 1:
        raise NotProved(Reason.SEVERAL_IN_REGISTER)
    if not matching:
        return _in_no_register(holder, claimed, known)
    person = matching[0]
    _require_admissible(person, at=at)
    if not named(holder, person.identity):
        raise NotProved(Reason.NAME_DIFFERS)
    return Established(person, person.identity, _basis(holder, person, known, provider))


def _basis(
    holder: CertificateHolder, person: RegisteredPerson, known: Known, provider: Confirmation
) -> Basis:
    if known.by_identifier:
        if not _only(person, known.by_identifier):
            raise NotProved(Reason.OTHER_PERSON)
        return Basis.IDENTIFIER
    if holder.born:
        if not _only(person, known.by_name):
            several = any(_same(person, other) for other in known.by_name)
            raise NotProved(Reason.SEVERAL_IN_REGISTER if several else Reason.OTHER_PERSON)
        return Basis.BIRTH
    if provider is Confirmation.YES:
        return Basis.PROVIDER
    raise NotProved(Reason.PROVIDER_SAYS_NO if provider is Confirmation.NO else Reason.NAME_ALONE)


def _only(person: RegisteredPerson, people: tuple[RegisteredPerson, ...]) -> bool:
    return len(people) == 1 and _same(person, people[0])


def _same(person: RegisteredPerson, other: RegisteredPerson) -> bool:
    return (person.register, person.reference) == (other.register, other.reference)


def _in_no_register(holder: CertificateHolder, claimed: Identity, known: Known) -> Established:
    """Admit a citizen of the EEA whom no register knows, where certificate and form agree (D224 § 6 (2)).

    The country must agree too: or a certificate with a name and a date of birth would let a citizen whom a
    register does know pass for a stranger, and open a second gate.
    """
    if known.by_identifier or known.by_name:
        raise NotProved(Reason.OTHER_PERSON)
    if category_of(claimed.citizenship) is not Category.EEA:
        raise NotProved(Reason.NOT_IN_REGISTER)
    if not named(holder, claimed):
        raise NotProved(Reason.NAME_DIFFERS)
    if holder.birth_date is None:
        raise NotProved(Reason.NAME_ALONE)
    elsewhere = holder.birth_place and folded(holder.birth_place) != folded(claimed.birth_place)
    if holder.birth_date != claimed.birth_date or elsewhere:
        raise NotProved(Reason.OTHER_PERSON)
    if EEA_BY_TWO_LETTERS.get(holder.country) != claimed.citizenship:
        raise NotProved(Reason.COUNTRY_DIFFERS)
    return Established(None, claimed, Basis.FORM)


def _require_admissible(person: RegisteredPerson, *, at: datetime) -> None:
    if person.deceased:
        raise NotProved(Reason.DECEASED)
    if person.under_guardianship:
        raise NotProved(Reason.UNDER_GUARDIANSHIP)
    try:
        require_old_enough(person.identity, at=at)
    except TooYoung:
        raise NotProved(Reason.TOO_YOUNG) from None


def named(holder: CertificateHolder, identity: Identity) -> bool:
    """Say whether a certificate names this person: by the current name or the one at birth.

    Case, spaces, hyphens and dots do not count, accents do: Kovacs and Kovács are two people.
    """
    return any(_names(holder, name) for name in (identity.current_name, identity.birth_name) if name.family)


def _names(holder: CertificateHolder, name: Name) -> bool:
    families = {_plain(name.family), _plain(f"{name.title} {name.family}")}
    if holder.family_name:
        return _plain(holder.family_name) in families and _plain(holder.given_names) == _plain(name.given)
    given = _plain(name.given)
    orders = {order for family in families for order in (f"{family} {given}", f"{given} {family}")}
    return _plain(holder.whole_name) in {order.strip() for order in orders}


def _plain(text: str) -> str:
    letters = "".join(
        char if char.isalnum() or unicodedata.combining(char) else " " for char in clean(text).casefold()
    )
    return " ".join(unicodedata.normalize("NFC", letters).split())
