# SPDX-License-Identifier: EUPL-1.2
"""Tokens that are none: every shape of them is refused in one way, soon, and without a word of theirs."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any  # headers and claims are open JSON

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.federation.oidc.jose import (
    LARGEST_TOKEN,
    JoseError,
    parse_keys,
    read_self_signed,
    read_signed,
)
from ugyfelkapu.journal.clock import steady
from ugyfelkapu.vault.signing import ALGORITHMS

from .jose_keys import b64, ec_key, from_b64, jwk, jwks, key_for, rsa_key, written

HEADER: dict[str, Any] = {"alg": "ES256", "kid": "a"}
CLAIMS: dict[str, Any] = {"sub": "x"}
KEYS = parse_keys(jwks(*(jwk(key_for(name), kid="a") for name in ALGORITHMS)))
RIGHT = written(HEADER, CLAIMS, ec_key(), "ES256")
DEEP = 2000
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SECOND_MORE = ALPHABET[ALPHABET.index(RIGHT[-1]) + 1]


def _refused(token: object, algorithms: tuple[str, ...] = ALGORITHMS) -> str:
    """Return the reason with which both readers refuse."""
    with pytest.raises(JoseError):
        read_self_signed(token, algorithms=algorithms)
    with pytest.raises(JoseError) as refusal:
        read_signed(token, KEYS, algorithms=algorithms)
    return refusal.value.reason


def test_the_right_one_is_read() -> None:
    assert read_signed(RIGHT, KEYS, algorithms=["ES256"]).claims == CLAIMS


@pytest.mark.parametrize(
    "token",
    [
        None,
        5,
        b"a.b.c",
        ["a", "b", "c"],
        {},
        "",
        ".",
        "..",
        "...",
        "a.b",
        "a.b.c.d.e",
        f"{RIGHT}.",
        f" {RIGHT}",
        f"{RIGHT}\n",
        f"{RIGHT}=",
        RIGHT[:-1],
        RIGHT[:-1] + SECOND_MORE,
        RIGHT.replace(".", "..", 1),
        RIGHT.upper(),
        RIGHT.rpartition(".")[0] + ".",
        "őűáé.őűáé.őűáé",
        "\0.\0.\0",
        "a" * 50_000,
        "." * 50_000,
        f"{RIGHT}{'A' * 50_000}",
        "{}.{}.{}",
        json.dumps({"payload": "", "signatures": []}),
        f"{b64(b'{}')}.{b64(b'{}')}.{b64(b'')}",
    ],
    ids=range(28),
)
def test_junk_is_refused(token: object) -> None:
    assert _refused(token)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"null",
        b"[]",
        b'"ES256"',
        b"\xff\xfe",
        b'\xef\xbb\xbf{"alg":"ES256"}',
        '{"alg":"ES256"}'.encode("utf-16"),
        b'{"alg":"ES256","alg":"ES256"}',
        b'{"alg":"ES256","kid":"a","x":NaN}',
        b'{"alg":"ES256","kid":"a","x":1e999}',
        b'{"alg":"ES256","kid":"a","x":' + b"1" * 5000 + b"}",
        b'{"alg":"ES256","kid":"a","x":' + b"[" * DEEP + b"]" * DEEP + b"}",
        b'{"alg":"ES256","kid":"a","x":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}",
        b'{"alg":"ES256","kid":"a","x":' + b"[" * 30 + b"]" * 30 + b"}",
        b'{"alg":"ES256","kid":"\\ud800"}',
        b'{"alg":"ES256","kid":"\\u0000"}',
        b'{"alg":"ES256","\\udfff":1}',
        b'{"alg":"ES256"} {}',
        b"{'alg':'ES256'}",
        {},
        {"kid": "a"},
        {**HEADER, "alg": None},
        {**HEADER, "alg": ["ES256"]},
        {**HEADER, "alg": {"ES256": 1}},
        {**HEADER, "alg": "es256"},
        {**HEADER, "alg": "ES256 "},
        {**HEADER, "alg": "none"},
        {**HEADER, "alg": "None"},
        {**HEADER, "alg": "nOnE"},
        {**HEADER, "alg": "HS256"},
        {**HEADER, "alg": "ES384"},
        {**HEADER, "alg": "PBES2-HS256+A128KW", "p2c": 10**9, "p2s": "x"},
        {**HEADER, "alg": "dir", "enc": "A128GCM"},
        {**HEADER, "crit": []},
        {**HEADER, "crit": ["exp"], "exp": 1},
        {**HEADER, "crit": ["b64"], "b64": False},
        {**HEADER, "b64": False},
        {**HEADER, "b64": True},
        {**HEADER, "kid": 5},
        {**HEADER, "kid": ["a"]},
        {**HEADER, "kid": "a" * 256},
        {**HEADER, "kid": "b"},
        {**HEADER, "typ": 1},
        {**HEADER, "typ": "x" * 256},
        {**HEADER, "cty": {}},
    ],
    ids=range(45),
)
def test_a_header_that_is_not_right_is_refused_however_well_it_is_signed(header: object) -> None:
    assert _refused(written(header, CLAIMS, ec_key(), "ES256"))


@pytest.mark.parametrize(
    "claims",
    [
        b"",
        b"null",
        b"[1]",
        b'"x"',
        b"\xff",
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"a":Infinity}',
        b'{"a":-1e400}',
        b'{"a":"\\udc00"}',
        b'{"a":["x",{"b":"\\u0000"}]}',
        b"[" * DEEP,
        b'{"a":' + b"[" * 24 + b"]" * 24 + b"}",
        b"{}{}",
        b"{} x",
    ],
    ids=range(15),
)
def test_claims_that_are_not_right_are_refused_however_well_they_are_signed(claims: bytes) -> None:
    assert "payload" in _refused(written(HEADER, claims, ec_key(), "ES256"))


@pytest.mark.parametrize("text", ["\\u00e9", "\\ud83d\\ude00", "\\\\u0000", "é", "\\n"])
def test_characters_that_are_some_are_read(text: str) -> None:
    claims = f'{{"name":"{text}"}}'.encode()

    read = read_signed(written(HEADER, claims, ec_key(), "ES256"), KEYS, algorithms=["ES256"])

    assert read.claims == json.loads(claims)


def test_claims_as_deep_as_real_ones_are_read() -> None:
    claims = {
        "claims": {"userinfo": {"verified_claims": [{"verification": {"evidence": [{"a": [[1]]}]}}] * 20}}
    }

    read = read_signed(written(HEADER, claims, ec_key(), "ES256"), KEYS, algorithms=["ES256"])

    assert read.claims == claims


# ------------------------------------------------------------------ algorithms


@pytest.mark.parametrize("wanted", ALGORITHMS)
@pytest.mark.parametrize("used", ALGORITHMS)
def test_only_the_algorithms_that_the_reader_names_are_taken(used: str, wanted: str) -> None:
    key = key_for(used)
    token = written({"alg": used, "jwk": jwk(key)}, CLAIMS, key, used)

    if used == wanted:
        read_signed(token, KEYS, algorithms=[wanted])
        read_self_signed(token, algorithms=[wanted])
    else:
        assert "algorithm" in _refused(token, (wanted,))


@pytest.mark.parametrize("named", [(), ("none",), ("HS256",), ("none", "HS256", "ES384")])
def test_a_reader_that_names_nothing_sound_reads_nothing(named: tuple[str, ...]) -> None:
    for algorithm in ("ES256", "none", "HS256", "ES384"):
        assert _refused(written({"alg": algorithm}, CLAIMS, ec_key(), "ES256"), named)


@pytest.mark.parametrize("form", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1])
@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
def test_a_public_key_is_never_a_shared_secret(form: PublicFormat, encoding: Encoding) -> None:
    secret = rsa_key().public_key().public_bytes(encoding, form)
    data = f"{b64(json.dumps({'alg': 'HS256', 'kid': 'a'}).encode())}.{b64(json.dumps(CLAIMS).encode())}"
    token = f"{data}.{b64(hmac.digest(secret, data.encode(), hashlib.sha256))}"

    assert "algorithm" in _refused(token, (*ALGORITHMS, "HS256"))


@pytest.mark.parametrize(
    "signature", [b"", b"\0" * 64, b"\1" * 63, b"\1" * 65, b"\xff" * 64, b"\0" * 256, b"1" * 5000]
)
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_signature_that_is_none_proves_nothing(algorithm: str, signature: bytes) -> None:
    key = key_for(algorithm)
    data = written({"alg": algorithm, "jwk": jwk(key)}, CLAIMS, key, algorithm).rpartition(".")[0]

    assert "signature" in _refused(f"{data}.{b64(signature)}")


def test_an_ecdsa_signature_in_the_form_of_certificates_proves_nothing() -> None:
    data = RIGHT.rpartition(".")[0]
    signature = ec_key().sign(data.encode(), ECDSA(SHA256()))

    assert "signature" in _refused(f"{data}.{b64(signature)}")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@given(data=some.data())
def test_no_single_bit_can_be_changed(algorithm: str, data: some.DataObject) -> None:
    token = written({"alg": algorithm, "kid": "a"}, CLAIMS, key_for(algorithm), algorithm)
    parts = [from_b64(part) for part in token.split(".")]
    which = data.draw(some.integers(0, 2))
    place = data.draw(some.integers(0, len(parts[which]) * 8 - 1))
    changed = bytearray(parts[which])
    changed[place // 8] ^= 1 << place % 8
    parts[which] = bytes(changed)

    assert _refused(".".join(b64(part) for part in parts))


@given(
    some.text(max_size=200)
    | some.from_regex(r"[A-Za-z0-9_-]{0,80}(\.[A-Za-z0-9_-]{0,80}){1,4}", fullmatch=True)
)
def test_no_text_is_a_surprise(text: str) -> None:
    assert _refused(text)


@given(header=some.binary(max_size=60), claims=some.binary(max_size=60))
def test_no_bytes_in_a_token_are_a_surprise(header: bytes, claims: bytes) -> None:
    assert _refused(f"{b64(header)}.{b64(claims)}.{b64(b'x' * 64)}")


def test_a_reason_never_repeats_the_token() -> None:
    secret = "MINTA-TITOK"

    reasons = [
        _refused(written({"alg": secret}, CLAIMS, ec_key(), "ES256")),
        _refused(written({**HEADER, "kid": secret}, CLAIMS, ec_key(), "ES256")),
        _refused(written(HEADER, secret.encode(), ec_key(), "ES256")),
        _refused(written(HEADER, b'{"MINTA-TITOK":1,"MINTA-TITOK":1}', ec_key(), "ES256")),
    ]

    assert not [reason for reason in reasons if secret in reason]


# ------------------------------------------------------------------ measure


def test_a_token_of_the_largest_size_is_read_and_one_beyond_is_not() -> None:
    bare = len(written(HEADER, {"a": ""}, ec_key(), "ES256"))
    fits = written(HEADER, {"a": "x" * ((LARGEST_TOKEN - bare) * 3 // 4 - 2)}, ec_key(), "ES256")
    beyond = written(HEADER, {"a": "x" * ((LARGEST_TOKEN - bare) * 3 // 4 + 4)}, ec_key(), "ES256")

    assert LARGEST_TOKEN - 8 < len(fits) <= LARGEST_TOKEN < len(beyond)
    read_signed(fits, KEYS, algorithms=["ES256"])
    assert "large" in _refused(beyond)


@pytest.mark.parametrize(
    "token",
    [
        "A" * 50_000,
        b64(b"[" * 14_000) + ".a.a",
        b64(b"{" + b'"a":{' * 2_000) + ".a.a",
        b64(json.dumps({"alg": "ES256", "kid": "a", "x": ["\u00e9"] * 1500}).encode()) + ".a.a",
        b64(b'{"a":' + b"9" * 14_000 + b"}") + ".a.a",
    ],
    ids=range(5),
)
def test_hostile_tokens_cost_next_to_nothing(token: str) -> None:
    def cost() -> float:
        begun = steady()
        _refused(token)
        return steady() - begun

    assert min(cost() for _ in range(3)) < 0.05
