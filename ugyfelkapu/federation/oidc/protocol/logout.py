# SPDX-License-Identifier: EUPL-1.2
"""Signing out: what services ask for and what they are told (RP-Initiated and Back-Channel Logout 1.0)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final  # claims are open JSON
from urllib.parse import urlencode, urlsplit, urlunsplit

from ugyfelkapu.federation.oidc.jose import JoseError, PublicKeys, read_signed

from .clients import Client
from .errors import invalid_request
from .moments import seconds
from .parameters import Parameters
from .profiles import POLICIES

EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPE: Final = "logout+jwt"
LIFE: Final = timedelta(minutes=2)
OUR_ALGORITHMS: Final = tuple(
    dict.fromkeys(algorithm for policy in POLICIES.values() for algorithm in policy.signing)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """An ID token of ours that a service hands back: whose it was. It may have expired long ago."""

    client_id: str
    sub: str
    sid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutRequest:
    """What a service, or somebody else, asks for. Only ``hint`` is proven.

    ``client_id`` is the hint's where there is one: whoever names another is refused when it is read.
    """

    hint: Hint | None
    client_id: str
    address: str
    state: str
    ui_locales: str


class Presence(StrEnum):
    """Who is signed in to the gate in the browser that brings the request."""

    NOBODY = "nobody"
    HINTED = "hinted"
    SOMEBODY = "somebody"


class Way(StrEnum):
    """What happens next."""

    REDIRECT = "redirect"
    ASK = "ask"
    SHOW = "show"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutVerdict:
    """What happens next, and where the person goes once signed out; without address to our own page."""

    way: Way
    location: str = ""
    reason: str = ""


def read_hint(token: str, keys: PublicKeys, *, issuer: str) -> Hint:
    """Return what an ID token of ours says; expired counts, signed by others or not at all does not.

    Raises :class:`OAuthError`.
    """
    try:
        signed = read_signed(token, keys, algorithms=OUR_ALGORITHMS)
    except JoseError:
        raise invalid_request("id_token_hint is not a token of ours") from None
    told = {name: signed.claims.get(name) for name in ("iss", "aud", "sub", "sid")}
    plain = str(signed.header.get("typ", "JWT")).upper() == "JWT"
    if not plain or told["iss"] != issuer or not all(isinstance(value, str) for value in told.values()):
        raise invalid_request("id_token_hint is not an ID token")
    return Hint(client_id=str(told["aud"]), sub=str(told["sub"]), sid=str(told["sid"]))


def read_sign_out_request(parameters: Parameters, keys: PublicKeys, *, issuer: str) -> SignOutRequest:
    """Return what is asked at the end-session endpoint. Raises :class:`OAuthError`."""
    token, client_id = (parameters.get(name, "") for name in ("id_token_hint", "client_id"))
    hint = read_hint(token, keys, issuer=issuer) if token else None
    if hint is not None and client_id not in ("", hint.client_id):
        raise invalid_request("client_id is not the one of id_token_hint")
    return SignOutRequest(
        hint=hint,
        client_id=hint.client_id if hint is not None else client_id,
        address=parameters.get("post_logout_redirect_uri", ""),
        state=parameters.get("state", ""),
        ui_locales=parameters.get("ui_locales", ""),
    )


def judge(request: SignOutRequest, client: Client | None, presence: Presence) -> SignOutVerdict:
    """Return what happens next.

    ``client`` is the one that the request names, if it is still known. Without a hint nobody has proven who
    asks, so the person is asked and goes nowhere afterwards; an address that is not registered, compared
    exactly, is refused.
    """
    if request.hint is None or client is None:
        return SignOutVerdict(way=Way.SHOW if presence is Presence.NOBODY else Way.ASK)
    if request.address and request.address not in client.post_logout_redirect_uris:
        return SignOutVerdict(way=Way.REFUSE, reason="post_logout_redirect_uri is not registered")
    location = _with_state(request.address, request.state) if request.address else ""
    if presence is Presence.SOMEBODY:
        return SignOutVerdict(way=Way.ASK, location=location)
    return SignOutVerdict(way=Way.REDIRECT if location else Way.SHOW, location=location)


def logout_token_claims(
    client: Client, *, issuer: str, sub: str, sid: str, jti: str, at: datetime
) -> dict[str, Any]:
    """Return the contents of a logout token (Back-Channel Logout, 2.4), to be signed with ``logout+jwt``."""
    return {
        "iss": issuer,
        "aud": client.client_id,
        "iat": seconds(at),
        "exp": seconds(at + LIFE),
        "jti": jti,
        "sub": sub,
        "sid": sid,
        "events": {EVENT: {}},
    }


def _with_state(address: str, state: str) -> str:
    if not state:
        return address
    parts = urlsplit(address)
    query = "&".join(part for part in (parts.query, urlencode({"state": state})) if part)
    return urlunsplit(parts._replace(query=query))
