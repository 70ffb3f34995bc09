# SPDX-License-Identifier: EUPL-1.2
"""Registration by electronic signature: is the signer the person whom the form names, and why not?

A name alone never says who somebody is (DOMAIN.md, 4). Enough is an identifier that the register knows, the
name with date and place of birth that single out one person, or the word of the certificate's provider.

Whoever is not proved learns nothing of the register: their reason follows from what they brought alone.
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
from .person import Identity, Name, clean, folded, untitled
from .ports import Confirmation, RegisteredPerson, SignerQuestion

DECLARATION_LIFE: Final = timedelta(hours=24)
"""How long a declaration waits to be signed, an upload for evidence, and a proved signer for a password."""
LARGEST_UPLOAD: Final = 10 * 1024 * 1024
MOST_WORDS: Final = 6
"""Words of a name that is not parted into family and given names; a longer one asks for nobody."""


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
    NOT_ONE_PERSON = "not_one_person"
    """Form and certificate do not name one person: whether the register knows either is not told."""
    COUNTRY_DIFFERS = "country_differs"
    """Somebody from the EEA in no register: the certificate is not one of the state in the form."""
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
    def written_name(self) -> str:
        """Return the whole name, as the certificate writes it."""
        return f"{self.family_name} {self.given_names}".strip() or self.whole_name

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
    by_day: tuple[RegisteredPerson, ...] = ()
    """Whoever has the certificate's name and date of birth; asked where nobody was born like the form."""


@dataclass(frozen=True, slots=True)
class Established:
    """Who signed, and by what that is known; ``person`` is None for somebody in no register."""

    person: RegisteredPerson | None
    identity: Identity
    basis: Basis


def questions(holder: CertificateHolder) -> tuple[SignerQuestion | None, tuple[SignerQuestion, ...]]:
    """Return what to ask the registers about a certificate: by its identifier, and by name and birth.

    Where it does not say which part of the name is the family's, every way to part it is asked for.
    """
    by_identifier = SignerQuestion(identifier=holder.identifier) if holder.identifier else None
    if not holder.born:
        return by_identifier, ()
    place = folded(holder.birth_place)
    return by_identifier, tuple(
        SignerQuestion(family_name=family, given_names=given, place=place, date=holder.birth_date)
        for family, given in _parted(holder)
    )


def stranger_questions(holder: CertificateHolder) -> tuple[SignerQuestion, ...]:
    """Return what to ask the registers before somebody counts as unknown to them: nothing that was typed."""
    if holder.birth_date is None:
        return ()
    day = holder.birth_date
    return tuple(SignerQuestion(family_name=one, given_names=two, date=day) for one, two in _parted(holder))


def _parted(holder: CertificateHolder) -> list[tuple[str, str]]:
    """Return how a register may hold the name in a certificate, family name first, with titles or without."""
    if holder.family_name:
        bare = untitled(holder.family_name), untitled(holder.given_names)
        return list(dict.fromkeys([(folded(holder.family_name), folded(holder.given_names)), bare]))
    words = untitled(holder.whole_name).split()
    if len(words) > MOST_WORDS:
        return []
    parts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    turned = [(second, first) for first, second in parts]
    return list(dict.fromkeys(parts + turned)) or [(word, "") for word in words]


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
    from the certificate to that very record. Only then does it count what the register says of them.
    """
    person = candidate(holder, claimed, known.by_form)
    if person is None:
        return _in_no_register(holder, claimed, known)
    basis = _basis(person, known, provider)
    if basis is None:
        raise _unproved(holder, claimed, known)
    _require_admissible(person, at=at)
    return Established(person, person.identity, basis)


def candidate(
    holder: CertificateHolder, claimed: Identity, by_form: tuple[RegisteredPerson, ...]
) -> RegisteredPerson | None:
    """Return the one person who has the form's data and the name in the certificate.

    Raises :class:`NotProved` where several have the data and one of them the name.
    """
    matching = [p for p in by_form if not isinstance(compare(claimed, p.identity), Different)]
    if not any(named(holder, person.identity) for person in matching):
        return None
    if len(matching) > 1:
        raise NotProved(Reason.SEVERAL_IN_REGISTER)
    return matching[0]


def _basis(person: RegisteredPerson, known: Known, provider: Confirmation) -> Basis | None:
    """Return what leads from the certificate to this record; an empty answer leads nowhere."""
    if known.by_identifier:
        return Basis.IDENTIFIER if _only(person, known.by_identifier) else None
    if known.by_name:
        return Basis.BIRTH if _only(person, known.by_name) else None
    return Basis.PROVIDER if provider is Confirmation.YES else None


def _unproved(holder: CertificateHolder, claimed: Identity, known: Known) -> NotProved:
    """Return why nothing opens, from the certificate and what was typed: never by who has these data."""
    leads = known.by_identifier or known.by_name
    other_day = holder.birth_date is not None and holder.birth_date != claimed.birth_date
    if leads or other_day or not named(holder, claimed):
        return NotProved(Reason.NOT_ONE_PERSON)
    return NotProved(Reason.NAME_ALONE)


def _only(person: RegisteredPerson, people: tuple[RegisteredPerson, ...]) -> bool:
    return len(people) == 1 and (person.register, person.reference) == (
        people[0].register,
        people[0].reference,
    )


def _in_no_register(holder: CertificateHolder, claimed: Identity, known: Known) -> Established:
    """Admit a citizen of the EEA whom no register knows, where certificate and form agree (D224 § 6 (2)).

    The country must agree too, and nobody in a register may have the certificate's name and date of birth:
    or somebody whom a register does know would pass for a stranger by one mistyped name, and open a second
    gate.
    """
    stranger = not (known.by_form or known.by_identifier or known.by_name or known.by_day)
    eea = category_of(claimed.citizenship) is Category.EEA
    if not (stranger and eea and _parted(holder) and _agree(holder, claimed)):
        raise _unproved(holder, claimed, known)
    if EEA_BY_TWO_LETTERS.get(holder.country) != claimed.citizenship:
        raise NotProved(Reason.COUNTRY_DIFFERS)
    return Established(None, claimed, Basis.FORM)


def _agree(holder: CertificateHolder, claimed: Identity) -> bool:
    place = folded(holder.birth_place)
    here = not place or place == folded(claimed.birth_place)
    return named(holder, claimed) and holder.birth_date == claimed.birth_date and here


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
