# SPDX-License-Identifier: EUPL-1.2
"""The declaration that was given out must be what was signed: what may be added in signing, and what not."""

from __future__ import annotations

import resource
import zlib
from collections.abc import Callable
from functools import cache, partial

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tests.pki import VALIDATED_AT, Leaf, Level
from tests.pki.pades import document, signed
from ugyfelkapu.esignature.declared import Declared
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.report import Report
from ugyfelkapu.esignature.same_document import held_against
from ugyfelkapu.esignature.sandbox import Limits, examine_apart
from ugyfelkapu.esignature.signable import signable

from . import pdf_making as making
from .judging import judged, outcome, snapshot

PACKED = name("/FlateDecode")
Constraints = SubIndication.SIG_CONSTRAINTS_FAILURE


@cache
def given_out() -> Declared:
    """Return the declaration."""
    return Declared(signable(document("Nyilatkozat")), b"<nyilatkozat/>")


def examined(prepared: bytes) -> Report:
    """Sign what somebody made of the declaration; return the report, held against what was given out."""
    return held_against(given_out(), judged(signed(prepared, Level.LT, Leaf.CITIZEN)))


def is_another_document(report: Report) -> bool:
    """Say whether a document is refused for not being the declaration, without a trace of its content."""
    codes = {finding.code for finding in report.findings}
    return not report.accepted and not report.payload and Code.OTHER_DOCUMENT in codes


def field_shown(*box: float, named: str = "Signature1") -> making.Change:
    """Return the change that adds a signature field with a picture that lies over the page."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec(named, on_page=0, box=tuple(map(int, box))))  # type: ignore[arg-type]  # four
        field = next(
            each.get_object()
            for each in writer.root["/AcroForm"]["/Fields"]
            if each.get_object()["/T"] == named
        )
        width, height = box[2] - box[0], box[3] - box[1]
        painted = f"1 1 1 rg 0 0 {width} {height} re f BT /F1 12 Tf 9 9 Td (PETITION) Tj ET".encode()
        field[name("/AP")] = making.dictionary(N=writer.add_object(form(painted, width, height)))
        writer.update_container(field)

    return change


def form(painted: bytes, width: float, height: float) -> generic.StreamObject:
    """Return a picture of that size."""
    picture = generic.StreamObject(stream_data=painted)
    picture.update(
        making.dictionary(
            Type=name("/XObject"), Subtype=name("/Form"), BBox=making.rectangle(0, 0, width, height)
        )
    )
    return picture


def changed(*changes: making.Change) -> bytes:
    """Return the declaration changed one time after the other."""
    prepared = given_out().pdf
    for change in changes:
        prepared = making.updated(prepared, change)
    return prepared


def test_the_declaration_signed_and_nothing_besides_is_it() -> None:
    assert examined(given_out().pdf).accepted


def test_a_signature_may_have_a_picture_of_its_own() -> None:
    assert examined(changed(field_shown(300, 40, 560, 140))).accepted


BEFORE_SIGNING = [
    making.page_replaced,
    making.page_stream_replaced,
    making.page_added,
    making.second_root,
    making.annotated,
    making.font_replaced,
    making.box_moved,
    making.layer_hidden,
]


@pytest.mark.parametrize("change", BEFORE_SIGNING, ids=lambda change: change.__name__)
def test_what_was_changed_before_signing_makes_it_another_document(change: making.Change) -> None:
    assert is_another_document(examined(changed(change)))


def test_an_answer_put_in_makes_it_another_document() -> None:
    assert is_another_document(examined(making.with_form(given_out().pdf)))


def test_a_picture_over_the_whole_page_hides_what_is_signed() -> None:
    assert is_another_document(examined(changed(field_shown(0, 0, 595, 842))))


def test_so_do_several_pictures_that_cover_it_together() -> None:
    pieces = [field_shown(0, 280 * part, 595, 280 * (part + 1), named=f"Piece{part}") for part in range(3)]

    assert is_another_document(examined(changed(*pieces)))


@pytest.mark.parametrize(
    "prepare",
    [making.with_script, making.with_attachment, making.with_xfa, making.with_launching_link],
    ids=lambda prepare: prepare.__name__,
)
def test_scripts_and_attachments_do_not_come_along(prepare: Callable[[bytes], bytes]) -> None:
    report = examined(prepare(given_out().pdf))

    assert outcome(report) == (Constraints, Code.PDF_ACTIVE_CONTENT)


def picture(width: int, height: int, packed: bytes, filters: generic.PdfObject = PACKED) -> making.Change:
    """Return the change that gives a signature field a picture of these many points and octets."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field_shown(300, 40, 560, 140)(writer)
        field = writer.root["/AcroForm"]["/Fields"][0]
        image = generic.StreamObject(encoded_data=packed)
        image.update(
            making.dictionary(
                Type=name("/XObject"),
                Subtype=name("/Image"),
                Width=generic.NumberObject(width),
                Height=generic.NumberObject(height),
                ColorSpace=name("/DeviceRGB"),
                BitsPerComponent=generic.NumberObject(8),
                Filter=filters,
            )
        )
        drawn = form(b"q 260 0 0 100 0 0 cm /Im Do Q", 260, 100)
        drawn[name("/Resources")] = making.dictionary(XObject=making.dictionary(Im=writer.add_object(image)))
        field["/AP"][name("/N")] = writer.add_object(drawn)
        writer.update_container(field)

    return change


def apart(prepared: bytes) -> Report:
    """Let the worker apart hold what was signed against the declaration."""
    data = signed(prepared, Level.LT, Leaf.CITIZEN)
    return examine_apart(data, snapshot(), at=VALIDATED_AT, then=partial(held_against, given_out())).report


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
@pytest.mark.parametrize(
    "change",
    [
        picture(2**31 - 1, 2**31 - 1, zlib.compress(b"\x00" * 64)),
        picture(20_000, 20_000, zlib.compress(b"\x00" * (300 * 1024 * 1024), 9)),
    ],
    ids=["many points", "many octets"],
)
def test_a_picture_that_would_fill_the_memory_is_refused_within_bounds(change: making.Change) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    report = apart(changed(change))

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert is_another_document(report)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1
    assert (Limits().cpu_seconds < 5, Limits().memory < 256 * 1024 * 1024) == (True, True)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_one_packed_twice_is_refused_too() -> None:
    packed = zlib.compress(zlib.compress(b"\x00" * (300 * 1024 * 1024), 9), 9)
    twice = generic.ArrayObject([name("/FlateDecode")] * 2)

    report = apart(changed(picture(100, 100, packed, filters=twice)))

    assert not report.accepted
    assert not report.payload


def test_a_picture_as_programs_draw_it_does_no_harm() -> None:
    packed = zlib.compress(bytes(600 * 200 * 3))

    assert examined(changed(picture(600, 200, packed))).accepted
