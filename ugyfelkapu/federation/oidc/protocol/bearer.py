# SPDX-License-Identifier: EUPL-1.2
"""Access tokens as requests carry them, and how a resource says no (RFC 6750; RFC 9449, 7)."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from .dpop import ALGORITHMS, Proof
from .errors import OAuthError, invalid_request
from .parameters import Parameters

REALM: Final = "ugyfelkapu"
SERVER_ERROR: Final = "server_error"
_TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]{1,8000}=*")


_STATUS: Final = MappingProxyType(
    {"invalid_request": HTTPStatus.BAD_REQUEST, "insufficient_scope": HTTPStatus.FORBIDDEN}
)


class Scheme(StrEnum):
    """How a token is shown."""

    BEARER = "Bearer"
    DPOP = "DPoP"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownToken:
    """An access token that a request shows; nothing is known of it yet."""

    token: str = field(repr=False)
    scheme: Scheme


def read_access_token(authorization: str | None, form: Parameters, query: Parameters) -> ShownToken:
    """Return the access token of a request: from its header, or from a form that it posts.

    ``form`` is empty unless the body is a posted form. A token in the address is refused: addresses end
    up in logs (FAPI 2.0, 5.3.4). Raises :class:`OAuthError`, to be told by :func:`at_resource`.
    """
    posted = form.get("access_token", "")
    if "access_token" in query or (posted and authorization):
        raise invalid_request("the access token belongs in one place, never in the address")
    if posted:
        return ShownToken(token=_readable(posted), scheme=Scheme.BEARER)
    if not authorization or not authorization.strip():
        raise OAuthError("", status=HTTPStatus.UNAUTHORIZED)
    name, _, token = authorization.strip().partition(" ")
    for scheme in Scheme:
        if name.lower() == scheme.lower():
            return ShownToken(token=_readable(token.strip(" ")), scheme=scheme)
    raise OAuthError("", status=HTTPStatus.UNAUTHORIZED)


def require_holder(shown: ShownToken, jkt: str, proof: Proof | None) -> None:
    """Require that whoever shows a token holds the key that it is bound to.

    A bound token shown as a bearer token is refused, and so is an unbound one that pretends to be bound
    (RFC 9449, 7.1, 7.2). Raises :class:`OAuthError`.
    """
    if (shown.scheme is Scheme.DPOP) != bool(jkt):
        raise invalid_token("the token is of the other type")
    if jkt and (proof is None or not hmac.compare_digest(jkt, proof.jkt)):
        raise invalid_token("the token is bound to another key")


def invalid_token(description: str = "unknown, expired or revoked") -> OAuthError:
    """Return the refusal of an access token."""
    return OAuthError("invalid_token", description, status=HTTPStatus.UNAUTHORIZED)


def insufficient_scope(scope: str) -> OAuthError:
    """Return the refusal of a token that does not reach so far."""
    return OAuthError("insufficient_scope", f"needs the scope {scope}", status=HTTPStatus.FORBIDDEN)


def at_resource(error: OAuthError, scheme: Scheme | None = None) -> OAuthError:
    """Return a refusal as a resource tells it: by a challenge in ``WWW-Authenticate``.

    ``scheme`` is the one that was used; before any was, both are offered and no code is told
    (RFC 6750, 3.1). What is no fault of the token is told without one.
    """
    if error.code == SERVER_ERROR:
        return OAuthError(error.code, error.description, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if not error.code:
        challenge = ", ".join(_challenge(each, error) for each in Scheme)
    else:
        about_proofs = error.code in {"invalid_dpop_proof", "use_dpop_nonce"}
        challenge = _challenge(Scheme.DPOP if about_proofs else scheme or Scheme.BEARER, error)
    return OAuthError(
        error.code,
        error.description,
        status=_STATUS.get(error.code, HTTPStatus.UNAUTHORIZED),
        headers={**error.headers, "WWW-Authenticate": challenge},
    )


def _challenge(scheme: Scheme, error: OAuthError) -> str:
    parameters = {"realm": REALM}
    if scheme is Scheme.DPOP:
        parameters["algs"] = " ".join(ALGORITHMS)
    if error.code:
        parameters |= {"error": error.code, "error_description": error.description}
    return f"{scheme} " + ", ".join(f'{name}="{value}"' for name, value in parameters.items() if value)


def _readable(token: str) -> str:
    if not _TOKEN.fullmatch(token):
        raise invalid_token("the token cannot be read")
    return token
