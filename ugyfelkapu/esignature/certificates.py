# SPDX-License-Identifier: EUPL-1.2
"""Certificates that came along: read with distrust, compared by their bytes, verified below their issuers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import core, x509

from .arithmetic import READING_FAULTS, UnknownAlgorithm, digest, fits, mechanism_of
from .signed_item import CertificateReference, Signer
from .trust.values import normalised

MOST_CERTIFICATES: Final = 200
_KNOWN_CRITICAL: Final = frozenset(
    {
        "basic_constraints",
        "key_usage",
        "extended_key_usage",
        "certificate_policies",
        "qc_statements",
        "subject_alt_name",
        "issuer_alt_name",
        "crl_distribution_points",
        "authority_information_access",
        "authority_key_identifier",
        "key_identifier",
        "private_key_usage_period",
    }
)
"""Extensions that we understand, or that constrain nothing that we rely on."""
_SIGNING_BIT: Final = "non_repudiation"
_OTHER_PURPOSES: Final = frozenset({"server_auth", "code_signing", "time_stamping", "ocsp_signing"})


def read(ders: Iterable[bytes]) -> tuple[x509.Certificate, ...]:
    """Return the certificates that can be read, each once; the others are as good as absent."""
    found: dict[bytes, x509.Certificate] = {}
    for der in ders:
        if der in found or len(found) >= MOST_CERTIFICATES:
            continue
        certificate = _read(der)
        if certificate is not None:
            found[der] = certificate
    return tuple(found.values())


def _read(der: bytes) -> x509.Certificate | None:
    try:
        certificate = x509.Certificate.load(der, strict=True)
        moments = certificate.not_valid_before, certificate.not_valid_after
        readable = certificate.subject.dump() and certificate.issuer.dump() and certificate.public_key.dump()
        for part in _asked_later(certificate):
            part.native  # noqa: B018  every part that is asked later must be readable now
    except READING_FAULTS:
        return None
    return certificate if readable and all(isinstance(moment, datetime) for moment in moments) else None


def _asked_later(certificate: x509.Certificate) -> Iterator[core.Asn1Value]:
    body = certificate["tbs_certificate"]
    yield from (body["serial_number"], body["signature"], certificate["signature_algorithm"])
    certificate.critical_extensions  # noqa: B018  reads them all
    for value in (
        certificate.key_usage_value,
        certificate.extended_key_usage_value,
        certificate.basic_constraints_value,
        certificate.authority_key_identifier_value,
    ):
        if value is not None:
            yield value


def chosen(pool: tuple[x509.Certificate, ...], signer: Signer) -> x509.Certificate | None:
    """Return the certificate that the signature itself names; its place among the others says nothing."""
    named = [certificate for certificate in pool if _is_named(certificate, signer)]
    return named[0] if named else None


def _is_named(certificate: x509.Certificate, signer: Signer) -> bool:
    if signer.certificates:
        return all(_has_digest(certificate, reference) for reference in signer.certificates)
    if signer.named is None:
        return False
    issuer, serial = signer.named
    return bool(certificate.issuer.dump() == issuer and certificate.serial_number == serial)


def _has_digest(certificate: x509.Certificate, reference: CertificateReference) -> bool:
    return digest(reference.digest, certificate.dump()) == reference.value


def disagrees(certificate: x509.Certificate, signer: Signer) -> bool:
    """Return whether the signature names its certificate in two ways that do not agree."""
    if signer.named is None:
        return False
    issuer, serial = signer.named
    same_issuer = normalised(certificate.issuer) == normalised(x509.Name.load(issuer))
    return not same_issuer or certificate.serial_number != serial


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which a certificate may sign."""

    first: datetime
    last: datetime

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment lies within."""
        return self.first <= moment <= self.last


def window(certificate: x509.Certificate) -> Window:
    """Return the certificate's time of validity."""
    first, last = certificate.not_valid_before, certificate.not_valid_after
    if not isinstance(first, datetime) or not isinstance(last, datetime):
        raise TypeError("validity")  # never where read() let the certificate in
    return Window(first, last)


def issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether the issuer's key signed the certificate, under the issuer's name."""
    if normalised(certificate.issuer) != normalised(issuer.subject):
        return False
    return signed_with_key_of(certificate, issuer)


def signed_with_key_of(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Return whether the issuer's key signed the certificate."""
    outer = certificate["signature_algorithm"]
    body = certificate["tbs_certificate"]
    if outer.dump() != body["signature"].dump():
        return False
    try:
        mechanism = mechanism_of(outer)
        return fits(mechanism, issuer.public_key, certificate["signature_value"].native, body.dump())
    except (UnknownAlgorithm, *READING_FAULTS):
        return False


def signature_digest(certificate: x509.Certificate) -> str:
    """Return the digest under the issuer's signature; empty where it is unknown."""
    try:
        return mechanism_of(certificate["signature_algorithm"]).digest
    except (UnknownAlgorithm, *READING_FAULTS):
        return ""


def same_key(one: x509.Certificate, other: x509.Certificate) -> bool:
    """Return whether two certificates speak of one key under one name."""
    return bool(
        one.public_key.dump() == other.public_key.dump()
        and normalised(one.subject) == normalised(other.subject)
    )


def unknown_critical(certificate: x509.Certificate) -> Iterator[str]:
    """Yield critical extensions that we do not process; each of them forbids to rely on the certificate."""
    for name in certificate.critical_extensions:
        if name not in _KNOWN_CRITICAL:
            yield str(name)


def purposes(certificate: x509.Certificate) -> frozenset[str]:
    """Return the extended key usages, by name or OID; empty where none is stated."""
    value = certificate.extended_key_usage_value
    return frozenset() if value is None else frozenset(str(purpose) for purpose in value.native)


def may_sign_documents(certificate: x509.Certificate) -> bool:
    """Return whether the certificate is for committing oneself to content (EN 319 412-2, 4.3.2).

    The key usage must hold non-repudiation; extended usages must leave room for documents.
    """
    usage = certificate.key_usage_value
    if usage is None or _SIGNING_BIT not in usage.native:
        return False
    if certificate.ca:
        return False
    stated = purposes(certificate)
    return not stated or bool(stated - _OTHER_PURPOSES)


def may_stamp(certificate: x509.Certificate) -> bool:
    """Return whether the certificate is for timestamps and nothing else (RFC 3161, 2.3)."""
    if (
        purposes(certificate) != {"time_stamping"}
        or "extended_key_usage" not in certificate.critical_extensions
    ):
        return False
    usage = certificate.key_usage_value
    return usage is None or bool({"digital_signature", _SIGNING_BIT} & usage.native)


def may_issue(certificate: x509.Certificate, below: int) -> bool:
    """Return whether a certificate between leaf and anchor may have this many authorities below it."""
    constraints = certificate.basic_constraints_value
    if constraints is None or not constraints["ca"].native:
        return False
    longest = constraints["path_len_constraint"].native
    usage = certificate.key_usage_value
    signs = usage is None or "key_cert_sign" in usage.native
    return signs and (longest is None or below <= longest)
