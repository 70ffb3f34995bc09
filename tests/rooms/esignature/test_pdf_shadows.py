# SPDX-License-Identifier: EUPL-1.2
"""PDF: what was signed already holds another page, or paint, that a later revision brings to light."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tests.pki import Leaf, Level
from tests.pki.pades import archived, document, signed
from ugyfelkapu.esignature.findings import Code, SubIndication

from . import pdf_making as making
from .judging import judged, refused

Broken = SubIndication.FORMAT_FAILURE
OTHER_PAGE = b"BT /F1 40 Tf 72 500 Td (OTHER) Tj ET"
LEVELS = pytest.mark.parametrize("level", [Level.B, Level.LT, Level.LTA])


def numbers_of(data: bytes) -> tuple[int, int, int]:
    """Return the numbers of the catalogue and of the first page's content, and how many objects there are."""
    reader = PdfFileReader(BytesIO(data))
    page = reader.root["/Pages"]["/Kids"][0]
    return reader.root_ref.idnum, page.raw_get("/Contents").idnum, int(reader.trailer_view["/Size"])


def relinked(data: bytes, entry: bytes, *, number: int) -> bytes:
    """Return a file with one more revision that holds no object, only where one is to be looked for."""
    root, _, size = numbers_of(data)
    before = int(data[data.rfind(b"startxref") + 9 :].split()[0])
    xref = b"xref\n%d 1\n%s \n" % (number, entry)
    trailer = b"trailer\n<< /Root %d 0 R /Size %d /Prev %d >>\n" % (root, size, before)
    return data + xref + trailer + b"startxref\n%d\n%%%%EOF\n" % len(data)


def with_hidden_page() -> bytes:
    """Return a document that carries another content of its page, which nothing refers to."""
    _, content, _ = numbers_of(document())
    hidden = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        content,
        len(OTHER_PAGE),
        OTHER_PAGE,
    )

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root[name("/PieceInfo")] = writer.add_object(generic.StreamObject(stream_data=hidden))
        writer.update_root()

    return making.updated(document(), change)


@LEVELS
def test_a_hidden_page_that_takes_the_place_of_the_signed_one_is_refused(level: Level) -> None:
    sound = signed(with_hidden_page(), level, Leaf.CITIZEN)
    number = numbers_of(sound)[1]
    place = sound.index(b"%d 0 obj\n<< /Length %d >>" % (number, len(OTHER_PAGE)))

    replaced = relinked(sound, b"%010d 00000 n" % place, number=number)

    assert judged(sound).accepted is (level is not Level.B)
    assert OTHER_PAGE in PdfFileReader(BytesIO(replaced)).root["/Pages"]["/Kids"][0]["/Contents"].data
    assert refused(judged(replaced), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


@LEVELS
def test_paint_that_disappears_after_signing_is_refused(level: Level) -> None:
    sound = signed(making.updated(document(), making.annotated), level, Leaf.CITIZEN)
    page = PdfFileReader(BytesIO(sound)).root["/Pages"]["/Kids"][0]
    number = page["/Annots"].raw_get(0).idnum

    uncovered = relinked(sound, b"0000000000 00001 f", number=number)

    assert not judged(uncovered).accepted
    assert judged(uncovered).sub_indication is Broken


def with_pictures() -> bytes:
    """Return a document with an answer, and a signature field with a picture."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        append_signature_field(writer, SigFieldSpec("Signature1", on_page=0, box=(300, 40, 560, 140)))
        writer.root["/AcroForm"][name("/DA")] = pdf_string("/F1 12 Tf 0 g")
        for held in writer.root["/AcroForm"]["/Fields"]:
            field = held.get_object()
            field[name("/AP")] = making.dictionary(N=writer.add_object(painted(b"(signed)")))
            writer.update_container(field)

    return making.updated(making.with_form(document()), change)


def painted(text: bytes) -> generic.StreamObject:
    """Return a picture with a text."""
    picture = generic.StreamObject(stream_data=b"BT /F1 12 Tf 9 9 Td " + text + b" Tj ET")
    picture.update(
        making.dictionary(Type=name("/XObject"), Subtype=name("/Form"), BBox=making.rectangle(0, 0, 260, 100))
    )
    return picture


def field_of(writer: IncrementalPdfFileWriter, position: int) -> generic.DictionaryObject:
    """Return a field of the form, marked as changed."""
    field = writer.root["/AcroForm"]["/Fields"][position]
    writer.update_container(field)
    assert isinstance(field, generic.DictionaryObject)
    return field


def answers_picture_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Let the text field show something else than its answer."""
    field_of(writer, 0)[name("/AP")] = making.dictionary(N=writer.add_object(painted(b"(OTHER)")))


def signatures_picture_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Let the signed field show something else."""
    field_of(writer, 1)[name("/AP")] = making.dictionary(N=writer.add_object(painted(b"(OTHER)")))


def pictures_bytes_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Write other bytes over the picture of the signed field."""
    held = field_of(writer, 1)["/AP"].raw_get("/N").reference
    other = painted(b"(OTHER)")
    other.container_ref = held
    writer.objects[(held.generation, held.idnum)] = other


def signature_moved(writer: IncrementalPdfFileWriter) -> None:
    """Put the picture of the signed field over the text."""
    field_of(writer, 1)[name("/Rect")] = making.rectangle(0, 400, 595, 842)


def signature_moved_to_the_front(writer: IncrementalPdfFileWriter) -> None:
    """Take the signed field off the page."""
    page = making.first_page(writer)
    page[name("/Annots")] = making.array(*list(page["/Annots"])[:1])


def answers_drawn_anew(writer: IncrementalPdfFileWriter) -> None:
    """Let programs draw the answers again."""
    form = writer.root["/AcroForm"]
    form[name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(form)


def answers_drawn_white(writer: IncrementalPdfFileWriter) -> None:
    """Let programs draw the answers white on white."""
    form = writer.root["/AcroForm"]
    form[name("/DA")] = pdf_string("/F1 12 Tf 1 g")
    writer.update_container(form)


AFTER_SIGNING: list[Callable[[IncrementalPdfFileWriter], None]] = [
    making.answer_changed,
    answers_picture_replaced,
    signatures_picture_replaced,
    pictures_bytes_replaced,
    signature_moved,
    signature_moved_to_the_front,
    answers_drawn_anew,
    answers_drawn_white,
]


@pytest.mark.parametrize("change", AFTER_SIGNING, ids=lambda change: change.__name__)
def test_what_fields_show_is_not_painted_over_after_signing(change: making.Change) -> None:
    sound = signed(with_pictures(), Level.LT, Leaf.CITIZEN)

    assert judged(sound).accepted
    assert refused(judged(making.updated(sound, change)), Broken, Code.PDF_CHANGED_AFTER_SIGNING)


@pytest.mark.parametrize(
    "change",
    [change for change in AFTER_SIGNING if change is not answers_drawn_anew],  # archiving takes that back
    ids=lambda change: change.__name__,
)
def test_nor_is_it_hidden_between_the_signature_and_an_archive_timestamp(change: making.Change) -> None:
    sound = signed(with_pictures(), Level.LT, Leaf.CITIZEN)

    covered = archived(making.updated(sound, change))

    assert refused(judged(covered), Broken, Code.PDF_CHANGED_AFTER_SIGNING)
