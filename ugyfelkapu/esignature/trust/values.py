# SPDX-License-Identifier: EUPL-1.2
"""What a trusted list says, as frozen values: services, how they stood when, and pointers to other lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha1, sha256
from unicodedata import normalize

from asn1crypto import core, x509

SERVICE = "http://uri.etsi.org/TrstSvc/Svctype/"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
EXTENSION = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/"
_SUBJECT_KEY_ID = b"\x55\x1d\x0e"
EIDAS = datetime(2016, 6, 30, 22, 0, tzinfo=UTC)
"""When Regulation (EU) No 910/2014 began to apply: midnight of 1 July 2016 in Brussels."""


class Purpose(StrEnum):
    """What a service does, as far as it concerns us (TS 119 612, 5.5.1); the rest is OTHER."""

    QUALIFIED_CERTIFICATES = f"{SERVICE}CA/QC"
    CERTIFICATES = f"{SERVICE}CA/PKC"
    NATIONAL_ROOT = f"{SERVICE}NationalRootCA-QC"
    QUALIFIED_STAMPS = f"{SERVICE}TSA/QTST"
    STAMPS = f"{SERVICE}TSA"
    STAMPS_FOR_QUALIFIED = f"{SERVICE}TSA/TSS-QC"
    STAMPS_FOR_SIGNATURES = f"{SERVICE}TSA/TSS-AdESQCandQES"
    QUALIFIED_ANSWERS = f"{SERVICE}Certstatus/OCSP/QC"
    ANSWERS = f"{SERVICE}Certstatus/OCSP"
    OTHER = ""


ISSUING = frozenset({Purpose.QUALIFIED_CERTIFICATES, Purpose.CERTIFICATES, Purpose.NATIONAL_ROOT})
STAMPING = frozenset(
    {
        Purpose.QUALIFIED_STAMPS,
        Purpose.STAMPS,
        Purpose.STAMPS_FOR_QUALIFIED,
        Purpose.STAMPS_FOR_SIGNATURES,
    }
)
ANSWERING = frozenset({Purpose.QUALIFIED_ANSWERS, Purpose.ANSWERS})


class Status(StrEnum):
    """How a service stands (TS 119 612, 5.5.4 and annex D.5 for the years before eIDAS)."""

    GRANTED = f"{STATUS}granted"
    WITHDRAWN = f"{STATUS}withdrawn"
    RECOGNISED = f"{STATUS}recognisedatnationallevel"
    DEPRECATED = f"{STATUS}deprecatedatnationallevel"
    UNDER_SUPERVISION = f"{STATUS}undersupervision"
    SUPERVISION_IN_CESSATION = f"{STATUS}supervisionincessation"
    SUPERVISION_CEASED = f"{STATUS}supervisionceased"
    SUPERVISION_REVOKED = f"{STATUS}supervisionrevoked"
    ACCREDITED = f"{STATUS}accredited"
    ACCREDITATION_CEASED = f"{STATUS}accreditationceased"
    ACCREDITATION_REVOKED = f"{STATUS}accreditationrevoked"
    SET_BY_LAW = f"{STATUS}setbynationallaw"
    DEPRECATED_BY_LAW = f"{STATUS}deprecatedbynationallaw"
    OTHER = ""


_GOOD = frozenset({Status.GRANTED, Status.RECOGNISED, Status.SET_BY_LAW})
_GOOD_BEFORE = frozenset({Status.UNDER_SUPERVISION, Status.SUPERVISION_IN_CESSATION, Status.ACCREDITED})


def granted(status: Status, moment: datetime) -> bool:
    """Tell whether a service of that status was qualified at a moment (TS 119 615, 4.4.4)."""
    if moment < EIDAS:
        return status in _GOOD_BEFORE or status is Status.GRANTED
    return status is Status.GRANTED


def recognised(status: Status, moment: datetime) -> bool:
    """Tell whether a service of that status was at least recognised, qualified or not, at a moment."""
    return status in _GOOD or granted(status, moment)


class Kind(StrEnum):
    """What a qualified certificate is for; as a list says it and as certificates do (EN 319 412-5)."""

    SIGNATURE = "ForeSignatures"
    SEAL = "ForeSeals"
    WEBSITE = "ForWebSiteAuthentication"


class Qualifier(StrEnum):
    """What a list says about some of a service's certificates (TS 119 612, 5.5.9.2.3)."""

    WITH_SSCD = "QCWithSSCD"
    NO_SSCD = "QCNoSSCD"
    SSCD_AS_IN_CERTIFICATE = "QCSSCDStatusAsInCert"
    WITH_QSCD = "QCWithQSCD"
    NO_QSCD = "QCNoQSCD"
    QSCD_AS_IN_CERTIFICATE = "QCQSCDStatusAsInCert"
    QSCD_ON_BEHALF = "QCQSCDManagedOnBehalf"
    LEGAL_PERSON = "QCForLegalPerson"
    FOR_SIGNATURE = "QCForESig"
    FOR_SEAL = "QCForESeal"
    FOR_WEBSITE = "QCForWSA"
    NOT_QUALIFIED = "NotQualified"
    STATEMENT = "QCStatement"


class Needs(StrEnum):
    """How many criteria of a list must hold."""

    ALL = "all"
    AT_LEAST_ONE = "atLeastOne"
    NONE = "none"


@dataclass(frozen=True)
class Criteria:
    """Which certificates a qualification concerns (TS 119 612, 5.5.9.2.2)."""

    needs: Needs
    key_usage: tuple[tuple[str, bool], ...] = ()
    policies: tuple[frozenset[str], ...] = ()
    subject_attributes: tuple[frozenset[str], ...] = ()
    purposes: tuple[frozenset[str], ...] = ()
    inner: tuple[Criteria, ...] = ()
    unread: bool = False
    """Something here was not understood."""


@dataclass(frozen=True)
class Rule:
    """What holds for the certificates that meet the criteria."""

    qualifiers: frozenset[Qualifier]
    criteria: Criteria


@dataclass(frozen=True)
class Period:
    """How a service stood from a moment on, until the next period began."""

    status: Status
    since: datetime
    until: datetime | None
    kinds: frozenset[Kind] = frozenset()
    """What its certificates may be for; empty where the list does not say."""
    rules: tuple[Rule, ...] = ()
    expired_since: datetime | None = None
    """From when on certificates that expired stay on its lists of revoked ones (5.5.9.1)."""
    taken_over: bool = False
    """Another provider took the service over (5.5.9.3)."""
    unread: bool = False
    """A critical extension was not understood: nothing may be concluded from this period."""

    def covers(self, moment: datetime) -> bool:
        """Tell whether the service stood so at a moment."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True)
class Authority:
    """A certificate on a list, with what certificates below it name it by."""

    certificate: x509.Certificate = field(compare=False, repr=False)
    sha256: bytes
    subject: bytes
    """The subject in DER."""
    name: object
    """The subject, to compare with issuers."""
    key_id: bytes
    """What the certificate says its key is called, or the digest of the key."""
    key_digest: bytes
    """SHA-1 of the public key, another name of the key."""
    key: bytes
    """SHA-256 of the whole public key information."""
    ends_at: datetime

    @property
    def names(self) -> frozenset[bytes]:
        """Return everything that the key may be called by."""
        return frozenset({self.key_id, self.key_digest})


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError("no moment")
    return value


def normalised(name: x509.Name) -> object:
    """Return what a name is compared by, whatever its strings are encoded in; its octets if unreadable.

    RFC 5280, 7.1 compares without regard to case and to repeated spaces.
    """
    try:
        parts = [
            frozenset((each["type"].contents, _plain(each["value"].native)) for each in relative)
            for relative in name.chosen
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        return name.dump()
    return tuple(parts)


def _plain(value: object) -> object:
    if not isinstance(value, str):
        return repr(value)
    return " ".join(normalize("NFKC", value).casefold().split())


def _key_id(certificate: x509.Certificate) -> bytes:
    """Return what a certificate calls its key; its other extensions, which may be odd, are passed over."""
    for extension in certificate["tbs_certificate"]["extensions"]:
        if extension["extn_id"].contents == _SUBJECT_KEY_ID:
            return bytes(core.OctetString.load(bytes(extension["extn_value"]), strict=True))
    return b""


def authority(certificate: x509.Certificate) -> Authority:
    """Read what matters of a listed certificate; raise ValueError or TypeError where it cannot be read."""
    der = certificate.dump()
    digest = sha1(bytes(certificate.public_key["public_key"]), usedforsecurity=False).digest()
    return Authority(
        certificate=x509.Certificate.load(der),
        sha256=sha256(der).digest(),
        subject=certificate.subject.dump(),
        name=normalised(certificate.subject),
        key_id=_key_id(certificate) or digest,
        key_digest=digest,
        key=sha256(certificate.public_key.dump()).digest(),
        ends_at=_moment(certificate.not_valid_after),
    )


@dataclass(frozen=True)
class Service:
    """One service of one provider on one list, now and before."""

    territory: str
    provider: str
    name: str
    purpose: Purpose
    authorities: tuple[Authority, ...]
    periods: tuple[Period, ...]
    """Newest first."""

    def period_at(self, moment: datetime) -> Period | None:
        """Return how the service stood at a moment; None before it was listed."""
        return next((period for period in self.periods if period.covers(moment)), None)


@dataclass(frozen=True)
class Pointer:
    """Where another list lies, and who may sign it."""

    territory: str
    location: str
    signers: tuple[x509.Certificate, ...] = field(compare=False, repr=False)
    list_of_lists: bool
    media_type: str


@dataclass(frozen=True)
class Problem:
    """Something on a list that could not be read or that does not hold; the rest of the list stands."""

    territory: str
    what: str
    detail: str = ""


@dataclass(frozen=True)
class Head:
    """Which list this is, of which age (TS 119 612, 5.3)."""

    territory: str
    list_of_lists: bool
    version: int
    sequence: int
    issued_at: datetime
    next_update_at: datetime | None
    """None where the list is closed: nothing will follow."""
    information: tuple[str, ...]
    """The addresses of further information; on the list of the lists, its pivots among them."""


@dataclass(frozen=True)
class TrustedList:
    """A whole list (TS 119 612): the list of the lists or a national one."""

    head: Head
    pointers: tuple[Pointer, ...]
    services: tuple[Service, ...]
    problems: tuple[Problem, ...]
