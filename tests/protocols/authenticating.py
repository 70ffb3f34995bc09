# SPDX-License-Identifier: EUPL-1.2
"""Clients that authenticate, for the tests of what proves them."""

from __future__ import annotations

import base64
import hashlib
from typing import Any  # for dataclasses.replace and for claims

import pytest

from tests.protocols.asking import AT, ISSUER, NO_KEYS, client
from tests.protocols.tokens import (
    TOKEN_ENDPOINT,
)
from ugyfelkapu.federation.oidc.jose import PublicKeys
from ugyfelkapu.federation.oidc.protocol.client_authentication import (
    ASSERTION_TYPE,
    prove,
    read_credentials,
)
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.oidc.protocol.single_use import SingleUse

SECRET = "kapu_cs_titok"
PAR_ENDPOINT = f"{ISSUER}/oidc/par"


def with_secret(method: Authentication = Authentication.BASIC, **changed: Any) -> Client:
    """Return a client with a secret."""
    digest = hashlib.sha256(SECRET.encode()).digest()
    return client(authentication=method, secret_digest=digest, **changed)


def with_key(profile: Profile = Profile.OIDC_STRICT, **changed: Any) -> Client:
    """Return a client that signs assertions."""
    return client(profile, authentication=Authentication.PRIVATE_KEY, **changed)


def basic(client_id: str = "szolgaltatas", secret: str = SECRET) -> str:
    """Return an Authorization header."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def asserted(text: str, **more: str) -> dict[str, str]:
    """Return the parameters that carry an assertion."""
    return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": text, **more}


def authenticate(
    known: Client | None,
    parameters: dict[str, str] | None = None,
    authorization: str | None = None,
    *,
    keys: PublicKeys = NO_KEYS,
) -> SingleUse | None:
    """Authenticate a client as an endpoint does."""
    credentials = read_credentials(parameters or {}, authorization)
    return prove(
        credentials,
        known,
        keys=lambda: keys,
        issuer=ISSUER,
        endpoints={TOKEN_ENDPOINT, PAR_ENDPOINT},
        at=AT,
    )


def refusal(
    known: Client | None,
    parameters: dict[str, str] | None = None,
    authorization: str | None = None,
    *,
    keys: PublicKeys = NO_KEYS,
) -> OAuthError:
    """Return how a client is refused."""
    with pytest.raises(OAuthError) as caught:
        authenticate(known, parameters, authorization, keys=keys)
    return caught.value
