# SPDX-License-Identifier: EUPL-1.2
"""Which claims a service gets about a person: asked for, allowed and agreed to (OpenID Connect Core, 5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final, Self  # claims are open JSON

from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.person import Identity, Name

from .claims_request import ClaimsAsked
from .verified_claims import Proofed, VerifiedGranted, names_asked, reduced, verified_claims

_CLAIMS_OF_DATUM: Final = MappingProxyType(
    {
        Datum.CONNECTION_CODE: ("sub",),
        Datum.EMAIL: ("email", "email_verified"),
        Datum.NAME: ("name", "family_name", "given_name"),
        Datum.BIRTH_NAME: ("birth_family_name", "birth_given_name"),
        Datum.PLACE_AND_DATE_OF_BIRTH: ("birthdate", "place_of_birth"),
        Datum.MOTHER_NAME: ("mother_birth_family_name", "mother_birth_given_name"),
        Datum.CITIZENSHIP: ("nationalities",),
    }
)
DATA_OF_CLAIM: Final = MappingProxyType(
    {claim: datum for datum, claims in _CLAIMS_OF_DATUM.items() for claim in claims}
)
"""People agree to data, services ask for claims: several claims tell parts of one datum."""

_PROFILE: Final = ("name", "family_name", "given_name", "birthdate")
_EMAIL: Final = _CLAIMS_OF_DATUM[Datum.EMAIL]
_NOT_ASKED_AS_CLAIMS: Final = frozenset({"sub"})  # every answer holds it
CLAIMS_OF_SCOPE: Final = MappingProxyType(
    {
        "openid": (),
        "email": _EMAIL,
        "profile": _PROFILE,
        "identity": tuple(
            claim for claim in DATA_OF_CLAIM if claim not in {*_PROFILE, *_EMAIL, *_NOT_ASKED_AS_CLAIMS}
        ),
        "address": (),
        "phone": (),
        "offline_access": (),
    }
)
"""Scopes are short for claims. The gate knows no addresses or telephone numbers; asking is no mistake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is known of the person who signs in. ``temporary``: the data are only claimed (D17).

    ``proofed`` says how it was established who it is, ``None`` for temporary gates.
    """

    sub: str
    temporary: bool
    identity: Identity
    email: str
    email_verified: bool
    proofed: Proofed | None = None


@dataclass(frozen=True, slots=True)
class ClaimsGranted:
    """Names of the claims that a service gets, and where it gets them; nothing personal is in it."""

    userinfo: tuple[str, ...] = ()
    id_token: tuple[str, ...] = ()
    verified_userinfo: tuple[VerifiedGranted, ...] = ()
    verified_id_token: tuple[VerifiedGranted, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as it rests."""
        return {
            "userinfo": list(self.userinfo),
            "id_token": list(self.id_token),
            "verified_userinfo": [each.to_json() for each in self.verified_userinfo],
            "verified_id_token": [each.to_json() for each in self.verified_id_token],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Return what rested."""
        return cls(
            tuple(stored["userinfo"]),
            tuple(stored["id_token"]),
            tuple(VerifiedGranted.from_json(each) for each in stored["verified_userinfo"]),
            tuple(VerifiedGranted.from_json(each) for each in stored["verified_id_token"]),
        )

    def within(self, ceiling: Collection[str]) -> Self:
        """Return what is left of it where the service may have no more than this by now."""
        return replace(
            self,
            userinfo=tuple(name for name in self.userinfo if name in ceiling),
            id_token=tuple(name for name in self.id_token if name in ceiling),
            verified_userinfo=tuple(_verified_within(self.verified_userinfo, ceiling)),
            verified_id_token=tuple(_verified_within(self.verified_id_token, ceiling)),
        )

    def narrowed(self, granted_scopes: Iterable[str], scopes: Iterable[str]) -> Self:
        """Return what a token tells that reaches some of the granted scopes only (RFC 6749, 6)."""
        given_up = _of_scopes(granted_scopes) - _of_scopes(scopes)
        return replace(self, userinfo=tuple(name for name in self.userinfo if name not in given_up))

    @property
    def told_in_id_token(self) -> bool:
        """Say whether the ID token tells of the person besides the sign-in."""
        return bool(self.id_token or self.verified_id_token)


def data_asked(asked: ClaimsAsked, scopes: Iterable[str], ceiling: Collection[str]) -> tuple[Datum, ...]:
    """Return the data that a request needs agreement to, in the order in which people read them.

    What is beyond the service's ceiling is not asked for: it would not be given.
    """
    plain = {*_of_scopes(scopes), *asked.userinfo, *asked.id_token}
    wanted = plain | names_asked((*asked.verified_userinfo, *asked.verified_id_token))
    data = {DATA_OF_CLAIM[claim] for claim in wanted & set(ceiling) if claim in DATA_OF_CLAIM}
    return tuple(datum for datum in Datum if datum in data | {Datum.CONNECTION_CODE})


def granted(
    asked: ClaimsAsked,
    scopes: Iterable[str],
    *,
    ceiling: Collection[str],
    agreed: Collection[Datum],
    person: Callable[[], Person],
    at: datetime,
) -> ClaimsGranted:
    """Return what a service gets: what it asked for, may have and the person agreed to.

    Claims of scopes are told at userinfo. ``person`` is asked for only where verified claims are wanted:
    whether their conditions are met is decided here, once.
    """
    allowed = {
        claim for claim in ceiling if claim not in _NOT_ASKED_AS_CLAIMS and DATA_OF_CLAIM.get(claim) in agreed
    }

    def verified(wishes: tuple[Mapping[str, Any], ...]) -> tuple[VerifiedGranted, ...]:
        if not wishes:
            return ()
        known = person()
        return reduced(wishes, values(allowed, known), None if known.temporary else known.proofed, at=at)

    return ClaimsGranted(
        _in_order({*_of_scopes(scopes), *asked.userinfo} & allowed),
        _in_order(set(asked.id_token) & allowed),
        verified(asked.verified_userinfo),
        verified(asked.verified_id_token),
    )


def values(names: Iterable[str], person: Person) -> dict[str, Any]:
    """Return the claims of these names; from temporary gates at most the e-mail address (D17).

    Unknown names and empty values are left out (OpenID Connect Core, 5.3.2).
    """
    told = {"email": person.email, "email_verified": person.email_verified}
    if not person.temporary:
        told |= _of_identity(person.identity)
    wanted = set(names)
    return {name: value for name, value in told.items() if name in wanted and value not in ("", None)}


def userinfo_values(granted_claims: ClaimsGranted, person: Person) -> dict[str, Any]:
    """Return what is told at userinfo besides ``sub``."""
    return _values_of(granted_claims.userinfo, granted_claims.verified_userinfo, person)


def id_token_values(granted_claims: ClaimsGranted, person: Person) -> dict[str, Any]:
    """Return what is told in the ID token besides the sign-in."""
    return _values_of(granted_claims.id_token, granted_claims.verified_id_token, person)


def _values_of(
    names: tuple[str, ...], verified: tuple[VerifiedGranted, ...], person: Person
) -> dict[str, Any]:
    told = values(names, person)
    if person.proofed is None or person.temporary or not verified:
        return told
    return told | verified_claims(verified, values(DATA_OF_CLAIM, person), person.proofed)


def _verified_within(
    verified: Iterable[VerifiedGranted], ceiling: Collection[str]
) -> Iterator[VerifiedGranted]:
    for each in verified:
        left = tuple(name for name in each.claims if name in ceiling)
        if left:
            yield replace(each, claims=left)


def _of_scopes(scopes: Iterable[str]) -> set[str]:
    return {claim for scope in scopes for claim in CLAIMS_OF_SCOPE.get(scope, ())}


def _in_order(names: Collection[str]) -> tuple[str, ...]:
    return tuple(claim for claim in DATA_OF_CLAIM if claim in names)


def _of_identity(identity: Identity) -> dict[str, Any]:
    return {
        "name": identity.current_name.display(),
        **_name("", identity.current_name),
        **_name("birth_", identity.birth_name),
        "birthdate": identity.birth_date.isoformat(),
        "place_of_birth": {"locality": identity.birth_place},
        **_name("mother_birth_", identity.mother_birth_name),
        "nationalities": [identity.citizenship],
    }


def _name(prefix: str, name: Name) -> dict[str, str]:
    return {f"{prefix}family_name": name.family, f"{prefix}given_name": name.given}
