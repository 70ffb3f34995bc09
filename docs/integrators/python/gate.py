# SPDX-License-Identifier: EUPL-1.2
"""Signing people in with the client gate, profile oidc_strict: httpx and joserfc, nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

SUBSTANTIAL = "http://eidas.europa.eu/LoA/substantial"
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
SCOPE = "openid email profile"
ALGORITHMS = ["ES256"]
LEEWAY_SECONDS = 30


class NotBelieved(Exception):  # noqa: N818
    """An answer or a token that is not the gate's, or not for this browser."""


class Refused(Exception):  # noqa: N818
    """The gate says no: its code is a standard's, such as access_denied or invalid_grant."""


@dataclass
class Kept:
    """What the browser's session keeps of a sign-in until it returns."""

    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    essential: str = ""

    @property
    def challenge(self) -> str:
        """Return the PKCE challenge (RFC 7636)."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass
class SignedIn:
    """Who signed in; ``claims`` are the ID token's."""

    tokens: dict[str, Any]
    claims: dict[str, Any]
    userinfo: dict[str, Any]


class Gate:
    """The client gate, found by its issuer alone."""

    def __init__(self, issuer: str, client_id: str, client_secret: str) -> None:
        self.issuer, self.client_id = issuer, client_id
        self.auth = httpx.BasicAuth(client_id, client_secret)
        self.http = httpx.Client(timeout=10)
        self.metadata = self.http.get(f"{issuer}/.well-known/openid-configuration").raise_for_status().json()
        if self.metadata["issuer"] != issuer:
            raise NotBelieved("the document is another issuer's")
        self.keys = KeySet([])

    def begin(self, kept: Kept, redirect_uri: str) -> str:
        """Return where to send the browser. An essential level is a claim; acr_values only prefers."""
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": kept.state,
            "nonce": kept.nonce,
            "code_challenge": kept.challenge,
            "code_challenge_method": "S256",
            "ui_locales": "hu",
        }
        if kept.essential:
            level = {"id_token": {"acr": {"essential": True, "values": [kept.essential]}}}
            parameters["claims"] = json.dumps(level)
        return f"{self.metadata['authorization_endpoint']}?{urlencode(parameters)}"

    def finish(self, answer: dict[str, str], kept: Kept, redirect_uri: str) -> SignedIn:
        """Exchange the code that a browser came back with.

        The state ties it to the browser, ``iss`` to the gate (RFC 9207), the nonce to the request.
        """
        if answer.get("state") != kept.state or answer.get("iss") != self.issuer:
            raise NotBelieved("the answer is not the gate's to this browser")
        if "error" in answer:
            raise Refused(answer["error"])
        form = {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "redirect_uri": redirect_uri,
            "code_verifier": kept.verifier,
        }
        tokens = self._tokens(form)
        claims = self._proven(tokens["id_token"], {"nonce": {"essential": True, "value": kept.nonce}})
        if kept.essential and claims.get("acr") != kept.essential:
            raise NotBelieved("below the level that was asked for")
        return SignedIn(tokens, claims, self.userinfo(tokens["access_token"], claims["sub"]))

    def refresh(self, here: SignedIn) -> SignedIn:
        """Exchange the refresh token. A new one comes back and the old one is void: keep it at once."""
        tokens = self._tokens({"grant_type": "refresh_token", "refresh_token": here.tokens["refresh_token"]})
        claims = self._proven(tokens["id_token"], {"sub": {"essential": True, "value": here.claims["sub"]}})
        return SignedIn(tokens, claims, self.userinfo(tokens["access_token"], claims["sub"]))

    def userinfo(self, access_token: str, sub: str) -> dict[str, Any]:
        """Return the person's data; they must be of who signed in."""
        told = self._answer(
            self.http.get(
                self.metadata["userinfo_endpoint"], headers={"Authorization": f"Bearer {access_token}"}
            )
        )
        if told["sub"] != sub:
            raise NotBelieved("userinfo is about somebody else")
        return told

    def sign_out_address(self, here: SignedIn, back_to: str) -> str:
        """Return where to send the browser after its session here is gone, so that the gate's is too."""
        parameters = {"id_token_hint": here.tokens["id_token"], "post_logout_redirect_uri": back_to}
        return f"{self.metadata['end_session_endpoint']}?{urlencode(parameters)}"

    def logout_token_claims(self, token: str) -> dict[str, Any]:
        """Return what a logout token says, which the gate posts when somebody signed out elsewhere."""
        claims = self._proven(token, {"jti": {"essential": True}}, typ="logout+jwt")
        if LOGOUT_EVENT not in claims.get("events", {}) or "nonce" in claims:
            raise NotBelieved("no logout token")
        return claims

    def _tokens(self, form: dict[str, str]) -> dict[str, Any]:
        return self._answer(self.http.post(self.metadata["token_endpoint"], data=form, auth=self.auth))

    def _answer(self, response: httpx.Response) -> dict[str, Any]:
        told: dict[str, Any] = response.json() if response.content else {}
        if not response.is_success:
            raise Refused(told.get("error", str(response.status_code)))
        return told

    def _proven(self, token: str, conditions: dict[str, Any], *, typ: str = "JWT") -> dict[str, Any]:
        """Return what a token says: signed by the gate, for this service, of this time."""
        kid = self._header(token).get("kid")
        if kid not in {key.kid for key in self.keys.keys}:  # the gate's keys change: ask for them again
            found = self.http.get(self.metadata["jwks_uri"]).raise_for_status().json()
            self.keys = KeySet.import_key_set(found)
        read = jwt.decode(token, self.keys, algorithms=ALGORITHMS)
        if read.header.get("typ", "JWT") != typ:
            raise NotBelieved("another kind of token")
        jwt.JWTClaimsRegistry(
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.client_id},
            exp={"essential": True},
            iat={"essential": True},
            **conditions,
        ).validate(read.claims)
        return read.claims

    def _header(self, token: str) -> dict[str, Any]:
        part = token.partition(".")[0]
        return dict(json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))))
