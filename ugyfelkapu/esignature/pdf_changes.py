# SPDX-License-Identifier: EUPL-1.2
"""What happened to a PDF after it was signed: only what lets the signature be verified later may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel, SuspiciousModification
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .findings import Code, Finding, Flaw, malformed
from .pdf_contents import walked
from .pdf_reading import held, name_in
from .pdf_rules import ALLOWED

_TIMESTAMP: Final = "/ETSI.RFC3161"


@dataclass(frozen=True, slots=True)
class Changes:
    """What came after: in a word, and the flaws that it makes."""

    kind: str
    flaws: tuple[Flaw, ...] = ()


def _changed(detail: str) -> Changes:
    return Changes("forbidden", (malformed(Code.PDF_CHANGED_AFTER_SIGNING, detail),))


def since(
    data: bytes, reader: PdfFileReader, reference: generic.Reference, bounds: tuple[int, int, int]
) -> tuple[Changes, tuple[Finding, ...]]:
    """Return what was changed in the document after the signature with this dictionary was made."""
    name, field = _field_of(reader, reference)
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        coverage = embedded.evaluate_signature_coverage()
        if bounds[2] == len(data):
            return (
                Changes("none") if coverage is SignatureCoverageLevel.ENTIRE_FILE else _changed("tail")
            ), ()
        if coverage is not SignatureCoverageLevel.ENTIRE_REVISION:
            return _changed("revision not covered"), ()
        return _compared(data, reader, embedded, bounds[2]), ()
    except (PdfError, SignatureValidationError, SigningError, ValueError) as error:
        return _changed(type(error).__name__), ()


def _field_of(reader: PdfFileReader, reference: generic.Reference) -> tuple[str, generic.DictionaryObject]:
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        dictionary = field.get_object()
        if dictionary.raw_get("/V").reference == reference:
            return str(name), dictionary
    raise malformed(Code.PDF_STRUCTURE, "field")


def _compared(data: bytes, reader: PdfFileReader, embedded: EmbeddedPdfSignature, end: int) -> Changes:
    revision = embedded.signed_revision
    if revision + 1 >= reader.xrefs.total_revisions:
        return _changed("bytes after the last revision")
    if data[data.rfind(b"%%EOF") + len(b"%%EOF") :].strip():
        return _changed("bytes after the end")
    if data.count(b"startxref", end) != reader.xrefs.total_revisions - revision - 1:
        return _changed("bytes between the revisions")
    result = ALLOWED.review_file(reader, revision, embedded.fieldmdp, embedded.docmdp_level)
    if isinstance(result, SuspiciousModification):
        return _changed("objects")
    if _fills_gaps(reader, revision):
        return _changed("objects that were missing")
    if _shown_without_signature(reader, revision):
        return _changed("visible field")
    if _drawn_otherwise(reader, revision):
        return _changed("form")
    return Changes(
        "extended" if result.modification_level is ModificationLevel.LTA_UPDATES else "signed again"
    )


def _fills_gaps(reader: PdfFileReader, revision: int) -> bool:
    """Return whether what came later defines an object that the signed document names and does not have.

    It would be shown as if it had been signed; the library takes such objects for new ones.
    """
    signed = reader.get_historical_resolver(revision)
    named = walked(signed.root, lambda value: None)
    later = (
        reference
        for number in range(revision + 1, reader.xrefs.total_revisions)
        for reference in reader.xrefs.explicit_refs_in_revision(number)
    )
    return any(each in named and reader.xrefs.get_introducing_revision(each) > revision for each in later)


def _drawn_otherwise(reader: PdfFileReader, revision: int) -> bool:
    """Return whether viewers now draw the fields of a form anew, or with other fonts."""
    before, after = _form(reader.get_historical_resolver(revision).root), _form(reader.root)
    if _wants_appearances(after) and not _wants_appearances(before):
        return True
    if any(key in before and held(before, key) != held(after, key) for key in ("/DA", "/Q")):
        return True
    return not _all_kept(held(before, "/DR"), held(after, "/DR"))


def _all_kept(before: generic.PdfObject | None, after: generic.PdfObject | None) -> bool:
    """Return whether all resources are still the same; new ones may have come."""
    if not isinstance(before, generic.DictionaryObject):
        return True
    if not isinstance(after, generic.DictionaryObject):
        return False
    for kind in before:
        was, now = held(before, kind), held(after, kind)
        if isinstance(was, generic.DictionaryObject) and isinstance(now, generic.DictionaryObject):
            if any(name not in now or was.raw_get(name) != now.raw_get(name) for name in was):
                return False
        elif was != now:
            return False
    return True


def _shown_without_signature(reader: PdfFileReader, revision: int) -> bool:
    """Return whether a later field shows something though nobody signed in it: paint over the document."""
    before = {str(name) for name, _, _ in enumerate_sig_fields(reader.get_historical_resolver(revision))}
    for name, value, field in enumerate_sig_fields(reader):
        held_value = value.get_object() if value is not None else None
        signed = held_value is not None and name_in(held_value, "/SubFilter") != _TIMESTAMP
        if str(name) not in before and not signed and _is_visible(field.get_object()):
            return True
    return False


def _wants_appearances(form: generic.DictionaryObject) -> bool:
    value = held(form, "/NeedAppearances")
    return isinstance(value, generic.BooleanObject) and bool(value.value)


def _form(root: generic.DictionaryObject) -> generic.DictionaryObject:
    found = held(root, "/AcroForm")
    return found if isinstance(found, generic.DictionaryObject) else generic.DictionaryObject()


def _is_visible(field: generic.DictionaryObject) -> bool:
    kids = held(field, "/Kids")
    widgets = [field, *(kids if isinstance(kids, generic.ArrayObject) else ())]
    for widget in widgets:
        if "/Rect" in widget:
            left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
            if left != right and bottom != top:
                return True
    return False
