# SPDX-License-Identifier: EUPL-1.2
"""From a judgement to its report: nothing is decided here but what the verdict is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final

from .dating import Dated
from .engine import Judgement
from .findings import Code, Finding, Indication, Severity, indication_of, notice
from .identity import Holder, Subject, subject_of
from .report import (
    Context,
    CoverageReport,
    LinkReport,
    ListReport,
    RevocationReport,
    SignatureReport,
    StampReport,
    software,
)
from .signed_item import Form, SignedItem, StampKind
from .trust.policy import VERSION
from .trust.qualification import Level, Qualified
from .trust.snapshot import TrustSnapshot

_ADVANCED: Final = frozenset({Level.QES, Level.ADES_QC, Level.ADES})
"""Levels of a person's signature that suffice: at least advanced (D78 § 7)."""
_NOT_A_PERSON: Final = {
    Holder.SEAL: Code.IDENTITY_SEAL,
    Holder.PSEUDONYM: Code.IDENTITY_PSEUDONYM,
    Holder.UNCLEAR: Code.IDENTITY_MALFORMED,
}


def signature_report(judged: Judgement) -> SignatureReport:
    """Return the report on one signature."""
    item = judged.item
    level = judged.qualified.level if judged.qualified else None
    subject = subject_of(judged.leaf, level) if judged.passed and judged.leaf and level else None
    refused = _refusals(subject, level)
    return SignatureReport(
        name=item.name,
        indication=indication_of(judged.flaw),
        sub_indication=judged.flaw,
        format_level=f"{item.form}-{_form_level(item, judged)}",
        signature_level=str(level) if level else "N/A",
        best_signature_time=judged.best_signature_time,
        claimed_time=item.claimed_time,
        timestamps=tuple(_stamp(each) for each in judged.dated),
        coverage=CoverageReport(item.coverage.scope, item.coverage.unsigned_items, item.coverage.changes),
        algorithms=_algorithms(item),
        policy_id=item.policy_id,
        chain=tuple(_links(judged)),
        revocation=tuple(_revocation(judged)),
        subject=subject,
        findings=(*refused, *judged.findings, *_told(subject)),
        accepted=judged.passed and level in _ADVANCED and not refused,
    )


def _refusals(subject: Subject | None, level: Level | None) -> tuple[Finding, ...]:
    """Sound signatures that are nobody's own: of a seal, of a pseudonym, or of an unclear level."""
    if subject is None:
        return ()
    if subject.holder in _NOT_A_PERSON:
        return (Finding(_NOT_A_PERSON[subject.holder], Severity.ERROR, "EN 319 412-2 4.2.4"),)
    if level not in _ADVANCED:
        return (Finding(Code.QUALIFICATION_UNCLEAR, Severity.ERROR, "TS 119 615 4.6", str(level)),)
    return ()


def _told(subject: Subject | None) -> tuple[Finding, ...]:
    if subject is not None and subject.holder is Holder.EMPLOYEE:
        return (notice(Code.IDENTITY_ORGANISATION),)
    return ()


def _form_level(item: SignedItem, judged: Judgement) -> str:
    """Return what level the signature has the form of; whether its parts hold, the verdict says."""
    kinds = {stamp.kind for stamp in item.stamps}
    stamped = StampKind.SIGNATURE in kinds or (item.form is Form.PADES and StampKind.ARCHIVE in kinds)
    proofs = bool(item.material.ocsps or item.material.crls)
    if not stamped:
        return "B"
    if not proofs:
        return "T"
    return "LTA" if StampKind.ARCHIVE in kinds else "LT"


def _stamp(dated: Dated) -> StampReport:
    flaw = dated.flaw.sub_indication if dated.flaw else None
    passed = Indication.TOTAL_PASSED.removeprefix("TOTAL-")
    indication = passed if dated.passed else indication_of(flaw).removeprefix("TOTAL-")
    return StampReport(dated.kind, dated.time, dated.qualified, indication, flaw)


def _algorithms(item: SignedItem) -> tuple[str, ...]:
    if item.signer is None:
        return ()
    mechanism = item.signer.mechanism
    digests = [reference.digest for reference in item.signer.references]
    return tuple(dict.fromkeys((f"{mechanism.scheme}-{mechanism.digest}", *digests)))


def _links(judged: Judgement) -> list[LinkReport]:
    if judged.path is None:
        return []
    links = []
    last = len(judged.path.certificates) - 1
    for place, certificate in enumerate(judged.path.certificates):
        role = "signer" if place == 0 else "authority"
        links.append(LinkReport(certificate.sha256.hex(), role, place == last))
    links[-1] = _anchored(links[-1], judged)
    return links


def _anchored(link: LinkReport, judged: Judgement) -> LinkReport:
    qualified: Qualified | None = judged.qualified
    if qualified is None or judged.path is None:
        return link
    service = qualified.at_signing.service or judged.path.services[0]
    return replace(
        link,
        service=f"{service.provider}: {service.name}",
        territory=service.territory,
        status_at_issuance=qualified.at_issuance.status.rpartition("/")[2],
        status_at_signing=qualified.at_signing.status.rpartition("/")[2],
    )


def _revocation(judged: Judgement) -> list[RevocationReport]:
    found = []
    for checked in judged.checked:
        said = checked.stood.statement
        found.append(
            RevocationReport(
                certificate=checked.certificate.sha256.hex(),
                source=str(said.source) if said else "",
                this_update=said.this_update if said else None,
                issued_at=said.issued_at if said else None,
                status=checked.stood.outcome,
                revoked_at=said.since if said else None,
                by_right=said.by_right if said else "",
            )
        )
    return found


def context_of(trust: TrustSnapshot, at: datetime) -> Context:
    """Return by what every verdict with this snapshot at this moment is found."""
    taken = [state for state in (trust.list_of_lists, *trust.lists.values()) if state and not state.refused]
    return Context(
        validation_time=at,
        policy_version=VERSION,
        trust_snapshot=trust.id,
        trusted_lists=tuple(ListReport(each.territory, each.sequence, each.sha256) for each in taken),
        software=software(),
    )
