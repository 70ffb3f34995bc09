# SPDX-License-Identifier: EUPL-1.2
"""From a report to the person: whom the certificate names, and why a form is refused."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final  # JSON

from ugyfelkapu.accounts.services.signing import Signed
from ugyfelkapu.domain import identities
from ugyfelkapu.domain.ports import DocumentStatus, Register, RegisteredPerson
from ugyfelkapu.domain.signing import Basis, CertificateHolder, Established, NotProved, Reason
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.identity import Holder, Identifier, Subject
from ugyfelkapu.esignature.report import Report

QUALIFIED: Final = frozenset({"QESig", "AdESig-QC"})
"""Levels whose certificate is a qualified one."""
REASONS: Final[Mapping[str, Reason]] = MappingProxyType(
    {
        Code.NO_SIGNATURE: Reason.NOT_SIGNED,
        Code.SIGNED_DATA_MISSING: Reason.NOT_SIGNED,
        Code.TOO_LARGE: Reason.UNREADABLE,
        Code.UNKNOWN_FORMAT: Reason.UNREADABLE,
        Code.UNEXPECTED: Reason.UNREADABLE,
        Code.OUT_OF_RESOURCES: Reason.UNREADABLE,
        Code.PDF_ENCRYPTED: Reason.UNREADABLE,
        Code.PDF_CHANGED_AFTER_SIGNING: Reason.ALTERED,
        Code.DIGEST_MISMATCH: Reason.ALTERED,
        Code.SIGNATURE_MISMATCH: Reason.ALTERED,
        Code.OTHER_DOCUMENT: Reason.OTHER_DOCUMENT,
        Code.ALGORITHM_REFUSED: Reason.WEAK,
        Code.CHAIN_NOT_FOUND: Reason.NOT_TRUSTED,
        Code.CHAIN_BROKEN: Reason.NOT_TRUSTED,
        Code.SERVICE_NOT_GRANTED: Reason.NOT_TRUSTED,
        Code.KEY_USAGE: Reason.NOT_TRUSTED,
        Code.CERTIFICATE_EXPIRED: Reason.EXPIRED,
        Code.CERTIFICATE_NOT_YET_VALID: Reason.EXPIRED,
        Code.CERTIFICATE_REVOKED: Reason.REVOKED,
        Code.CERTIFICATE_ON_HOLD: Reason.REVOKED,
        Code.IDENTITY_SEAL: Reason.SEAL,
        Code.IDENTITY_PSEUDONYM: Reason.PSEUDONYM,
        Code.IDENTITY_ORGANISATION: Reason.ORGANISATION,
        Code.IDENTITY_MALFORMED: Reason.UNCLEAR,
    }
)
"""What people are told of the validator's findings; any other is a signature that is not valid."""
HOLDERS: Final[Mapping[Holder, Reason]] = MappingProxyType(
    {
        Holder.EMPLOYEE: Reason.ORGANISATION,
        Holder.PSEUDONYM: Reason.PSEUDONYM,
        Holder.SEAL: Reason.SEAL,
        Holder.UNCLEAR: Reason.UNCLEAR,
    }
)


def wants_later(report: Report) -> bool:
    """Say whether the same form may be accepted once more is known."""
    return not report.accepted and report.sub_indication is SubIndication.TRY_LATER


def reason_of(report: Report) -> Reason:
    """Return why a form is refused that is not accepted."""
    return REASONS.get(report.reason, Reason.NOT_VALID)


def holder_of(report: Report) -> CertificateHolder:
    """Return whom the certificate of an accepted form names. Raises :class:`NotProved`."""
    if len(report.signatures) != 1:
        raise NotProved(Reason.SEVERAL_SIGNERS)
    subject = report.signatures[0].subject
    if subject is None:
        raise NotProved(Reason.UNCLEAR)
    if subject.holder is not Holder.PERSON:
        raise NotProved(HOLDERS[subject.holder])
    return CertificateHolder(
        family_name=subject.surname,
        given_names=subject.given_name,
        whole_name=subject.common_name,
        country=subject.country,
        identifier=_identifier(subject),
        birth_date=date.fromisoformat(subject.birth_date) if subject.birth_date else None,
        birth_place=subject.birth_place,
    )


def _identifier(subject: Subject) -> str:
    """Return the identifier as the register knows it; the issuer's own numbering says nothing."""
    if subject.identifier is not Identifier.SEMANTIC or subject.semantics is None:
        return ""
    found = subject.semantics
    return f"{found.kind}{found.country}-{found.value}"


def leaf_of(report: Report) -> str:
    """Return the SHA-256 of the signer's certificate."""
    return next((link.sha256 for link in report.signatures[0].chain), "")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, by what that is known, and what the signature is."""

    signed: Signed
    basis: Basis
    level: str
    snapshot: str
    report: str
    """SHA-256 of the report."""


def signer_text(signer: Signer) -> str:
    """Return a signer as JSON text."""
    person = signer.signed.person
    whole: dict[str, Any] = {
        "identity": identities.to_text(signer.signed.identity),
        "register": str(person.register) if person else "",
        "reference": person.reference if person else "",
        "qualified": signer.signed.qualified,
        "country": signer.signed.issuing_country,
        "certificate_name": signer.signed.certificate_name,
        "basis": signer.basis,
        "level": signer.level,
        "snapshot": signer.snapshot,
        "report": signer.report,
    }
    return json.dumps(whole, ensure_ascii=False)


def signer_from(text: str) -> Signer:
    """Return the signer that :func:`signer_text` wrote."""
    whole = json.loads(text)
    identity = identities.from_text(whole["identity"])
    person = None
    if whole["register"]:
        person = RegisteredPerson(
            register=Register(whole["register"]),
            reference=whole["reference"],
            identity=identity,
            document=DocumentStatus.NOT_LISTED,
        )
    signed = Signed(person, identity, whole["qualified"], whole["country"], whole["certificate_name"])
    return Signer(signed, Basis(whole["basis"]), whole["level"], whole["snapshot"], whole["report"])


def signer(established: Established, report: Report, *, digest: str, country: str) -> Signer:
    """Return who signed, as it is kept until a password is chosen."""
    level = report.signatures[0].signature_level
    name = holder_of(report).written_name
    signed = Signed(established.person, established.identity, level in QUALIFIED, country, name)
    return Signer(signed, established.basis, level, report.context.trust_snapshot, digest)
