# SPDX-License-Identifier: EUPL-1.2
"""Reading trusted lists (ETSI TS 119 612, versions 5 and 6): one bad service never loses the list."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

from asn1crypto import x509
from lxml import etree

from .extensions import Said, read_extensions
from .values import (
    Authority,
    Head,
    Period,
    Pointer,
    Problem,
    Purpose,
    Service,
    Status,
    TrustedList,
    authority,
)

TSL = "{http://uri.etsi.org/02231/v2#}"
_ADDITIONAL = "{http://uri.etsi.org/02231/v2/additionaltypes#}"
_TYPES = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/"
LIST_OF_LISTS = f"{_TYPES}EUlistofthelists"
_RULES = "http://uri.etsi.org/TrstSvc/TrustedList/schemerules/EUlistofthelists"
_RULES_TAG = "SchemeTypeCommunityRules"
VERSIONS = frozenset({5, 6})
LARGEST = 32 * 1024 * 1024
"""Octets; the largest list of today has a tenth of it."""
UNREADABLE = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
    etree.LxmlError,
)
"""What the libraries raise on odd input."""


class Unreadable(ValueError):  # noqa: N818  reads as the thing it is
    """This is no trusted list that we can read."""


def parse_xml(octets: bytes) -> etree._Element:
    """Return the root of a list; no list has a document type, and none is beyond measure."""
    if len(octets) > LARGEST:
        raise Unreadable("too large")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(octets, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("no XML") from error
    if root.getroottree().docinfo.internalDTD is not None or root.tag != f"{TSL}TrustServiceStatusList":
        raise Unreadable("no trusted list")
    return root


def read_head(root: etree._Element) -> Head:
    """Read which list this claims to be; raise Unreadable where that is not to be read."""
    try:
        scheme = _child(root, "SchemeInformation")
        head = Head(
            territory=_text(scheme, "SchemeTerritory").upper(),
            list_of_lists=_is_top(scheme.find(f"{TSL}TSLType"), scheme.iterfind(f"{TSL}{_RULES_TAG}")),
            version=int(_text(scheme, "TSLVersionIdentifier")),
            sequence=int(_text(scheme, "TSLSequenceNumber")),
            issued_at=_moment(_text(scheme, "ListIssueDateTime")),
            next_update_at=_next_update(scheme),
            information=tuple(_texts(scheme.find(f"{TSL}SchemeInformationURI"))),
        )
    except UNREADABLE as error:
        raise Unreadable("broken head") from error
    if head.version not in VERSIONS:
        raise Unreadable("unknown version")
    return head


def read_list(root: etree._Element) -> TrustedList:
    """Read a list whose signature somebody else verifies; what cannot be read within it becomes a problem."""
    head = read_head(root)
    problems: list[Problem] = []
    pointers = tuple(_pointers(_child(root, "SchemeInformation"), head.territory, problems))
    services = tuple(_services(root, head.territory, problems))
    return TrustedList(head, pointers, services, tuple(problems))


def _child(parent: etree._Element, name: str) -> etree._Element:
    found = parent.find(f"{TSL}{name}")
    if found is None:
        raise Unreadable(name)
    return found


def _text(parent: etree._Element, name: str) -> str:
    return (_child(parent, name).text or "").strip()


def _texts(parent: etree._Element | None) -> Iterator[str]:
    for child in parent if parent is not None else ():
        yield (child.text or "").strip()


def _moment(text: str) -> datetime:
    """Read a moment; where a list names no zone, UTC is meant (TS 119 612, 5.1.3)."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _is_top(kind: etree._Element | None, rules: Iterable[etree._Element]) -> bool:
    """Tell whether a list says of itself, or a pointer of another, that it is the list of the lists."""
    if kind is not None and (kind.text or "").strip() == LIST_OF_LISTS:
        return True
    return any(_RULES in _texts(each) for each in rules)


def _next_update(scheme: etree._Element) -> datetime | None:
    moment = _child(scheme, "NextUpdate").find(f"{TSL}dateTime")
    return None if moment is None or not (moment.text or "").strip() else _moment((moment.text or "").strip())


def _name(parent: etree._Element, name: str) -> str:
    """Return a name in English, or in the first language that it is given in."""
    names = [each for each in parent.iterfind(f"{TSL}{name}/{TSL}Name") if each.text]
    space = "{http://www.w3.org/XML/1998/namespace}lang"
    english = [each for each in names if each.get(space) == "en"]
    chosen = next(iter([*english, *names]), None)
    return "" if chosen is None else " ".join((chosen.text or "").split())


def _certificates(identity: etree._Element | None) -> Iterator[x509.Certificate]:
    for written in identity.iter(f"{TSL}X509Certificate") if identity is not None else ():
        yield x509.Certificate.load(_octets(written), strict=True)


def _octets(element: etree._Element) -> bytes:
    try:
        return base64.b64decode("".join((element.text or "").split()), validate=True)
    except binascii.Error as error:
        raise Unreadable("no base64") from error


def _pointers(scheme: etree._Element, territory: str, problems: list[Problem]) -> Iterator[Pointer]:
    for pointer in scheme.iterfind(f"{TSL}PointersToOtherTSL/{TSL}OtherTSLPointer"):
        try:
            yield _pointer(pointer)
        except UNREADABLE as error:
            problems.append(Problem(territory, "pointer_unread", str(error)[:200]))


def _pointer(pointer: etree._Element) -> Pointer:
    kind = pointer.find(f".//{TSL}TSLType")
    where = pointer.find(f".//{TSL}SchemeTerritory")
    media = pointer.find(f".//{_ADDITIONAL}MimeType")
    signers = []
    for identity in pointer.iter(f"{TSL}ServiceDigitalIdentity"):
        for certificate in _certificates(identity):
            certificate.public_key.dump()
            signers.append(certificate)
    return Pointer(
        territory=("" if where is None else (where.text or "").strip()).upper(),
        location=_text(pointer, "TSLLocation"),
        signers=tuple(signers),
        list_of_lists=_is_top(kind, pointer.iter(f"{TSL}{_RULES_TAG}")),
        media_type="" if media is None else (media.text or "").strip(),
    )


def _services(root: etree._Element, territory: str, problems: list[Problem]) -> Iterator[Service]:
    providers = f"{TSL}TrustServiceProviderList/{TSL}TrustServiceProvider"
    for provider in root.iterfind(providers):
        name = _provider_name(provider)
        for service in provider.iterfind(f"{TSL}TSPServices/{TSL}TSPService"):
            try:
                read = _service(service, territory, name, problems)
            except UNREADABLE as error:
                problems.append(Problem(territory, "service_unread", f"{name}: {error}"[:200]))
                continue
            if read is not None:
                yield read


def _provider_name(provider: etree._Element) -> str:
    information = provider.find(f"{TSL}TSPInformation")
    return "" if information is None else _name(information, "TSPName")


def _service(
    service: etree._Element, territory: str, provider: str, problems: list[Problem]
) -> Service | None:
    """Read a service of a purpose that concerns us; None for the others."""
    information = _child(service, "ServiceInformation")
    purpose = _purpose(_text(information, "ServiceTypeIdentifier"))
    if purpose is Purpose.OTHER:
        return None
    name = _name(information, "ServiceName")
    authorities = _authorities(information, territory, f"{provider}: {name}", problems)
    history = service.iterfind(f"{TSL}ServiceHistory/{TSL}ServiceHistoryInstance")
    kept = [each for each in history if _same_service(each, purpose, authorities, problems, territory)]
    return Service(
        territory=territory,
        provider=provider,
        name=name,
        purpose=purpose,
        authorities=authorities,
        periods=_periods([information, *kept], territory, f"{provider}: {name}", problems),
    )


def _purpose(uri: str) -> Purpose:
    return Purpose(uri) if uri in Purpose._value2member_map_ and uri else Purpose.OTHER


def _authorities(
    information: etree._Element, territory: str, who: str, problems: list[Problem]
) -> tuple[Authority, ...]:
    """Read the certificates of a service; one that cannot be read is left out and noted (trap 11)."""
    found: dict[bytes, Authority] = {}
    identity = information.find(f"{TSL}ServiceDigitalIdentity")
    for written in identity.iter(f"{TSL}X509Certificate") if identity is not None else ():
        try:
            read = authority(x509.Certificate.load(_octets(written), strict=True))
        except UNREADABLE as error:
            problems.append(Problem(territory, "certificate_unread", f"{who}: {error}"[:200]))
            continue
        found[read.sha256] = read
    if not found:
        problems.append(Problem(territory, "service_without_certificate", who[:200]))
    return tuple(found.values())


def _same_service(
    history: etree._Element,
    purpose: Purpose,
    authorities: tuple[Authority, ...],
    problems: list[Problem],
    territory: str,
) -> bool:
    """Tell whether a history entry is about the service's present certificates (trap 6).

    Entries name no certificate but a key id or a subject. The list gives a service one key for its whole
    life (TS 119 612, 5.6.4), so an entry holds for the present certificates unless its key id is another's.
    """
    kind = history.find(f"{TSL}ServiceTypeIdentifier")
    if kind is None or (kind.text or "").strip() != purpose:
        return False
    try:
        named = {_octets(key_id) for key_id in history.iter(f"{TSL}X509SKI")}
    except UNREADABLE:
        named = {b""}
    known = {name for each in authorities for name in each.names}
    if named and not named & known:
        problems.append(Problem(territory, "history_of_another_key"))
        return False
    return True


def _periods(
    entries: list[etree._Element], territory: str, who: str, problems: list[Problem]
) -> tuple[Period, ...]:
    """Read how a service stood, newest first, each period ending where the next begins."""
    read = []
    for entry in entries:
        try:
            read.append(_period(entry))
        except UNREADABLE as error:
            problems.append(Problem(territory, "period_unread", f"{who}: {error}"[:200]))
            if entry is entries[0]:
                raise
    for period in read:
        if period.unread:
            problems.append(Problem(territory, "critical_extension_unread", who[:200]))
    read.sort(key=lambda period: period.since, reverse=True)
    ended = [replace(older, until=newer.since) for newer, older in pairwise(read)]
    return (*read[:1], *ended)


def _period(entry: etree._Element) -> Period:
    status = _text(entry, "ServiceStatus")
    said: Said = read_extensions(entry.find(f"{TSL}ServiceInformationExtensions"), _moment)
    return Period(
        status=Status(status) if status in Status._value2member_map_ else Status.OTHER,
        since=_moment(_text(entry, "StatusStartingTime")),
        until=None,
        kinds=said.kinds,
        rules=said.rules,
        expired_since=said.expired_since,
        taken_over=said.taken_over,
        unread=said.unread,
    )
