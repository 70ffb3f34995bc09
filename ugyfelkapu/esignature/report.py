# SPDX-License-Identifier: EUPL-1.2
"""The report on a signed document: frozen values, written as JSON in the words of TS 119 102-2."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from typing import Final

from .findings import Finding, Indication, SubIndication
from .identity import Subject
from .signed_item import Part

POLICY: Final = "urn:ugyfelkapu:esignature:registration"
_SOFTWARE: Final = ("pyhanko", "pyhanko-certvalidator", "lxml", "asn1crypto", "cryptography")


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What came in."""

    sha256: str
    format: str
    signatures_found: int


@dataclass(frozen=True, slots=True)
class StampReport:
    """One timestamp of a signature."""

    kind: str
    time: datetime | None
    qualified: str
    indication: str
    sub_indication: str | None


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What is signed, what is not, and what came after."""

    scope: tuple[str, ...]
    unsigned_items: tuple[str, ...]
    changes: str


@dataclass(frozen=True, slots=True)
class LinkReport:
    """One certificate of the path that was relied on."""

    sha256: str
    role: str
    anchor: bool
    service: str = ""
    territory: str = ""
    status_at_issuance: str = ""
    status_at_signing: str = ""


@dataclass(frozen=True, slots=True)
class RevocationReport:
    """What decided whether a certificate stood."""

    certificate: str
    source: str
    this_update: datetime | None
    issued_at: datetime | None
    status: str
    revoked_at: datetime | None = None
    by_right: str = ""


@dataclass(frozen=True, slots=True)
class SignatureReport:
    """The verdict on one signature."""

    name: str
    indication: Indication
    sub_indication: SubIndication | None
    format_level: str
    signature_level: str
    best_signature_time: datetime | None
    claimed_time: datetime | None
    timestamps: tuple[StampReport, ...]
    coverage: CoverageReport
    algorithms: tuple[str, ...]
    policy_id: str
    chain: tuple[LinkReport, ...]
    revocation: tuple[RevocationReport, ...]
    subject: Subject | None
    """Who signed, by the validated certificate alone; absent where the signature did not pass."""
    findings: tuple[Finding, ...]
    accepted: bool


@dataclass(frozen=True, slots=True)
class ListReport:
    """One trusted list that the verdict rests on."""

    territory: str
    sequence: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Context:
    """By what the verdict was found: to be told again, with the same outcome, whenever it is asked."""

    validation_time: datetime
    policy_version: str
    trust_snapshot: str
    trusted_lists: tuple[ListReport, ...]
    software: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The whole verdict. ``accepted`` is true only if every signature passed and is at least advanced."""

    accepted: bool
    indication: Indication
    sub_indication: SubIndication | None
    document: DocumentReport
    signatures: tuple[SignatureReport, ...]
    findings: tuple[Finding, ...]
    context: Context
    payload: tuple[Part, ...] = field(default=(), repr=False)
    """The signed bytes of accepted documents; the declaration is shown from these and nothing else."""

    @property
    def reason(self) -> str:
        """Return in one word of ours why the document is refused; empty where it is accepted."""
        if self.accepted:
            return ""
        errors = [*self.findings, *(found for each in self.signatures for found in each.findings)]
        return str(next((found.code for found in errors if found.severity == "error"), "NOT_ACCEPTED"))


@cache
def software() -> tuple[tuple[str, str], ...]:
    """Return the libraries that the verdict depends on, with their versions."""
    return tuple((name, version(name)) for name in _SOFTWARE)


def as_json(report: Report) -> str:
    """Return the report as one JSON object; the payload stays out."""
    values = {
        each.name: _plain(getattr(report, each.name))
        for each in dataclasses.fields(report)
        if each.name != "payload"
    }
    return json.dumps(values, ensure_ascii=False)


def _plain(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.value if isinstance(value, StrEnum) else value
