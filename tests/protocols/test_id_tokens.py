# SPDX-License-Identifier: EUPL-1.2
"""What ID tokens say of a sign-in."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any  # claims are open JSON

import pytest
from joserfc import jwe
from joserfc.jwk import ECKey

from tests.protocols.asking import AT, ISSUER, client
from tests.protocols.tokens import NOW, key
from ugyfelkapu.domain.assurance import SUBSTANTIAL, Factor
from ugyfelkapu.federation.oidc.jose import parse_keys, read_signed
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.id_tokens import (
    SignIn,
    half_hash,
    id_token_claims,
    methods,
    sealed_id_token,
)
from ugyfelkapu.federation.oidc.protocol.profiles import Profile

SIGN_IN = SignIn(
    sub="kod",
    sid="latogatas",
    acr=SUBSTANTIAL,
    amr=("pwd", "otp", "mfa"),
    auth_time=AT - timedelta(minutes=3),
    nonce="egyszeri",
)


def told(asking: Client | None = None, sign_in: SignIn = SIGN_IN, **claims: Any) -> dict[str, Any]:
    """Return the contents of an ID token."""
    return id_token_claims(
        asking or client(), sign_in, issuer=ISSUER, access_token="kapu_at_x", claims=claims, at=AT
    )


def test_an_id_token_tells_of_the_sign_in() -> None:
    assert told() == {
        "iss": ISSUER,
        "sub": "kod",
        "aud": "szolgaltatas",
        "exp": NOW + 300,
        "iat": NOW,
        "auth_time": NOW - 180,
        "nonce": "egyszeri",
        "acr": SUBSTANTIAL,
        "amr": ["pwd", "otp", "mfa"],
        "sid": "latogatas",
        "at_hash": half_hash("kapu_at_x", "sha256"),
    }


def test_a_nonce_is_told_where_one_was_sent() -> None:
    without = SignIn(sub="kod", sid="l", acr=SUBSTANTIAL, amr=("pwd",), auth_time=AT)

    assert "nonce" not in told(sign_in=without)


def test_claims_asked_for_stand_beside_but_never_instead() -> None:
    claims = told(family_name="Minta", sub="masik", iss="masik", aud="masik", acr="masik", exp=0)

    assert claims["family_name"] == "Minta"
    assert {name: claims[name] for name in ("sub", "iss", "aud", "acr", "exp")} == {
        "sub": "kod",
        "iss": ISSUER,
        "aud": "szolgaltatas",
        "acr": SUBSTANTIAL,
        "exp": NOW + 300,
    }


def test_the_hash_of_the_access_token_is_its_left_half() -> None:
    whole = hashlib.sha256(b"kapu_at_x").digest()

    assert base64.urlsafe_b64decode(half_hash("kapu_at_x", "sha256") + "==") == whole[:16]


@pytest.mark.parametrize(
    ("algorithm", "hashed"), [("ES256", True), ("RS256", True), ("PS256", True), ("EdDSA", False)]
)
def test_it_is_told_where_a_standard_says_how(algorithm: str, hashed: bool) -> None:
    asking = client(metadata={"id_token_signed_response_alg": algorithm})

    assert ("at_hash" in told(asking)) is hashed


def test_it_is_not_told_without_an_access_token() -> None:
    claims = id_token_claims(client(), SIGN_IN, issuer=ISSUER, access_token="", claims={}, at=AT)

    assert "at_hash" not in claims


@pytest.mark.parametrize(
    ("factors", "named"),
    [
        ({Factor.PASSWORD}, ("pwd",)),
        ({Factor.PASSWORD, Factor.TOTP}, ("pwd", "otp", "mfa")),
        ({Factor.PASSWORD, Factor.RECOVERY}, ("pwd", "otp", "mfa")),
        ({Factor.PASSWORD, Factor.TOTP, Factor.RECOVERY}, ("pwd", "otp", "mfa")),
        ({Factor.PASSKEY}, ("pop", "user", "mfa")),
        ({Factor.PASSWORD, Factor.PASSKEY}, ("pwd", "pop", "user", "mfa")),
        ({Factor.TOTP}, ("otp",)),
        (set(), ()),
    ],
)
def test_methods_are_named_as_the_registry_has_them(factors: set[Factor], named: tuple[str, ...]) -> None:
    assert methods(factors) == named


# ------------------------------------------------------------------ signed and encrypted


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA"])
def test_it_is_signed_as_the_client_registered(algorithm: str) -> None:
    asking = client(Profile.OIDC_BASIC, metadata={"id_token_signed_response_alg": algorithm})
    signed = sealed_id_token(told(asking), asking, key(algorithm).signer, None)

    read = read_signed(signed, key(algorithm).keys, algorithms=[algorithm])
    assert read.claims == told(asking)
    assert read.header == {"alg": algorithm, "typ": "JWT", "kid": key(algorithm).jwk["kid"]}


@pytest.mark.parametrize(
    ("registered", "encryption"),
    [({}, "A128CBC-HS256"), ({"id_token_encrypted_response_enc": "A256GCM"}, "A256GCM")],
)
def test_it_is_encrypted_around_the_signature_where_the_client_registered_that(
    registered: dict[str, str], encryption: str
) -> None:
    private = ECKey.generate_key("P-256")
    asking = client(metadata={"id_token_encrypted_response_alg": "ECDH-ES", **registered})
    keys = parse_keys({"keys": [private.as_dict(private=False)]})

    sealed = sealed_id_token(told(asking), asking, key().signer, keys)

    opened = jwe.decrypt_compact(sealed, private, algorithms=["ECDH-ES", encryption])
    assert json.loads(base64.urlsafe_b64decode(sealed.split(".")[0] + "=="))["enc"] == encryption
    assert opened.protected["cty"] == "JWT"
    assert opened.plaintext is not None
    inner = read_signed(opened.plaintext.decode(), key().keys, algorithms=["ES256"])
    assert inner.claims == told(asking)


def test_encryption_without_keys_is_a_mistake_of_ours() -> None:
    asking = client(metadata={"id_token_encrypted_response_alg": "ECDH-ES"})

    with pytest.raises(ValueError, match="keys"):
        sealed_id_token(told(asking), asking, key().signer, None)
