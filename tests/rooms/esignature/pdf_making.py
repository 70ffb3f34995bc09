# SPDX-License-Identifier: EUPL-1.2
"""PDF files as attackers and honest software make them: content to be signed, and changes after signing."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, append_signature_field

from tests.pki import Leaf, Level
from tests.pki.pades import document, signed

Change = Callable[[IncrementalPdfFileWriter], None]


def updated(data: bytes, change: Change) -> bytes:
    """Return a file with one more revision."""
    writer = IncrementalPdfFileWriter(BytesIO(data), strict=False)
    change(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def dictionary(**values: generic.PdfObject) -> generic.DictionaryObject:
    """Return a dictionary; the names of its keys begin with a capital letter."""
    return generic.DictionaryObject({name(f"/{key}"): value for key, value in values.items()})


def array(*values: generic.PdfObject) -> generic.ArrayObject:
    """Return an array."""
    return generic.ArrayObject(values)


def number(value: float) -> generic.PdfObject:
    """Return a number."""
    return generic.FloatObject(str(value))


def rectangle(*edges: float) -> generic.ArrayObject:
    """Return a rectangle."""
    return array(*(number(edge) for edge in edges))


def first_page(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """Return the first page, marked as changed."""
    page, _ = writer.find_page_for_modification(0)
    writer.mark_update(page.reference)
    found = page.get_object()
    assert isinstance(found, generic.DictionaryObject)
    return found


def with_form(data: bytes, answer: str = "yes") -> bytes:
    """Return a document with a text field that holds an answer."""
    drawn_anew = generic.BooleanObject(False)

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = first_page(writer)
        field = dictionary(
            Type=name("/Annot"),
            Subtype=name("/Widget"),
            FT=name("/Tx"),
            T=pdf_string("answer"),
            V=pdf_string(answer),
            Rect=rectangle(10, 10, 200, 30),
        )
        held = writer.add_object(field)
        page[name("/Annots")] = array(held)
        fonts = page["/Resources"]["/Font"]
        form = dictionary(Fields=array(held), DR=dictionary(Font=fonts), NeedAppearances=drawn_anew)
        writer.root[name("/AcroForm")] = writer.add_object(form)
        writer.update_root()

    return updated(data, change)


def answer_changed(writer: IncrementalPdfFileWriter) -> None:
    """Write another answer into the text field (trap 4)."""
    field = writer.root["/AcroForm"]["/Fields"][0]
    field[name("/V")] = pdf_string("no")
    writer.update_container(field)


def page_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Show other content on the page (trap 3)."""
    page = first_page(writer)
    drawn = generic.StreamObject(stream_data=b"BT /F1 40 Tf 72 500 Td (OTHER) Tj ET")
    page[name("/Contents")] = writer.add_object(drawn)


def page_stream_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Write other bytes over the page's very stream."""
    page, _ = writer.find_page_for_modification(0)
    held = page.get_object().raw_get("/Contents").reference
    drawn = generic.StreamObject(stream_data=b"BT /F1 40 Tf 72 500 Td (OTHER) Tj ET")
    drawn.container_ref = held
    writer.objects[(held.generation, held.idnum)] = drawn


def annotated(writer: IncrementalPdfFileWriter) -> None:
    """Put a note over the page."""
    page = first_page(writer)
    note = dictionary(
        Type=name("/Annot"),
        Subtype=name("/FreeText"),
        Contents=pdf_string("another text"),
        Rect=rectangle(0, 0, 500, 800),
    )
    page[name("/Annots")] = array(writer.add_object(note))


def page_added(writer: IncrementalPdfFileWriter) -> None:
    """Append a page."""
    from pyhanko.pdf_utils.writer import PageObject

    drawn = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.insert_page(PageObject(contents=drawn, media_box=(0, 0, 595, 842)))


def font_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Let the same text look otherwise."""
    page = first_page(writer)
    font = dictionary(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/ZapfDingbats"))
    page[name("/Resources")] = dictionary(Font=dictionary(F1=writer.add_object(font)))


def box_moved(writer: IncrementalPdfFileWriter) -> None:
    """Show another part of the page."""
    first_page(writer)[name("/CropBox")] = rectangle(0, 0, 10, 10)


def layer_hidden(writer: IncrementalPdfFileWriter) -> None:
    """Bring in layers that can be hidden."""
    writer.root[name("/OCProperties")] = dictionary(D=dictionary(BaseState=name("/OFF")))
    writer.update_root()


def opening_action(writer: IncrementalPdfFileWriter) -> None:
    """Let the document act when it is opened."""
    action = dictionary(S=name("/JavaScript"), JS=pdf_string("app.alert(1)"))
    writer.root[name("/OpenAction")] = action
    writer.update_root()


def second_root(writer: IncrementalPdfFileWriter) -> None:
    """Lead readers to another catalogue with another page (shadow: replace)."""
    drawn = writer.add_object(generic.StreamObject(stream_data=b"BT ET"))
    page = dictionary(
        Type=name("/Page"), MediaBox=rectangle(0, 0, 595, 842), Contents=drawn, Resources=dictionary()
    )
    held = writer.add_object(page)
    pages = writer.add_object(
        dictionary(Type=name("/Pages"), Kids=array(held), Count=generic.NumberObject(1))
    )
    page[name("/Parent")] = pages
    writer.root[name("/Pages")] = pages
    writer.update_root()


MISSING = 900
"""The number of an object that a document names and does not have."""


def with_gap(data: bytes) -> bytes:
    """Return a document whose page also shows an object that is missing."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        page = first_page(writer)
        missing = generic.IndirectObject(MISSING, 0, writer)
        page[name("/Contents")] = array(page.raw_get("/Contents"), missing)

    return updated(data, change)


def gap_filled(writer: IncrementalPdfFileWriter) -> None:
    """Bring the missing object (shadow: the page itself stays as it was signed)."""
    drawn = generic.StreamObject(stream_data=b"BT /F1 40 Tf 72 500 Td (OTHER) Tj ET")
    drawn.container_ref = generic.Reference(MISSING, 0, writer)
    writer._lastobj_id = MISSING
    writer.objects[0, MISSING] = drawn


def unlisted_object(data: bytes) -> bytes:
    """Return a file with an object behind its end that no table lists; some readers find it all the same."""
    start: bytes = re.findall(rb"startxref\s+(\d+)", data)[-1]
    return data + b"4 0 obj\n<<>>\nendobj\nstartxref\n" + start + b"\n%%EOF\n"


def form_drawn_anew(writer: IncrementalPdfFileWriter) -> None:
    """Let viewers draw the answers of a form themselves, however they looked when they were signed."""
    writer.root["/AcroForm"][name("/NeedAppearances")] = generic.BooleanObject(True)
    writer.update_container(writer.root["/AcroForm"])


def form_font_replaced(writer: IncrementalPdfFileWriter) -> None:
    """Let viewers draw the answers of a form in another font."""
    font = dictionary(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/ZapfDingbats"))
    writer.root["/AcroForm"][name("/DR")] = dictionary(Font=dictionary(F1=writer.add_object(font)))
    writer.update_container(writer.root["/AcroForm"])


def store_written_anew(writer: IncrementalPdfFileWriter) -> None:
    """Write anew what the security store says of each signature, as software does that adds proofs."""
    entries = writer.root["/DSS"]["/VRI"]
    for key in list(entries):
        entries[name(key)] = writer.add_object(generic.DictionaryObject(entries[key]))
    writer.update_container(entries)


def page_stream_in_store(writer: IncrementalPdfFileWriter) -> None:
    """Write over the page's stream and call it a certificate."""
    page_stream_replaced(writer)
    page, _ = writer.find_page_for_modification(0)
    writer.root["/DSS"]["/Certs"].append(page.get_object().raw_get("/Contents"))
    writer.update_container(writer.root["/DSS"]["/Certs"])


def stream_for_store(writer: IncrementalPdfFileWriter) -> None:
    """Put a stream where the store's list of certificates belongs."""
    held = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.root["/DSS"][name("/Certs")] = held
    writer.update_container(writer.root["/DSS"])


def empty_field_shown(writer: IncrementalPdfFileWriter) -> None:
    """Add a signature field that nobody signs, with an appearance over the text."""
    append_signature_field(writer, SigFieldSpec("Overlay", on_page=0, box=(0, 0, 500, 800)))


def empty_field_hidden(writer: IncrementalPdfFileWriter) -> None:
    """Add a signature field that nobody sees."""
    append_signature_field(writer, SigFieldSpec("Later", on_page=0, box=(0, 0, 0, 0)))


def value_shared(writer: IncrementalPdfFileWriter) -> None:
    """Add a second field with the first one's very signature."""
    form = writer.root["/AcroForm"]
    first = form["/Fields"][0]
    second = dictionary(
        Type=name("/Annot"),
        Subtype=name("/Widget"),
        FT=name("/Sig"),
        T=pdf_string("Second"),
        V=first.raw_get("/V"),
        Rect=rectangle(0, 0, 0, 0),
    )
    form["/Fields"].append(writer.add_object(second))
    writer.update_container(form["/Fields"])


def with_script(data: bytes) -> bytes:
    """Return a document that runs a script when it is opened."""
    return updated(data, opening_action)


def with_attachment(data: bytes) -> bytes:
    """Return a document with a file inside."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        held = writer.add_object(generic.StreamObject(stream_data=b"attached"))
        file = dictionary(Type=name("/Filespec"), F=pdf_string("a.txt"), EF=dictionary(F=held))
        names = dictionary(Names=array(pdf_string("a.txt"), writer.add_object(file)))
        writer.root[name("/Names")] = dictionary(EmbeddedFiles=names)
        writer.update_root()

    return updated(data, change)


def with_xfa(data: bytes) -> bytes:
    """Return a document with a dynamic form."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        held = writer.add_object(generic.StreamObject(stream_data=b"<xdp/>"))
        writer.root[name("/AcroForm")] = writer.add_object(dictionary(Fields=array(), XFA=held))
        writer.update_root()

    return updated(data, change)


def with_launching_link(data: bytes) -> bytes:
    """Return a document with a link that starts a program, its action named indirectly."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        kind = writer.add_object(name("/Launch"))
        action = dictionary(S=kind, F=pdf_string("calc.exe"))
        link = dictionary(
            Type=name("/Annot"),
            Subtype=name("/Link"),
            Rect=rectangle(0, 0, 9, 9),
            A=writer.add_object(action),
        )
        first_page(writer)[name("/Annots")] = array(writer.add_object(link))

    return updated(data, change)


def circular(data: bytes) -> bytes:
    """Return a document whose objects go round in circles."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        one, two = dictionary(Type=name("/X")), dictionary(Type=name("/X"))
        first, second = writer.add_object(one), writer.add_object(two)
        one[name("/Next")], two[name("/Next")] = second, first
        writer.root[name("/PieceInfo")] = first
        writer.update_root()

    return updated(data, change)


def byte_range(data: bytes, rewrite: Callable[[list[int]], str]) -> bytes:
    """Return a file whose (first) byte range is written anew, in the room of the old one."""
    found = re.search(rb"/ByteRange\s*\[([\d\s]+)\]\s*", data)
    assert found is not None
    numbers = [int(part) for part in found[1].split()]
    written = f"/ByteRange {rewrite(numbers)}".encode()
    assert len(written) <= len(found[0])
    return data[: found.start()] + written.ljust(len(found[0])) + data[found.end() :]


def contents(data: bytes, rewrite: Callable[[bytes], bytes]) -> bytes:
    """Return a file with another value in its (first) signature, of the same length."""
    found = re.search(rb"/Contents\s*<([0-9a-fA-F]+)>", data)
    assert found is not None
    written = rewrite(found[1])
    assert len(written) == len(found[1])
    return data[: found.start(1)] + written + data[found.end(1) :]


def twice_signed(level: Level = Level.LT) -> bytes:
    """Return a document with a signature of the citizen's and then one of another person's."""
    return signed(signed(document(), level, Leaf.CITIZEN), level, Leaf.NO_DEVICE, field="Signature2")
