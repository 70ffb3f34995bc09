# SPDX-License-Identifier: EUPL-1.2
"""Keys and tokens that services make, for the tests of what they prove: lawful unless a test says more."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any  # headers and claims are open JSON

from tests.protocols.asking import AT, ISSUER
from ugyfelkapu.federation.oidc.jose import PublicKeys, parse_keys, published
from ugyfelkapu.federation.oidc.protocol.moments import seconds
from ugyfelkapu.vault.signing import FilePlace, Signer

TOKEN_ENDPOINT = f"{ISSUER}/oidc/token"
NOW = seconds(AT)


@dataclass(frozen=True)
class Key:
    """A key of somebody, and its public half as registered."""

    signer: Signer
    jwk: Mapping[str, str]
    keys: PublicKeys

    @property
    def bare(self) -> dict[str, str]:
        """Return the public half as proofs carry it."""
        return {name: value for name, value in self.jwk.items() if name not in {"kid", "alg", "use"}}


def key(algorithm: str = "ES256", number: int = 1) -> Key:
    """Return a key; ``number`` tells several of one algorithm apart."""
    return _key(algorithm, number)


@cache
def _key(algorithm: str, number: int) -> Key:
    place = FilePlace(rsa_bits=2048)
    made = place.make(algorithm)
    jwk = published(made.public, algorithm=algorithm)
    signer = place.signer(made.private, algorithm=algorithm, kid=jwk["kid"])
    return Key(signer, jwk, parse_keys({"keys": [jwk]}))


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(header: Mapping[str, Any], claims: Any, signer: Signer) -> str:
    """Return a compact token with any header and claims; ``None`` leaves one out."""
    parts = [
        {name: value for name, value in part.items() if value is not None} if isinstance(part, dict) else part
        for part in (dict(header), claims)
    ]
    signed = ".".join(encoded(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{encoded(signer.sign(signed.encode()))}"


def unsigned(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    """Return a token that says of itself that nobody signed it."""
    parts = ({**header, "alg": "none"}, claims)
    return ".".join([*(encoded(json.dumps(part).encode()) for part in parts), ""])


def assertion_claims(**changed: Any) -> dict[str, Any]:
    """Return what a client assertion says."""
    usual = {
        "iss": "szolgaltatas",
        "sub": "szolgaltatas",
        "aud": ISSUER,
        "iat": NOW,
        "exp": NOW + 60,
        "jti": "elso",
    }
    return usual | changed


def assertion(algorithm: str = "ES256", *, header: Mapping[str, Any] | None = None, **changed: Any) -> str:
    """Return a client assertion; ``None`` leaves a claim out."""
    using = key(algorithm)
    head = {"alg": algorithm, "kid": using.jwk["kid"], "typ": "JWT"}
    return token(head | dict(header or {}), assertion_claims(**changed), using.signer)


def proof_claims(**changed: Any) -> dict[str, Any]:
    """Return what a proof of possession says at the token endpoint."""
    return {"htm": "POST", "htu": TOKEN_ENDPOINT, "iat": NOW, "jti": "elso"} | changed


def proof(
    algorithm: str = "ES256", *, number: int = 1, header: Mapping[str, Any] | None = None, **changed: Any
) -> str:
    """Return a proof of possession; ``None`` leaves a claim out."""
    using = key(algorithm, number)
    head = {"alg": algorithm, "typ": "dpop+jwt", "jwk": using.bare}
    return token(head | dict(header or {}), proof_claims(**changed), using.signer)


def digest_of(access_token: str) -> str:
    """Return the ``ath`` of an access token."""
    return encoded(hashlib.sha256(access_token.encode()).digest())


def shape(text: str, *, at: int) -> str:
    """Return a text with one letter changed."""
    other = "A" if text[at] != "A" else "B"
    return text[:at] + other + text[at:][1:]
