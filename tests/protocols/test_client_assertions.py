# SPDX-License-Identifier: EUPL-1.2
"""Assertions by which clients prove who they are (RFC 7523)."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any  # for dataclasses.replace and for claims

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given
from hypothesis import strategies as st

from tests.protocols.asking import AT, ISSUER
from tests.protocols.authenticating import (
    PAR_ENDPOINT,
    asserted,
    authenticate,
    basic,
    refusal,
    with_key,
    with_secret,
)
from tests.protocols.tokens import (
    NOW,
    TOKEN_ENDPOINT,
    assertion,
    assertion_claims,
    encoded,
    key,
    shape,
    token,
    unsigned,
)
from ugyfelkapu.federation.oidc.jose import JoseError, PublicKeys
from ugyfelkapu.federation.oidc.protocol.client_authentication import (
    ASSERTION_TYPE,
    LONGEST_ASSERTION,
    Credentials,
    prove,
    read_credentials,
)
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.vault.signing import FilePlace

# ------------------------------------------------------------------ assertions


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA", "RS256"])
def test_an_assertion_proves_a_client(algorithm: str) -> None:
    single = authenticate(with_key(), asserted(assertion(algorithm)), keys=key(algorithm).keys)

    assert single is not None
    assert single.ends_at == AT + timedelta(seconds=70)


@pytest.mark.parametrize("algorithm", ["ES256", "PS256", "EdDSA"])
def test_an_assertion_proves_a_client_of_high_security(algorithm: str) -> None:
    known = with_key(Profile.FAPI2_SECURITY)

    assert authenticate(known, asserted(assertion(algorithm)), keys=key(algorithm).keys)


def test_high_security_refuses_rs256() -> None:
    known = with_key(Profile.FAPI2_SECURITY)

    assert refusal(known, asserted(assertion("RS256")), keys=key("RS256").keys).code == "invalid_client"


def test_a_registered_algorithm_is_the_only_one() -> None:
    known = with_key(metadata={"token_endpoint_auth_signing_alg": "PS256"})

    authenticate(known, asserted(assertion("PS256")), keys=key("PS256").keys)
    assert refusal(known, asserted(assertion("ES256")), keys=key("ES256").keys).code == "invalid_client"


def test_a_registered_algorithm_that_the_profile_forbids_is_none() -> None:
    known = with_key(Profile.FAPI2_SECURITY, metadata={"token_endpoint_auth_signing_alg": "RS256"})

    assert refusal(known, asserted(assertion("RS256")), keys=key("RS256").keys).code == "invalid_client"


def test_the_same_assertion_is_told_apart_from_others_by_its_jti_and_client() -> None:
    known = with_key()
    first = authenticate(known, asserted(assertion()), keys=key().keys)
    again = authenticate(known, asserted(assertion()), keys=key().keys)
    other = authenticate(known, asserted(assertion(jti="masodik")), keys=key().keys)
    others = authenticate(
        with_key(client_id="masik"), asserted(assertion(iss="masik", sub="masik")), keys=key().keys
    )

    assert first is not None
    assert other is not None
    assert others is not None
    assert first == again
    assert len({first.digest, other.digest, others.digest}) == 3


BAD_FOR_EVERYBODY: dict[str, dict[str, Any]] = {
    "no sub": {"sub": None},
    "another sub": {"sub": "masik"},
    "no iss": {"iss": None},
    "iss no text": {"iss": 5},
    "no aud": {"aud": None},
    "foreign aud": {"aud": "https://masik.example"},
    "aud with a slash more": {"aud": ISSUER + "/"},
    "aud no text": {"aud": {"iss": ISSUER}},
    "aud of nobody": {"aud": []},
    "aud of numbers": {"aud": [1, None]},
    "no exp": {"exp": None},
    "exp five minutes ago": {"exp": NOW - 300},
    "exp just over": {"exp": NOW - 10},
    "exp too far": {"exp": NOW + 611},
    "exp no number": {"exp": "soha"},
    "exp true": {"exp": True},
    "exp beyond time": {"exp": 1e300},
    "exp below time": {"exp": -1},
    "nbf over a minute ahead": {"nbf": NOW + 61},
    "nbf eleven seconds ahead": {"nbf": NOW + 11},
    "nbf no number": {"nbf": "ma"},
    "nbf null": {"nbf": []},
    "iat over a minute ahead": {"iat": NOW + 61},
    "iat no number": {"iat": {}},
    "no jti": {"jti": None},
    "empty jti": {"jti": ""},
    "jti no text": {"jti": 5},
    "jti too long": {"jti": "x" * 257},
}


@pytest.mark.parametrize("profile", [Profile.OIDC_STRICT, Profile.FAPI2_SECURITY])
@pytest.mark.parametrize("changed", BAD_FOR_EVERYBODY.values(), ids=BAD_FOR_EVERYBODY)
def test_an_assertion_that_says_something_else_is_refused(profile: Profile, changed: dict[str, Any]) -> None:
    refused = refusal(with_key(profile), asserted(assertion(**changed)), keys=key().keys)

    assert (refused.code, refused.status) == ("invalid_client", HTTPStatus.UNAUTHORIZED)


@pytest.mark.parametrize("profile", [Profile.OIDC_STRICT, Profile.FAPI2_SECURITY])
@pytest.mark.parametrize(
    "changed",
    [
        {"nbf": NOW + 8},
        {"iat": NOW + 8},
        {"nbf": NOW + 10, "iat": NOW + 10},
        {"iat": None},
        {"exp": NOW - 9},
        {"exp": NOW + 600},
        {"exp": NOW + 59.5},
        {"jti": "x" * 256},
        {"extra": {"anything": 1}},
    ],
)
def test_clocks_may_differ_a_little_and_more_may_be_said(profile: Profile, changed: dict[str, Any]) -> None:
    assert authenticate(with_key(profile), asserted(assertion(**changed)), keys=key().keys)


@pytest.mark.parametrize(
    "audience",
    [[ISSUER], [ISSUER, "https://masik.example"], TOKEN_ENDPOINT, PAR_ENDPOINT, [TOKEN_ENDPOINT]],
)
def test_high_security_takes_the_issuer_alone_as_audience_others_take_more(audience: Any) -> None:
    sent = asserted(assertion(aud=audience))

    assert authenticate(with_key(Profile.OIDC_STRICT), sent, keys=key().keys)
    assert refusal(with_key(Profile.FAPI2_SECURITY), sent, keys=key().keys).code == "invalid_client"


@pytest.mark.parametrize("typ", [None, "JWT", "jwt", "client-authentication+jwt"])
def test_an_assertion_may_say_what_it_is(typ: str | None) -> None:
    assert authenticate(with_key(), asserted(assertion(header={"typ": typ})), keys=key().keys)


@pytest.mark.parametrize("typ", ["dpop+jwt", "oauth-authz-req+jwt", "at+jwt", "logout+jwt", "x"])
def test_a_token_of_another_sort_is_no_assertion(typ: str) -> None:
    sent = asserted(assertion(header={"typ": typ}))

    assert refusal(with_key(), sent, keys=key().keys).code == "invalid_client"


def test_an_assertion_signed_by_another_key_is_refused() -> None:
    sent = asserted(assertion())

    assert refusal(with_key(), sent, keys=key(number=2).keys).code == "invalid_client"


def test_a_signature_that_was_changed_is_refused() -> None:
    good = assertion()

    for place in (good.rindex(".") + 1, good.index(".") + 5):
        assert refusal(with_key(), asserted(shape(good, at=place)), keys=key().keys).code == "invalid_client"


def test_an_unsigned_assertion_is_refused() -> None:
    sent = asserted(unsigned({"typ": "JWT"}, assertion_claims()))

    assert refusal(with_key(), sent, keys=key().keys).code == "invalid_client"


def test_an_unknown_client_is_refused_whatever_it_signs() -> None:
    assert refusal(None, asserted(assertion()), keys=key().keys).code == "invalid_client"
    assert refusal(None, asserted(assertion(header={"kid": None})), keys=key().keys).code == "invalid_client"


def test_the_key_of_nobody_proves_nobody() -> None:
    known_to_all = derive_private_key(1, SECP256R1())
    pem = known_to_all.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    signer = FilePlace(rsa_bits=2048).signer(pem, algorithm="ES256", kid="")
    sent = asserted(token({"alg": "ES256"}, assertion_claims(), signer))

    assert refusal(None, sent).description == "the assertion is for somebody else"


def test_keys_that_cannot_be_had_prove_nobody() -> None:
    def unreachable() -> PublicKeys:
        raise JoseError("the client's keys cannot be fetched")

    credentials = read_credentials(asserted(assertion()), None)
    with pytest.raises(OAuthError) as caught:
        prove(credentials, with_key(), keys=unreachable, issuer=ISSUER, endpoints=(), at=AT)

    assert caught.value.code == "invalid_client"


def test_keys_are_fetched_for_known_clients_that_sign_alone() -> None:
    def never() -> PublicKeys:
        raise AssertionError

    for known, parameters, header in (
        (with_secret(), {}, basic()),
        (None, asserted(assertion()), None),
        (with_secret(), asserted(assertion()), None),
    ):
        credentials = read_credentials(parameters, header)
        try:
            prove(credentials, known, keys=never, issuer=ISSUER, endpoints=(), at=AT)
        except OAuthError as refused:
            assert refused.code == "invalid_client"  # noqa: PT017  only some are refused


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a.b",
        "a.b.c.d",
        "..",
        "a.!!!.c",
        f"a.{encoded(b'[1]')}.c",
        f"a.{encoded(b'{}')}.c",
        f"a.{encoded(b'{')}.c",
        f"a.{encoded(b'[' * 10_000)}.c",
        f"a.{encoded(bytes([0xFF, 0xFE]))}.c",
        "a." + encoded(b'{"iss": "half\\ud800"}') + ".c",
        "a." + encoded(b'{"iss": "twice", "iss": "twice"}') + ".c",
        "a." + "A" * LONGEST_ASSERTION + ".c",
    ],
)
def test_an_assertion_that_cannot_be_read_is_refused(text: str) -> None:
    assert refusal(with_key(), asserted(text), keys=key().keys).code == "invalid_client"


def test_an_assertion_needs_its_type() -> None:
    without = {"client_assertion": assertion(), "client_id": "szolgaltatas"}
    wrong = without | {"client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"}
    alone = {"client_assertion_type": ASSERTION_TYPE, "client_id": "szolgaltatas"}

    assert refusal(with_key(), without).code == "invalid_request"
    assert refusal(with_key(), wrong).code == "invalid_request"
    assert refusal(with_key(), alone).code == "invalid_client"


# ------------------------------------------------------------------ whatever comes

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(sorted(assertion_claims())), JSON, st.sampled_from(list(Profile)))
def test_whatever_an_assertion_says_it_proves_or_is_refused(name: str, value: Any, profile: Profile) -> None:
    claims = assertion_claims() | {name: value}
    text = token({"alg": "ES256", "kid": key().jwk["kid"]}, claims, key().signer)
    credentials = Credentials(method=Authentication.PRIVATE_KEY, client_id="szolgaltatas", assertion=text)

    try:
        single = prove(
            credentials,
            with_key(profile),
            keys=lambda: key().keys,
            issuer=ISSUER,
            endpoints={TOKEN_ENDPOINT},
            at=AT,
        )
    except OAuthError as refused:
        assert refused.code == "invalid_client"  # noqa: PT017  either is right
    else:
        assert single is not None
