# SPDX-License-Identifier: EUPL-1.2
"""Keys that sign and rest in the database: what they sign, and that nothing else signs for them."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from pytest_django.fixtures import Settings

from ugyfelkapu.domain.errors import SignerSilent
from ugyfelkapu.project.env import Pkcs11
from ugyfelkapu.vault.places import FILE, PKCS11, place, place_of
from ugyfelkapu.vault.signing import ALGORITHMS, EDDSA, ES256, PS256, RS256, FilePlace

PLACE = FilePlace(2048)
DATA = "Az aláírt szöveg".encode()
PSS = padding.PSS(mgf=padding.MGF1(SHA256()), salt_length=32)
MODULE = Pkcs11("/nowhere/module.so", "kapu", "123456")


def prove(public: bytes, algorithm: str, data: bytes, signature: bytes) -> None:
    """Check a signature of JWS; raises ``InvalidSignature``."""
    match load_der_public_key(public):
        case ec.EllipticCurvePublicKey() as key:
            r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
            key.verify(encode_dss_signature(r, s), data, ec.ECDSA(SHA256()))
        case ed25519.Ed25519PublicKey() as key:
            key.verify(signature, data)
        case rsa.RSAPublicKey() as key:
            key.verify(signature, data, PSS if algorithm == PS256 else padding.PKCS1v15(), SHA256())


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_what_a_key_signs_its_public_half_proves(algorithm: str) -> None:
    made = PLACE.make(algorithm)

    signature = PLACE.signer(made.private, algorithm=algorithm, kid="k").sign(DATA)

    prove(made.public, algorithm, DATA, signature)
    with pytest.raises(InvalidSignature):
        prove(made.public, algorithm, DATA + b".", signature)


def test_every_ecdsa_signature_has_its_full_length_whatever_the_numbers_are() -> None:
    signer = PLACE.signer(PLACE.make(ES256).private, algorithm=ES256, kid="k")

    lengths = {len(signer.sign(DATA)) for _ in range(2000)}  # one in 128 has a number with a zero in front

    assert lengths == {64}


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("other", ALGORITHMS)
def test_a_key_signs_by_the_algorithm_it_was_made_for(algorithm: str, other: str) -> None:
    made = PLACE.make(algorithm)

    if {algorithm, other} in ({RS256, PS256}, {algorithm}):
        assert PLACE.signer(made.private, algorithm=other, kid="k").algorithm == other
    else:
        with pytest.raises(ValueError, match=other):
            PLACE.signer(made.private, algorithm=other, kid="k")


def test_an_unknown_algorithm_makes_no_key() -> None:
    with pytest.raises(ValueError, match="HS256"):
        PLACE.make("HS256")


def test_rsa_keys_are_as_long_as_the_settings_say(settings: Settings) -> None:
    settings.SIGNING_RSA_BITS = 2304

    key = load_der_public_key(place().make(RS256).public)

    assert isinstance(key, rsa.RSAPublicKey)
    assert key.key_size == 2304


def test_keys_rest_in_the_database_unless_a_module_is_set_up(settings: Settings) -> None:
    assert place().name == FILE

    settings.PKCS11 = MODULE

    assert place().name == PKCS11
    assert place_of(FILE).name == FILE


def test_a_place_that_is_not_set_up_any_more_refuses() -> None:
    with pytest.raises(SignerSilent):
        place_of(PKCS11)


@pytest.mark.parametrize("algorithm", [ES256, EDDSA])
def test_a_module_that_cannot_even_be_loaded_refuses_everything(settings: Settings, algorithm: str) -> None:
    settings.PKCS11 = MODULE
    silent = place()

    for asking in (
        silent.check,
        lambda: silent.make(algorithm),
        lambda: silent.destroy("00"),
        lambda: silent.signer("00", algorithm=algorithm, kid="k").sign(DATA),
    ):
        with pytest.raises(SignerSilent):
            asking()


def test_the_database_needs_no_looking_after() -> None:
    PLACE.check()
    PLACE.destroy("whatever")
