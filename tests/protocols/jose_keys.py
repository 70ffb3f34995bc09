# SPDX-License-Identifier: EUPL-1.2
"""Keys for tests of tokens: made by the cryptography library alone, as JWK and as what signs."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from typing import Any  # keys and headers are open JSON

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
Agreeing = ec.EllipticCurvePrivateKey | x25519.X25519PrivateKey
PSS = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=32)
CURVES: dict[str, ec.EllipticCurve] = {
    "P-256": ec.SECP256R1(),
    "P-384": ec.SECP384R1(),
    "P-521": ec.SECP521R1(),
    "secp256k1": ec.SECP256K1(),
}


def b64(value: bytes) -> str:
    """Return base64url without padding."""
    return urlsafe_b64encode(value).rstrip(b"=").decode()


def from_b64(text: str) -> bytes:
    """Return the bytes that base64url without padding stands for."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def ec_key(curve: str = "P-256", number: int = 0) -> ec.EllipticCurvePrivateKey:
    """Return a key on a curve; several have numbers."""
    return _ec(curve, number)


@cache
def _ec(curve: str, number: int) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(CURVES[curve])


def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    """Return an RSA key; several have numbers."""
    return _rsa(bits, number)


@cache
def _rsa(bits: int, number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65_537, bits)


def ed_key(number: int = 0) -> ed25519.Ed25519PrivateKey:
    """Return an Ed25519 key; several have numbers."""
    return _ed(number)


@cache
def _ed(number: int) -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


@cache
def x_key() -> x25519.X25519PrivateKey:
    """Return an X25519 key."""
    return x25519.X25519PrivateKey.generate()


def key_for(algorithm: str, number: int = 0) -> Private:
    """Return a key that fits a signature algorithm."""
    if algorithm == "ES256":
        return ec_key(number=number)
    return ed_key(number) if algorithm == "EdDSA" else rsa_key(number=number)


def jwk(key: Private | x25519.X25519PrivateKey, **more: Any) -> dict[str, Any]:
    """Return the public half of a key as JWK, with what else is wanted in it."""
    public = key.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        size = (public.curve.key_size + 7) // 8
        numbers = public.public_numbers()
        names = {curve.name: name for name, curve in CURVES.items()}
        members = {
            "kty": "EC",
            "crv": names[public.curve.name],
            "x": b64(numbers.x.to_bytes(size, "big")),
            "y": b64(numbers.y.to_bytes(size, "big")),
        }
    elif isinstance(public, rsa.RSAPublicKey):
        n, e = public.public_numbers().n, public.public_numbers().e
        members = {
            "kty": "RSA",
            "n": b64(n.to_bytes((n.bit_length() + 7) // 8, "big")),
            "e": b64(e.to_bytes((e.bit_length() + 7) // 8, "big")),
        }
    else:
        curve = "Ed25519" if isinstance(public, ed25519.Ed25519PublicKey) else "X25519"
        members = {"kty": "OKP", "crv": curve, "x": b64(public.public_bytes_raw())}
    return {**members, **more}


def jwks(*keys: dict[str, Any]) -> dict[str, Any]:
    """Return a key set."""
    return {"keys": list(keys)}


def signature(key: Private, algorithm: str, data: bytes) -> bytes:
    """Sign as JWS wants it, without any code of ours."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(data, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(data)
    return key.sign(data, PSS if algorithm == "PS256" else padding.PKCS1v15(), SHA256())


def prove(key: Private, algorithm: str, data: bytes, signed: bytes) -> None:
    """Check a signature of JWS without any code of ours; raises ``InvalidSignature``."""
    public = key.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        assert len(signed) == 64
        r, s = int.from_bytes(signed[:32], "big"), int.from_bytes(signed[32:], "big")
        public.verify(encode_dss_signature(r, s), data, ec.ECDSA(SHA256()))
    elif isinstance(public, ed25519.Ed25519PublicKey):
        public.verify(signed, data)
    else:
        public.verify(signed, data, PSS if algorithm == "PS256" else padding.PKCS1v15(), SHA256())


def written(header: object, claims: object, key: Private, algorithm: str) -> str:
    """Return a token with any header and any claims, truly signed; bytes are taken as they are."""
    parts = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in (header, claims)]
    data = ".".join(b64(part) for part in parts)
    return f"{data}.{b64(signature(key, algorithm, data.encode()))}"
