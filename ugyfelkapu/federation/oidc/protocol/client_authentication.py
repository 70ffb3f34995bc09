# SPDX-License-Identifier: EUPL-1.2
"""Which client asks, and how it proves it (RFC 6749, 2.3; RFC 7523; FAPI 2.0 Security Profile, 5.3.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final  # claims are open JSON
from urllib.parse import unquote_plus

from ugyfelkapu.federation.oidc.jose import JoseError, PublicKeys, Signed, parse_keys, read_signed
from ugyfelkapu.federation.oidc.strict_json import JsonError, read_object

from .clients import Client
from .errors import OAuthError, invalid_client, invalid_request
from .moments import LEEWAY, MomentError, instant, is_current, moment
from .parameters import Parameters, sound
from .profiles import Authentication
from .single_use import SingleUse, is_jti, single_use

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
LONGEST_ASSERTION_LIFE: Final = 600
LONGEST_ASSERTION: Final = 20_000
LONGEST_CLIENT_ID: Final = 255
CHALLENGE: Final = 'Basic realm="ugyfelkapu", charset="UTF-8"'
_TYPES: Final = frozenset({"", "jwt", "client-authentication+jwt"})
_NOBODYS_DIGEST: Final = hashlib.sha256(b"no client has this secret").digest()
_NOBODYS_KEY: Final[dict[str, str]] = {
    "kty": "EC",
    "crv": "P-256",
    "x": "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY",
    "y": "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU",
}
"""Any point of the curve: nothing that it proves counts, it only costs what a client's key costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """How a request says which client asks, and what it offers as proof: nothing is proven yet."""

    method: Authentication
    client_id: str
    secret: str = field(default="", repr=False)
    assertion: str = field(default="", repr=False)


def read_credentials(parameters: Parameters, authorization: str | None) -> Credentials:
    """Return the one way in which a request names its client. Raises :class:`OAuthError`.

    More than one way is refused (RFC 6749, 2.3), and so is a ``client_id`` that says something else.
    """
    readers = (_basic(authorization or ""), _post(parameters), _assertion(parameters))
    offered = [way for way in readers if way is not None]
    if len(offered) > 1:
        raise invalid_request("more than one way of client authentication")
    named = parameters.get("client_id", "")
    way = offered[0] if offered else Credentials(method=Authentication.NONE, client_id=named)
    if not 0 < len(way.client_id) <= LONGEST_CLIENT_ID or not sound(way.client_id):
        raise _refused("no client is named, or none that could be one")
    if named and named != way.client_id:
        raise _refused("client_id differs from the authenticated client")
    return way


def prove(
    credentials: Credentials,
    client: Client | None,
    *,
    keys: Callable[[], PublicKeys],
    issuer: str,
    endpoints: Collection[str],
    at: datetime,
) -> SingleUse | None:
    """Require that a client is who it says; return its assertion's single use, if it sent an assertion.

    ``client`` is the one that the credentials name; none costs what one costs. ``keys`` is asked for its
    keys only when they are needed. ``endpoints`` are addresses of ours that an assertion may be meant for
    where the client's profile does not insist on the issuer. Raises :class:`OAuthError`.
    """
    suits = client if client is not None and client.authentication is credentials.method else None
    single: SingleUse | None = None
    if credentials.method is Authentication.PRIVATE_KEY:
        signed = _verified(credentials.assertion, suits, keys)
        single = _judged(signed, credentials.client_id, at=at)
        if suits is None or not _is_for_us(signed.claims.get("aud"), suits, issuer, endpoints):
            raise _refused("the assertion is for somebody else")
    elif credentials.method is not Authentication.NONE:
        _require_secret(credentials.secret, suits)
    if suits is None:
        raise _refused("unknown client, or another way of authentication than registered")
    return single


def _refused(description: str) -> OAuthError:
    return invalid_client(description, challenge=CHALLENGE)


def _basic(authorization: str) -> Credentials | None:
    """Read HTTP Basic, whose two parts are form-encoded first (RFC 6749, 2.3.1)."""
    scheme, _, value = authorization.strip().partition(" ")
    if not scheme:
        return None
    if scheme.lower() != "basic":
        raise _refused("unknown scheme of authorization")
    try:
        pair = base64.b64decode(value.strip(), validate=True).decode()
        client_id, colon, secret = pair.partition(":")
        client_id, secret = (unquote_plus(part, errors="strict") for part in (client_id, secret))
    except ValueError:
        raise _refused("the Authorization header cannot be read") from None
    if not colon:
        raise _refused("the Authorization header cannot be read")
    return Credentials(method=Authentication.BASIC, client_id=client_id, secret=secret)


def _post(parameters: Parameters) -> Credentials | None:
    secret = parameters.get("client_secret", "")
    if not secret:
        return None
    return Credentials(method=Authentication.POST, client_id=parameters.get("client_id", ""), secret=secret)


def _assertion(parameters: Parameters) -> Credentials | None:
    assertion, kind = (parameters.get(name, "") for name in ("client_assertion", "client_assertion_type"))
    if not assertion and not kind:
        return None
    if kind != ASSERTION_TYPE:
        raise invalid_request("unknown client_assertion_type")
    return Credentials(
        method=Authentication.PRIVATE_KEY, client_id=_claimed_issuer(assertion), assertion=assertion
    )


def _claimed_issuer(assertion: str) -> str:
    """Return who an assertion says wrote it, unproven: only to find the keys that prove it."""
    if len(assertion) > LONGEST_ASSERTION or assertion.count(".") != 2:
        raise _refused("the assertion cannot be read")
    part = assertion.split(".")[1]
    try:
        issuer = read_object(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))).get("iss")
    except (JsonError, ValueError):
        raise _refused("the assertion cannot be read") from None
    return issuer if isinstance(issuer, str) else ""


def _require_secret(secret: str, client: Client | None) -> None:
    digest = hashlib.sha256(secret.encode(errors="surrogatepass")).digest()
    expected = client.secret_digest if client is not None else None
    if not hmac.compare_digest(digest, expected or _NOBODYS_DIGEST) or not expected:
        raise _refused("unknown client or wrong secret")


def _verified(assertion: str, client: Client | None, keys: Callable[[], PublicKeys]) -> Signed:
    algorithms = _algorithms(client)
    try:
        known = keys() if client is not None else _nobodys_keys()
        signed = read_signed(assertion, known, algorithms=algorithms)
    except JoseError:
        raise _refused("the assertion's signature is not the client's") from None
    if _media_type(signed.header.get("typ", "")) not in _TYPES:
        raise _refused("the assertion is another sort of token")
    return signed


@cache
def _nobodys_keys() -> PublicKeys:
    return parse_keys({"keys": [_NOBODYS_KEY]})


def _algorithms(client: Client | None) -> tuple[str, ...]:
    if client is None:
        return ("ES256",)
    registered = client.registered("token_endpoint_auth_signing_alg")
    return tuple(algorithm for algorithm in client.policy.client_signing if registered in ("", algorithm))


def _media_type(typ: object) -> str:
    return typ.lower().removeprefix("application/") if isinstance(typ, str) else "?"


def _judged(signed: Signed, client_id: str, *, at: datetime) -> SingleUse:
    """Require what RFC 7523 demands of an assertion besides its audience."""
    claims = signed.claims
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise _refused("iss and sub must both be the client_id")
    jti = claims.get("jti")
    if not is_jti(jti):
        raise _refused("the assertion has no usable jti")
    try:
        ends, current = moment(claims, "exp"), is_current(claims, at=at)
    except MomentError:
        raise _refused("the assertion's moments cannot be read") from None
    if ends is None or not current or ends > at.timestamp() + LONGEST_ASSERTION_LIFE + LEEWAY:
        raise _refused("the assertion is not valid now, or for too long")
    return single_use("assertion", client_id, str(jti), ends_at=instant(ends + LEEWAY))


def _is_for_us(audience: Any, client: Client, issuer: str, endpoints: Collection[str]) -> bool:
    """Say whether an assertion is meant for us; FAPI takes the issuer as a single text alone."""
    if client.policy.issuer_audience:
        return bool(audience == issuer)
    named = audience if isinstance(audience, list) else [audience]
    return any(isinstance(name, str) and (name == issuer or name in endpoints) for name in named)
