# SPDX-License-Identifier: EUPL-1.2
"""What services are told when they ask with an access token."""

from __future__ import annotations

import json

import pytest
from joserfc import jwe
from joserfc.jwk import RSAKey

from tests.protocols.asking import ISSUER, client
from tests.protocols.people import person
from tests.protocols.tokens import key
from ugyfelkapu.federation.oidc.jose import parse_keys, read_signed
from ugyfelkapu.federation.oidc.protocol.claims import ClaimsGranted
from ugyfelkapu.federation.oidc.protocol.userinfo import algorithm_of, answer, userinfo_claims

CLAIMS = userinfo_claims(ClaimsGranted(("family_name",)), person())


def test_the_code_of_the_person_is_always_told() -> None:
    assert userinfo_claims(ClaimsGranted(), person()) == {"sub": "kod"}
    assert userinfo_claims(ClaimsGranted(), person(temporary=True, proofed=None)) == {"sub": "kod"}
    assert CLAIMS == {"sub": "kod", "family_name": "Mintáné Példa"}


def test_it_is_plain_json_unless_the_client_registered_more() -> None:
    told = answer(CLAIMS, client(), issuer=ISSUER, signer=None, keys=None)

    assert algorithm_of(client()) == ""
    assert told.content_type == "application/json"
    assert json.loads(told.body) == CLAIMS
    assert "Mintáné" in told.body


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "EdDSA"])
def test_it_is_signed_for_the_client_that_registered_it(algorithm: str) -> None:
    asking = client(metadata={"userinfo_signed_response_alg": algorithm})
    told = answer(CLAIMS, asking, issuer=ISSUER, signer=key(algorithm).signer, keys=None)

    assert algorithm_of(asking) == algorithm
    assert told.content_type == "application/jwt"
    read = read_signed(told.body, key(algorithm).keys, algorithms=[algorithm])
    assert read.claims == CLAIMS | {"iss": ISSUER, "aud": "szolgaltatas"}


def test_what_is_encrypted_is_signed_first() -> None:
    private = RSAKey.generate_key(2048)
    asking = client(
        metadata={
            "userinfo_encrypted_response_alg": "RSA-OAEP-256",
            "userinfo_encrypted_response_enc": "A256GCM",
        }
    )
    keys = parse_keys({"keys": [private.as_dict(private=False)]})

    told = answer(CLAIMS, asking, issuer=ISSUER, signer=key().signer, keys=keys)

    assert algorithm_of(asking) == asking.signing_algorithm == "ES256"
    assert told.content_type == "application/jwt"
    opened = jwe.decrypt_compact(told.body, private, algorithms=["RSA-OAEP-256", "A256GCM"])
    assert opened.plaintext is not None
    read = read_signed(opened.plaintext.decode(), key().keys, algorithms=["ES256"])
    assert read.claims["sub"] == "kod"


def test_no_claim_replaces_whose_answer_it_is() -> None:
    asking = client(metadata={"userinfo_signed_response_alg": "ES256"})
    told = answer(
        CLAIMS | {"iss": "masik", "aud": "masik"}, asking, issuer=ISSUER, signer=key().signer, keys=None
    )

    read = read_signed(told.body, key().keys, algorithms=["ES256"])
    assert (read.claims["iss"], read.claims["aud"]) == (ISSUER, "szolgaltatas")
