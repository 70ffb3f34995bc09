# SPDX-License-Identifier: EUPL-1.2
"""Was this very document signed, and nothing else? What was signed is held against what we gave out.

A PDF is signed by adding to it: the signed bytes must begin with ours, and what was added may hold the
signature and nothing that could show the signer another text. Every other format holds our bytes themselves,
or the same XML.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from io import BytesIO
from typing import Final

from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    FormUpdatingRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.fields import enumerate_sig_fields

from .declared import Declared
from .findings import Code, Finding, Flaw, Indication, SubIndication, malformed
from .pdf_reading import READING_FAULTS, held, open_pdf
from .pdf_rules import ALLOWED
from .pdf_weight import is_heavy
from .report import Report
from .xml_reading import parse

_SIGNING: Final = StandardDiffPolicy(
    global_rules=ALLOWED.global_rules,
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule()],
        ignored_acroform_keys=ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags"},
    ),
)
"""What signing adds, and whatever a later signature may add."""
LARGEST_SHARE: Final = 0.35
"""How much of a page the pictures of signatures may cover together: more could hide what is signed."""
_OBJECT: Final = "{http://www.w3.org/2000/09/xmldsig#}Object"


def held_against(declared: Declared, report: Report) -> Report:
    """Return a report, refused where anything else was signed than this document."""
    if not report.accepted:
        return report
    for part in report.payload:
        try:
            same = _is(declared, bytes(part.content), first=report.document.format == "pdf")
        except (Flaw, etree.LxmlError, ValueError, *READING_FAULTS):
            same = False
        if not same:
            return _refused(report)
    return report if report.payload else _refused(report)


def _is(declared: Declared, content: bytes, *, first: bool) -> bool:
    if content in (declared.pdf, declared.xml):
        return True
    if first:
        return content.startswith(declared.pdf) and _only_signed(content, len(declared.pdf))
    return content.lstrip()[:1] == b"<" and _canonical(content) == _canonical(declared.xml)


def _refused(report: Report) -> Report:
    finding = malformed(Code.OTHER_DOCUMENT).finding
    return dataclasses.replace(
        report,
        accepted=False,
        indication=Indication.INDETERMINATE,
        sub_indication=SubIndication.SIG_CONSTRAINTS_FAILURE,
        findings=(*report.findings, Finding(finding.code, finding.severity)),
        payload=(),
    )


def _canonical(octets: bytes) -> bytes:
    """Return a document as it counts, the wrapping of an XML signature aside."""
    root = parse(octets)
    if root.tag == _OBJECT and len(root) == 1:
        root = root[0]
    root.tail = None
    return bytes(etree.tostring(root, method="c14n", exclusive=True))


def _only_signed(content: bytes, given: int) -> bool:
    """Say whether a signed PDF adds nothing to the one given out but its signature."""
    reader = open_pdf(content)
    base = PdfFileReader(BytesIO(content[:given]), strict=False).xrefs.total_revisions - 1
    if base + 1 >= reader.xrefs.total_revisions:
        return False
    result = _SIGNING.review_file(reader, base)
    if isinstance(result, SuspiciousModification):
        return False
    return not _hides(reader) and not is_heavy(reader)


def _hides(reader: PdfFileReader) -> bool:
    """Say whether the pictures of signatures cover so much together that they could hide the text."""
    shown = sum(
        _area(widget)
        for _, _, field in enumerate_sig_fields(reader)
        for widget in _widgets(field.get_object())
    )
    return shown > LARGEST_SHARE * 595 * 842


def _widgets(field: generic.DictionaryObject) -> Iterator[generic.DictionaryObject]:
    kids = held(field, "/Kids")
    yield field
    if isinstance(kids, generic.ArrayObject):
        yield from kids


def _area(widget: generic.DictionaryObject) -> float:
    if "/Rect" not in widget:
        return 0.0
    left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
    return abs((right - left) * (top - bottom))
