# SPDX-License-Identifier: EUPL-1.2
"""What resource servers are told of a token (RFC 7662), and tokens that tell it themselves (RFC 9068)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final  # claims are open JSON

from .clients import Client
from .moments import seconds
from .profiles import Authentication
from .token_requests import BEARER, DPOP

LONGEST_SIGNED_LIFE: Final = timedelta(minutes=5)
SIGNED_TYPE: Final = "at+jwt"
INACTIVE: Final = MappingProxyType({"active": False})


class TokenKind(StrEnum):
    """What a token is for."""

    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """A living token. ``client_id`` is whose, ``audience`` for whom, ``jkt`` the key it is bound to.

    ``sub`` is the code by which *the asking party* knows the person: its own sector's, or the client
    itself for a client's own token; empty where it knows nobody by a code. ``acr``, ``auth_time`` are of
    the sign-in, ``None`` for a client's own.
    """

    kind: TokenKind
    client_id: str
    scopes: tuple[str, ...]
    sub: str
    issued_at: datetime
    ends_at: datetime
    audience: str = ""
    jkt: str = ""
    acr: str = ""
    auth_time: datetime | None = None


def may_introspect(asking: Client, facts: TokenFacts) -> bool:
    """Say whether a proven client may be told of a token: its own, or one meant for it.

    Public clients never: they have proven nothing (RFC 7662, 2.1). Refresh tokens are nobody else's.
    """
    if asking.authentication is Authentication.NONE:
        return False
    meant_for_it = facts.kind is TokenKind.ACCESS and facts.audience == asking.client_id
    return facts.client_id == asking.client_id or meant_for_it


def introspected(facts: TokenFacts | None, asking: Client, *, issuer: str, at: datetime) -> dict[str, Any]:
    """Return the answer about a token; of dead, unknown and other parties' tokens nothing is told."""
    if facts is None or at >= facts.ends_at or not may_introspect(asking, facts):
        return dict(INACTIVE)
    told: dict[str, Any] = {
        "active": True,
        "iss": issuer,
        "client_id": facts.client_id,
        "sub": facts.sub,
        "aud": facts.audience,
        "scope": " ".join(facts.scopes),
        "iat": seconds(facts.issued_at),
        "exp": seconds(facts.ends_at),
        "token_type": _type(facts),
        "acr": facts.acr,
        **_of_sign_in(facts),
    }
    return {name: value for name, value in told.items() if value != ""}


def signed_access_token_claims(facts: TokenFacts, *, issuer: str, jti: str, at: datetime) -> dict[str, Any]:
    """Return the contents of a signed access token (RFC 9068, 2.2), to be signed with ``at+jwt``.

    Nobody can take such a token back, so it lives five minutes at most.
    """
    told: dict[str, Any] = {
        "iss": issuer,
        "aud": facts.audience,
        "sub": facts.sub or facts.client_id,
        "client_id": facts.client_id,
        "scope": " ".join(facts.scopes),
        "iat": seconds(at),
        "exp": seconds(min(facts.ends_at, at + LONGEST_SIGNED_LIFE)),
        "jti": jti,
        "acr": facts.acr,
        **_of_sign_in(facts),
    }
    return {name: value for name, value in told.items() if value != ""}


def _type(facts: TokenFacts) -> str:
    if facts.kind is TokenKind.REFRESH:
        return ""
    return DPOP if facts.jkt else BEARER


def _of_sign_in(facts: TokenFacts) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if facts.auth_time is not None:
        told["auth_time"] = seconds(facts.auth_time)
    if facts.jkt:
        told["cnf"] = {"jkt": facts.jkt}
    return told
