# SPDX-License-Identifier: EUPL-1.2
"""PDF: what may come after a signature, and every known way to cheat with one."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer

from tests.pki import Format, Leaf, Level, sign
from tests.pki.pades import archived, document, signed
from ugyfelkapu.esignature.findings import Code, SubIndication

from . import pdf_making as making
from .judging import codes, judged, only, outcome, refused, sample

Broken = SubIndication.FORMAT_FAILURE
CHANGES = [
    making.page_replaced,
    making.page_stream_replaced,
    making.page_added,
    making.second_root,
    making.annotated,
    making.font_replaced,
    making.box_moved,
    making.layer_hidden,
    making.opening_action,
    making.empty_field_shown,
]
CONTENTS = [making.with_script, making.with_attachment, making.with_xfa, making.with_launching_link]


def signed_form() -> bytes:
    """Return a signed document with an answer in a form field."""
    return signed(making.with_form(document()), Level.LT, Leaf.CITIZEN)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@pytest.mark.parametrize("level", [Level.LT, Level.LTA])
def test_a_document_changed_after_signing_is_refused(change: making.Change, level: Level) -> None:
    report = judged(making.updated(sample(Format.PADES, level), change))

    assert outcome(report) == (Broken, Code.PDF_CHANGED_AFTER_SIGNING)
    assert only(report).coverage.changes == "forbidden"


def test_trap_3_a_replaced_page_is_refused_though_the_numbers_fit() -> None:
    changed = making.updated(sample(Format.PADES), making.page_replaced)

    assert changed.startswith(sample(Format.PADES))
    assert refused(judged(changed), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


def test_trap_4_an_answer_changed_in_a_form_is_refused() -> None:
    form = signed_form()

    assert judged(form).accepted
    changed = making.updated(form, making.answer_changed)
    assert refused(judged(changed), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


@pytest.mark.parametrize("change", [making.form_drawn_anew, making.form_font_replaced])
def test_a_form_that_would_look_otherwise_is_refused(change: making.Change) -> None:
    changed = making.updated(signed_form(), change)

    assert refused(judged(changed), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


@pytest.mark.parametrize("level", [Level.T, Level.LT])
def test_an_object_that_was_missing_may_not_come_later(level: Level) -> None:
    signed_with_gap = signed(making.with_gap(document()), level, Leaf.CITIZEN)

    changed = making.updated(signed_with_gap, making.gap_filled)

    assert refused(judged(changed), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


def test_an_object_that_no_table_lists_is_refused() -> None:
    changed = making.unlisted_object(sample(Format.PADES))

    assert refused(judged(changed), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


def test_the_security_store_may_be_written_anew() -> None:
    report = judged(making.updated(sample(Format.PADES), making.store_written_anew))

    assert report.accepted
    assert only(report).coverage.changes == "extended"


@pytest.mark.parametrize("change", [making.page_stream_in_store, making.stream_for_store])
def test_the_security_store_is_no_way_to_the_page(change: making.Change) -> None:
    changed = making.updated(sample(Format.PADES), change)

    assert refused(judged(changed), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


def test_the_library_tells_nobody_what_it_finds(capsys: pytest.CaptureFixture[str]) -> None:
    judged(making.updated(sample(Format.PADES), making.page_replaced))

    assert capsys.readouterr().err == ""


def test_what_lets_a_signature_be_verified_later_may_be_added() -> None:
    twice_archived = archived(archived(sample(Format.PADES)))

    report = judged(twice_archived)

    assert report.accepted
    assert only(report).coverage.changes == "extended"
    assert len(only(report).timestamps) == 3


def test_further_signatures_may_be_added() -> None:
    report = judged(making.twice_signed())

    assert report.accepted
    assert [each.coverage.changes for each in report.signatures] == ["signed again", "extended"]


def test_one_refused_signature_refuses_the_document() -> None:
    good_and_bad = signed(sample(Format.PADES), Level.LT, Leaf.REVOKED, field="Signature2")

    report = judged(good_and_bad)

    assert [each.accepted for each in report.signatures] == [True, False]
    assert not report.accepted
    assert report.sub_indication is SubIndication.REVOKED_NO_POE


def test_an_unseen_field_for_a_later_signature_may_be_added() -> None:
    assert judged(making.updated(sample(Format.PADES), making.empty_field_hidden)).accepted


@pytest.mark.parametrize("tail", [b"junk", b"\n%%EOF\n", b"% a comment", b"\n1 0 obj\n<<>>\nendobj\n"])
def test_bytes_after_the_end_are_refused(tail: bytes) -> None:
    report = judged(sample(Format.PADES) + tail)

    assert not report.accepted
    assert report.sub_indication is Broken


RANGES: dict[str, Callable[[list[int]], str]] = {
    "three numbers": lambda n: f"[0 {n[1]} {n[2]}]",
    "six numbers": lambda n: f"[0 {n[1]} {n[2]} {n[3]} 0 0]",
    "not from the beginning": lambda n: f"[1 {n[1] - 1} {n[2]} {n[3]}]",
    "a gap before the value": lambda n: f"[0 {n[1] - 9} {n[2]} {n[3]}]",
    "a gap after the value": lambda n: f"[0 {n[1]} {n[2] + 9} {n[3] - 9}]",
    "an uncovered tail": lambda n: f"[0 {n[1]} {n[2]} {n[3] - 9}]",
    "overlapping blocks": lambda n: f"[0 {n[2]} {n[1]} {n[3]}]",
    "beyond the file": lambda n: f"[0 {n[1]} {n[2]} 99999999]",
    "a negative length": lambda n: f"[0 {n[1]} {n[2]} -1]",
    "part of the value": lambda n: f"[0 {n[1] + 1} {n[2] - 1} {n[3]}]",
    "broken numbers": lambda n: f"[0 {n[1]}.0 {n[2]} {n[3]}]",
    "nothing": lambda n: "null",
    "a name": lambda n: "/All",
}


@pytest.mark.parametrize("rewrite", RANGES.values(), ids=list(RANGES))
def test_a_byte_range_leaves_out_the_value_and_nothing_else(rewrite: Callable[[list[int]], str]) -> None:
    report = judged(making.byte_range(sample(Format.PADES), rewrite))

    assert not report.accepted
    assert report.sub_indication is Broken
    assert codes(report) <= {Code.PDF_BYTE_RANGE, Code.PDF_CHANGED_AFTER_SIGNING}


VALUES: dict[str, Callable[[bytes], bytes]] = {
    "zeros": lambda digits: b"0" * len(digits),
    "no digits": lambda digits: b"z" * len(digits),
    "cut off": lambda digits: digits[:2000] + b"0" * (len(digits) - 2000),
    "something behind it": lambda digits: digits[:-2] + b"01",
}


@pytest.mark.parametrize("rewrite", VALUES.values(), ids=list(VALUES))
def test_a_value_that_is_none_is_refused(rewrite: Callable[[bytes], bytes]) -> None:
    report = judged(making.contents(sample(Format.PADES), rewrite))

    assert not report.accepted
    assert report.sub_indication is Broken


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/ByteRange", b"/ByteRangf"),
        (b"/Contents <", b"/Contentt <"),
        (b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1 "),
        (b"/ETSI.CAdES.detached", b"/adbe.pkcs7.sha1    "),
        (b"/ETSI.CAdES.detached", b"/ETSI.RFC3161       "),
    ],
)
def test_a_missing_or_foreign_entry_is_refused(old: bytes, new: bytes) -> None:
    report = judged(sample(Format.PADES).replace(old, new))

    assert not report.accepted
    assert report.sub_indication is Broken


def test_two_fields_sharing_one_value_are_refused() -> None:
    report = judged(making.updated(sample(Format.PADES), making.value_shared))

    assert len(report.signatures) == 2
    assert refused(report, Broken, Code.PDF_SHARED_VALUE)


@pytest.mark.parametrize("prepare", CONTENTS, ids=lambda prepare: prepare.__name__)
def test_active_content_does_not_belong_into_a_declaration(prepare: Callable[[bytes], bytes]) -> None:
    report = judged(signed(prepare(document()), Level.LT, Leaf.CITIZEN))

    assert refused(report, SubIndication.SIG_CONSTRAINTS_FAILURE, Code.PDF_ACTIVE_CONTENT)


def test_an_encrypted_document_is_refused() -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(document())))
    writer.encrypt("owner", "")
    out = BytesIO()
    writer.write(out)

    report = judged(out.getvalue())

    assert refused(report, Broken, Code.PDF_ENCRYPTED)


def test_objects_that_go_in_circles_do_no_harm() -> None:
    assert judged(signed(making.circular(document()), Level.LT, Leaf.CITIZEN)).accepted


@pytest.mark.parametrize("old", [b"/Prev", b"startxref", b"trailer", b"/Kids", b"endobj"])
def test_a_file_without_its_joints_is_refused(old: bytes) -> None:
    report = judged(sample(Format.PADES).replace(old, old[:-1] + b"!"))

    assert not report.accepted


def test_a_table_that_cannot_be_unpacked_is_refused() -> None:
    writer = copy_into_new_writer(PdfFileReader(BytesIO(document())))
    writer.stream_xrefs = True
    out = BytesIO()
    writer.write(out)
    data = out.getvalue()
    packed = data.rindex(b"stream\n", 0, data.rindex(b"endstream")) + len(b"stream\n")

    report = judged(data[:packed] + b"\x00" + data[packed + 1 :])

    assert refused(report, Broken, Code.PDF_STRUCTURE)


def test_the_document_shown_is_the_signed_revision_only() -> None:
    extended = sample(Format.PADES, Level.LTA)

    (part,) = judged(extended).payload

    signed_revision = bytes(part.content)
    assert extended.startswith(signed_revision)
    assert len(signed_revision) < len(extended)
    assert b"/DSS" not in signed_revision


def test_an_unsigned_document_is_refused() -> None:
    assert refused(judged(document()), Broken, Code.NO_SIGNATURE)


def test_a_document_of_which_the_signature_has_another_content_is_refused() -> None:
    forged = sample(Format.PADES).replace(b"(Teszt) Tj", b"(Tesxt) Tj")

    assert forged != sample(Format.PADES)
    assert refused(judged(forged), SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_signature_moved_to_another_document_is_refused() -> None:
    own = sample(Format.PADES)
    other = sign(Format.PADES, Level.LT, Leaf.CITIZEN, document("Other"))
    start = own.index(b"/Contents <") + len(b"/Contents <")
    digits = own[start : own.index(b">", start)]

    report = judged(making.contents(other, lambda there: digits))

    assert refused(report, SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)
