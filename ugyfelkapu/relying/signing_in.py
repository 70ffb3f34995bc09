# SPDX-License-Identifier: EUPL-1.2
"""Sending somebody to the gate, and believing what they come back with."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final  # the claims parameter is open JSON
from urllib.parse import urlencode

from .provider import Provider, Refused
from .tokens import Untrusted

SUBSTANTIAL: Final = "http://eidas.europa.eu/LoA/substantial"
SCOPE: Final = "openid email profile identity"
VERIFIED: Final = {
    "verification": {
        "trust_framework": None,
        "assurance_level": None,
        "time": None,
        "evidence": [
            {"type": {"value": "document"}, "document_details": {"type": None, "issuer": None}},
            {"type": {"value": "electronic_record"}, "record": {"type": None}},
            {"type": {"value": "electronic_signature"}},
        ],
    },
    "claims": {"name": None, "birthdate": None},
}
"""How the gate came to know who the person is, besides what it knows of them."""


class Level(StrEnum):
    """What the demo service asks of a sign-in."""

    ANY = ""
    PREFERRED = "ajanlott"
    ESSENTIAL = "kotelezo"


@dataclass(frozen=True, slots=True)
class Attempt:
    """A sign-in under way: what only the browser that began it and the gate know."""

    state: str
    nonce: str
    verifier: str
    level: Level
    address: str


def begin(provider: Provider, level: Level, *, language: str) -> Attempt:
    """Make the secrets of a sign-in and the address of the gate that begins it."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    here = provider.registration
    parameters = {
        "response_type": "code",
        "client_id": here.client_id,
        "redirect_uri": here.redirect_uri,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
        "ui_locales": language,
        "claims": json.dumps(_claims(level), separators=(",", ":")),
    }
    if level is Level.PREFERRED:
        parameters["acr_values"] = SUBSTANTIAL
    address = f"{provider.endpoint('authorization_endpoint')}?{urlencode(parameters)}"
    return Attempt(state, nonce, verifier, level, address)


def code_of(answer: Mapping[str, str], issuer: str) -> str:
    """Return the code that somebody came back with.

    An answer that does not name the gate is not the gate's (RFC 9207): codes of one provider must not be
    handed to another. Raises :class:`Untrusted`; :class:`Refused` where the gate says no.
    """
    if answer.get("iss") != issuer:
        raise Untrusted("the answer does not come from the gate")
    if "error" in answer:
        raise Refused(answer["error"], answer.get("error_description", ""))
    if not answer.get("code"):
        raise Untrusted("no code")
    return answer["code"]


def require_level(attempt: Attempt, claims: Mapping[str, Any]) -> None:
    """Refuse a sign-in below an essential level: asking for it is not enough (Core, 5.5.1.1)."""
    if attempt.level is Level.ESSENTIAL and claims.get("acr") != SUBSTANTIAL:
        raise Untrusted("the level is below the one that was asked for")


def _claims(level: Level) -> dict[str, Any]:
    wanted: dict[str, Any] = {"userinfo": {"name": {"essential": True}, "verified_claims": VERIFIED}}
    if level is Level.ESSENTIAL:
        wanted["id_token"] = {"acr": {"essential": True, "values": [SUBSTANTIAL]}}
    return wanted


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
