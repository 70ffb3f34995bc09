# SPDX-License-Identifier: EUPL-1.2
"""The report on a signed document for people to read: what the JSON says, a line for each thing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from .findings import Finding, Severity
from .identity import Subject
from .report import Report, SignatureReport


def why(report: Report) -> str:
    """Return in one line why a document is refused."""
    words = [report.indication, report.sub_indication, report.reason]
    return " ".join(str(word) for word in words if word)


def lines(report: Report) -> Iterator[str]:
    """Yield the report line by line; no name in it can steer a terminal."""
    for line in _lines(report):
        yield "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in line)


def _lines(report: Report) -> Iterator[str]:
    document, context = report.document, report.context
    count = document.signatures_found
    yield f"{document.format or 'unknown format'}, {count} signature{'' if count == 1 else 's'}"
    yield from _findings(report.findings)
    for signature in report.signatures:
        yield from _of_signature(signature)
    lists = ", ".join(f"{each.territory} {each.sequence}" for each in context.trusted_lists)
    judged_at = _moment(context.validation_time)
    yield f"judged at {judged_at} by policy {context.policy_version}, lists {lists or 'none'}"
    yield "accepted" if report.accepted else f"refused: {why(report)}"


def _of_signature(signature: SignatureReport) -> Iterator[str]:
    yield " ".join(filter(None, (f"{signature.name}:", signature.indication, signature.sub_indication)))
    yield f"  {signature.format_level}, {signature.signature_level}"
    if signature.subject:
        yield f"  signed by {_who(signature.subject)}"
    if signature.claimed_time:
        yield f"  says it was signed at {_moment(signature.claimed_time)}"
    if signature.best_signature_time:
        yield f"  existed at {_moment(signature.best_signature_time)}"
    for stamp in signature.timestamps:
        told = " ".join(filter(None, (stamp.indication, stamp.sub_indication)))
        moment = _moment(stamp.time) if stamp.time else "unreadable"
        yield f"  {stamp.kind} timestamp {moment}: {told}, qualified {stamp.qualified}"
    yield from _reach(signature)
    yield from _trust(signature)
    yield from _findings(signature.findings)


def _who(subject: Subject) -> str:
    name = subject.common_name or f"{subject.surname} {subject.given_name}".strip() or "nobody named"
    told = [f"{name} ({', '.join(filter(None, (subject.holder, subject.country)))})"]
    if subject.organisation:
        told.append(f"of {subject.organisation}")
    if subject.birth_date or subject.birth_place:
        told.append("born " + " in ".join(filter(None, (subject.birth_date, subject.birth_place))))
    if subject.serial_number:
        told.append(f"serial number {subject.serial_number} ({subject.identifier})")
    return ", ".join(told)


def _reach(signature: SignatureReport) -> Iterator[str]:
    coverage = signature.coverage
    if coverage.scope:
        yield f"  covers {', '.join(coverage.scope)}; changes since: {coverage.changes or 'none'}"
    if coverage.unsigned_items:
        yield f"  does not cover {', '.join(coverage.unsigned_items)}"


def _trust(signature: SignatureReport) -> Iterator[str]:
    for link in signature.chain:
        if link.anchor:
            listed = f"{link.service} ({link.territory})" if link.service else f"certificate {link.sha256}"
            issued, used = link.status_at_issuance or "unknown", link.status_at_signing or "unknown"
            yield f"  trusted through {listed}: {issued} at issuance, {used} at signing"
    for each in signature.revocation:
        issued_at = f" of {_moment(each.issued_at)}" if each.issued_at else ""
        revoked = f" since {_moment(each.revoked_at)}" if each.revoked_at else ""
        yield f"  revocation by {each.source}{issued_at}: {each.status}{revoked}"
    if signature.algorithms:
        yield f"  algorithms {', '.join(signature.algorithms)}"


def _findings(findings: tuple[Finding, ...]) -> Iterator[str]:
    for finding in findings:
        mark = "!" if finding.severity is Severity.ERROR else "-"
        yield f"  {mark} {finding.code} {finding.detail}".rstrip()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
