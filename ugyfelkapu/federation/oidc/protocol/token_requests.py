# SPDX-License-Identifier: EUPL-1.2
"""What clients exchange at the token endpoint, and what they get (RFC 6749, 4.1.3, 4.4.2, 5.1, 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final  # the answer is open JSON

from .clients import Client
from .errors import OAuthError, invalid_grant, invalid_request
from .parameters import Parameters, words
from .profiles import GrantType

LONGEST_TOKEN: Final = 512
BEARER: Final = "Bearer"
DPOP: Final = "DPoP"


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRequest:
    """A code to redeem. ``redirect_uri`` is ``None`` where the request names none."""

    code: str = field(repr=False)
    redirect_uri: str | None
    verifier: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefreshRequest:
    """A refresh token to exchange; without ``scopes`` for all that was granted."""

    token: str = field(repr=False)
    scopes: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRequest:
    """A client asks for a token of its own, with these scopes."""

    scopes: tuple[str, ...]


TokenRequest = CodeRequest | RefreshRequest | ClientRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAnswer:
    """Tokens for a client. ``jkt`` is the key that they are bound to, empty for none."""

    access_token: str = field(repr=False)
    expires_in: int
    scopes: tuple[str, ...]
    jkt: str = ""
    refresh_token: str = field(default="", repr=False)
    id_token: str = field(default="", repr=False)

    def body(self) -> dict[str, Any]:
        """Return the answer in the standard's names."""
        answer: dict[str, Any] = {
            "access_token": self.access_token,
            "token_type": DPOP if self.jkt else BEARER,
            "expires_in": self.expires_in,
        }
        texts = {
            "scope": " ".join(self.scopes),
            "refresh_token": self.refresh_token,
            "id_token": self.id_token,
        }
        return answer | {name: text for name, text in texts.items() if text}


def read_token_request(parameters: Parameters, client: Client) -> TokenRequest:
    """Return what a proven client asks for. Raises :class:`OAuthError`."""
    kind = parameters.get("grant_type", "")
    if not kind:
        raise invalid_request("no grant_type")
    if kind not in set(GrantType):
        raise OAuthError("unsupported_grant_type", "unknown grant_type")
    if kind not in client.policy.grants:
        raise OAuthError("unauthorized_client", "this client's profile has no such grant_type")
    if kind == GrantType.CODE:
        return CodeRequest(
            code=_token(parameters, "code"),
            redirect_uri=parameters.get("redirect_uri") or None,
            verifier=parameters.get("code_verifier", ""),
        )
    if kind == GrantType.REFRESH:
        return RefreshRequest(token=_token(parameters, "refresh_token"), scopes=_scopes(parameters))
    return ClientRequest(scopes=own_scopes(client, _scopes(parameters)))


def own_scopes(client: Client, asked: Iterable[str] | None) -> tuple[str, ...]:
    """Return the scopes of a client's own token: the registered ones, or those of them that it asks for.

    Raises :class:`OAuthError`.
    """
    return narrowed(tuple(client.registered("scope").split()), asked)


def narrowed(granted: Iterable[str], asked: Iterable[str] | None) -> tuple[str, ...]:
    """Return the granted scopes that are asked for, all without a wish; never wider (RFC 6749, 6).

    Raises :class:`OAuthError`.
    """
    had = tuple(granted)
    if asked is None:
        return had
    wanted = set(asked)
    if not wanted <= set(had):
        raise OAuthError("invalid_scope", "a scope that was not granted")
    return tuple(scope for scope in had if scope in wanted)


def require_same_redirect(request: CodeRequest, *, sent_to: str, was_named: bool) -> None:
    """Require the redirect URI that the code was sent to, where the authorization request named one.

    Raises :class:`OAuthError` (RFC 6749, 4.1.3).
    """
    if request.redirect_uri is None and not was_named:
        return
    if request.redirect_uri != sent_to:
        raise invalid_grant("another redirect_uri than in the authorization request")


def _token(parameters: Parameters, name: str) -> str:
    token = parameters.get(name, "")
    if not token:
        raise invalid_request(f"no {name}")
    if len(token) > LONGEST_TOKEN:
        raise invalid_grant(f"unknown {name}")
    return token


def _scopes(parameters: Parameters) -> tuple[str, ...] | None:
    return words(parameters.get("scope", "")) or None
