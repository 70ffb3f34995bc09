# SPDX-License-Identifier: EUPL-1.2
"""E-dossiers: what a signature of a document or of the frame must cover, and what may stand beside it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from lxml import etree

from tests.pki import Format, How, Leaf, Level
from tests.pki.containers import DOSSIER
from tests.pki.xades import Formats, finish, plan, started
from tests.pki.xml import Reference, add, ds, encoded, serialised
from ugyfelkapu.esignature.findings import Code, SubIndication

from .judging import judged, outcome, refused, sample
from .xml_making import Element, changed, in_latin, signature_in

Broken = SubIndication.FORMAT_FAILURE
SHAPES = [Format.ES3_DOCUMENT, Format.ES3_FRAME]


def es(name: str) -> str:
    """Return the tag of a dossier's element."""
    return f"{{{DOSSIER}}}{name}"


def second_document(root: Element) -> None:
    """Put a document beside the signed one that nobody signed."""
    documents = next(root.iter(es("Documents")))
    copy = deepcopy(next(documents.iter(es("Document"))))
    for signature in copy.findall(ds("Signature")):
        copy.remove(signature)
    copy[0].set("Id", "profile1")
    copy[0].set("OBJREF", "object1")
    copy[1].set("Id", "object1")
    copy[1].text = encoded(b"unsigned")
    documents.append(copy)


def payload_changed(root: Element) -> None:
    """Write another content into the document."""
    next(root.iter(es("Document")))[1].text = encoded(b"another form")


def title_changed(root: Element) -> None:
    """Call the document otherwise."""
    next(next(root.iter(es("DocumentProfile"))).iter(es("Title"))).text = "Other"


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("change", [payload_changed, title_changed], ids=lambda change: change.__name__)
def test_a_changed_document_is_refused(shape: Format, change: Callable[[Element], None]) -> None:
    report = judged(changed(shape, change))

    assert refused(report, SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def test_a_document_that_nobody_signed_is_refused() -> None:
    report = judged(changed(Format.ES3_DOCUMENT, second_document))

    assert refused(report, Broken, Code.ES3_UNSIGNED_DOCUMENT)


def test_a_document_slipped_under_a_signed_frame_is_refused() -> None:
    report = judged(changed(Format.ES3_FRAME, second_document))

    assert refused(report, SubIndication.HASH_FAILURE, Code.DIGEST_MISMATCH)


def moved_to_the_frame(root: Element) -> None:
    """Let a document's signature pass for the frame's."""
    signature = signature_in(root)
    root.append(signature)


def moved_into_a_profile(root: Element) -> None:
    """Put the signature where none belongs."""
    next(root.iter(es("DocumentProfile"))).append(signature_in(root))


def object_swapped(root: Element) -> None:
    """Let the profile speak of another object than the one beside it."""
    next(root.iter(es("DocumentProfile"))).set("OBJREF", "profile0")


def stranger_in_the_frame(root: Element) -> None:
    """Put an element into the frame that no dossier has."""
    root.append(etree.Element(es("Other")))


def stranger_in_a_document(root: Element) -> None:
    """Put a second object beside the document's."""
    document = next(root.iter(es("Document")))
    document.insert(2, deepcopy(document[1]))


def no_documents(root: Element) -> None:
    """Take all documents out."""
    holder = next(root.iter(es("Documents")))
    signature = signature_in(root)
    for document in list(holder):
        holder.remove(document)
    root.append(signature)


@pytest.mark.parametrize(
    "disorder",
    [
        moved_to_the_frame,
        moved_into_a_profile,
        object_swapped,
        stranger_in_the_frame,
        stranger_in_a_document,
        no_documents,
    ],
    ids=lambda disorder: disorder.__name__,
)
def test_a_dossier_out_of_order_is_refused(disorder: Callable[[Element], None]) -> None:
    report = judged(changed(Format.ES3_DOCUMENT, disorder))

    assert not report.accepted
    assert report.sub_indication is Broken


def dossier(
    references: tuple[str, ...], *, steps: tuple[str, ...] = ("base64",), content: bytes = b"form"
) -> bytes:
    """Return a dossier whose one document is signed over these references."""
    root = etree.fromstring(sample(Format.ES3_DOCUMENT))
    document = next(root.iter(es("Document")))
    document.remove(signature_in(root))
    document[1].text = encoded(content)
    base = next(document.iter(es("BaseTransform")))
    for step in list(base):
        base.remove(step)
    for name in steps:
        add(base, es("Transform"), Algorithm=name)
    made = plan("S0", tuple(Reference(uri) for uri in references), How(), {})
    signature = started(made, Leaf.CITIZEN, Formats(), How())
    document.append(signature)
    finish(signature, made, Leaf.CITIZEN, Level.LT, How())
    return serialised(root)


def test_a_documents_signature_covers_content_and_profile() -> None:
    assert judged(dossier(("#object0", "#profile0"))).accepted
    for missing in (("#object0",), ("#profile0",)):
        assert outcome(judged(dossier(missing))) == (Broken, Code.XML_REFERENCE_SCOPE)


def test_a_documents_signature_covers_nothing_of_the_frame() -> None:
    report = judged(dossier(("#object0", "#profile0", "#dossier-profile")))

    assert refused(report, Broken, Code.XML_REFERENCE_SCOPE)


def zipped(content: bytes, name: str = "form.pdf") -> bytes:
    """Return a content as dossiers keep it small."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def test_a_packed_document_is_unpacked() -> None:
    report = judged(dossier(("#object0", "#profile0"), steps=("zip", "base64"), content=zipped(b"the form")))

    assert report.accepted
    assert [bytes(part.content) for part in report.payload] == [b"the form"]


@pytest.mark.parametrize(
    ("steps", "content"),
    [
        (("zip", "base64"), b"no archive"),
        (("zip", "encrypt", "base64"), b"form"),
        (("encrypt", "base64"), b"form"),
        (("base64", "base64"), b"form"),
        ((), b"form"),
    ],
)
def test_a_document_that_cannot_be_shown_is_refused(steps: tuple[str, ...], content: bytes) -> None:
    report = judged(dossier(("#object0", "#profile0"), steps=steps, content=content))

    assert not report.accepted
    assert report.sub_indication is Broken


def test_a_packed_bomb_is_refused() -> None:
    bomb = zipped(b"\x00" * (33 * 1024 * 1024))

    report = judged(dossier(("#object0", "#profile0"), steps=("zip", "base64"), content=bomb))

    assert refused(report, Broken, Code.ASIC_BOMB)


def test_a_frame_may_be_signed_over_signed_documents() -> None:
    root = etree.fromstring(sample(Format.ES3_DOCUMENT))
    references = tuple(Reference(uri) for uri in ("#documents", "#dossier-profile"))
    made = plan("S1", references, How(), {})
    signature = started(made, Leaf.NO_DEVICE, Formats(), How())
    root.append(signature)
    finish(signature, made, Leaf.NO_DEVICE, Level.LT, How())

    report = judged(serialised(root))

    assert report.accepted
    assert len(report.signatures) == 2


def test_an_empty_place_and_a_stamp_of_the_frame_are_nobodys_words() -> None:
    def change(root: Element) -> None:
        add(add(next(root.iter(es("Documents"))), es("Document")), ds("Object"))
        add(root, es("TimeStamp"))

    assert judged(changed(Format.ES3_DOCUMENT, change)).accepted


def test_a_document_without_a_profile_is_refused() -> None:
    def change(root: Element) -> None:
        add(add(next(root.iter(es("Documents"))), es("Document")), ds("Object"), "eA==")

    assert refused(judged(changed(Format.ES3_DOCUMENT, change)), Broken, Code.XML_STRUCTURE)


def test_a_dossier_in_an_older_encoding_is_read() -> None:
    assert judged(in_latin(sample(Format.ES3_FRAME))).accepted
