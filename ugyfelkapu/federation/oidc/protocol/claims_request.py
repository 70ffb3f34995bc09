# SPDX-License-Identifier: EUPL-1.2
"""The ``claims`` parameter: single data, where they are wanted and how much (OpenID Connect Core, 5.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, cast  # values of wishes are open JSON

from ugyfelkapu.federation.oidc.strict_json import JsonError, read_value

from .errors import invalid_request
from .parameters import Parameters

LARGEST: Final = 8 * 1024
MOST: Final = 100
VERIFIED: Final = "verified_claims"


@dataclass(frozen=True, slots=True)
class ClaimWish:
    """How a claim is wanted: whether much depends on it, and the value or values that alone will do."""

    essential: bool = False
    value: Any = None
    values: tuple[Any, ...] = ()

    def fits(self, value: object) -> bool:
        """Say whether a value is one of those wanted; where none are named every one is."""
        if self.value is not None and value != self.value:
            return False
        return not self.values or value in self.values

    def to_json(self) -> dict[str, Any]:
        """Return it in the standard's form."""
        named = {"value": self.value} if self.value is not None else {}
        several = {"values": list(self.values)} if self.values else {}
        return {"essential": self.essential, **named, **several}


Wishes = Mapping[str, ClaimWish]
_NONE: Final[Wishes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class ClaimsAsked:
    """What the parameter asks for at each place; requests for verified claims stay as they came.

    Those are lists of objects, one for each request (OpenID Connect for Identity Assurance).
    """

    userinfo: Wishes = field(default_factory=lambda: _NONE)
    id_token: Wishes = field(default_factory=lambda: _NONE)
    verified_userinfo: tuple[Mapping[str, Any], ...] = ()
    verified_id_token: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it in the standard's form."""
        return {
            "userinfo": _place_to_json(self.userinfo, self.verified_userinfo),
            "id_token": _place_to_json(self.id_token, self.verified_id_token),
        }


def _place_to_json(wishes: Wishes, verified: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    plain = {name: wish.to_json() for name, wish in wishes.items()}
    return {**plain, VERIFIED: list(verified)} if verified else plain


def read_claims(parameters: Parameters) -> ClaimsAsked:
    """Return what the parameter asks for; names nobody knows stay, and are answered with nothing later."""
    text = parameters.get("claims")
    if text is None:
        return ClaimsAsked()
    encoded = text.encode()
    if len(encoded) > LARGEST:
        raise invalid_request("claims is too large")
    try:
        return claims_asked(read_value(encoded))
    except JsonError as error:
        raise invalid_request(f"claims cannot be read: {error.reason}") from error


def claims_asked(request: object) -> ClaimsAsked:
    """Return what a claims request, read from JSON, asks for."""
    places = _object(request)
    userinfo = _object(places.get("userinfo") or {})
    id_token = _object(places.get("id_token") or {})
    return ClaimsAsked(_wishes(userinfo), _wishes(id_token), _verified(userinfo), _verified(id_token))


def _wishes(place: Mapping[str, Any]) -> Wishes:
    if len(place) > MOST:
        raise invalid_request("claims names too many claims")
    return MappingProxyType({name: _wish(how) for name, how in place.items() if name != VERIFIED})


def _wish(how: object) -> ClaimWish:
    if how is None:
        return ClaimWish()
    members = _object(how)
    essential = members.get("essential", False)
    values = members.get("values", [])
    if not isinstance(essential, bool) or not isinstance(values, list):
        raise invalid_request("claims says of a claim what cannot be said")
    return ClaimWish(essential, members.get("value"), tuple(values))


def _verified(place: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    asked = place.get(VERIFIED)
    requests = asked if isinstance(asked, list) else [] if asked is None else [asked]
    return tuple(_object(request) for request in requests)


def _object(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise invalid_request("claims is not made of objects")
    return cast("Mapping[str, Any]", value)
