# SPDX-License-Identifier: EUPL-1.2
"""CMS: one signer, attributes that agree, and libraries that stumble over odd input (trap 12)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from asn1crypto import algos, cms, core, tsp

from tests.pki import Format, Leaf, Level, sign, world
from tests.pki.cms import settled
from ugyfelkapu.esignature import certificates
from ugyfelkapu.esignature.findings import Code, SubIndication

from .judging import judged, outcome, sample

Broken = SubIndication.FORMAT_FAILURE


def reshaped(change: Callable[[cms.SignedData, cms.SignerInfo], None]) -> bytes:
    """Return a sound attached signature after a change to its structure."""
    whole = cms.ContentInfo.load(sample(Format.CADES_ATTACHED))
    data = whole["content"]
    change(data, data["signer_infos"][0])
    return bytes(whole.dump(force=True))


def two_signers(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Let two sign at once."""
    data["signer_infos"] = cms.SignerInfos([info, info.copy()])


def no_signers(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Let nobody sign."""
    data["signer_infos"] = cms.SignerInfos([])


def no_signed_attributes(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Take the signed attributes away."""
    info["signed_attrs"] = None


def attribute_twice(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Say two things about one matter."""
    attributes = list(info["signed_attrs"])
    info["signed_attrs"] = cms.CMSAttributes([*attributes, attributes[0].copy()])


def without(kind: str) -> Callable[[cms.SignedData, cms.SignerInfo], None]:
    """Return the change that takes an attribute away."""

    def change(data: cms.SignedData, info: cms.SignerInfo) -> None:
        kept = [each for each in info["signed_attrs"] if each["type"].native != kind]
        assert len(kept) < len(info["signed_attrs"])
        info["signed_attrs"] = cms.CMSAttributes(kept)

    return change


def foreign_content_type(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Call the content something else than the signer did."""
    data["encap_content_info"]["content_type"] = "1.2.3.4"


def signature_algorithm_for_digest(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Name a signature algorithm where a digest belongs."""
    info["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "1.2.840.113549.1.1.11"})


def unknown_digest(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Name a digest that nobody knows."""
    info["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "1.2.3.4.5"})


def old_digest(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Name a digest that nobody should know any more."""
    info["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "md5"})


def other_digest(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Name another digest than the signature's."""
    info["digest_algorithm"] = algos.DigestAlgorithm({"algorithm": "sha512"})


def other_serial(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Name another certificate than the signed attribute does."""
    info["sid"].chosen["serial_number"] = 7


def no_certificates(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Bring no certificates."""
    data["certificates"] = cms.CertificateSet([])


def no_content(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Leave the content out."""
    data["encap_content_info"] = cms.EncapsulatedContentInfo({"content_type": "data"})


def nobody_named(data: cms.SignedData, info: cms.SignerInfo) -> None:
    """Name no certificate where one must be named."""
    kept = [each for each in info["signed_attrs"] if each["type"].native != "signing_certificate_v2"]
    value = tsp.SigningCertificateV2({"certs": []})
    empty = cms.CMSAttribute({"type": "signing_certificate_v2", "values": [value]})
    info["signed_attrs"] = cms.CMSAttributes([*kept, empty])


CHANGES: dict[Callable[[cms.SignedData, cms.SignerInfo], None], tuple[SubIndication, Code]] = {
    two_signers: (Broken, Code.CMS_SIGNERS),
    no_signers: (Broken, Code.CMS_SIGNERS),
    no_signed_attributes: (Broken, Code.CMS_ATTRIBUTES),
    attribute_twice: (Broken, Code.CMS_ATTRIBUTES),
    without("content_type"): (Broken, Code.CMS_ATTRIBUTES),
    without("message_digest"): (Broken, Code.CMS_ATTRIBUTES),
    without("signing_certificate_v2"): (SubIndication.SIG_CRYPTO_FAILURE, Code.SIGNATURE_MISMATCH),
    foreign_content_type: (Broken, Code.CMS_ATTRIBUTES),
    signature_algorithm_for_digest: (SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED),
    unknown_digest: (SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED),
    old_digest: (SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED),
    other_digest: (SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED),
    other_serial: (SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_MISMATCH),
    no_certificates: (SubIndication.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_NOT_FOUND),
    nobody_named: (Broken, Code.CMS_STRUCTURE),
    no_content: (SubIndication.SIGNED_DATA_NOT_FOUND, Code.SIGNED_DATA_MISSING),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_an_odd_signature_is_refused_in_order(
    change: Callable[[cms.SignedData, cms.SignerInfo], None],
) -> None:
    report = judged(reshaped(change))

    assert not report.accepted
    assert outcome(report) == CHANGES[change]


def test_a_signature_written_anew_without_change_is_accepted() -> None:
    assert judged(reshaped(lambda data, info: None)).accepted


@pytest.mark.parametrize("tail", [b"\x00", b"\x30\x00", b"junk"])
def test_bytes_behind_a_signature_are_refused(tail: bytes) -> None:
    report = judged(sample(Format.CADES_ATTACHED) + tail)

    assert outcome(report) == (Broken, Code.CMS_STRUCTURE)


def test_changed_content_is_refused() -> None:
    def change(data: cms.SignedData, info: cms.SignerInfo) -> None:
        data["encap_content_info"]["content"] = core.ParsableOctetString(b"another form")

    report = judged(reshaped(change))

    assert outcome(report) == (SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_certificate_with_a_negative_modulus_is_no_certificate() -> None:
    sound = sign(Format.CADES_ATTACHED, Level.LT, Leaf.CITIZEN_RSA)
    key = world().certificate(Leaf.CITIZEN_RSA).public_key["public_key"].parsed.dump()
    place = sound.index(key)
    modulus = sound.index(b"\x02\x82\x01\x01\x00", place)

    spoilt = sound[: modulus + 4] + b"\xff" + sound[modulus + 5 :]

    report = judged(spoilt)
    assert not report.accepted
    assert not {Code.UNEXPECTED} & {finding.code for finding in report.findings}


@pytest.mark.parametrize("part", ["signature", "key_usage"])
def test_a_certificate_that_cannot_be_read_to_its_end_is_as_good_as_absent(part: str) -> None:
    certificate = world().certificate(Leaf.CITIZEN)
    der = certificate.dump()
    if part == "signature":
        old = certificate["tbs_certificate"]["signature"].dump()
        new = b"\x10" + old[1:]
    else:
        old = core.OctetString(certificate.key_usage_value.dump()).dump()
        new = core.OctetString(b"\x04" + certificate.key_usage_value.dump()[1:]).dump()

    assert len(certificates.read([der])) == 1
    assert certificates.read([der.replace(old, new, 1)]) == ()


def test_trap_12_several_kinds_in_one_certificate_are_no_surprise() -> None:
    report = judged(sign(Format.CADES_ATTACHED, Level.LT, Leaf.TWO_TYPES))

    assert report.sub_indication is None
    assert not report.accepted


def test_a_counter_signature_is_told_and_changes_nothing() -> None:
    whole = cms.ContentInfo.load(sample(Format.CADES_ATTACHED))
    info = whole["content"]["signer_infos"][0]
    counter = cms.CMSAttribute({"type": "counter_signature", "values": [info.copy()]})
    info["unsigned_attrs"] = cms.CMSAttributes([*info["unsigned_attrs"], counter])

    report = judged(bytes(settled(whole, whole["content"], info).dump()))

    assert report.accepted
    (signature,) = report.signatures
    assert [finding.code for finding in signature.findings] == [Code.XML_COUNTER_SIGNATURE]


def test_the_unit_of_a_timestamp_must_name_its_certificate() -> None:
    def change(data: cms.SignedData, info: cms.SignerInfo) -> None:
        for each in info["unsigned_attrs"]:
            token = each["values"][0]
            signer = token["content"]["signer_infos"][0]
            kept = [
                kind
                for kind in signer["signed_attrs"]
                if "signing_certificate" not in str(kind["type"].native)
            ]
            signer["signed_attrs"] = cms.CMSAttributes(kept)

    report = judged(reshaped(change))

    assert not report.accepted
