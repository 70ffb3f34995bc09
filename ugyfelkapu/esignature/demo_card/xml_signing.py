# SPDX-License-Identifier: EUPL-1.2
"""XML signatures with the properties of XAdES, written by hand for the demo card and its lists."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final

from asn1crypto import x509
from asn1crypto.tsp import IssuerSerial
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED: Final = f"{DS}enveloped-signature"
BASE64: Final = f"{DS}base64"
_SHA256: Final = "http://www.w3.org/2001/04/xmlenc#sha256"
_ECDSA: Final = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
_PROPERTIES: Final = "http://uri.etsi.org/01903#SignedProperties"
_ID: Final = "S0"
Element = etree._Element


@dataclass(frozen=True)
class Reference:
    """One thing that is covered, what is done to it first, and its media type where there is one."""

    uri: str
    transforms: tuple[str, ...] = (EXCLUSIVE,)
    type: str = ""
    media_type: str = ""


@dataclass(frozen=True)
class Signing:
    """Who signs what, and when; ``outside`` holds the files that references point to."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    references: Sequence[Reference]
    at: datetime
    outside: Mapping[str, bytes]


def ds(name: str) -> str:
    """Return the tag of an XML signature's element."""
    return f"{{{DS}}}{name}"


def xades(name: str) -> str:
    """Return the tag of a XAdES element."""
    return f"{{{XADES}}}{name}"


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element."""
    made = etree.SubElement(parent, tag, attributes)
    made.text = text
    return made


def encoded(octets: bytes) -> str:
    """Return octets as XML carries them."""
    return base64.b64encode(octets).decode("ascii")


def serialised(root: Element) -> bytes:
    """Return a document as it is stored."""
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8"))


def started(signing: Signing) -> Element:
    """Return a signature with all but its values; to be put where it will stay, and filled in there."""
    signature = etree.Element(ds("Signature"), {"Id": _ID}, {"ds": DS})
    info = add(signature, ds("SignedInfo"))
    add(info, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    add(info, ds("SignatureMethod"), Algorithm=_ECDSA)
    for place, reference in enumerate(_all(signing)):
        _add_reference(info, reference, f"{_ID}-{place}")
    add(signature, ds("SignatureValue"), Id=f"value-{_ID}")
    data = add(add(signature, ds("KeyInfo")), ds("X509Data"))
    add(data, ds("X509Certificate"), encoded(signing.certificate.dump()))
    _add_properties(signature, signing)
    return signature


def _all(signing: Signing) -> tuple[Reference, ...]:
    return (*signing.references, Reference(f"#properties-{_ID}", (EXCLUSIVE,), _PROPERTIES))


def _add_reference(info: Element, reference: Reference, name: str) -> None:
    written = add(info, ds("Reference"), Id=name, URI=reference.uri)
    if reference.type:
        written.set("Type", reference.type)
    if reference.transforms:
        transforms = add(written, ds("Transforms"))
        for transform in reference.transforms:
            add(transforms, ds("Transform"), Algorithm=transform)
    add(written, ds("DigestMethod"), Algorithm=_SHA256)
    add(written, ds("DigestValue"))


def _add_properties(signature: Element, signing: Signing) -> None:
    holder = add(signature, ds("Object"))
    qualifying = etree.SubElement(
        holder, xades("QualifyingProperties"), {"Target": f"#{_ID}"}, {"xades": XADES}
    )
    properties = add(qualifying, xades("SignedProperties"), Id=f"properties-{_ID}")
    signed = add(properties, xades("SignedSignatureProperties"))
    add(signed, xades("SigningTime"), f"{signing.at:%Y-%m-%dT%H:%M:%SZ}")
    certificate = add(add(signed, xades("SigningCertificateV2")), xades("Cert"))
    hashed = add(certificate, xades("CertDigest"))
    add(hashed, ds("DigestMethod"), Algorithm=_SHA256)
    add(hashed, ds("DigestValue"), _digest(signing.certificate.dump()))
    name = x509.GeneralName("directory_name", signing.certificate.issuer)
    serial = IssuerSerial({"issuer": [name], "serial_number": signing.certificate.serial_number})
    add(certificate, xades("IssuerSerialV2"), encoded(serial.dump()))
    described = add(properties, xades("SignedDataObjectProperties"))
    for place, reference in enumerate(signing.references):
        if reference.media_type:
            written = add(described, xades("DataObjectFormat"), ObjectReference=f"#{_ID}-{place}")
            add(written, xades("MimeType"), reference.media_type)


def fill(signature: Element, signing: Signing) -> None:
    """Fill in the digests and the value of a signature that stands where it will stay."""
    info = signature.find(ds("SignedInfo"))
    value = signature.find(ds("SignatureValue"))
    assert info is not None  # noqa: S101  started() made both
    assert value is not None  # noqa: S101
    for reference, written in zip(_all(signing), info.findall(ds("Reference")), strict=True):
        digest = written.find(ds("DigestValue"))
        assert digest is not None  # noqa: S101
        digest.text = _digest(_covered(signature, reference, signing.outside))
    r, s = decode_dss_signature(signing.key.sign(canonical(info), ec.ECDSA(hashes.SHA256())))
    width = (signing.key.curve.key_size + 7) // 8
    value.text = encoded(r.to_bytes(width, "big") + s.to_bytes(width, "big"))


def add_standing(signature: Element, issuer: x509.Certificate, standing: bytes) -> None:
    """Add what the issuer says of the certificate, so that nobody need ask."""
    qualifying = next(signature.iter(xades("QualifyingProperties")))
    unsigned = add(add(qualifying, xades("UnsignedProperties")), xades("UnsignedSignatureProperties"))
    certificates = add(unsigned, xades("CertificateValues"))
    add(certificates, xades("EncapsulatedX509Certificate"), encoded(issuer.dump()))
    answers = add(add(unsigned, xades("RevocationValues")), xades("OCSPValues"))
    add(answers, xades("EncapsulatedOCSPValue"), encoded(standing))


def canonical(element: Element) -> bytes:
    """Return an element by exclusive canonicalisation."""
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))


def _covered(signature: Element, reference: Reference, outside: Mapping[str, bytes]) -> bytes:
    if reference.uri in outside:
        return outside[reference.uri]
    root = signature.getroottree().getroot()
    target = root
    if reference.uri and reference.uri != f"#{root.get('Id')}":
        found = root.xpath("//*[@Id=$name]", name=reference.uri[1:])
        assert isinstance(found, list)  # noqa: S101
        target = found[0]  # type: ignore[assignment]
    if BASE64 in reference.transforms:
        return base64.b64decode("".join(str(part) for part in target.itertext()))
    return canonical(_without_signature(target) if ENVELOPED in reference.transforms else target)


def _without_signature(target: Element) -> Element:
    """Return a copy without the signature, which stands last in it."""
    copy = deepcopy(target)
    last = copy[-1]
    copy.remove(last)
    return copy


def _digest(octets: bytes) -> str:
    return encoded(sha256(octets).digest())
