# SPDX-License-Identifier: EUPL-1.2
"""Asking the gate: what it says of itself, tokens for codes, data for tokens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast  # answers are open JSON

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from . import tokens
from .registration import Registration
from .tokens import Sender, Untrusted

DISCOVERY: Final = "/.well-known/openid-configuration"
PATIENCE_SECONDS: Final = 10.0


class Unreachable(Exception):  # noqa: N818
    """The gate does not answer, or with something that is no answer."""


class Refused(Exception):  # noqa: N818
    """The gate says no (RFC 6749, 5.2)."""

    def __init__(self, code: str, description: str = "") -> None:
        super().__init__(code, description)
        self.code = code
        self.description = description


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a code or a refresh token was exchanged for; ``claims`` are the ID token's, proven."""

    access_token: str
    refresh_token: str
    id_token: str
    claims: Mapping[str, Any]
    answer: Mapping[str, Any]


class Provider:
    """The gate, as a service sees it. Asked by several threads at once."""

    def __init__(self, registration: Registration, transport: httpx.BaseTransport | None = None) -> None:
        self.registration = registration
        self._client = httpx.Client(transport=transport, timeout=PATIENCE_SECONDS, trust_env=False)
        self._metadata: Mapping[str, Any] | None = None
        self._keys: KeySet | None = None

    def metadata(self) -> Mapping[str, Any]:
        """Return what the gate says of itself, which must be the issuer that was registered."""
        if self._metadata is None:
            found = self._json(self._client.build_request("GET", f"{self.registration.issuer}{DISCOVERY}"))
            if found.get("issuer") != self.registration.issuer:
                raise Untrusted("the document is another issuer's")
            self._metadata = found
        return self._metadata

    def endpoint(self, name: str) -> str:
        """Return where something is asked. Raises :class:`Unreachable` where the gate has no such thing."""
        address = self.metadata().get(name)
        if not isinstance(address, str):
            raise Unreachable(f"no {name}")
        return address

    def redeem(self, code: str, verifier: str, *, nonce: str, at: datetime) -> Tokens:
        """Exchange a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": verifier,
            "redirect_uri": self.registration.redirect_uri,
        }
        return self._tokens(form, nonce=nonce, at=at)

    def refresh(self, old: Tokens, *, at: datetime) -> Tokens:
        """Exchange a refresh token; the person and their sign-in stay the same (Core, 12.2)."""
        form = {"grant_type": "refresh_token", "refresh_token": old.refresh_token}
        new = self._tokens(form, nonce=None, at=at)
        if any(new.claims.get(name) != old.claims.get(name) for name in ("sub", "auth_time")):
            raise Untrusted("the refreshed ID token is of another sign-in")
        return new

    def userinfo(self, access_token: str, *, sub: str) -> dict[str, Any]:
        """Return the person's data; whose they are must be who signed in (Core, 5.3.2)."""
        headers = {"Authorization": f"Bearer {access_token}"}
        told = self._json(
            self._client.build_request("GET", self.endpoint("userinfo_endpoint"), headers=headers)
        )
        if told.get("sub") != sub:
            raise Untrusted("userinfo is about somebody else")
        return told

    def logout_claims(self, token: str, *, at: datetime) -> dict[str, Any]:
        """Return what a logout token says."""
        return tokens.logout_claims(token, self._sender(token), at=at)

    def _tokens(self, form: Mapping[str, str], *, nonce: str | None, at: datetime) -> Tokens:
        here = self.registration
        request = self._client.build_request("POST", self.endpoint("token_endpoint"), data=dict(form))
        answer = self._json(request, httpx.BasicAuth(here.client_id, here.client_secret))
        access, refresh, id_token = (
            str(answer.get(name, "")) for name in ("access_token", "refresh_token", "id_token")
        )
        claims = tokens.id_token_claims(id_token, self._sender(id_token), nonce=nonce, at=at)
        tokens.require_hash(claims, access)
        return Tokens(access, refresh, id_token, claims, answer)

    def _sender(self, token: str) -> Sender:
        """Return the gate with its keys, asked for anew where the token names one not known yet."""
        kid = tokens.key_named(token)
        if self._keys is None or kid not in {key.kid for key in self._keys.keys}:
            self._keys = self._fetched_keys()
        return Sender(self.registration.issuer, self.registration.client_id, self._keys)

    def _fetched_keys(self) -> KeySet:
        found = self._json(self._client.build_request("GET", self.endpoint("jwks_uri")))
        try:
            return KeySet.import_key_set(cast(Any, found))
        except (JoseError, KeyError, ValueError) as error:
            raise Unreachable("no keys") from error

    def _json(self, request: httpx.Request, auth: httpx.Auth | None = None) -> dict[str, Any]:
        try:
            response = self._client.send(request, auth=auth)
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
        try:
            told = response.json()
        except ValueError:
            told = None
        if response.status_code == httpx.codes.UNAUTHORIZED and not isinstance(told, dict):
            raise Refused("invalid_token")
        if not isinstance(told, dict):
            raise Unreachable(f"{request.url.path} answers {response.status_code}")
        if not response.is_success:
            raise Refused(
                str(told.get("error", response.status_code)), str(told.get("error_description", ""))
            )
        return told
