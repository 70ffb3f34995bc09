# SPDX-License-Identifier: EUPL-1.2
"""Trusted lists in XML (ETSI TS 119 612), signed, and folders of them."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from asn1crypto import pem
from lxml import etree

from .how import How, Level
from .lists import CA_PKC, RECOGNISED, Listed, Lists, Past, Rule
from .people import Authority, Operator
from .world import Label, world
from .xades import XADES, Formats, finish, plan, started
from .xml import ENVELOPED, EXCLUSIVE, Reference, add, encoded, serialised

TSL = "http://uri.etsi.org/02231/v2#"
SIE = "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"
ADDITIONAL = "http://uri.etsi.org/02231/v2/additionaltypes#"
_BASE = "http://uri.etsi.org/TrstSvc/TrustedList"
GENERIC, LIST_OF_LISTS = f"{_BASE}/TSLType/EUgeneric", f"{_BASE}/TSLType/EUlistofthelists"
MEDIA_TYPE = "application/vnd.etsi.tsl+xml"
SITE = "https://lists.example.test"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def _tsl(parent: etree._Element, name: str, text: str | None = None, **more: str) -> etree._Element:
    return add(parent, f"{{{TSL}}}{name}", text, **more)


def _english(parent: etree._Element, name: str, inner: str, *texts: str) -> None:
    outer = _tsl(parent, name)
    for text in texts:
        _tsl(outer, inner, text).set(_LANG, "en")


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _root() -> etree._Element:
    spaces = {"tsl": TSL, "sie": SIE, "tslx": ADDITIONAL, "xades": XADES}
    root = etree.Element(f"{{{TSL}}}TrustServiceStatusList", {"Id": "list"}, spaces)
    root.set("TSLTag", "http://uri.etsi.org/19612/TSLTag")
    return root


def _scheme(
    root: etree._Element, lists: Lists, *, kind: str, territory: str, sequence: int, information: list[str]
) -> etree._Element:
    scheme = _tsl(root, "SchemeInformation")
    _tsl(scheme, "TSLVersionIdentifier", str(lists.version))
    _tsl(scheme, "TSLSequenceNumber", str(sequence))
    _tsl(scheme, "TSLType", kind)
    _english(scheme, "SchemeOperatorName", "Name", "Minta Felügyelet")
    _english(scheme, "SchemeName", "Name", f"{territory}: test list")
    _english(scheme, "SchemeInformationURI", "URI", *information, f"{SITE}/about")
    _tsl(scheme, "StatusDeterminationApproach", f"{_BASE}/StatusDetn/EUappropriate")
    _english(scheme, "SchemeTypeCommunityRules", "URI", f"{_BASE}/schemerules/EUcommon")
    _tsl(scheme, "SchemeTerritory", territory)
    _tsl(scheme, "HistoricalInformationPeriod", "65535")
    return scheme


def _dates(scheme: etree._Element, issued_at: datetime, next_update_at: datetime | None) -> None:
    _tsl(scheme, "ListIssueDateTime", _at(issued_at))
    following = _tsl(scheme, "NextUpdate")
    if next_update_at is not None:
        _tsl(following, "dateTime", _at(next_update_at))


def _pointer(parent: etree._Element, location: str, territory: str, kind: str, signer: Operator) -> None:
    pointer = _tsl(parent, "OtherTSLPointer")
    identity = _tsl(_tsl(pointer, "ServiceDigitalIdentities"), "ServiceDigitalIdentity")
    certificate = encoded(world().certificate(signer).dump())
    _tsl(_tsl(identity, "DigitalId"), "X509Certificate", certificate)
    _tsl(pointer, "TSLLocation", location)
    more = _tsl(pointer, "AdditionalInformation")
    _tsl(_tsl(more, "OtherInformation"), "TSLType", kind)
    _tsl(_tsl(more, "OtherInformation"), "SchemeTerritory", territory)
    add(_tsl(more, "OtherInformation"), f"{{{ADDITIONAL}}}MimeType", MEDIA_TYPE)


def _sign(root: etree._Element, signer: Operator, at: datetime) -> bytes:
    how = How(signed_at=at)
    made = plan("signature", (Reference("", (ENVELOPED, EXCLUSIVE)),), how, {})
    signature = started(made, signer, Formats(), how)
    root.append(signature)
    finish(signature, made, signer, Level.B, how)
    return serialised(root)


def national(lists: Lists) -> bytes:
    """Return the national list."""
    root = _root()
    scheme = _scheme(
        root, lists, kind=GENERIC, territory=lists.territory, sequence=lists.sequence, information=[]
    )
    _dates(scheme, lists.issued_at, lists.next_update_at)
    providers = _tsl(root, "TrustServiceProviderList")
    for name in dict.fromkeys(listed.provider for _, listed in lists.services):
        provider = _tsl(providers, "TrustServiceProvider")
        _english(_tsl(provider, "TSPInformation"), "TSPName", "Name", name)
        services = _tsl(provider, "TSPServices")
        for called, listed in lists.services:
            if listed.provider == name:
                _service(services, called, listed)
    signed = _sign(root, lists.signer, lists.issued_at)
    return signed.replace(b"Svcstatus/withdrawn", b"Svcstatus/granted") if lists.tampered else signed


def list_of_lists(lists: Lists) -> bytes:
    """Return the list of the lists."""
    pivots = [f"{SITE}/pivot-{lists.top_sequence - 1}.xml"] if lists.pivot else []
    return _top(lists, lists.top_sequence, lists.top_signer, lists.top_signer, pivots)


def pivot(lists: Lists) -> bytes:
    """Return the pivot by which the commission hands over to the next one."""
    return _top(lists, lists.top_sequence - 1, Operator.COMMISSION, lists.top_signer, [])


def _top(lists: Lists, sequence: int, signer: Operator, names: Operator, pivots: list[str]) -> bytes:
    root = _root()
    scheme = _scheme(root, lists, kind=LIST_OF_LISTS, territory="EU", sequence=sequence, information=pivots)
    pointers = _tsl(scheme, "PointersToOtherTSL")
    _pointer(pointers, f"{SITE}/lotl.xml", "EU", LIST_OF_LISTS, names)
    _pointer(pointers, f"{SITE}/{lists.named_territory}.xml", lists.named_territory, GENERIC, Operator.STATE)
    _dates(scheme, lists.top_issued_at, lists.top_next_update_at)
    return _sign(root, signer, lists.top_issued_at)


def own_list(lists: Lists) -> bytes:
    """Return a list of our own, with the unlisted authority on it."""
    listed = Listed((Authority.UNLISTED,), CA_PKC, RECOGNISED, kinds=())
    return national(replace(lists, services=(("own", listed),), territory="ZZ", signer=Operator.STATE))


def _service(parent: etree._Element, name: str, listed: Listed) -> None:
    service = _tsl(parent, "TSPService")
    information = _tsl(service, "ServiceInformation")
    _tsl(information, "ServiceTypeIdentifier", listed.purpose)
    _english(information, "ServiceName", "Name", name)
    identity = _tsl(information, "ServiceDigitalIdentity")
    for holder in listed.holders:
        _tsl(_tsl(identity, "DigitalId"), "X509Certificate", encoded(_spoilt(holder, listed)))
    _tsl(information, "ServiceStatus", listed.status)
    _tsl(information, "StatusStartingTime", _at(listed.since))
    _extensions(information, listed)
    if listed.history:
        history = _tsl(service, "ServiceHistory")
        for past in listed.history:
            _past(history, name, listed, past)


def _spoilt(holder: Label, listed: Listed) -> bytes:
    octets = bytes(world().certificate(holder).dump())
    if listed.malformed:
        return octets[: len(octets) // 2]
    if listed.malformed_name:
        return octets.replace(b"\x0c\x11Minta", b"\x01\x11Minta").replace(b"\x0c\x12Minta", b"\x01\x12Minta")
    return octets


def _past(history: etree._Element, name: str, listed: Listed, past: Past) -> None:
    entry = _tsl(history, "ServiceHistoryInstance")
    _tsl(entry, "ServiceTypeIdentifier", listed.purpose)
    _english(entry, "ServiceName", "Name", name)
    identity = _tsl(_tsl(entry, "ServiceDigitalIdentity"), "DigitalId")
    certificate = world().certificate(past.key_of or listed.holders[0])
    if past.by_subject:
        _tsl(identity, "X509SubjectName", certificate.subject.human_friendly)
    else:
        _tsl(identity, "X509SKI", encoded(certificate.key_identifier or b""))
    _tsl(entry, "ServiceStatus", past.status)
    _tsl(entry, "StatusStartingTime", _at(past.since))
    _extensions(entry, replace(listed, taken_over=False, unknown_critical=False))


def _extensions(information: etree._Element, listed: Listed) -> None:
    extensions = etree.Element(f"{{{TSL}}}ServiceInformationExtensions")

    def extension(critical: str) -> etree._Element:
        return _tsl(extensions, "Extension", Critical=critical)

    if listed.rules:
        qualifications = add(extension("true"), f"{{{SIE}}}Qualifications")
        for rule in listed.rules:
            _rule(qualifications, rule)
    for kind in listed.kinds:
        said = _tsl(extension("true"), "AdditionalServiceInformation")
        _tsl(said, "URI", f"{_BASE}/SvcInfoExt/{kind}").set(_LANG, "en")
    if listed.taken_over:
        taker = add(extension("true"), f"{{{ADDITIONAL}}}TakenOverBy")
        _english(taker, "TSPName", "Name", "Minta Átvevő Zrt.")
    if listed.unknown_critical:
        add(extension("true"), "{urn:example:unknown}Rule", "whatever")
    if len(extensions):
        information.append(extensions)


def _rule(qualifications: etree._Element, rule: Rule) -> None:
    element = add(qualifications, f"{{{SIE}}}QualificationElement")
    qualifiers = add(element, f"{{{SIE}}}Qualifiers")
    for qualifier in rule.qualifiers:
        add(qualifiers, f"{{{SIE}}}Qualifier", uri=f"{_BASE}/SvcInfoExt/{qualifier}")
    criteria = etree.SubElement(element, f"{{{SIE}}}CriteriaList", {"assert": rule.needs})
    if rule.key_usage:
        usage = add(criteria, f"{{{SIE}}}KeyUsage")
        for name, wanted in rule.key_usage:
            bit = add(usage, f"{{{SIE}}}KeyUsageBit", str(wanted).lower())
            bit.set("name", name)
    for policy in rule.policies:
        identifier = add(add(criteria, f"{{{SIE}}}PolicySet"), f"{{{SIE}}}PolicyIdentifier")
        add(identifier, f"{{{XADES}}}Identifier", f"urn:oid:{policy}", Qualifier="OIDAsURN")
    if rule.subject_attributes or rule.unknown:
        others = add(criteria, f"{{{SIE}}}otherCriteriaList")
        for attribute in rule.subject_attributes:
            named = add(others, f"{{{ADDITIONAL}}}CertSubjectDNAttribute")
            add(add(named, f"{{{ADDITIONAL}}}AttributeOID"), f"{{{XADES}}}Identifier", attribute)
        if rule.unknown:
            add(others, "{urn:example:unknown}Criterion")


def folder(lists: Lists) -> Path:
    """Return a new folder with the lists, as an operator would lay them out."""
    path = Path(tempfile.mkdtemp(prefix="ugyfelkapu-lists-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    files: dict[str, Callable[[Lists], bytes]] = {f"{lists.named_territory}.xml": national}
    if not lists.without_top:
        files["EU.xml"] = list_of_lists
    if lists.pivot:
        files["EU-pivot.xml"] = pivot
    if lists.own:
        files["own-list.xml"] = own_list
        (path / "own-signers.pem").write_bytes(certificate_file(Operator.STATE))
    for name, made in files.items():
        (path / name).write_bytes(made(lists))
    if lists.pinned is not None:
        (path / "lotl-signers.pem").write_bytes(certificate_file(lists.pinned))
    return path


def certificate_file(holder: Label) -> bytes:
    """Return somebody's certificate as a file."""
    return bytes(pem.armor("CERTIFICATE", world().certificate(holder).dump()))
