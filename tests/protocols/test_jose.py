# SPDX-License-Identifier: EUPL-1.2
"""Tokens that are signed and read, and the keys that prove them; checked a second time without our code."""

from __future__ import annotations

import hashlib
import json
from typing import Any  # claims are open JSON

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.jose import (
    JoseError,
    PublicKeys,
    UnknownKeyError,
    parse_keys,
    published,
    read_keys,
    read_self_signed,
    read_signed,
    sign,
    thumbprint,
)
from ugyfelkapu.vault.signing import ALGORITHMS, FilePlace, Signer

from .jose_keys import b64, ec_key, ed_key, from_b64, jwk, jwks, key_for, prove, rsa_key, written, x_key

CLAIMS = {"iss": "https://gate.example", "sub": "x", "aud": "y", "exp": 1, "név": "Őrsi Ünige"}
TEXT = some.text(some.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-(2**53), 2**53)
    | some.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


class Ours:
    """One of our own keys: what signs, and what is published of it."""

    def __init__(self, algorithm: str) -> None:
        place = FilePlace(2048)
        made = place.make(algorithm)
        self.public = published(made.public, algorithm=algorithm)
        self.signer: Signer = place.signer(made.private, algorithm=algorithm, kid=self.public["kid"])
        self.keys = parse_keys(jwks(self.public))


OURS = {algorithm: Ours(algorithm) for algorithm in ALGORITHMS}


def _keys(*listed: dict[str, Any]) -> PublicKeys:
    return parse_keys(jwks(*listed))


# ------------------------------------------------------------------ ours


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_we_sign_is_read_with_what_we_publish(algorithm: str) -> None:
    token = sign(CLAIMS, OURS[algorithm].signer, typ="at+jwt")

    read = read_signed(token, OURS[algorithm].keys, algorithms=[algorithm])

    assert read.claims == CLAIMS
    assert read.header == {"alg": algorithm, "kid": OURS[algorithm].public["kid"], "typ": "at+jwt"}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(claims=some.dictionaries(some.text(max_size=8), some.text(max_size=8) | some.integers(), max_size=5))
def test_what_we_sign_holds_before_other_code(algorithm: str, claims: dict[str, Any]) -> None:
    key = key_for(algorithm)
    signer = _signer_of(algorithm)

    token = sign(claims, signer)

    first, payload, signed = token.split(".")
    prove(key, algorithm, f"{first}.{payload}".encode(), from_b64(signed))
    assert json.loads(from_b64(payload)) == claims


def _signer_of(algorithm: str) -> Signer:
    pem = key_for(algorithm).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return FilePlace(2048).signer(pem, algorithm=algorithm, kid="k")


def test_what_is_no_number_is_never_signed() -> None:
    with pytest.raises(ValueError, match="JSON"):
        sign({"exp": float("nan")}, OURS["ES256"].signer)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_published_key_tells_nothing_secret_and_what_it_is_for(algorithm: str) -> None:
    public = OURS[algorithm].public

    assert set(public) - {"crv", "x", "y", "n", "e"} == {"kty", "kid", "alg", "use"}
    assert (public["alg"], public["use"]) == (algorithm, "sig")
    assert public["kid"] == thumbprint(public)


def test_two_keys_never_share_a_name() -> None:
    names = {Ours("ES256").public["kid"] for _ in range(20)}

    assert len(names) == 20


# ------------------------------------------------------------------ others'


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(claims=some.dictionaries(TEXT, JSON, max_size=4))
def test_a_token_that_other_code_signed_is_read(algorithm: str, claims: dict[str, Any]) -> None:
    key = key_for(algorithm)
    token = written({"alg": algorithm, "kid": "a"}, claims, key, algorithm)

    read = read_signed(token, _keys(jwk(key, kid="a")), algorithms=[algorithm])

    assert read.claims == claims


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_without_key_id_is_tried_with_every_key_that_fits(algorithm: str) -> None:
    keys = _keys(
        *(jwk(key_for(name, number), kid=f"{name}{number}") for name in ALGORITHMS for number in (0, 1))
    )
    token = written({"alg": algorithm}, CLAIMS, key_for(algorithm, 1), algorithm)

    assert read_signed(token, keys, algorithms=ALGORITHMS).claims == CLAIMS


def test_a_key_id_that_is_not_there_is_told_apart_because_newer_keys_may_be_elsewhere() -> None:
    token = written({"alg": "ES256", "kid": "new"}, CLAIMS, ec_key(), "ES256")

    with pytest.raises(UnknownKeyError):
        read_signed(token, _keys(jwk(ec_key(), kid="old")), algorithms=["ES256"])


def test_a_key_of_the_named_id_is_the_only_one_tried() -> None:
    keys = _keys(jwk(ec_key(), kid="a"), jwk(ec_key(number=1), kid="b"))
    token = written({"alg": "ES256", "kid": "b"}, CLAIMS, ec_key(), "ES256")

    with pytest.raises(JoseError, match="signature"):
        read_signed(token, keys, algorithms=["ES256"])


def test_a_key_for_encryption_proves_nothing() -> None:
    keys = _keys(jwk(ec_key(), use="enc"), jwk(ec_key(number=1), use="sig"))
    token = written({"alg": "ES256"}, CLAIMS, ec_key(), "ES256")

    with pytest.raises(JoseError, match="signature"):
        read_signed(token, keys, algorithms=["ES256"])


def test_a_key_that_is_registered_for_one_algorithm_proves_no_other() -> None:
    keys = _keys(jwk(rsa_key(), alg="PS256"))
    token = written({"alg": "RS256"}, CLAIMS, rsa_key(), "RS256")

    with pytest.raises(UnknownKeyError):
        read_signed(token, keys, algorithms=ALGORITHMS)


@pytest.mark.parametrize(("named", "told"), [(["verify"], True), (["encrypt"], False), ([], False)])
def test_a_key_does_what_its_operations_say(named: list[str], told: bool) -> None:
    listed = jwks(jwk(rsa_key(), key_ops=named), jwk(ec_key()))

    fitting = list(parse_keys(listed).fitting("RS256"))

    assert bool(fitting) is told


# ------------------------------------------------------------------ a token with its own key


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_token_that_carries_its_key_proves_that_key_alone(algorithm: str) -> None:
    key = key_for(algorithm)
    header = {"typ": "dpop+jwt", "alg": algorithm, "jwk": jwk(key, kid="z", ext=True)}
    token = written(header, CLAIMS, key, algorithm)

    read, carried = read_self_signed(token, algorithms=ALGORITHMS)

    assert read.claims == CLAIMS
    assert carried == jwk(key)
    assert thumbprint(carried) == thumbprint(jwk(key))


def test_a_token_that_another_key_signed_is_refused() -> None:
    token = written({"alg": "ES256", "jwk": jwk(ec_key())}, CLAIMS, ec_key(number=1), "ES256")

    with pytest.raises(JoseError, match="signature"):
        read_self_signed(token, algorithms=["ES256"])


@pytest.mark.parametrize(
    "carried",
    [
        None,
        "key",
        [],
        {},
        {"kty": "oct", "k": "c2VjcmV0"},
        {**jwk(ec_key()), "d": b64(b"1" * 32)},
        jwk(ed_key()),
        jwk(ec_key("P-384")),
        {**jwk(ec_key()), "use": "enc"},
        {**jwk(ec_key()), "x": b64(b"1" * 32)},
        {"kty": "EC", "crv": "P-256"},
    ],
)
def test_a_carried_key_that_cannot_be_used_is_refused(carried: object) -> None:
    token = written({"alg": "ES256", "jwk": carried}, CLAIMS, ec_key(), "ES256")

    with pytest.raises(JoseError):
        read_self_signed(token, algorithms=["ES256"])


# ------------------------------------------------------------------ key sets


def test_the_thumbprint_is_that_of_the_standard() -> None:
    example = {  # RFC 7638, 3.1
        "kty": "RSA",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebW"
        "KRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8"
        "KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xB"
        "niIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
        "e": "AQAB",
        "alg": "RS256",
        "kid": "2011-04-29",
    }

    assert thumbprint(example) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize("key", [ec_key(), ed_key(), rsa_key(), ec_key("P-521"), x_key()])
def test_the_thumbprint_is_the_digest_of_the_required_members(key: Any) -> None:
    members = json.dumps(jwk(key), sort_keys=True, separators=(",", ":"))

    assert thumbprint(jwk(key, kid="a", use="sig")) == b64(hashlib.sha256(members.encode()).digest())


@pytest.mark.parametrize(
    "key", [None, {}, {"kty": "AKP"}, {"kty": "oct", "k": "x"}, jwk(ec_key("secp256k1"))]
)
def test_what_is_no_key_of_ours_has_no_thumbprint(key: object) -> None:
    with pytest.raises(JoseError):
        thumbprint(key)


def test_a_key_that_signs_nothing_is_never_published() -> None:
    der = x_key().public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    with pytest.raises(JoseError):
        published(der, algorithm="EdDSA")


def test_a_key_of_a_kind_that_we_do_not_know_is_passed_over() -> None:
    others = [
        {"kty": "AKP", "alg": "ML-DSA-44", "pub": "x"},
        {"kty": "OKP", "crv": "Ed448", "x": b64(b"1" * 57)},
        jwk(ec_key("secp256k1")),
        jwk(rsa_key(), alg="RS512"),
    ]

    keys = _keys(*others, jwk(ec_key(), kid="a"))

    assert [key.kid for key in keys.keys] == ["a"]


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        ([], "no key that can be used"),
        ([{"kty": "AKP"}], "no key that can be used"),
        ([jwk(ec_key())] * 21, "too many"),
        ([{"kty": "oct", "k": "c2VjcmV0"}], "private or symmetric"),
        ([jwk(ec_key()), {**jwk(ec_key(number=1)), "d": "x"}], "private or symmetric"),
        ([{**jwk(rsa_key()), "p": None}], "private or symmetric"),
        ([jwk(rsa_key(1024))], "bits"),
        ([{**jwk(rsa_key()), "n": b64(b"\xff" * 1025)}], "bits"),
        ([{**jwk(rsa_key()), "e": "AQ"}], "exponent"),
        ([{**jwk(rsa_key()), "e": b64(b"\1" + b"\0" * 6 + b"\1")}], "exponent"),
        ([{**jwk(rsa_key()), "e": b64(b"\0\1\0\1")}], "not valid"),
        ([{**jwk(ec_key()), "y": jwk(ec_key())["x"]}], "not valid"),
        ([{**jwk(ec_key()), "x": b64(b"\0" + from_b64(jwk(ec_key())["x"]))}], "not valid"),
        ([{**jwk(ec_key()), "x": jwk(ec_key())["x"] + "="}], "not valid"),
        ([{**jwk(ed_key()), "x": "AAAA"}], "not valid"),
        ([{**jwk(ec_key()), "x": 5}], "no text"),
        ([{**jwk(ec_key()), "kid": 5}], "no text"),
        ([{**jwk(ec_key()), "use": []}], "no text"),
        ([{**jwk(ec_key()), "key_ops": "verify"}], "key_ops"),
        ([{**jwk(ec_key()), "key_ops": [[]]}], "key_ops"),
        ([{"kty": 5}], "no text"),
        (["key"], "no JSON object"),
        ([None], "no JSON object"),
        ({"0": jwk(ec_key())}, "no list"),
        (None, "no list"),
    ],
)
def test_a_key_set_that_is_not_right_is_refused_with_the_reason(listed: object, why: str) -> None:
    with pytest.raises(JoseError, match=why):
        parse_keys({"keys": listed})


@pytest.mark.parametrize("whole", [None, [], "keys", 5, {}, {"Keys": []}])
def test_what_is_no_key_set_is_refused(whole: object) -> None:
    with pytest.raises(JoseError):
        parse_keys(whole)


@given(
    jwk_of=some.dictionaries(
        some.sampled_from(["kty", "crv", "x", "y", "n", "e", "use", "alg", "kid", "key_ops", "x5c"]),
        JSON | some.sampled_from(["EC", "OKP", "RSA", "P-256", "Ed25519", "AQAB", "sig"]),
    )
)
def test_no_key_of_any_shape_is_a_surprise(jwk_of: dict[str, Any]) -> None:
    try:
        keys = parse_keys(jwks(jwk_of)).keys
    except JoseError:
        keys = ()

    assert len(keys) <= 1


@given(some.binary(max_size=200))
def test_no_bytes_are_a_surprise_as_a_key_set(text: bytes) -> None:
    with pytest.raises(JoseError):
        read_keys(text)


def test_a_key_set_as_it_comes_over_the_wire_is_read() -> None:
    assert read_keys(json.dumps(jwks(jwk(ec_key(), kid="a"))).encode()).keys[0].kid == "a"


def test_a_key_set_beyond_measure_is_not_even_read() -> None:
    with pytest.raises(JoseError, match="too large"):
        read_keys(b" " * 100_001)
