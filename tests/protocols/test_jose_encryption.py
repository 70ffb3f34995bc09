# SPDX-License-Identifier: EUPL-1.2
"""Encrypted tokens: opened here by RFC 7516 and RFC 7518 alone, without the library that closed them."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any  # headers are open JSON

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x25519
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

from ugyfelkapu.federation.oidc.jose import (
    CONTENT_ENCRYPTIONS,
    KEY_AGREEMENTS,
    KEY_ENCRYPTIONS,
    JoseError,
    UnknownKeyError,
    encrypt,
    parse_keys,
)

from .jose_keys import CURVES, Agreeing, ec_key, ed_key, from_b64, jwk, jwks, rsa_key, x_key

TOKEN = "eyJhbGciOiJFUzI1NiJ9.e30.c2lnbmF0dXJl"
KEY_BYTES = {"A128GCM": 16, "A256GCM": 32, "A128CBC-HS256": 32, "A256CBC-HS512": 64}
WRAPPING_BYTES = {"ECDH-ES+A128KW": 16, "ECDH-ES+A256KW": 32}
EVERY_PAIR = [
    (algorithm, encryption, key)
    for algorithm in KEY_AGREEMENTS
    for encryption in CONTENT_ENCRYPTIONS
    for key in (ec_key(), ec_key("P-384"), ec_key("P-521"), x_key())
] + [("RSA-OAEP-256", encryption, rsa_key()) for encryption in CONTENT_ENCRYPTIONS]


@dataclass(frozen=True)
class Closed:
    """An encrypted token taken apart."""

    header: dict[str, Any]
    key: bytes
    iv: bytes
    text: bytes
    tag: bytes
    first: bytes

    @classmethod
    def of(cls, token: str) -> Closed:
        first, *parts = token.split(".")
        key, iv, text, tag = (from_b64(part) for part in parts)
        return cls(json.loads(from_b64(first)), key, iv, text, tag, first.encode())


def _agreed(closed: Closed, key: Agreeing) -> bytes:
    """Agree on a key with the sender's (RFC 7518, 4.6): Concat KDF over SHA-256."""
    algorithm, encryption = closed.header["alg"], closed.header["enc"]
    direct = algorithm == "ECDH-ES"
    size = KEY_BYTES[encryption] if direct else WRAPPING_BYTES[algorithm]
    name = (encryption if direct else algorithm).encode()
    nothing = (0).to_bytes(4, "big")
    told = len(name).to_bytes(4, "big") + name + nothing + nothing + (size * 8).to_bytes(4, "big")
    secret = _shared(closed.header["epk"], key)
    rounds = (
        hashlib.sha256(number.to_bytes(4, "big") + secret + told).digest()
        for number in range(1, -(-size // 32) + 1)
    )
    return b"".join(rounds)[:size]


def _shared(epk: dict[str, str], key: Agreeing) -> bytes:
    if isinstance(key, x25519.X25519PrivateKey):
        return key.exchange(x25519.X25519PublicKey.from_public_bytes(from_b64(epk["x"])))
    x, y = (int.from_bytes(from_b64(epk[name]), "big") for name in ("x", "y"))
    return key.exchange(ec.ECDH(), ec.EllipticCurvePublicNumbers(x, y, CURVES[epk["crv"]]).public_key())


def _content_key(closed: Closed, key: Agreeing | rsa.RSAPrivateKey) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.decrypt(closed.key, padding.OAEP(padding.MGF1(SHA256()), SHA256(), None))
    if closed.header["alg"] == "ECDH-ES":
        assert closed.key == b""
        return _agreed(closed, key)
    return aes_key_unwrap(_agreed(closed, key), closed.key)


def _opened(token: str, key: Agreeing | rsa.RSAPrivateKey) -> str:
    closed = Closed.of(token)
    secret = _content_key(closed, key)
    assert len(secret) == KEY_BYTES[closed.header["enc"]]
    if closed.header["enc"].endswith("GCM"):
        return AESGCM(secret).decrypt(closed.iv, closed.text + closed.tag, closed.first).decode()
    half = len(secret) // 2
    said = closed.first + closed.iv + closed.text + (len(closed.first) * 8).to_bytes(8, "big")
    digest = hashlib.sha256 if half == 16 else hashlib.sha512
    assert hmac.digest(secret[:half], said, digest)[:half] == closed.tag
    opening = Cipher(AES(secret[half:]), CBC(closed.iv)).decryptor()
    padded = opening.update(closed.text) + opening.finalize()
    return padded[: -padded[-1]].decode()


@pytest.mark.parametrize(
    ("algorithm", "encryption", "key"),
    EVERY_PAIR,
    ids=lambda part: part if isinstance(part, str) else type(part).__name__,
)
def test_whoever_has_the_key_opens_the_token(
    algorithm: str, encryption: str, key: Agreeing | rsa.RSAPrivateKey
) -> None:
    keys = parse_keys(jwks(jwk(key, kid="a", use="enc")))

    token = encrypt(TOKEN, keys, algorithm=algorithm, encryption=encryption)

    assert _opened(token, key) == TOKEN


def test_the_header_names_the_key_and_that_a_token_is_inside() -> None:
    keys = parse_keys(jwks(jwk(ec_key(), kid="a")))

    header = Closed.of(encrypt(TOKEN, keys, algorithm="ECDH-ES+A256KW", encryption="A256GCM")).header

    assert {name: value for name, value in header.items() if name != "epk"} == {
        "alg": "ECDH-ES+A256KW",
        "enc": "A256GCM",
        "kid": "a",
        "cty": "JWT",
    }
    assert set(header["epk"]) == {"kty", "crv", "x", "y"}


def test_no_two_tokens_are_closed_alike() -> None:
    keys = parse_keys(jwks(jwk(ec_key())))

    closed = [Closed.of(encrypt(TOKEN, keys, algorithm="ECDH-ES", encryption="A128GCM")) for _ in range(20)]

    assert len({one.iv for one in closed}) == len({one.header["epk"]["x"] for one in closed}) == 20


def test_a_key_for_signatures_is_never_encrypted_to() -> None:
    signing, closing = jwk(ec_key(), use="sig"), jwk(ec_key(number=1), use="enc")

    token = encrypt(TOKEN, parse_keys(jwks(signing, closing)), algorithm="ECDH-ES", encryption="A128GCM")

    assert _opened(token, ec_key(number=1)) == TOKEN


def test_a_token_of_much_is_closed_too() -> None:
    keys = parse_keys(jwks(jwk(ec_key())))

    token = encrypt("é" * 30_000, keys, algorithm="ECDH-ES", encryption="A256CBC-HS512")

    assert _opened(token, ec_key()) == "é" * 30_000


@pytest.mark.parametrize(
    "key", [jwk(ec_key(), use="sig"), jwk(ed_key()), jwk(rsa_key()), jwk(ec_key(), alg="ES256")]
)
def test_where_no_key_fits_nothing_is_sent_open(key: dict[str, Any]) -> None:
    with pytest.raises(UnknownKeyError):
        encrypt(TOKEN, parse_keys(jwks(key)), algorithm="ECDH-ES", encryption="A128GCM")


@pytest.mark.parametrize(
    ("algorithm", "encryption"),
    [
        ("dir", "A128GCM"),
        ("RSA1_5", "A128GCM"),
        ("RSA-OAEP", "A128GCM"),
        ("PBES2-HS256+A128KW", "A128GCM"),
        ("A128KW", "A128GCM"),
        ("none", "A128GCM"),
        ("ECDH-ES", "A192GCM"),
        ("ECDH-ES", "none"),
        ("", ""),
    ],
)
def test_what_is_not_offered_is_refused(algorithm: str, encryption: str) -> None:
    keys = parse_keys(jwks(jwk(ec_key()), jwk(rsa_key())))

    with pytest.raises(JoseError, match="offered"):
        encrypt(TOKEN, keys, algorithm=algorithm, encryption=encryption)


def test_everything_that_is_offered_is_tried_here() -> None:
    assert {(algorithm, encryption) for algorithm, encryption, _ in EVERY_PAIR} == {
        (algorithm, encryption) for algorithm in KEY_ENCRYPTIONS for encryption in CONTENT_ENCRYPTIONS
    }
