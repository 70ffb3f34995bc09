# SPDX-License-Identifier: EUPL-1.2
"""What happened to a PDF after it was signed: only what lets the signature be verified later may have."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel

from .findings import Code, Finding, Flaw, malformed
from .pdf_reading import held, name_in

ALLOWED: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(),
        DocInfoRule().as_qualified(ModificationLevel.LTA_UPDATES),
        XrefStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        ObjectStreamRule().as_qualified(ModificationLevel.LTA_UPDATES),
        DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
        MetadataUpdateRule().as_qualified(ModificationLevel.LTA_UPDATES),
    ],
    form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
)
"""Without the rule that lets other form fields be filled in: a changed answer is a changed declaration."""

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
        return _compared(data, reader, embedded), ()
    except (PdfError, SignatureValidationError, SigningError, ValueError) as error:
        return _changed(type(error).__name__), ()


def _field_of(reader: PdfFileReader, reference: generic.Reference) -> tuple[str, generic.DictionaryObject]:
    for name, _, field in enumerate_sig_fields(reader, filled_status=True):
        dictionary = field.get_object()
        if dictionary.raw_get("/V").reference == reference:
            return str(name), dictionary
    raise malformed(Code.PDF_STRUCTURE, "field")


def _compared(data: bytes, reader: PdfFileReader, embedded: EmbeddedPdfSignature) -> Changes:
    revision = embedded.signed_revision
    if revision + 1 >= reader.xrefs.total_revisions:
        return _changed("bytes after the last revision")
    if data[data.rfind(b"%%EOF") + len(b"%%EOF") :].strip():
        return _changed("bytes after the end")
    result = _quietly(reader, embedded)
    if isinstance(result, SuspiciousModification):
        return _changed("objects")
    if _shown_without_signature(reader, revision):
        return _changed("visible field")
    if _drawn_anew(reader, revision):
        return _changed("appearances")
    return Changes("extended" if result is ModificationLevel.LTA_UPDATES else "signed again")


def _quietly(
    reader: PdfFileReader, embedded: EmbeddedPdfSignature
) -> ModificationLevel | SuspiciousModification:
    """Compare the revisions; the library would tell the log what it finds in foreign files."""
    logger = logging.getLogger("pyhanko")
    was, logger.disabled = logger.disabled, True
    try:
        found = ALLOWED.review_file(
            reader, embedded.signed_revision, embedded.fieldmdp, embedded.docmdp_level
        )
    finally:
        logger.disabled = was
    return found if isinstance(found, SuspiciousModification) else found.modification_level


def _shown_without_signature(reader: PdfFileReader, revision: int) -> bool:
    """Return whether a later field shows something though nobody signed in it: paint over the document."""
    before = {str(name) for name, _, _ in enumerate_sig_fields(reader.get_historical_resolver(revision))}
    for name, value, field in enumerate_sig_fields(reader):
        held_value = value.get_object() if value is not None else None
        signed = held_value is not None and name_in(held_value, "/SubFilter") != _TIMESTAMP
        if str(name) not in before and not signed and _is_visible(field.get_object()):
            return True
    return False


def _drawn_anew(reader: PdfFileReader, revision: int) -> bool:
    """Return whether programs are told to draw answers again, or otherwise: the library lets that pass."""
    before, now = _form(reader.get_historical_resolver(revision).root), _form(reader.root)
    if _wants_appearances(now) and not _wants_appearances(before):
        return True
    return any(key in before and held(before, key) != held(now, key) for key in ("/DA", "/Q"))


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
