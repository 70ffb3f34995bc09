# SPDX-License-Identifier: EUPL-1.2
"""Every format at every level: what passes, what needs to wait, and what is read out of it."""

from __future__ import annotations

import pytest

from tests.pki import (
    ARCHIVED_AT,
    STAMPED_AT,
    VALIDATED_AT,
    Format,
    How,
    Leaf,
    Level,
    default_payload,
    sign,
    world,
)
from ugyfelkapu.esignature.findings import Code, Indication, SubIndication

from .judging import judged, only, refused, sample

FORM = {
    Format.PADES: "PAdES",
    Format.ASICE_XADES: "XAdES",
    Format.ASICE_CADES: "CAdES",
    Format.ASICS_XADES: "XAdES",
    Format.ASICS_CADES: "CAdES",
    Format.XADES_ENVELOPED: "XAdES",
    Format.XADES_ENVELOPING: "XAdES",
    Format.CADES_ATTACHED: "CAdES",
    Format.ES3_DOCUMENT: "XAdES",
    Format.ES3_FRAME: "XAdES",
}
LASTING = [Level.LT, Level.LTA]
PLAIN = [Level.B, Level.T]


@pytest.mark.parametrize("shape", FORM)
@pytest.mark.parametrize("level", LASTING)
def test_a_qualified_signature_that_brings_its_proofs_is_accepted(shape: Format, level: Level) -> None:
    report = judged(sample(shape, level, Leaf.CITIZEN))

    assert report.accepted
    assert report.indication is Indication.TOTAL_PASSED
    assert report.sub_indication is None
    signature = only(report)
    assert signature.format_level == f"{FORM[shape]}-{level}"
    assert signature.signature_level == "QESig"
    assert signature.best_signature_time == STAMPED_AT
    assert signature.coverage.unsigned_items == ()
    assert not signature.findings


@pytest.mark.parametrize("shape", FORM)
@pytest.mark.parametrize("level", PLAIN)
def test_a_signature_without_word_on_revocation_waits(shape: Format, level: Level) -> None:
    report = judged(sample(shape, level, Leaf.CITIZEN))

    assert refused(report, SubIndication.TRY_LATER, Code.REVOCATION_MISSING)
    signature = only(report)
    assert signature.format_level == f"{FORM[shape]}-{level}"
    assert signature.best_signature_time == (VALIDATED_AT if level is Level.B else STAMPED_AT)
    assert signature.subject is None


@pytest.mark.parametrize("shape", FORM)
def test_an_rsa_signature_is_accepted(shape: Format) -> None:
    assert judged(sample(shape, Level.LT, Leaf.CITIZEN_RSA)).accepted


@pytest.mark.parametrize("shape", FORM)
@pytest.mark.parametrize("digest", ["sha384", "sha512"])
def test_longer_digests_are_accepted(shape: Format, digest: str) -> None:
    assert judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(digest=digest))).accepted


@pytest.mark.parametrize("shape", FORM)
def test_the_weak_digest_is_refused(shape: Format) -> None:
    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, how=How(digest="sha1")))

    assert refused(report, SubIndication.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED)


@pytest.mark.parametrize("shape", FORM)
def test_a_key_outside_a_device_makes_an_advanced_signature_with_a_qualified_certificate(
    shape: Format,
) -> None:
    report = judged(sample(shape, Level.LT, Leaf.NO_DEVICE))

    assert report.accepted
    assert only(report).signature_level == "AdESig-QC"


@pytest.mark.parametrize("shape", FORM)
def test_a_signer_whom_no_list_knows_is_refused(shape: Format) -> None:
    report = judged(sample(shape, Level.LT, Leaf.ADVANCED))

    assert refused(report, SubIndication.NO_CERTIFICATE_CHAIN_FOUND, Code.CHAIN_NOT_FOUND)


@pytest.mark.parametrize("shape", FORM)
def test_a_revoked_signer_is_refused(shape: Format) -> None:
    report = judged(sample(shape, Level.LT, Leaf.REVOKED))

    assert refused(report, SubIndication.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED)


@pytest.mark.parametrize("shape", FORM)
def test_the_payload_is_what_was_signed(shape: Format) -> None:
    payload = default_payload(shape)

    report = judged(sign(shape, Level.LT, Leaf.CITIZEN, payload))

    contents = [bytes(part.content) for part in report.payload]
    if shape is Format.XADES_ENVELOPED:
        assert contents == [payload]
    elif shape is Format.PADES:
        assert contents[0].startswith(payload)
    else:
        assert payload in contents


def test_a_detached_signature_alone_has_nothing_that_it_signs() -> None:
    report = judged(sample(Format.CADES_DETACHED, Level.LT, Leaf.CITIZEN))

    assert refused(report, SubIndication.SIGNED_DATA_NOT_FOUND, Code.SIGNED_DATA_MISSING)


def test_a_timestamp_alone_is_no_signature() -> None:
    report = judged(world().stamp(b"content", STAMPED_AT))

    assert refused(report, SubIndication.FORMAT_FAILURE, Code.NO_SIGNATURE)


@pytest.mark.parametrize("shape", FORM)
def test_both_timestamps_of_an_archived_signature_are_told(shape: Format) -> None:
    stamps = only(judged(sample(shape, Level.LTA, Leaf.CITIZEN))).timestamps

    assert [stamp.time for stamp in stamps] == [STAMPED_AT, ARCHIVED_AT]
    assert {stamp.indication for stamp in stamps} == {"PASSED"}
    assert {stamp.qualified for stamp in stamps} == {"yes"}


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"\x30", b"%PDF-", b"PK\x03\x04", b"<", b"<a/>", b"\x00" * 99]
)
def test_what_is_no_signed_document_is_refused(content: bytes) -> None:
    report = judged(content)

    assert not report.accepted
    assert report.sub_indication is SubIndication.FORMAT_FAILURE
    assert report.signatures == ()
