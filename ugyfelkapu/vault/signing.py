# SPDX-License-Identifier: EUPL-1.2
"""Keys that sign for the gate, whichever place they rest in.

They are keys of their own: nothing that seals personal data or the journal is derived from them, or they
from it. Where they rest is a :class:`Place`; what signs is a :class:`Signer`, whose signatures have the form
of JWS (RFC 7518, 3.4). A place that is silent refuses: nothing else ever signs in its stead.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

ES256: Final = "ES256"
RS256: Final = "RS256"
PS256: Final = "PS256"
EDDSA: Final = "EdDSA"
ALGORITHMS: Final = (ES256, RS256, PS256, EDDSA)
COORDINATE_BYTES: Final = 32
PUBLIC_EXPONENT: Final = 65_537


class Signer(Protocol):
    """A key that signs; ``sign`` gives the raw signature as JWS has it."""

    @property
    def kid(self) -> str:
        """Return the key's public name."""

    @property
    def algorithm(self) -> str:
        """Return how it signs, in the words of RFC 7518."""

    def sign(self, data: bytes) -> bytes:
        """Sign. Raises :class:`~ugyfelkapu.domain.errors.SignerSilent`."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new key: what the place needs to find it again (a secret), and its public half, DER."""

    private: str
    public: bytes


class Place(Protocol):
    """Where private keys rest. All of it raises :class:`~ugyfelkapu.domain.errors.SignerSilent`."""

    @property
    def name(self) -> str:
        """Return its name, as the table of keys has it."""

    def algorithms(self) -> tuple[str, ...]:
        """Return the algorithms that keys can be made for here."""

    def make(self, algorithm: str) -> Made:
        """Make a key."""

    def signer(self, private: str, *, algorithm: str, kid: str) -> Signer:
        """Return what signs with a key that was made here."""

    def destroy(self, private: str) -> None:
        """Destroy a key; one that is gone already is no surprise."""

    def check(self) -> None:
        """Look whether keys of this place can be used."""


Sign = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class FileSigner:
    """Signs with a key in this process's memory."""

    kid: str
    algorithm: str
    sign: Sign


@dataclass(frozen=True, slots=True)
class FilePlace:
    """Keys that rest in the database, sealed with the data key, and are parsed into memory."""

    rsa_bits: int
    name: str = "file"

    def algorithms(self) -> tuple[str, ...]:
        """Return all."""
        return ALGORITHMS

    def make(self, algorithm: str) -> Made:
        """Make a key; its PEM must be sealed by whoever keeps it."""
        key = _new(algorithm, self.rsa_bits)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return Made(pem.decode(), public)

    def signer(self, private: str, *, algorithm: str, kid: str) -> Signer:
        """Parse a key. Our own seal proves that it is the one we made: it is not tested for primes again."""
        key = load_pem_private_key(private.encode(), None, unsafe_skip_rsa_key_validation=True)
        return FileSigner(kid, algorithm, _signing(key, algorithm))

    def destroy(self, private: str) -> None:
        """Do nothing: it is gone when its row is wiped."""

    def check(self) -> None:
        """Do nothing: whoever reads the database reads them."""


def _new(
    algorithm: str, rsa_bits: int
) -> ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey:
    if algorithm == ES256:
        return ec.generate_private_key(ec.SECP256R1())
    if algorithm == EDDSA:
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm in {RS256, PS256}:
        return rsa.generate_private_key(PUBLIC_EXPONENT, rsa_bits)
    raise ValueError(algorithm)


def _signing(key: PrivateKeyTypes, algorithm: str) -> Sign:
    """Return how a parsed key signs. A key that does not belong to the algorithm is refused."""
    match key:
        case ec.EllipticCurvePrivateKey() if algorithm == ES256:
            return lambda data: _raw(key.sign(data, _ECDSA))
        case rsa.RSAPrivateKey() if algorithm in _PADDINGS:
            fitting = _PADDINGS[algorithm]
            return lambda data: key.sign(data, fitting, _SHA256)
        case ed25519.Ed25519PrivateKey() if algorithm == EDDSA:
            return key.sign
    raise ValueError(algorithm)


def _raw(signature: bytes) -> bytes:
    """Return an ECDSA signature as JWS has it: both numbers, each at its full length."""
    r, s = decode_dss_signature(signature)
    return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")


_SHA256: Final = SHA256()
_ECDSA: Final = ec.ECDSA(_SHA256)
_PADDINGS: Final[dict[str, padding.AsymmetricPadding]] = {
    RS256: padding.PKCS1v15(),
    PS256: padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=SHA256.digest_size),
}
