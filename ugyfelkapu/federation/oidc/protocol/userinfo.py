# SPDX-License-Identifier: EUPL-1.2
"""What a service is told about a person when it asks with an access token (OpenID Connect Core, 5.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final  # claims are open JSON

from ugyfelkapu.federation.oidc.jose import PublicKeys, sign
from ugyfelkapu.vault.signing import Signer

from .claims import ClaimsGranted, Person, userinfo_values
from .clients import Client
from .id_tokens import sealed

JSON: Final = "application/json"
JWT: Final = "application/jwt"


@dataclass(frozen=True, slots=True)
class UserinfoAnswer:
    """An answer as it leaves."""

    content_type: str
    body: str


def userinfo_claims(granted: ClaimsGranted, person: Person) -> dict[str, Any]:
    """Return what is told about a person: always ``sub``, and what was granted (D17)."""
    return {"sub": person.sub, **userinfo_values(granted, person)}


def algorithm_of(client: Client) -> str:
    """Return how answers for a client are signed, empty where they are plain JSON.

    Who registered encryption alone gets signed answers too: encryption says nothing of who answers.
    """
    encrypted = client.registered("userinfo_encrypted_response_alg")
    return client.registered("userinfo_signed_response_alg", client.signing_algorithm if encrypted else "")


def answer(
    claims: Mapping[str, Any], client: Client, *, issuer: str, signer: Signer | None, keys: PublicKeys | None
) -> UserinfoAnswer:
    """Return the answer: JSON, signed, or signed and encrypted, as the client registered.

    ``signer`` is one for :func:`algorithm_of`, ``None`` where that is empty.
    """
    if signer is None:
        return UserinfoAnswer(JSON, json.dumps(claims, ensure_ascii=False, separators=(",", ":")))
    told = {**claims, "iss": issuer, "aud": client.client_id}
    return UserinfoAnswer(JWT, sealed(sign(told, signer), client, keys, purpose="userinfo"))
