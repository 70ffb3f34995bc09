# SPDX-License-Identifier: EUPL-1.2
"""Signed request objects (RFC 9101): parameters that nobody on the way could change."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final  # claims of others are open JSON

from ugyfelkapu.federation.oidc.jose import JoseError, PublicKeys, Signed, read_signed
from ugyfelkapu.federation.oidc.strict_json import JsonError, read_object

from .clients import Client
from .errors import OAuthError
from .moments import LEEWAY, MomentError, instant, is_current, moment
from .parameters import Parameters
from .single_use import SingleUse, is_jti, single_use

TYPES: Final = frozenset({"", "jwt", "oauth-authz-req+jwt"})
LONGEST_LIFE: Final = timedelta(minutes=60)
CARRIED: Final = frozenset(
    {"client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt"}
    | {"code_challenge", "code_challenge_method", "max_age", "acr_values", "claims", "dpop_jkt"}
    | {"login_hint", "ui_locales", "id_token_hint", "registration"}
)
"""Parameters that an object may carry; others are ignored like unknown ones elsewhere."""


@dataclass(frozen=True, slots=True)
class RequestObject:
    """What a signed object says, and by what it is remembered where it may be said only once."""

    parameters: Parameters
    single: SingleUse | None = None

    def over(self, outside: Parameters, client: Client, *, pushed: bool) -> Parameters:
        """Return the parameters that count: those inside win.

        Of what is pushed, or must be, nothing outside counts at all (RFC 9101, 6.3); else what the object
        leaves out may stand beside it (OpenID Connect Core, 6.1).
        """
        beside = (
            {} if pushed or client.policy.pushed else {k: v for k, v in outside.items() if k != "request"}
        )
        return MappingProxyType({**beside, "client_id": client.client_id, **self.parameters})


def read_request_object(
    token: str, client: Client, keys: Callable[[], PublicKeys], *, issuer: str, pushed: bool, at: datetime
) -> RequestObject:
    """Return what an object says. Raises :class:`OAuthError`; ``keys`` are asked for when they are needed."""
    strict = pushed or client.policy.pushed
    if not strict and (_is_unsigned(token) or not (client.jwks or client.jwks_uri)):
        raise OAuthError("request_not_supported", "request objects must be signed with a registered key")
    try:
        signed = read_signed(token, keys(), algorithms=_algorithms(client))
    except JoseError as error:
        raise _invalid(error.reason) from error
    _check_type(signed)
    _check_parties(signed.claims, client, issuer)
    ends_at = _check_moments(signed.claims, strict=strict, at=at)
    return RequestObject(_carried(signed.claims), _single(signed.claims, client, ends_at))


def _invalid(description: str) -> OAuthError:
    return OAuthError("invalid_request_object", description)


def _algorithms(client: Client) -> tuple[str, ...]:
    """Return how objects may be signed: as the profile says, or in the one way that the client registered."""
    registered = client.registered("request_object_signing_alg")
    return tuple(name for name in client.policy.client_signing if registered in ("", name))


def _is_unsigned(token: str) -> bool:
    """Say whether it is an object that says of itself that nobody signed it."""
    head = token.partition(".")[0]
    try:
        return read_object(urlsafe_b64decode(head + "=" * (-len(head) % 4))).get("alg") == "none"
    except (JsonError, ValueError):
        return False


def _check_type(signed: Signed) -> None:
    typ = str(signed.header.get("typ", "")).lower().removeprefix("application/")
    if typ not in TYPES:
        raise _invalid("the object is of another type")


def _check_parties(claims: Mapping[str, Any], client: Client, issuer: str) -> None:
    """Require that the client wrote it for us; its name as ``sub`` marks an assertion (RFC 9101, 10.8)."""
    if claims.get("iss") != client.client_id:
        raise _invalid("iss is not the client")
    audience = claims.get("aud")
    if issuer not in (audience if isinstance(audience, list) else [audience]):
        raise _invalid("aud is not the issuer")
    if claims.get("client_id", client.client_id) != client.client_id:
        raise _invalid("client_id is another client")
    if claims.get("sub") == client.client_id:
        raise _invalid("the object is a client assertion")
    if "request" in claims or "request_uri" in claims:
        raise _invalid("the object holds another one")


def _check_moments(claims: Mapping[str, Any], *, strict: bool, at: datetime) -> datetime | None:
    """Return when it ends, if it says so. A strict one must, and neither begin nor end an hour from now."""
    try:
        current, begins, ends = is_current(claims, at=at), moment(claims, "nbf"), moment(claims, "exp")
    except MomentError as error:
        raise _invalid(f"{error} is no moment") from error
    if not current:
        raise _invalid("the object is not in force")
    if strict and ends is None:
        raise _invalid("exp is missing")
    longest = LONGEST_LIFE + timedelta(seconds=LEEWAY)
    if ends is not None and instant(ends) - at > longest:
        raise _invalid("exp is more than an hour ahead")
    if strict and begins is not None and at - instant(begins) > longest:
        raise _invalid("nbf is more than an hour ago")
    return None if ends is None else instant(ends) + timedelta(seconds=LEEWAY)


def _single(claims: Mapping[str, Any], client: Client, ends_at: datetime | None) -> SingleUse | None:
    """Return by what it is remembered; without an end it would have to be for ever, so it is not."""
    jti = claims.get("jti")
    if jti is not None and not is_jti(jti):
        raise _invalid("jti is no short text")
    if jti is None or ends_at is None:
        return None
    return single_use("request", client.client_id, jti, ends_at=ends_at)


def _carried(claims: Mapping[str, Any]) -> Parameters:
    texts = {name: _text(name, value) for name, value in claims.items() if name in CARRIED}
    return MappingProxyType({name: text for name, text in texts.items() if text})


def _text(name: str, value: object) -> str:
    """Return a claim as the parameter that it stands for: ``max_age`` is a number there, ``claims`` JSON."""
    if isinstance(value, str):
        return value
    if name == "max_age" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if name == "claims" and isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    raise _invalid(f"{name} is of another kind")
