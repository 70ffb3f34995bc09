# SPDX-License-Identifier: EUPL-1.2
"""Timestamps of every kind: on the content, on the signature and its references, over all of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from lxml import etree

from tests.pki import ARCHIVED_AT, STAMPED_AT, Format, How, Leaf, Level, Unit, sign, world
from tests.pki.xades import XADES141, Formats, finish, plan, started, xades
from tests.pki.xml import ENVELOPED, EXCLUSIVE, Reference, add, canonical, covered, ds, encoded, serialised
from ugyfelkapu.esignature.findings import Code, SubIndication

from .judging import judged, only, refused, sample
from .xml_making import DECLARATION, Element

HOUR = timedelta(hours=1)
CONTENT_AT = STAMPED_AT - HOUR
Sub = SubIndication
SHAPES = [Format.PADES, Format.CADES_ATTACHED, Format.XADES_ENVELOPED]


def content_stamped(
    leaf: Leaf = Leaf.CITIZEN,
    at: datetime = CONTENT_AT,
    *,
    name: str = "AllDataObjectsTimeStamp",
    message: bytes | None = None,
    include: str | None = None,
    how: How | None = None,
) -> bytes:
    """Return a declaration whose content was stamped before it was signed."""
    root = etree.fromstring(DECLARATION)
    reference = Reference("", (ENVELOPED, EXCLUSIVE), id="S0-0")
    made = plan("S0", (reference,), how or How(), {})
    signature = started(made, leaf, Formats(), how or How())
    root.append(signature)
    content = covered(signature, made, reference) if message is None else message
    holder = next(signature.iter(xades("SignedDataObjectProperties")))
    stamp = add(holder, xades(name))
    if include:
        add(stamp, xades("Include"), URI=f"#{include}")
    add(stamp, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    add(stamp, xades("EncapsulatedTimeStamp"), encoded(world().stamp(content, at)))
    finish(signature, made, leaf, Level.LT, how or How())
    return serialised(root)


def test_a_stamp_on_the_content_is_told() -> None:
    report = judged(content_stamped())

    assert report.accepted
    assert [(stamp.kind, stamp.time) for stamp in only(report).timestamps] == [
        ("content", CONTENT_AT),
        ("signature", STAMPED_AT),
    ]


def test_a_stamp_on_single_objects_names_them() -> None:
    individual = "IndividualDataObjectsTimeStamp"

    assert judged(content_stamped(name=individual, include="S0-0")).accepted
    for wrong in ("S0-1", None):
        report = judged(content_stamped(name=individual, include=wrong))
        assert refused(report, Sub.SIG_CONSTRAINTS_FAILURE, Code.TIMESTAMP_MISMATCH)


def test_a_stamp_says_how_elements_are_written_that_no_transform_writes() -> None:
    made = plan("S0", (Reference("#content", ()),), How(), {})
    signature = started(made, Leaf.CITIZEN, Formats(), How())
    content = etree.SubElement(signature, ds("Object"), {"Id": "content"}, {"unused": "urn:example:unused"})
    content.text = "words"
    stamp = add(next(signature.iter(xades("SignedDataObjectProperties"))), xades("AllDataObjectsTimeStamp"))
    add(stamp, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    token = world().stamp(canonical(content), CONTENT_AT)
    add(stamp, xades("EncapsulatedTimeStamp"), encoded(token))
    finish(signature, made, Leaf.CITIZEN, Level.LT, How())

    report = judged(serialised(signature))

    assert report.accepted
    assert [each.indication for each in only(report).timestamps] == ["PASSED", "PASSED"]


def test_a_stamp_on_other_content_is_a_forgery() -> None:
    report = judged(content_stamped(message=b"another form"))

    assert refused(report, Sub.SIG_CONSTRAINTS_FAILURE, Code.TIMESTAMP_MISMATCH)


def test_content_stamped_after_the_signature_is_out_of_order() -> None:
    report = judged(content_stamped(at=STAMPED_AT + HOUR))

    assert refused(report, Sub.TIMESTAMP_ORDER_FAILURE, Code.TIMESTAMP_ORDER)


def test_content_stamped_after_expiry_was_surely_signed_too_late() -> None:
    report = judged(content_stamped(Leaf.EXPIRED))

    assert refused(report, Sub.EXPIRED, Code.CERTIFICATE_EXPIRED)


def test_content_stamped_after_revocation_was_surely_signed_too_late() -> None:
    early = datetime(2026, 11, 9, tzinfo=UTC)

    surely = judged(content_stamped(Leaf.REVOKED))
    perhaps = judged(content_stamped(Leaf.REVOKED, early))

    assert refused(surely, Sub.REVOKED, Code.CERTIFICATE_REVOKED)
    assert refused(perhaps, Sub.REVOKED_NO_POE, Code.CERTIFICATE_REVOKED)


def later_stamp(name: str, at: datetime, message: Callable[[Element, Element], bytes]) -> bytes:
    """Return a sound declaration with one more stamp among its unsigned properties."""
    root = etree.fromstring(sample(Format.XADES_ENVELOPED))
    unsigned = next(root.iter(xades("UnsignedSignatureProperties")))
    value = next(root.iter(ds("SignatureValue")))
    space = XADES141 if name.endswith("V2") else "http://uri.etsi.org/01903/v1.3.2#"
    stamp = etree.SubElement(unsigned, f"{{{space}}}{name}", nsmap={"xades141": XADES141})
    add(stamp, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    add(stamp, xades("EncapsulatedTimeStamp"), encoded(world().stamp(message(value, unsigned), at)))
    return serialised(root)


def signature_and_references(value: Element, unsigned: Element) -> bytes:
    """Return what a stamp over signature and references dates."""
    stamps = [each for each in unsigned if each.tag == xades("SignatureTimeStamp")]
    return canonical(value) + b"".join(canonical(each) for each in stamps)


@pytest.mark.parametrize("name", ["SigAndRefsTimeStamp", "SigAndRefsTimeStampV2"])
def test_a_stamp_over_signature_and_references_is_believed(name: str) -> None:
    report = judged(later_stamp(name, ARCHIVED_AT, signature_and_references))

    assert report.accepted
    assert [(stamp.kind, stamp.indication) for stamp in only(report).timestamps] == [
        ("signature", "PASSED"),
        ("references", "PASSED"),
    ]


def test_an_archive_stamp_over_something_else_proves_nothing_and_harms_nothing() -> None:
    report = judged(later_stamp("ArchiveTimeStamp", ARCHIVED_AT, lambda value, unsigned: b"else"))

    assert report.accepted
    assert [stamp.indication for stamp in only(report).timestamps] == ["PASSED", "FAILED"]


def test_a_second_signature_stamp_may_be_the_earlier_one() -> None:
    earlier = later_stamp("SignatureTimeStamp", CONTENT_AT, lambda value, unsigned: canonical(value))

    report = judged(earlier)

    assert report.accepted
    assert only(report).best_signature_time == CONTENT_AT


def test_one_believed_stamp_is_enough() -> None:
    untrusted = How(unit=Unit.UNLISTED)
    root = etree.fromstring(sign(Format.XADES_ENVELOPED, Level.LT, Leaf.CITIZEN, how=untrusted))
    value = next(root.iter(ds("SignatureValue")))
    stamp = add(next(root.iter(xades("UnsignedSignatureProperties"))), xades("SignatureTimeStamp"))
    add(stamp, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    add(stamp, xades("EncapsulatedTimeStamp"), encoded(world().stamp(canonical(value), STAMPED_AT)))

    report = judged(serialised(root))

    assert report.accepted
    assert [each.indication for each in only(report).timestamps] == ["INDETERMINATE", "PASSED"]


@pytest.mark.parametrize("written", ["", "AAAA", "no base64!", None])
def test_a_stamp_that_is_none_refuses(written: str | None) -> None:
    root = etree.fromstring(sample(Format.XADES_ENVELOPED))
    token = next(root.iter(xades("EncapsulatedTimeStamp")))
    token.text = written
    if written is None:
        parent = token.getparent()
        assert parent is not None
        parent.remove(token)

    report = judged(serialised(root))

    assert refused(report, Sub.SIG_CONSTRAINTS_FAILURE, Code.TIMESTAMP_BROKEN)


def test_timestamps_beyond_measure_are_refused() -> None:
    root = etree.fromstring(sample(Format.XADES_ENVELOPED))
    unsigned = next(root.iter(xades("UnsignedSignatureProperties")))
    for _ in range(51):
        add(add(unsigned, xades("SignatureTimeStamp")), xades("EncapsulatedTimeStamp"), "AAAA")

    assert refused(judged(serialised(root)), Sub.FORMAT_FAILURE, Code.TOO_LARGE)


@pytest.mark.parametrize("digest", ["sha384", "sha512"])
@pytest.mark.parametrize("shape", SHAPES)
def test_archives_with_longer_digests_are_believed(shape: Format, digest: str) -> None:
    report = judged(sign(shape, Level.LTA, Leaf.CITIZEN, how=How(digest=digest)))

    assert [stamp.indication for stamp in only(report).timestamps] == ["PASSED", "PASSED"]
