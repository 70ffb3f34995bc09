# SPDX-License-Identifier: EUPL-1.2
"""Trusted lists with the demo card's authority on them (ETSI TS 119 612), which only this house believes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives import serialization
from lxml import etree

from .authority import BEGINS, ENDS, Authority, authority
from .mark import SITE
from .xml_signing import (
    ENVELOPED,
    EXCLUSIVE,
    Element,
    Reference,
    Signing,
    add,
    encoded,
    fill,
    serialised,
    started,
)

FOLDER: Final = "lists"
_TSL: Final = "http://uri.etsi.org/02231/v2#"
_MORE: Final = "http://uri.etsi.org/02231/v2/additionaltypes#"
_BASE: Final = "http://uri.etsi.org/TrstSvc/TrustedList"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_GENERIC, _TOP = f"{_BASE}/TSLType/EUgeneric", f"{_BASE}/TSLType/EUlistofthelists"


def lists(folder: Path) -> Path:
    """Return the folder with the lists of the authority that lives in a folder; made the first time."""
    found = folder / FOLDER
    if not (found / "EU.xml").is_file():
        found.mkdir(parents=True, exist_ok=True)
        issuer = authority(folder)
        pem = issuer.certificate.public_bytes(serialization.Encoding.PEM)
        (found / "lotl-signers.pem").write_bytes(pem)
        (found / "HU.xml").write_bytes(_national(issuer))
        (found / "EU.xml").write_bytes(_top(issuer))
    return found


def _national(issuer: Authority) -> bytes:
    root = _root()
    _scheme(root, _GENERIC, "HU")
    provider = _tsl(_tsl(root, "TrustServiceProviderList"), "TrustServiceProvider")
    _english(_tsl(provider, "TSPInformation"), "TSPName", "Name", "Demo")
    information = _tsl(_tsl(_tsl(provider, "TSPServices"), "TSPService"), "ServiceInformation")
    _tsl(information, "ServiceTypeIdentifier", "http://uri.etsi.org/TrstSvc/Svctype/CA/QC")
    _english(information, "ServiceName", "Name", "Demo CA")
    identity = _tsl(_tsl(information, "ServiceDigitalIdentity"), "DigitalId")
    _tsl(identity, "X509Certificate", encoded(issuer.as_asn1.dump()))
    _tsl(information, "ServiceStatus", f"{_BASE}/Svcstatus/granted")
    _tsl(information, "StatusStartingTime", f"{BEGINS:%Y-%m-%dT%H:%M:%SZ}")
    extension = _tsl(_tsl(information, "ServiceInformationExtensions"), "Extension", Critical="true")
    kind = _tsl(_tsl(extension, "AdditionalServiceInformation"), "URI", f"{_BASE}/SvcInfoExt/ForeSignatures")
    kind.set(_LANG, "en")
    return _signed(root, issuer)


def _top(issuer: Authority) -> bytes:
    root = _root()
    scheme = _scheme(root, _TOP, "EU")
    pointers = etree.Element(f"{{{_TSL}}}PointersToOtherTSL")
    scheme.insert(len(scheme) - 2, pointers)
    for territory, kind in (("EU", _TOP), ("HU", _GENERIC)):
        pointer = _tsl(pointers, "OtherTSLPointer")
        identity = _tsl(_tsl(pointer, "ServiceDigitalIdentities"), "ServiceDigitalIdentity")
        _tsl(_tsl(identity, "DigitalId"), "X509Certificate", encoded(issuer.as_asn1.dump()))
        _tsl(pointer, "TSLLocation", f"{SITE}/{territory}.xml")
        more = _tsl(pointer, "AdditionalInformation")
        _tsl(_tsl(more, "OtherInformation"), "TSLType", kind)
        _tsl(_tsl(more, "OtherInformation"), "SchemeTerritory", territory)
        add(_tsl(more, "OtherInformation"), f"{{{_MORE}}}MimeType", "application/vnd.etsi.tsl+xml")
    return _signed(root, issuer)


def _root() -> Element:
    root = etree.Element(f"{{{_TSL}}}TrustServiceStatusList", {"Id": "list"}, {"tsl": _TSL, "tslx": _MORE})
    root.set("TSLTag", "http://uri.etsi.org/19612/TSLTag")
    return root


def _scheme(root: Element, kind: str, territory: str) -> Element:
    scheme = _tsl(root, "SchemeInformation")
    _tsl(scheme, "TSLVersionIdentifier", "6")
    _tsl(scheme, "TSLSequenceNumber", "1")
    _tsl(scheme, "TSLType", kind)
    _english(scheme, "SchemeOperatorName", "Name", "Demo")
    _english(scheme, "SchemeName", "Name", f"{territory}: demo list")
    _english(scheme, "SchemeInformationURI", "URI", f"{SITE}/about")
    _tsl(scheme, "StatusDeterminationApproach", f"{_BASE}/StatusDetn/EUappropriate")
    _english(scheme, "SchemeTypeCommunityRules", "URI", f"{_BASE}/schemerules/EUcommon")
    _tsl(scheme, "SchemeTerritory", territory)
    _tsl(scheme, "HistoricalInformationPeriod", "65535")
    _tsl(scheme, "ListIssueDateTime", f"{BEGINS:%Y-%m-%dT%H:%M:%SZ}")
    _tsl(_tsl(scheme, "NextUpdate"), "dateTime", f"{ENDS:%Y-%m-%dT%H:%M:%SZ}")
    return scheme


def _signed(root: Element, issuer: Authority) -> bytes:
    covered = (Reference("", (ENVELOPED, EXCLUSIVE)),)
    signing = Signing(issuer.key, issuer.as_asn1, covered, BEGINS, {})
    signature = started(signing)
    root.append(signature)
    fill(signature, signing)
    return serialised(root)


def _tsl(parent: Element, name: str, text: str | None = None, **more: str) -> Element:
    return add(parent, f"{{{_TSL}}}{name}", text, **more)


def _english(parent: Element, name: str, inner: str, text: str) -> None:
    _tsl(_tsl(parent, name), inner, text).set(_LANG, "en")
