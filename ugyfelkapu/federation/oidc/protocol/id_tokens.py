# SPDX-License-Identifier: EUPL-1.2
"""What is told of a sign-in, in a token for one service (OpenID Connect Core, 2 and 3.1.3.6)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final  # claims are open JSON

from ugyfelkapu.domain.assurance import SECOND_FACTORS, Factor
from ugyfelkapu.federation.oidc.jose import PublicKeys, encrypt, sign
from ugyfelkapu.vault.signing import Signer

from .clients import Client
from .moments import seconds

LIFE: Final = timedelta(minutes=5)
DEFAULT_ENCRYPTION: Final = "A128CBC-HS256"
"""Where a client registered how keys are encrypted, and nothing of contents (Registration 1.0, 2)."""

_HASHES: Final = MappingProxyType({"ES256": "sha256", "RS256": "sha256", "PS256": "sha256"})
"""EdDSA is not among them: no standard says which hash its tokens take, and ``at_hash`` is optional."""

_METHODS: Final = MappingProxyType(
    {
        Factor.PASSWORD: ("pwd",),
        Factor.TOTP: ("otp",),
        Factor.RECOVERY: ("otp",),
        Factor.PASSKEY: ("pop", "user"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A sign-in as one service is told of it."""

    sub: str
    sid: str
    acr: str
    amr: tuple[str, ...]
    auth_time: datetime
    nonce: str = ""


def methods(factors: Collection[Factor]) -> tuple[str, ...]:
    """Return how a person signed in, in the names of RFC 8176.

    ``mfa`` where two kinds of factors were proved: a passkey is both, for its device asks its user.
    """
    named = [name for factor in Factor if factor in factors for name in _METHODS[factor]]
    several = Factor.PASSKEY in factors or (Factor.PASSWORD in factors and SECOND_FACTORS & set(factors))
    return tuple(dict.fromkeys([*named, "mfa"] if several else named))


def id_token_claims(
    client: Client,
    sign_in: SignIn,
    *,
    issuer: str,
    access_token: str,
    claims: Mapping[str, Any],
    at: datetime,
) -> dict[str, Any]:
    """Return the contents of an ID token; ``claims`` about the person never replace what stands there."""
    told: dict[str, Any] = {
        **claims,
        "iss": issuer,
        "sub": sign_in.sub,
        "aud": client.client_id,
        "exp": seconds(at + LIFE),
        "iat": seconds(at),
        "auth_time": seconds(sign_in.auth_time),
        "acr": sign_in.acr,
        "amr": list(sign_in.amr),
        "sid": sign_in.sid,
    }
    if sign_in.nonce:
        told["nonce"] = sign_in.nonce
    digest = _HASHES.get(client.signing_algorithm)
    if access_token and digest:
        told["at_hash"] = half_hash(access_token, digest)
    return told


def half_hash(token: str, digest: str) -> str:
    """Return the left half of a token's hash (OpenID Connect Core, 3.1.3.6)."""
    whole = hashlib.new(digest, token.encode()).digest()
    return base64.urlsafe_b64encode(whole[: len(whole) // 2]).rstrip(b"=").decode()


def sealed_id_token(
    claims: Mapping[str, Any], client: Client, signer: Signer, keys: PublicKeys | None
) -> str:
    """Return an ID token: signed, and encrypted for the client where it registered that."""
    return sealed(sign(claims, signer), client, keys, purpose="id_token")


def sealed(signed: str, client: Client, keys: PublicKeys | None, *, purpose: str) -> str:
    """Return a signed token as it leaves: inside an encrypted one where the client registered that.

    ``purpose`` is the standard's prefix: id_token or userinfo. ``keys`` are the client's; whoever
    registered encryption has some.
    """
    algorithm = client.registered(f"{purpose}_encrypted_response_alg")
    if not algorithm:
        return signed
    if keys is None:
        raise ValueError("encryption is registered, so keys must be handed in")
    encryption = client.registered(f"{purpose}_encrypted_response_enc", DEFAULT_ENCRYPTION)
    return encrypt(signed, keys, algorithm=algorithm, encryption=encryption)
