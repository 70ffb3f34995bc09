# SPDX-License-Identifier: EUPL-1.2
"""The arithmetic: which algorithms are known by which names, and that only the right number fits."""

from __future__ import annotations

import hashlib

import pytest
from asn1crypto import algos, keys, x509
from cryptography import x509 as fast
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.pki import STAMPED_AT, VALIDATED_AT
from ugyfelkapu.esignature.arithmetic import (
    Mechanism,
    Scheme,
    UnknownAlgorithm,
    der_from_pair,
    digest,
    fits,
    known_digest,
    mechanism_of,
)
from ugyfelkapu.esignature.findings import Flaw, SubIndication
from ugyfelkapu.esignature.guards import require_key

from .cms_making import pss

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey
MESSAGE = b"the form"
RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED25519 = ed25519.Ed25519PrivateKey.generate()
ED448 = ed448.Ed448PrivateKey.generate()


def public(key: Key) -> keys.PublicKeyInfo:
    """Return a key's public half as certificates hold it."""
    encoded = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return keys.PublicKeyInfo.load(encoded)


PSS = padding.PSS(padding.MGF1(hashes.SHA384()), 20)
SOUND: dict[str, tuple[Mechanism, Key, bytes]] = {
    "rsa": (Mechanism(Scheme.RSA, "sha256"), RSA, RSA.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA256())),
    "pss": (Mechanism(Scheme.RSA_PSS, "sha256", "sha384", 20), RSA, RSA.sign(MESSAGE, PSS, hashes.SHA256())),
    "ecdsa": (Mechanism(Scheme.ECDSA, "sha512"), EC, EC.sign(MESSAGE, ec.ECDSA(hashes.SHA512()))),
    "ed25519": (Mechanism(Scheme.ED25519, "sha512"), ED25519, ED25519.sign(MESSAGE)),
    "ed448": (Mechanism(Scheme.ED448, "shake256"), ED448, ED448.sign(MESSAGE)),
}


@pytest.mark.parametrize("name", SOUND)
def test_the_right_number_fits_and_no_other(name: str) -> None:
    mechanism, key, value = SOUND[name]

    assert fits(mechanism, public(key), value, MESSAGE)
    assert not fits(mechanism, public(key), value, MESSAGE + b"!")
    assert not fits(mechanism, public(key), value[:-1] + bytes([value[-1] ^ 1]), MESSAGE)


def test_another_salt_or_mask_does_not_fit() -> None:
    value = SOUND["pss"][2]

    assert not fits(Mechanism(Scheme.RSA_PSS, "sha256", "sha384", 32), public(RSA), value, MESSAGE)
    assert not fits(Mechanism(Scheme.RSA_PSS, "sha256", "sha256", 20), public(RSA), value, MESSAGE)


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("key", [RSA, EC, ED25519, ED448], ids=["rsa", "ec", "ed25519", "ed448"])
def test_a_key_of_another_kind_is_no_key(scheme: Scheme, key: Key) -> None:
    own = {
        Scheme.RSA: RSA,
        Scheme.RSA_PSS: RSA,
        Scheme.ECDSA: EC,
        Scheme.ED25519: ED25519,
        Scheme.ED448: ED448,
    }
    mechanism = Mechanism(scheme, "sha256", "sha256", 32)

    if own[scheme] is key:
        assert not fits(mechanism, public(key), b"\x00" * 64, MESSAGE)
    else:
        with pytest.raises(UnknownAlgorithm):
            fits(mechanism, public(key), b"\x00" * 64, MESSAGE)


def test_a_broken_key_is_no_key() -> None:
    broken = public(EC).copy()
    broken["public_key"] = keys.ECPointBitString(b"\x04" + b"\x01" * 64)

    with pytest.raises(UnknownAlgorithm):
        fits(SOUND["ecdsa"][0], broken, b"\x00", MESSAGE)


NAMES = {
    ("sha256_rsa", "sha256"): Mechanism(Scheme.RSA, "sha256"),
    ("sha256_rsa", None): Mechanism(Scheme.RSA, "sha256"),
    ("rsassa_pkcs1v15", "sha384"): Mechanism(Scheme.RSA, "sha384"),
    ("sha512_ecdsa", "sha512"): Mechanism(Scheme.ECDSA, "sha512"),
    ("ed25519", "sha512"): Mechanism(Scheme.ED25519, "sha512"),
    ("ed448", None): Mechanism(Scheme.ED448, "shake256"),
    ("sha3_256_ecdsa", None): Mechanism(Scheme.ECDSA, "sha3_256"),
}


@pytest.mark.parametrize(("name", "beside"), NAMES)
def test_algorithms_are_known_by_their_names(name: str, beside: str | None) -> None:
    assert mechanism_of(algos.SignedDigestAlgorithm({"algorithm": name}), beside) == NAMES[name, beside]


@pytest.mark.parametrize(
    ("name", "beside"),
    [
        ("sha256_rsa", "sha512"),
        ("rsassa_pkcs1v15", None),
        ("md5_rsa", None),
        ("md2_rsa", "md2"),
        ("sha256_dsa", None),
        ("1.2.3.4", "sha256"),
    ],
)
def test_algorithms_that_contradict_or_are_unknown_are_refused(name: str, beside: str | None) -> None:
    with pytest.raises(UnknownAlgorithm):
        mechanism_of(algos.SignedDigestAlgorithm({"algorithm": name}), beside)


def test_the_parameters_of_pss_are_read() -> None:
    algorithm = algos.SignedDigestAlgorithm(
        {"algorithm": "rsassa_pss", "parameters": pss("sha256", "sha512", 64)}
    )

    assert mechanism_of(algorithm, "sha256") == Mechanism(Scheme.RSA_PSS, "sha256", "sha512", 64)


@pytest.mark.parametrize("parameters", [pss(salt=513), pss(digest="md5"), pss(mask="md5"), pss("sha384")])
def test_strange_parameters_of_pss_are_refused(parameters: algos.RSASSAPSSParams) -> None:
    algorithm = algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": parameters})

    with pytest.raises(UnknownAlgorithm):
        mechanism_of(algorithm, "sha256")


def test_digests_are_those_of_the_standard() -> None:
    assert digest("sha384", MESSAGE) == hashlib.sha384(MESSAGE).digest()
    assert known_digest("sha3-256") == "sha3_256"
    for unknown in ("md5", "", "shake256"):
        with pytest.raises(UnknownAlgorithm):
            digest(unknown, MESSAGE)


def test_a_pair_of_numbers_is_what_xml_writes() -> None:
    value = SOUND["ecdsa"][2]
    r, s = decode_dss_signature(value)

    assert der_from_pair(r.to_bytes(32, "big") + s.to_bytes(32, "big")) == value
    for odd in (b"", b"\x01", b"\x01" * 63):
        with pytest.raises(UnknownAlgorithm):
            der_from_pair(odd)


@pytest.mark.parametrize("key", [ED25519, ED448], ids=["ed25519", "ed448"])
def test_a_sound_key_of_a_kind_not_agreed_upon_is_refused_by_name(key: Key) -> None:
    name = fast.Name([fast.NameAttribute(fast.NameOID.COMMON_NAME, "Minta")])
    built = (
        fast.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(STAMPED_AT)
        .not_valid_after(VALIDATED_AT)
        .sign(key, None)
    )
    certificate = x509.Certificate.load(built.public_bytes(Encoding.DER))

    with pytest.raises(Flaw) as refused:
        require_key(certificate, STAMPED_AT)

    assert refused.value.sub_indication is SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE
    assert refused.value.finding.detail == certificate.public_key.algorithm
