# SPDX-License-Identifier: EUPL-1.2
"""Judging samples of the test world: with which lists, at which moment, and what to read of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from asn1crypto import x509

from tests.pki import VALIDATED_AT, Authority, Format, Leaf, Level, Listed, Lists, Unit, sign, trust, world
from tests.pki.lists import CA_PKC, RECOGNISED
from ugyfelkapu.esignature.findings import Code, Severity, SubIndication
from ugyfelkapu.esignature.report import Report, SignatureReport
from ugyfelkapu.esignature.revocation import RevocationSource
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.esignature.trust.snapshot import TrustSnapshot
from ugyfelkapu.esignature.validation import validate

IN_ORDER = Lists()
UNDER_ROOT = Lists((*IN_ORDER.services, ("root", Listed((Authority.ROOT,), CA_PKC, RECOGNISED, kinds=()))))
"""The root is listed too, so that whom it certified stands between it and the signers."""


@cache
def snapshot(lists: Lists = IN_ORDER, at: datetime = VALIDATED_AT) -> TrustSnapshot:
    """Return the lists as they are read at a moment."""
    return TrustSnapshot.from_directory(trust(lists), at)


@cache
def sample(shape: Format, level: Level = Level.LT, leaf: Leaf = Leaf.CITIZEN) -> bytes:
    """Return a signature with which everything is in order, the same one each time."""
    return sign(shape, level, leaf)


def judged(
    document: bytes,
    *,
    lists: Lists = IN_ORDER,
    at: datetime = VALIDATED_AT,
    source: RevocationSource | None = None,
) -> Report:
    """Return the report on a document."""
    return validate(document, snapshot(lists, at), at=at, source=source)


@dataclass(frozen=True)
class FromTheWorld:
    """Fetched answers: what the authorities of the test world say at a moment."""

    asked_at: datetime

    def evidence_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Material:
        """Return the answer or the list about a certificate."""
        for label in (*Leaf, *Unit):
            if world().certificate(label).dump() == certificate.dump():
                answer = world().ocsp(label, self.asked_at)
                if answer:
                    return Material((), (answer,), ())
                return Material((), (), (world().crl(world().issuer(label), self.asked_at),))
        return Material()


def only(report: Report) -> SignatureReport:
    """Return the report on the one signature of a document."""
    (signature,) = report.signatures
    return signature


def codes(report: Report) -> set[Code]:
    """Return what speaks against a document."""
    found = [*report.findings, *(each for signature in report.signatures for each in signature.findings)]
    return {each.code for each in found if each.severity is Severity.ERROR}


def outcome(report: Report) -> tuple[SubIndication | None, Code | None]:
    """Return the verdict and the first thing that speaks against a document."""
    found = [*report.findings, *(each for signature in report.signatures for each in signature.findings)]
    first = next((each.code for each in found if each.severity is Severity.ERROR), None)
    return report.sub_indication, first


def refused(report: Report, sub_indication: SubIndication | None, code: Code) -> bool:
    """Return whether a document is refused for this reason, without a trace of its content."""
    return not report.accepted and not report.payload and outcome(report) == (sub_indication, code)
