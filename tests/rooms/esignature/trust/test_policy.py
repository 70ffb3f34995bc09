# SPDX-License-Identifier: EUPL-1.2
"""Only sound algorithms and keys are taken, and only until their last day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asn1crypto import keys
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.pki import VALIDATED_AT, Authority, Leaf, Lists, Operator, tsl, world
from tests.pki.tsl import certificate_file
from ugyfelkapu.esignature.trust.policy import (
    PUBLICATIONS,
    Weakness,
    certificates,
    digest_weakness,
    key_weakness,
    pinned_signers,
)

LAST_OF_2028 = datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize("name", ["sha256", "sha384", "sha512", "sha3_256", "sha3_512"])
def test_sound_digests_are_taken(name: str) -> None:
    assert digest_weakness(name, VALIDATED_AT) is None


@pytest.mark.parametrize("name", ["sha1", "SHA-256", "md5", "sha224", "", "sha256_rsa"])
def test_other_digests_are_weak(name: str) -> None:
    assert digest_weakness(name, VALIDATED_AT) is Weakness.DIGEST


@pytest.mark.parametrize(
    ("holder", "weakness"),
    [
        (Leaf.CITIZEN, None),
        (Leaf.CITIZEN_RSA, None),
        (Authority.ROOT, None),
        (Leaf.SMALL_RSA, Weakness.KEY_SIZE),
        (Leaf.SMALL_EC, Weakness.CURVE),
    ],
)
def test_keys_are_taken_by_kind_and_size(holder: Leaf | Authority, weakness: Weakness | None) -> None:
    assert key_weakness(world().certificate(holder).public_key, VALIDATED_AT) is weakness


@pytest.mark.parametrize(
    ("curve", "weakness"),
    [
        (ec.BrainpoolP256R1(), None),
        (ec.BrainpoolP384R1(), None),
        (ec.BrainpoolP512R1(), None),
        (ec.SECP521R1(), None),
        (ec.SECP256K1(), Weakness.CURVE),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_curves_are_taken_by_name(curve: ec.EllipticCurve, weakness: Weakness | None) -> None:
    public = ec.generate_private_key(curve).public_key()
    written = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    assert key_weakness(keys.PublicKeyInfo.load(written), VALIDATED_AT) is weakness


def test_a_key_of_another_kind_is_weak() -> None:
    other = keys.PublicKeyInfo({"algorithm": {"algorithm": "ed25519"}, "public_key": b"\x01" * 32})

    assert key_weakness(other, VALIDATED_AT) is Weakness.KEY_KIND


def test_short_rsa_keys_have_a_last_day() -> None:
    key = world().certificate(Leaf.CITIZEN_RSA).public_key

    assert key_weakness(key, LAST_OF_2028) is None
    assert key_weakness(key, LAST_OF_2028 + timedelta(seconds=1)) is Weakness.ENDED


def test_a_negative_modulus_is_weak() -> None:
    modulus = -(2**2048)
    broken = keys.PublicKeyInfo(
        {
            "algorithm": {"algorithm": "rsa"},
            "public_key": keys.RSAPublicKey({"modulus": modulus, "public_exponent": 65537}),
        }
    )

    assert key_weakness(broken, VALIDATED_AT) is Weakness.KEY_SIZE


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda each: each.file)
def test_each_issue_of_the_official_journal_pins_its_signers(publication: object) -> None:
    addresses = publication.addresses  # type: ignore[attr-defined]

    for address in addresses:
        assert len(pinned_signers(("https://example.test/", address))) >= 6


def test_the_newest_issue_that_is_named_counts() -> None:
    every = tuple(address for publication in reversed(PUBLICATIONS) for address in publication.addresses)

    newest = pinned_signers(tuple(PUBLICATIONS[0].addresses))
    assert [each.sha256 for each in pinned_signers(every)] == [each.sha256 for each in newest]


def test_an_issue_that_we_do_not_know_pins_nobody() -> None:
    assert pinned_signers(("https://eur-lex.europa.eu/eli/C/2031/1/oj",)) == ()


def test_a_file_of_certificates_is_read_whole() -> None:
    octets = certificate_file(Operator.COMMISSION) + certificate_file(Operator.STATE)

    assert len(certificates(octets)) == 2


@pytest.mark.parametrize("octets", [b"", b"nothing", tsl.national(Lists())[:100]])
def test_a_file_without_certificates_is_refused(octets: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        certificates(octets)
