# SPDX-License-Identifier: EUPL-1.2
"""Believing tokens: signature, sender, addressee and time (OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # claims are open JSON

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ALGORITHMS: Final = ("ES256",)
"""What a service of the strict profile is signed for, unless it registers another."""
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
LEEWAY_SECONDS: Final = 30


class Untrusted(Exception):  # noqa: N818
    """A token or an answer that must not be believed; the text is for developers."""


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom tokens must come, for whom they must be, and by which keys."""

    issuer: str
    client_id: str
    keys: KeySet


def key_named(token: str) -> str:
    """Return the name of the key that a token says it was signed with; nothing is believed yet."""
    kid = header_of(token).get("kid")
    return kid if isinstance(kid, str) else ""


def header_of(token: str) -> dict[str, Any]:
    """Return what a token's header says. Raises :class:`Untrusted`."""
    return _part(token, 0)


def claims_of(token: str) -> dict[str, Any]:
    """Return what a token says, for showing: nothing is proven. Raises :class:`Untrusted`."""
    return _part(token, 1)


def id_token_claims(token: str, sender: Sender, *, nonce: str | None, at: datetime) -> dict[str, Any]:
    """Return what an ID token says. Its nonce must be the request's; none is expected after a refresh.

    Raises :class:`Untrusted`.
    """
    claims = _proven(token, sender, at=at)
    if nonce is not None and claims.get("nonce") != nonce:
        raise Untrusted("the nonce is not the one that was sent")
    if not isinstance(claims.get("sub"), str):
        raise Untrusted("no sub")
    return claims


def require_hash(claims: Mapping[str, Any], access_token: str) -> None:
    """Refuse an access token that is not the one the ID token came with (3.1.3.8)."""
    half = hashlib.sha256(access_token.encode()).digest()[:16]
    expected = base64.urlsafe_b64encode(half).rstrip(b"=").decode()
    if claims.get("at_hash", expected) != expected:
        raise Untrusted("at_hash is another access token's")


def logout_claims(token: str, sender: Sender, *, at: datetime) -> dict[str, Any]:
    """Return what a logout token says (Back-Channel Logout, 2.6). Raises :class:`Untrusted`."""
    if str(header_of(token).get("typ", "")).lower() != "logout+jwt":
        raise Untrusted("no logout token")
    claims = _proven(token, sender, at=at)
    events = claims.get("events")
    if not isinstance(events, Mapping) or LOGOUT_EVENT not in events:
        raise Untrusted("no sign-out")
    if "nonce" in claims or not isinstance(claims.get("jti"), str):
        raise Untrusted("a nonce, or no jti")
    if not isinstance(claims.get("sid") or claims.get("sub"), str):
        raise Untrusted("nobody is named")
    return claims


def _proven(token: str, sender: Sender, *, at: datetime) -> dict[str, Any]:
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": sender.issuer},
        aud={"essential": True, "value": sender.client_id},
        exp={"essential": True},
        iat={"essential": True},
    )
    try:
        read = jwt.decode(token, sender.keys, algorithms=list(ALGORITHMS))
        registry.validate(read.claims)
    except (JoseError, ValueError) as error:
        raise Untrusted(str(error)) from error
    if read.claims["aud"] not in (sender.client_id, [sender.client_id]):
        raise Untrusted("the token is for others too")
    return read.claims


def _part(token: str, number: int) -> dict[str, Any]:
    try:
        part = token.split(".")[number]
        told = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, IndexError) as error:
        raise Untrusted("no token") from error
    if not isinstance(told, dict):
        raise Untrusted("no token")
    return told
