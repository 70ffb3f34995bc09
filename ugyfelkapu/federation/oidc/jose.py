# SPDX-License-Identifier: EUPL-1.2
"""Signed and encrypted tokens (JOSE): the only module that knows the library.

Every reader says which algorithms it takes; there are no defaults, no ``none``, no secrets shared with
clients. A token or key of any shape, however hostile, is read or is a :class:`JoseError`, nothing else.
"""

from __future__ import annotations

import binascii
import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, cast  # headers, claims and keys are open JSON

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key
from joserfc import jwe
from joserfc.errors import JoseError as LibraryError
from joserfc.jwk import ECKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from ugyfelkapu.vault.signing import ALGORITHMS, EDDSA, ES256, PS256, RS256, Signer

from .strict_json import JsonError, read_object

LARGEST_TOKEN: Final = 20_000
LARGEST_KEYS: Final = 100_000
MOST_KEYS: Final = 20
LONGEST_NAME: Final = 255
RSA_BITS: Final = range(2048, 8193)
RSA_EXPONENTS: Final = range(3, 1 << 32)

KEY_AGREEMENTS: Final = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW")
KEY_ENCRYPTIONS: Final = (*KEY_AGREEMENTS, "RSA-OAEP-256")
CONTENT_ENCRYPTIONS: Final = ("A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512")

_PRIVATE: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_EC_BYTES: Final = {"P-256": 32, "P-384": 48, "P-521": 66}
_OKP_BYTES: Final = {"Ed25519": 32, "X25519": 32}
_REQUIRED: Final = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("n", "e")}
_OPERATIONS: Final = {
    "sig": frozenset({"verify"}),
    "enc": frozenset({"encrypt", "wrapKey", "deriveKey", "deriveBits"}),
}
_FITS: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("EC", "P-256"): (ES256, *KEY_AGREEMENTS),
    ("EC", "P-384"): KEY_AGREEMENTS,
    ("EC", "P-521"): KEY_AGREEMENTS,
    ("OKP", "Ed25519"): (EDDSA,),
    ("OKP", "X25519"): KEY_AGREEMENTS,
    ("RSA", ""): (RS256, PS256, "RSA-OAEP-256"),
}


class JoseError(Exception):
    """A token or key cannot be trusted or used. ``reason`` is for developers: English, quoting nothing."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UnknownKeyError(JoseError):
    """The token names a key that is not among those at hand: newer ones may be known elsewhere."""


@dataclass(frozen=True, slots=True)
class Signed:
    """What a token says, its signature proven."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One public key; ``fits`` names the algorithms that it may be used with."""

    kid: str
    fits: frozenset[str]
    jwk: Mapping[str, str]
    key: ECKey | OKPKey | RSAKey


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The public keys of one party, parsed."""

    keys: tuple[PublicKey, ...] = ()

    def fitting(self, algorithm: str) -> Iterator[PublicKey]:
        """Yield those that may be used with an algorithm."""
        return (key for key in self.keys if algorithm in key.fits)


# ------------------------------------------------------------------ keys


def read_keys(text: bytes, *, most: int = MOST_KEYS) -> PublicKeys:
    """Return the keys of a JWK set as it came over the wire. Raises :class:`JoseError`."""
    if len(text) > LARGEST_KEYS:
        raise JoseError("the key set is too large")
    try:
        return parse_keys(read_object(text), most=most)
    except JsonError as error:
        raise JoseError(f"the key set cannot be read: {error.reason}") from error


def parse_keys(jwks: object, *, most: int = MOST_KEYS) -> PublicKeys:
    """Return the keys of a JWK set (RFC 7517, 5).

    One that nobody here can use is passed over; a private or symmetric one means that somebody has given
    a secret away, so the whole set is refused, and so is a set without any usable key.
    """
    listed = jwks.get("keys") if isinstance(jwks, Mapping) else None
    if not isinstance(listed, list | tuple):
        raise JoseError("the key set has no list of keys")
    if len(listed) > most:
        raise JoseError("the key set holds too many keys")
    keys = tuple(key for key in map(_parsed, listed) if key is not None and key.fits)
    if not keys:
        raise JoseError("the key set holds no key that can be used here")
    return PublicKeys(keys)


def thumbprint(jwk: object) -> str:
    """Return the SHA-256 thumbprint of a public key (RFC 7638). Raises :class:`JoseError`."""
    key = _parsed(jwk)
    if key is None:
        raise JoseError("the key is of a kind that cannot be used here")
    return _thumbprint(key.jwk)


def published(der: bytes, *, algorithm: str) -> dict[str, str]:
    """Return one of our own public keys as it is published; its thumbprint is its name."""
    key = load_der_public_key(der)
    jwk = _members(key)
    return {**jwk, "kid": _thumbprint(jwk), "alg": algorithm, "use": "sig"}


def _members(key: object) -> dict[str, str]:
    library: ECKey | OKPKey | RSAKey
    match key:
        case EllipticCurvePublicKey():
            library = ECKey.import_key(key)
        case Ed25519PublicKey():
            library = OKPKey.import_key(key)
        case RSAPublicKey():
            library = RSAKey.import_key(key)
        case _:
            raise JoseError("the key is of a kind that cannot be used here")
    return {name: str(value) for name, value in library.as_dict(private=False).items()}


def _thumbprint(jwk: Mapping[str, str]) -> str:
    members = {name: jwk[name] for name in sorted(("kty", *_REQUIRED[jwk["kty"]]))}
    return _encoded(hashlib.sha256(json.dumps(members, separators=(",", ":")).encode()).digest())


def _parsed(jwk: object) -> PublicKey | None:
    """Return a key, or ``None`` when it is of a kind that we do not know."""
    if not isinstance(jwk, Mapping):
        raise JoseError("a key is no JSON object")
    if jwk.get("kty") == "oct" or _PRIVATE & set(jwk):
        raise JoseError("a key is private or symmetric: only public keys may be handed out")
    kind, curve = _text(jwk, "kty"), _text(jwk, "crv", "")
    fits = _FITS.get((kind, curve if kind != "RSA" else ""), ())
    if not fits:
        return None
    members = {"kty": kind} | {name: _text(jwk, name) for name in _REQUIRED[kind]}
    return PublicKey(_text(jwk, "kid", ""), _allowed(jwk, fits), members, _imported(members))


def _text(jwk: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = jwk.get(name, default)
    if not isinstance(value, str):
        raise JoseError(f"'{name}' of a key is missing or no text")
    return value


def _allowed(jwk: Mapping[str, Any], fits: Collection[str]) -> frozenset[str]:
    """Return what a key may be used for by its kind, its ``use``, its ``key_ops`` and its ``alg``."""
    use, alg, operations = _text(jwk, "use", ""), _text(jwk, "alg", ""), jwk.get("key_ops")
    if operations is not None and not (
        isinstance(operations, list) and all(isinstance(one, str) for one in operations)
    ):
        raise JoseError("'key_ops' of a key is no list of texts")
    uses = {
        kind
        for kind, able in _OPERATIONS.items()
        if use in {"", kind} and (operations is None or able.intersection(operations))
    }
    return frozenset(
        name for name in fits if ("sig" if name in ALGORITHMS else "enc") in uses and alg in {"", name}
    )


def _imported(members: dict[str, str]) -> ECKey | OKPKey | RSAKey:
    _check_numbers(members)
    data = cast(Any, members)  # the library wants a type of its own for each kind
    try:
        match members["kty"]:
            case "EC":
                return ECKey.import_key(data)
            case "OKP":
                return OKPKey.import_key(data)
            case _:
                return RSAKey.import_key(data)
    except (LibraryError, ValueError) as error:
        raise JoseError("a key is not valid") from error


def _check_numbers(members: Mapping[str, str]) -> None:
    """Refuse numbers that have a second spelling (so that thumbprints are unique) and sizes out of bounds."""
    if members["kty"] == "RSA":
        modulus, exponent = (_decoded(members[name], "a key is not valid") for name in ("n", "e"))
        if modulus[:1] in {b"", b"\0"} or exponent[:1] in {b"", b"\0"}:
            raise JoseError("a key is not valid")
        if len(modulus) * 8 not in RSA_BITS or int.from_bytes(modulus, "big").bit_length() not in RSA_BITS:
            raise JoseError(f"an RSA key must have {RSA_BITS.start} to {RSA_BITS.stop - 1} bits")
        if len(exponent) > len(modulus) or int.from_bytes(exponent, "big") not in RSA_EXPONENTS:
            raise JoseError("the exponent of an RSA key is out of range")
        return
    size = {**_EC_BYTES, **_OKP_BYTES}[members["crv"]]
    if any(
        len(_decoded(members[name], "a key is not valid")) != size for name in ("x", "y") if name in members
    ):
        raise JoseError("a key is not valid")


# ------------------------------------------------------------------ reading


def read_signed(token: object, keys: PublicKeys, *, algorithms: Collection[str]) -> Signed:
    """Return what a compact JWS of JSON claims says, once a key of ``keys`` proves it.

    Raises :class:`UnknownKeyError` when it names a key that is not there, :class:`JoseError` otherwise.
    """
    parts = _Parts.of(token, algorithms)
    kid = parts.header.get("kid")
    fitting = [key for key in keys.fitting(parts.algorithm) if kid is None or key.kid == kid]
    if not fitting:
        raise UnknownKeyError("no key at hand fits the token's key id and algorithm")
    if not any(parts.signed_by(key) for key in fitting):
        raise JoseError("the signature is wrong")
    return parts.read()


def read_self_signed(token: object, *, algorithms: Collection[str]) -> tuple[Signed, Mapping[str, str]]:
    """Return what a token says that carries its own public key (``jwk`` of its header), and that key.

    The key holds its required members alone. It proves only that whoever sent this has the private half.
    """
    parts = _Parts.of(token, algorithms)
    key = _parsed(parts.header.get("jwk"))
    if key is None or parts.algorithm not in key.fits:
        raise JoseError("the token's own key does not fit its algorithm")
    if not parts.signed_by(key):
        raise JoseError("the signature is wrong")
    return parts.read(), key.jwk


@dataclass(frozen=True, slots=True)
class _Parts:
    """A compact JWS taken apart, nothing of it proven."""

    header: Mapping[str, Any]
    algorithm: str
    payload: str
    signature: bytes
    signed: bytes

    @classmethod
    def of(cls, token: object, algorithms: Collection[str]) -> _Parts:
        if not isinstance(token, str) or len(token) > LARGEST_TOKEN:
            raise JoseError("the token is no text, or too large")
        parts = token.split(".", 3)
        if len(parts) != 3:
            raise JoseError("the token is no signed token in compact form")
        header = _object(parts[0], "header")
        algorithm = _checked(header, algorithms)
        signature = _decoded(parts[2], "the signature is not valid base64url")
        return cls(header, algorithm, parts[1], signature, f"{parts[0]}.{parts[1]}".encode())

    def signed_by(self, key: PublicKey) -> bool:
        """Say whether a key proves the token."""
        try:
            return JWSRegistry.algorithms[self.algorithm].verify(self.signed, self.signature, key.key)
        except (LibraryError, ValueError):
            return False

    def read(self) -> Signed:
        """Return header and claims."""
        return Signed(self.header, _object(self.payload, "payload"))


def _checked(header: Mapping[str, Any], algorithms: Collection[str]) -> str:
    """Return the token's algorithm, if it is one of those wanted and nothing in the header is uncanny."""
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in algorithms or algorithm not in ALGORITHMS:
        raise JoseError("the token's algorithm is not one of those accepted")
    if "crit" in header or "b64" in header:
        raise JoseError("the token's header demands extensions that nobody here knows")
    for name in ("kid", "typ", "cty"):
        if name in header and not (isinstance(header[name], str) and len(header[name]) <= LONGEST_NAME):
            raise JoseError(f"'{name}' of the token's header is no short text")
    return algorithm


def _object(part: str, place: str) -> dict[str, Any]:
    text = _decoded(part, f"the token's {place} is not valid base64url")
    try:
        return read_object(text)
    except JsonError as error:
        raise JoseError(f"the token's {place} cannot be read: {error.reason}") from error


def _decoded(part: str, otherwise: str) -> bytes:
    """Return the bytes that base64url without padding stands for; a second spelling of them is refused."""
    try:
        value = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error) as error:
        raise JoseError(otherwise) from error
    if _encoded(value) != part:
        raise JoseError(otherwise)
    return value


def _encoded(value: bytes) -> str:
    return urlsafe_b64encode(value).rstrip(b"=").decode()


# ------------------------------------------------------------------ writing


def sign(claims: Mapping[str, Any], signer: Signer, *, typ: str = "JWT") -> str:
    """Return a compact JWS of claims. Raises what the signer raises."""
    payload = json.dumps(claims, separators=(",", ":"), allow_nan=False).encode()
    signed = _first_part(signer.algorithm, signer.kid, typ) + urlsafe_b64encode(payload).rstrip(b"=")
    return f"{signed.decode()}.{_encoded(signer.sign(signed))}"


@lru_cache(maxsize=64)
def _first_part(algorithm: str, kid: str, typ: str) -> bytes:
    header = json.dumps({"alg": algorithm, "kid": kid, "typ": typ}, separators=(",", ":"))
    return f"{_encoded(header.encode())}.".encode()


def encrypt(text: str, keys: PublicKeys, *, algorithm: str, encryption: str) -> str:
    """Return a signed token encrypted for a party (nested JWT, RFC 7519, 5.2), by its first key that fits."""
    if algorithm not in KEY_ENCRYPTIONS or encryption not in CONTENT_ENCRYPTIONS:
        raise JoseError("the encryption is not one of those offered")
    key = next(keys.fitting(algorithm), None)
    if key is None:
        raise UnknownKeyError("no key at hand fits the encryption")
    header = {"alg": algorithm, "enc": encryption, "cty": "JWT"} | ({"kid": key.kid} if key.kid else {})
    try:
        return jwe.encrypt_compact(header, text, key.key, registry=_registry(algorithm, encryption))
    except (LibraryError, ValueError) as error:
        raise JoseError("the token cannot be encrypted") from error


@cache
def _registry(algorithm: str, encryption: str) -> jwe.JWERegistry:
    return jwe.JWERegistry(algorithms=[algorithm, encryption])
