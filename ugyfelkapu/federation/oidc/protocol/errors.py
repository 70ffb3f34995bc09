# SPDX-License-Identifier: EUPL-1.2
"""How the protocol says no: the standards' error codes (RFC 6749, RFC 9126, RFC 9449, OpenID Connect)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType


class OAuthError(Exception):
    """A request is refused with a code of the standards.

    ``description`` is for the service's developers: English, no data of the request in it.
    """

    def __init__(
        self,
        code: str,
        description: str = "",
        *,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(code)
        self.code = code
        self.description = description
        self.status = status
        self.headers = headers


class UnsafeToRedirectError(OAuthError):
    """A refusal that must not reach the redirect URI: client or address are not proven."""


def unavailable() -> OAuthError:
    """Return the refusal of what cannot be answered while somebody is silent on whom it depends."""
    return OAuthError("temporarily_unavailable", "try again later", status=HTTPStatus.SERVICE_UNAVAILABLE)


def invalid_request(description: str) -> OAuthError:
    """Return the refusal of a request that cannot be right."""
    return OAuthError("invalid_request", description)


def invalid_client(description: str, *, challenge: str = "") -> OAuthError:
    """Return the refusal of a client that did not prove who it is (RFC 6749, 5.2)."""
    headers = {"WWW-Authenticate": challenge} if challenge else {}
    return OAuthError("invalid_client", description, status=HTTPStatus.UNAUTHORIZED, headers=headers)


def invalid_grant(description: str) -> OAuthError:
    """Return the refusal of a code or refresh token."""
    return OAuthError("invalid_grant", description)


def invalid_dpop_proof(description: str) -> OAuthError:
    """Return the refusal of a DPoP proof (RFC 9449, 5)."""
    return OAuthError("invalid_dpop_proof", description)
