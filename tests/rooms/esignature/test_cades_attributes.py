# SPDX-License-Identifier: EUPL-1.2
"""Where CAdES lets things lie: revocation data, certificates, policies and stamps among the attributes."""

from __future__ import annotations

import hashlib

import pytest
from asn1crypto import algos, cms, core, tsp

from tests.pki import STAMPED_AT, Authority, Leaf, world
from ugyfelkapu.esignature.findings import Code, SubIndication

from . import cms_making as making
from .cms_making import Made, attribute, made, values
from .judging import UNDER_ROOT, judged, only, outcome, refused

Sub = SubIndication
BASIC = making.answer()["response_bytes"]["response"].parsed


def test_a_signature_put_together_by_hand_waits_for_revocation_only() -> None:
    assert refused(judged(made()), Sub.TRY_LATER, Code.REVOCATION_MISSING)


@pytest.mark.parametrize(
    "proofs",
    [
        attribute(making.REVOCATION_VALUES, values(ocsps=[BASIC])),
        attribute(making.REVOCATION_VALUES, values(crls=[making.published()])),
        attribute(making.REVOCATION_VALUES, values([making.published()], [BASIC])),
    ],
    ids=["answers", "lists", "both"],
)
def test_revocation_data_may_lie_among_the_unsigned_attributes(proofs: cms.CMSAttribute) -> None:
    report = judged(made(Made(unsigned=(proofs,))))

    assert report.accepted
    assert only(report).format_level == "CAdES-LT"


@pytest.mark.parametrize(
    "proofs",
    [values(ocsps=[making.answer()]), values(crls=[making.published()])],
    ids=["answers", "lists"],
)
def test_revocation_data_may_lie_where_adobe_signs_them(proofs: core.Asn1Value) -> None:
    report = judged(made(Made(signed=(attribute(making.ADOBE, proofs),))))

    assert report.accepted


def test_certificates_may_lie_among_the_unsigned_attributes() -> None:
    proofs = attribute(
        making.REVOCATION_VALUES,
        values(crls=[making.published(each) for each in (Authority.UNLISTED, Authority.ROOT)]),
    )
    between = making.certificate_values(Authority.UNLISTED)

    without = judged(made(Made(Leaf.ADVANCED, unsigned=(proofs,))), lists=UNDER_ROOT)
    with_it = judged(made(Made(Leaf.ADVANCED, unsigned=(proofs, between))), lists=UNDER_ROOT)

    assert refused(without, Sub.NO_CERTIFICATE_CHAIN_FOUND, Code.CHAIN_NOT_FOUND)
    assert with_it.accepted


PROOFS = (attribute(making.REVOCATION_VALUES, values(ocsps=[BASIC])),)


def test_lengths_may_be_left_open() -> None:
    data = making.open_ended(made(Made(unsigned=PROOFS)))

    assert judged(data).accepted
    assert refused(judged(data + b"\x00"), Sub.FORMAT_FAILURE, Code.CMS_STRUCTURE)


def test_the_policy_implied_by_the_content_is_known() -> None:
    report = judged(made(Made(signed=(attribute(making.POLICY, core.Null()),), unsigned=PROOFS)))

    assert report.accepted
    assert only(report).policy_id == "implied"


def test_a_policy_by_name_is_unknown() -> None:
    class Policy(core.Sequence):  # type: ignore[misc]
        _fields = [("id", core.ObjectIdentifier)]

    named = attribute(making.POLICY, Policy({"id": "1.2.3.4"}))

    report = judged(made(Made(signed=(named,), unsigned=PROOFS)))

    assert refused(report, Sub.SIGNATURE_POLICY_NOT_AVAILABLE, Code.POLICY_UNKNOWN)


def protection(digest: str = "sha256", signature: str = "sha256_ecdsa") -> cms.CMSAttribute:
    """Return the attribute that protects the algorithms (RFC 6211)."""
    protected = cms.CMSAlgorithmProtection(
        {"digest_algorithm": {"algorithm": digest}, "signature_algorithm": {"algorithm": signature}}
    )
    return cms.CMSAttribute({"type": "cms_algorithm_protection", "values": [protected]})


def test_protected_algorithms_are_those_that_were_used() -> None:
    assert judged(made(Made(signed=(protection(),), unsigned=PROOFS))).accepted
    for other in (protection("sha512"), protection(signature="sha512_ecdsa")):
        report = judged(made(Made(signed=(other,), unsigned=PROOFS)))
        assert outcome(report) == (Sub.FORMAT_FAILURE, Code.CMS_ATTRIBUTES)


def test_a_certificate_named_by_the_weak_digest_is_refused() -> None:
    report = judged(made(Made(named_by="sha1", unsigned=PROOFS)))

    assert refused(report, Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED)


RSA_PROOFS = (
    attribute(
        making.REVOCATION_VALUES,
        values(ocsps=[making.answer(Leaf.CITIZEN_RSA)["response_bytes"]["response"].parsed]),
    ),
)


@pytest.mark.parametrize("salt", [0, 20, 32])
def test_rsa_pss_is_accepted(salt: int) -> None:
    report = judged(made(Made(Leaf.CITIZEN_RSA, making.pss(salt=salt), unsigned=RSA_PROOFS)))

    assert report.accepted
    assert only(report).algorithms[0] == "rsa-pss-sha256"


def test_rsa_pss_with_a_weak_mask_is_refused() -> None:
    report = judged(made(Made(Leaf.CITIZEN_RSA, making.pss(mask="sha1"), unsigned=RSA_PROOFS)))

    assert refused(report, Sub.CRYPTO_CONSTRAINTS_FAILURE_NO_POE, Code.ALGORITHM_REFUSED)


def test_rsa_pss_over_another_digest_than_named_is_refused() -> None:
    whole = cms.ContentInfo.load(made(Made(Leaf.CITIZEN_RSA, making.pss(), unsigned=RSA_PROOFS)))
    info = whole["content"]["signer_infos"][0]
    info["signature_algorithm"] = algos.SignedDigestAlgorithm(
        {"algorithm": "rsassa_pss", "parameters": making.pss("sha512")}
    )

    report = judged(bytes(whole.dump(force=True)))

    assert outcome(report) == (Sub.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED)


def content_stamp(message: bytes) -> cms.CMSAttribute:
    """Return a stamp on the content, made an hour before it was signed."""
    token = cms.ContentInfo.load(world().stamp(message, STAMPED_AT.replace(hour=8)))
    return attribute(making.CONTENT_STAMP, token)


def test_the_content_may_be_stamped_before_it_is_signed() -> None:
    report = judged(made(Made(signed=(content_stamp(making.CONTENT),), unsigned=PROOFS)))

    assert report.accepted
    assert [stamp.kind for stamp in only(report).timestamps] == ["content", "signature"]


def test_a_stamp_on_other_content_is_a_forgery() -> None:
    report = judged(made(Made(signed=(content_stamp(b"other"),), unsigned=PROOFS)))

    assert refused(report, Sub.SIG_CONSTRAINTS_FAILURE, Code.TIMESTAMP_MISMATCH)


def test_a_certificate_named_twice_must_be_the_same() -> None:
    other = hashlib.sha1(world().certificate(Leaf.SEAL).dump(), usedforsecurity=False).digest()
    named = tsp.SigningCertificate({"certs": [{"cert_hash": other}]})
    both = cms.CMSAttribute({"type": "signing_certificate", "values": [named]})

    report = judged(made(Made(signed=(both,), unsigned=PROOFS)))

    assert refused(report, Sub.NO_SIGNING_CERTIFICATE_FOUND, Code.SIGNER_NOT_FOUND)


def test_a_weak_name_beside_a_sound_one_does_no_harm() -> None:
    weak = hashlib.sha1(world().certificate(Leaf.CITIZEN).dump(), usedforsecurity=False).digest()
    named = tsp.SigningCertificate({"certs": [{"cert_hash": weak}]})
    both = cms.CMSAttribute({"type": "signing_certificate", "values": [named]})

    assert judged(made(Made(signed=(both,), unsigned=PROOFS))).accepted


@pytest.mark.parametrize(
    ("digest", "named", "indication"),
    [("sha256", True, "PASSED"), ("sha256", False, "PASSED"), ("sha1", True, "INDETERMINATE")],
)
def test_an_archive_stamp_is_as_good_as_its_index(digest: str, named: bool, indication: str) -> None:
    report = judged(making.archived(made(Made(unsigned=PROOFS)), digest, named=named))

    assert report.accepted
    assert [stamp.indication for stamp in only(report).timestamps] == ["PASSED", indication]


def test_an_archive_stamp_with_a_broken_index_proves_nothing() -> None:
    archived = making.archived(made(Made(unsigned=PROOFS)), "sha256")
    kind = core.ObjectIdentifier("2.16.840.1.101.3.4.2.1").dump()
    place = archived.rindex(kind)

    report = judged(archived[:place] + kind.replace(b"\x06", b"\x04") + archived[place + len(kind) :])

    assert report.accepted
    assert [stamp.indication for stamp in only(report).timestamps] == ["PASSED", "FAILED"]


@pytest.mark.parametrize("kind", [making.REVOCATION_VALUES, making.CERTIFICATE_VALUES])
def test_values_that_cannot_be_read_refuse_in_order(kind: str) -> None:
    odd = attribute(kind, core.OctetString(b"odd"))

    report = judged(made(Made(unsigned=(odd,))))

    assert not report.accepted
    assert Code.UNEXPECTED not in {finding.code for finding in report.findings}
