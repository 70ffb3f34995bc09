# SPDX-License-Identifier: EUPL-1.2
"""Clients and requests for the tests of what services ask: lawful, a test states only what matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar  # for dataclasses.replace and for claims
from uuid import UUID

from ugyfelkapu.federation.oidc.jose import PublicKeys, parse_keys, published, sign
from ugyfelkapu.federation.oidc.protocol.authorization import (
    AuthorizationRequest,
    prove_redirect,
    read_authorization_request,
)
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.moments import seconds
from ugyfelkapu.federation.oidc.protocol.parameters import Parameters, read_parameters
from ugyfelkapu.federation.oidc.protocol.pkce import challenge_of
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.vault.signing import FilePlace, Signer

T = TypeVar("T")
ISSUER = "https://kapu.example.hu"
AT = datetime(2026, 11, 23, 9, 42, tzinfo=UTC)
BACK = "https://szolgaltatas.example/vissza"
VERIFIER = "titkos-szo-amelyet-csak-a-szolgaltatas-ismer"
NO_KEYS = PublicKeys()

_AUTHENTICATION = {
    Profile.FAPI2_SECURITY: Authentication.PRIVATE_KEY,
    Profile.PUBLIC_NATIVE: Authentication.NONE,
}


def client(profile: Profile = Profile.OIDC_STRICT, **changed: Any) -> Client:
    """Return a client of a profile."""
    usual = Client(
        id=UUID(int=1),
        service_id=UUID(int=2),
        client_id="szolgaltatas",
        profile=profile,
        authentication=_AUTHENTICATION.get(profile, Authentication.BASIC),
        redirect_uris=() if profile is Profile.SERVICE else (BACK,),
        jwks_uri="https://szolgaltatas.example/kulcsok",
    )
    return replace(usual, **changed)


def parameters(**changed: str | None) -> Parameters:
    """Return the parameters of a request; None leaves one out."""
    usual: dict[str, str | None] = {
        "client_id": "szolgaltatas",
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "openid",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    }
    return read_parameters((k, v) for k, v in (usual | changed).items() if v is not None)


def no_hints(token: str) -> str:
    """Stand for a gate that is never asked for a hint."""
    raise AssertionError(token)


def ask(
    asking: Client | None = None, hints: Callable[[str], str] = no_hints, /, **changed: str | None
) -> AuthorizationRequest:
    """Read a request of a client as the endpoint does."""
    asking = asking or client()
    said = parameters(**changed)
    return read_authorization_request(said, asking, prove_redirect(said, asking), issuer=ISSUER, hints=hints)


def outcome(read: Callable[[], T]) -> T | OAuthError:
    """Return what was read, or the refusal; anything else that happens is a mistake and comes through."""
    try:
        return read()
    except OAuthError as refusal:
        return refusal


def signer(algorithm: str = "ES256", number: int = 1) -> tuple[Signer, PublicKeys]:
    """Return a key of a service, and its public half as registered; each number is another key."""
    return _signer(algorithm, number)


@cache
def _signer(algorithm: str, number: int) -> tuple[Signer, PublicKeys]:
    place = FilePlace(rsa_bits=2048)
    made = place.make(algorithm)
    jwk = published(made.public, algorithm=algorithm)
    return place.signer(made.private, algorithm=algorithm, kid=jwk["kid"]), parse_keys({"keys": [jwk]})


def request_object(
    algorithm: str = "ES256", *, typ: str = "oauth-authz-req+jwt", number: int = 1, **changed: Any
) -> str:
    """Return a signed request object; None leaves a claim out."""
    usual: dict[str, Any] = {
        **parameters(),
        "iss": "szolgaltatas",
        "aud": ISSUER,
        "nbf": seconds(AT),
        "exp": seconds(AT) + 300,
        "jti": "elso",
    }
    claims = {name: value for name, value in (usual | changed).items() if value is not None}
    return sign(claims, signer(algorithm, number)[0], typ=typ)
