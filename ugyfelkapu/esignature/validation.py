# SPDX-License-Identifier: EUPL-1.2
"""The one door of this room: a signed document in, a report out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Final

from . import asic, cades, es3, pdf, xades
from .engine import judge
from .findings import Code, Finding, Flaw, Indication, SubIndication, indication_of, malformed
from .intake import Kind, sniff
from .report import Context, DocumentReport, Report, SignatureReport
from .reporting import context_of, signature_report
from .revocation import NoRevocation, RevocationSource
from .signed_item import SignedItem
from .trust.snapshot import TrustSnapshot

_READERS: Final[Mapping[Kind, Callable[[bytes], tuple[SignedItem, ...]]]] = {
    Kind.PDF: pdf.read,
    Kind.CONTAINER: asic.read,
    Kind.DOSSIER: es3.read,
    Kind.XML: xades.read,
    Kind.CMS: cades.read,
}


def validate(
    document: bytes, trust: TrustSnapshot, *, at: datetime, source: RevocationSource | None = None
) -> Report:
    """Judge every signature of a document at a moment, by the lists of a snapshot.

    Revocation data come from the document and from the source, never from the network. Whatever the
    document does to our libraries, the answer is a report; what we did not expect is a refusal.
    """
    kind = ""
    context = context_of(trust, at)
    try:
        found = sniff(document)
        kind = found.value
        items = _READERS[found](document)
        reports = tuple(signature_report(judge(item, trust, at, source or NoRevocation())) for item in items)
    except Flaw as flaw:
        return refusal(document, flaw, context, kind=kind)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  a stranger's bytes reach four libraries: any surprise refuses
        unexpected = Flaw(SubIndication.GENERIC, Code.UNEXPECTED, type(error).__name__)
        return refusal(document, unexpected, context, kind=kind)
    if not reports:
        return refusal(document, malformed(Code.NO_SIGNATURE), context, kind=kind)
    return _verdict(document, kind, items, reports, context)


def _verdict(
    document: bytes,
    kind: str,
    items: tuple[SignedItem, ...],
    reports: tuple[SignatureReport, ...],
    context: Context,
) -> Report:
    """One signature that does not pass refuses the document, whoever made the others."""
    worst = max(reports, key=lambda each: _ORDER.index(each.indication))
    accepted = all(each.accepted for each in reports)
    payload = {(part.name, bytes(part.content)): part for item in items for part in item.parts}
    return Report(
        accepted=accepted,
        indication=worst.indication,
        sub_indication=worst.sub_indication,
        document=DocumentReport(sha256(document).hexdigest(), kind, len(reports)),
        signatures=reports,
        findings=(),
        context=context,
        payload=tuple(payload.values()) if accepted else (),
    )


_ORDER: Final = (Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED)


def refusal(document: bytes, flaw: Flaw, context: Context, *, kind: str = "") -> Report:
    """Return the report on a document that could not be looked at, or not to the end."""
    finding: Finding = flaw.finding
    return Report(
        accepted=False,
        indication=indication_of(flaw.sub_indication),
        sub_indication=flaw.sub_indication,
        document=DocumentReport(sha256(document).hexdigest(), kind, 0),
        signatures=(),
        findings=(finding,),
        context=context,
    )
