# SPDX-License-Identifier: EUPL-1.2
"""The arithmetic of digests and signatures: which algorithm, and does the number fit."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from asn1crypto import algos, core, keys
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key


class Scheme(StrEnum):
    """How a digest becomes a signature."""

    RSA = "rsa"
    RSA_PSS = "rsa-pss"
    ECDSA = "ecdsa"
    ED25519 = "ed25519"
    ED448 = "ed448"


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A scheme with its digest; the mask's digest and the salt matter for RSA-PSS alone."""

    scheme: Scheme
    digest: str
    mask_digest: str = ""
    salt_length: int = 0


class UnknownAlgorithm(Exception):  # noqa: N818
    """An algorithm that nobody here can compute, or parameters that contradict each other."""


READING_FAULTS: Final = (ValueError, TypeError, LookupError, AttributeError, AssertionError, OverflowError)
"""What asn1crypto raises on odd input, at whatever moment it comes to read it."""
_DIGESTS: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1(),  # noqa: S303  computed so that it can be refused by name
    "sha224": hashes.SHA224(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
    "sha3_256": hashes.SHA3_256(),
    "sha3_384": hashes.SHA3_384(),
    "sha3_512": hashes.SHA3_512(),
}
_OWN_DIGEST: Final = {Scheme.ED25519: "sha512", Scheme.ED448: "shake256"}


def digest(name: str, data: bytes) -> bytes:
    """Return the digest of bytes. Raises :class:`UnknownAlgorithm`."""
    if name not in _DIGESTS:
        raise UnknownAlgorithm(name)
    return hashlib.new(name, data, usedforsecurity=False).digest()


def digest_name(algorithm: algos.DigestAlgorithm) -> str:
    """Return the name of a digest algorithm as ASN.1 gives it. Raises :class:`UnknownAlgorithm`."""
    return known_digest(str(algorithm["algorithm"].native))


def known_digest(name: str) -> str:
    """Return a digest's name if it can be computed. Raises :class:`UnknownAlgorithm`."""
    name = name.replace("-", "_")
    if name not in _DIGESTS:
        raise UnknownAlgorithm(name)
    return name


def mechanism_of(algorithm: algos.SignedDigestAlgorithm, digest_algorithm: str | None = None) -> Mechanism:
    """Return what an ASN.1 signature algorithm says; ``digest_algorithm`` is the one beside it, if any.

    Both must agree: a digest that is named twice differently is nobody's signature.
    """
    name = str(algorithm["algorithm"].native)
    if name == "rsassa_pss":
        return _pss(algorithm["parameters"], digest_algorithm)
    if name in (Scheme.ED25519, Scheme.ED448):
        scheme = Scheme(name)
        return Mechanism(scheme, _OWN_DIGEST[scheme])
    scheme, own = _split(name)
    if own and digest_algorithm and own != digest_algorithm:
        raise UnknownAlgorithm(f"{name} over {digest_algorithm}")
    chosen = own or digest_algorithm
    if not chosen:
        raise UnknownAlgorithm(name)
    return Mechanism(scheme, chosen)


def _split(name: str) -> tuple[Scheme, str]:
    if name in ("rsassa_pkcs1v15", "rsa"):
        return Scheme.RSA, ""
    digest_part, _, family = name.rpartition("_")
    if family in ("rsa", "ecdsa"):
        return Scheme(family), known_digest(digest_part)
    raise UnknownAlgorithm(name)


def _pss(parameters: core.Sequence, digest_algorithm: str | None) -> Mechanism:
    if not isinstance(parameters, algos.RSASSAPSSParams):
        raise UnknownAlgorithm("rsassa_pss without parameters")
    own = digest_name(parameters["hash_algorithm"])
    if digest_algorithm and digest_algorithm != own:
        raise UnknownAlgorithm(f"rsassa_pss {own} over {digest_algorithm}")
    mask = parameters["mask_gen_algorithm"]
    if mask["algorithm"].native != "mgf1" or parameters["trailer_field"].native not in (
        1,
        "trailer_field_bc",
    ):
        raise UnknownAlgorithm("rsassa_pss with a strange mask")
    salt = int(parameters["salt_length"].native)
    if not 0 <= salt <= 512:
        raise UnknownAlgorithm("rsassa_pss with a strange salt")
    return Mechanism(Scheme.RSA_PSS, own, digest_name(mask["parameters"]), salt)


def fits(mechanism: Mechanism, key: keys.PublicKeyInfo, value: bytes, signed: bytes) -> bool:
    """Return whether a signature value was computed over these bytes with this key's other half.

    Raises :class:`UnknownAlgorithm` where key and scheme do not belong together.
    """
    try:
        public = load_der_public_key(key.dump())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnknownAlgorithm("public key") from error
    try:
        _verify(mechanism, public, value, signed)
    except InvalidSignature:
        return False
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnknownAlgorithm(mechanism.scheme) from error
    return True


def _verify(mechanism: Mechanism, public: object, value: bytes, signed: bytes) -> None:
    match mechanism.scheme, public:
        case Scheme.RSA, rsa.RSAPublicKey():
            public.verify(value, signed, padding.PKCS1v15(), _DIGESTS[mechanism.digest])
        case Scheme.RSA_PSS, rsa.RSAPublicKey():
            mask = padding.MGF1(_DIGESTS[mechanism.mask_digest])
            pss = padding.PSS(mask, mechanism.salt_length)
            public.verify(value, signed, pss, _DIGESTS[mechanism.digest])
        case Scheme.ECDSA, ec.EllipticCurvePublicKey():
            public.verify(value, signed, ec.ECDSA(_DIGESTS[mechanism.digest]))
        case Scheme.ED25519, ed25519.Ed25519PublicKey():
            public.verify(value, signed)
        case Scheme.ED448, ed448.Ed448PublicKey():
            public.verify(value, signed)
        case _:
            raise UnknownAlgorithm(f"{mechanism.scheme} with another kind of key")


def der_from_pair(value: bytes) -> bytes:
    """Return an ECDSA signature ``r‖s``, as XML writes it, in the way of ASN.1."""
    if not value or len(value) % 2:
        raise UnknownAlgorithm("ECDSA value")
    half = len(value) // 2
    return utils.encode_dss_signature(int.from_bytes(value[:half]), int.from_bytes(value[half:]))
