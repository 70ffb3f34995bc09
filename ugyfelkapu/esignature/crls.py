# SPDX-License-Identifier: EUPL-1.2
"""Lists of revoked certificates, signed by the issuer itself and complete for the place where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from asn1crypto import algos, core, x509
from asn1crypto import crl as asn1_crl
from cryptography import x509 as fast
from cryptography.x509.oid import ExtensionOID

from .arithmetic import READING_FAULTS, UnknownAlgorithm, fits, mechanism_of
from .statements import Source, Standing, Statement
from .trust.policy import digest_weakness

MOST_LISTS: Final = 100
_EXPIRED_ON_LIST: Final = "2.5.29.60"
_KNOWN: Final = frozenset(
    {
        ExtensionOID.CRL_NUMBER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
        ExtensionOID.FRESHEST_CRL,
        ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
        ExtensionOID.ISSUER_ALTERNATIVE_NAME,
    }
)


@dataclass(frozen=True, slots=True)
class RevocationList:
    """One list as it came; it may be long, so it is searched where it lies."""

    parsed: fast.CertificateRevocationList
    algorithm: algos.SignedDigestAlgorithm
    issuer: bytes
    this_update: datetime
    next_update: datetime | None
    keeps_expired_since: datetime | None
    scope: _Scope


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which of its issuer's certificates a list is about; None for ``points``: wherever they say it lies."""

    users_only: bool = False
    authorities_only: bool = False
    points: frozenset[bytes] | None = None


def read(ders: Iterable[bytes]) -> tuple[RevocationList, ...]:
    """Return the lists that can be read and are complete; the others are as good as absent."""
    found = []
    for der in list(ders)[:MOST_LISTS]:
        read_list = _read(der)
        if read_list is not None:
            found.append(read_list)
    return tuple(found)


def _read(der: bytes) -> RevocationList | None:
    try:
        parsed = fast.load_der_x509_crl(der)
        extensions = parsed.extensions
        if any(each.critical and each.oid not in _KNOWN for each in extensions):
            return None
        scope = _scope(extensions)
        if scope is None:
            return None
        written = asn1_crl.CertificateList.load(der)
        return RevocationList(
            parsed,
            written["signature_algorithm"],
            written["tbs_cert_list"]["issuer"].dump(),
            parsed.last_update_utc,
            parsed.next_update_utc,
            _keeps_expired(extensions),
            scope,
        )
    except (fast.InvalidVersion, fast.UnsupportedGeneralNameType, fast.DuplicateExtension, *READING_FAULTS):
        return None


def _scope(extensions: fast.Extensions) -> _Scope | None:
    """Return what the list is about; None where it is not complete for that."""
    if any(each.oid == ExtensionOID.DELTA_CRL_INDICATOR for each in extensions):
        return None
    try:
        point = extensions.get_extension_for_class(fast.IssuingDistributionPoint).value
    except fast.ExtensionNotFound:
        return _Scope()
    if point.only_some_reasons or point.indirect_crl or point.only_contains_attribute_certs:
        return None
    if point.relative_name is not None:
        return None
    names = None if point.full_name is None else frozenset(_name(each) for each in point.full_name)
    return _Scope(point.only_contains_user_certs, point.only_contains_ca_certs, names)


def _name(name: fast.GeneralName) -> bytes:
    if isinstance(name, fast.DirectoryName):
        return name.value.public_bytes()
    return str(name.value).encode()


def _points_of(certificate: x509.Certificate) -> frozenset[bytes]:
    """Return where a certificate says that the list about it lies."""
    found = set()
    for point in certificate.crl_distribution_points_value or ():
        names = point["distribution_point"]
        for each in names.chosen if names.name == "full_name" else ():
            found.add(each.chosen.dump() if each.name == "directory_name" else str(each.native).encode())
    return frozenset(found)


def _keeps_expired(extensions: fast.Extensions) -> datetime | None:
    for extension in extensions:
        if extension.oid.dotted_string == _EXPIRED_ON_LIST and isinstance(
            extension.value, fast.UnrecognizedExtension
        ):
            moment = core.GeneralizedTime.load(extension.value.value).native
            return moment if isinstance(moment, datetime) else None
    return None


def on_lists(
    lists: tuple[RevocationList, ...], certificate: x509.Certificate, issuer: x509.Certificate
) -> Iterator[Statement]:
    """Yield what the issuer's own lists say of a certificate."""
    for each in lists:
        try:
            if _is_about(each, certificate, issuer) and _is_genuine(each, issuer):
                yield _statement(each, certificate)
        except (UnknownAlgorithm, *READING_FAULTS):
            continue


def _is_about(each: RevocationList, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if each.issuer not in (issuer.subject.dump(), certificate.issuer.dump()):
        return False
    if each.scope.authorities_only if not certificate.ca else each.scope.users_only:
        return False
    return each.scope.points is None or bool(each.scope.points & _points_of(certificate))


def _is_genuine(each: RevocationList, issuer: x509.Certificate) -> bool:
    usage = issuer.key_usage_value
    if usage is not None and "crl_sign" not in usage.native:
        return False
    mechanism = mechanism_of(each.algorithm)
    if digest_weakness(mechanism.digest, each.this_update):
        return False
    return fits(mechanism, issuer.public_key, each.parsed.signature, each.parsed.tbs_certlist_bytes)


def _statement(each: RevocationList, certificate: x509.Certificate) -> Statement:
    entry = each.parsed.get_revoked_certificate_by_serial_number(certificate.serial_number)
    standing, since, reason = (Standing.GOOD, None, "") if entry is None else _entry(entry)
    return Statement(
        source=Source.CRL,
        standing=standing,
        issued_at=each.this_update,
        this_update=each.this_update,
        next_update=each.next_update,
        since=since,
        reason=reason,
        keeps_expired_since=each.keeps_expired_since,
        by_right="issuer",
    )


def _entry(entry: fast.RevokedCertificate) -> tuple[Standing, datetime, str]:
    try:
        reason = entry.extensions.get_extension_for_class(fast.CRLReason).value.reason
    except fast.ExtensionNotFound:
        return Standing.REVOKED, entry.revocation_date_utc, "unspecified"
    standing = Standing.ON_HOLD if reason is fast.ReasonFlags.certificate_hold else Standing.REVOKED
    return standing, entry.revocation_date_utc, reason.name
