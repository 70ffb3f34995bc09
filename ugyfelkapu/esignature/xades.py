# SPDX-License-Identifier: EUPL-1.2
"""XAdES signatures: the properties that qualify an XML signature, and the documents that they come in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from lxml import etree

from .cms import IMPLIED
from .findings import Code, Finding, Flaw, SubIndication, malformed, notice
from .signed_item import CertificateReference, Coverage, Form, Material, Part, SignedItem
from .xades_stamps import stamps_of
from .xml_reading import (
    Element,
    Identifiers,
    child,
    ds,
    elements,
    octets,
    parse,
    required,
    signatures_in,
    text,
)
from .xmldsig import Parts, Resolved, Surroundings, Target, digest_of, parts_of, resolve, signer_of

XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
MOST_SIGNATURES: Final = 20
MOST_MATERIAL: Final = 400


def xades(name: str) -> str:
    """Return the tag of a XAdES element."""
    return f"{{{XADES}}}{name}"


@dataclass(frozen=True, slots=True)
class Properties:
    """The qualifying properties of one signature."""

    qualifying: Element
    signed: Element
    of_signature: Element
    unsigned: Element | None
    """The unsigned signature properties, if there are any."""


def read(data: bytes) -> tuple[SignedItem, ...]:
    """Return every signature of an XML document that stands alone. Raises :class:`Flaw`."""
    root = parse(data)
    found = found_signatures(root)
    identifiers = Identifiers(root)
    enveloping = root.tag == ds("Signature")
    around = Surroundings(data, root, identifiers, enveloping=enveloping)
    return tuple(item_of(signature, around) for signature in found)


def found_signatures(root: Element) -> list[Element]:
    """Return the signatures of a document. Raises :class:`Flaw` if there are too many."""
    found = list(signatures_in(root))
    if len(found) > MOST_SIGNATURES:
        raise malformed(Code.TOO_MANY_SIGNATURES, str(len(found)))
    return found


def item_of(signature: Element, around: Surroundings, name: str = "") -> SignedItem:
    """Return one signature with what it signs; its flaws are part of the answer."""
    bare = SignedItem(name or signature.get("Id", "") or "signature", Form.XADES, None)
    try:
        return _item(bare, parts_of(signature), around)
    except Flaw as flaw:
        return replace(bare, flaws=(flaw,))


def _item(bare: SignedItem, parts: Parts, around: Surroundings) -> SignedItem:
    properties = _properties(parts, around)
    resolved = resolve(parts, around, properties.signed)
    certificates = _certificate_references(properties.of_signature)
    flaws = (*_missing(properties, certificates), *_unsigned_objects(parts, resolved, around))
    return replace(
        bare,
        signer=signer_of(parts, resolved, certificates),
        material=_material(parts, properties),
        stamps=stamps_of(parts, resolved, properties.signed, properties.unsigned),
        parts=tuple(_payloads(resolved)),
        coverage=Coverage(tuple(each.uri or "document" for each in resolved)),
        claimed_time=_claimed_time(properties.of_signature),
        policy_id=_policy(properties.of_signature),
        flaws=flaws,
        findings=tuple(_notices(properties)),
    )


def _properties(parts: Parts, around: Surroundings) -> Properties:
    holders = [
        element
        for item in parts.objects
        for element in elements(item)
        if etree.QName(element).localname.startswith("QualifyingProperties")
    ]
    if len(holders) != 1 or holders[0].tag != xades("QualifyingProperties"):
        raise malformed(Code.XML_STRUCTURE, "one set of qualifying properties")
    qualifying = holders[0]
    around.identifiers.the(parts.id)
    if qualifying.get("Target", "") != f"#{parts.id}":
        raise malformed(Code.XML_TARGET)
    signed = required(qualifying, xades("SignedProperties"))
    unsigned = child(qualifying, xades("UnsignedProperties"))
    return Properties(
        qualifying,
        signed,
        required(signed, xades("SignedSignatureProperties")),
        None if unsigned is None else child(unsigned, xades("UnsignedSignatureProperties")),
    )


def _missing(properties: Properties, certificates: tuple[CertificateReference, ...]) -> Iterator[Flaw]:
    """The properties that EN 319 132-1 makes mandatory in its lowest level."""
    if child(properties.of_signature, xades("SigningTime")) is None:
        yield Flaw(SubIndication.SIG_CONSTRAINTS_FAILURE, Code.MISSING_PROPERTY, "SigningTime")
    if not certificates:
        yield Flaw(SubIndication.SIG_CONSTRAINTS_FAILURE, Code.MISSING_PROPERTY, "SigningCertificate")


def _unsigned_objects(parts: Parts, resolved: tuple[Resolved, ...], around: Surroundings) -> Iterator[Flaw]:
    """An enveloping signature whose document holds more than it signs says nothing about the rest."""
    if not around.enveloping or around.root is not parts.signature:
        return
    covered = [each.element for each in resolved]
    for item in parts.objects:
        if not _holds_properties_alone(item) and not any(item is element for element in covered):
            yield malformed(Code.XML_UNSIGNED_CONTENT, item.get("Id", "object"))


def _holds_properties_alone(item: Element) -> bool:
    written = [item.text, *(each.tail for each in item)]
    tags = [each.tag for each in elements(item)]
    return tags == [xades("QualifyingProperties")] and not any(each and each.strip() for each in written)


def _certificate_references(properties: Element) -> tuple[CertificateReference, ...]:
    """Return the digests of the signer's certificate; the first of a list names it."""
    found = []
    for name in ("SigningCertificateV2", "SigningCertificate"):
        holder = child(properties, xades(name))
        if holder is None:
            continue
        certificates = [element for element in elements(holder) if element.tag == xades("Cert")]
        if not certificates:
            raise malformed(Code.XML_STRUCTURE, name)
        digested = required(certificates[0], xades("CertDigest"))
        value = octets(required(digested, ds("DigestValue")))
        found.append(CertificateReference(digest_of(digested), value))
    return tuple(found)


def _claimed_time(properties: Element) -> datetime | None:
    written = child(properties, xades("SigningTime"))
    try:
        moment = None if written is None else datetime.fromisoformat(text(written))
    except ValueError as error:
        raise malformed(Code.XML_STRUCTURE, "SigningTime") from error
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _policy(properties: Element) -> str:
    holder = child(properties, xades("SignaturePolicyIdentifier"))
    if holder is None:
        return ""
    if child(holder, xades("SignaturePolicyImplied")) is not None:
        return IMPLIED
    identified = required(required(holder, xades("SignaturePolicyId")), xades("SigPolicyId"))
    return text(required(identified, xades("Identifier"))).removeprefix("urn:oid:") or "unnamed"


def _material(parts: Parts, properties: Properties) -> Material:
    """Return the certificates and revocation data that lie about the signature, in the order they stand."""
    found: dict[str, list[bytes]] = {"certificate": [], "ocsp": [], "crl": []}
    if parts.key_info is not None:
        found["certificate"] += [octets(each) for each in parts.key_info.iter(ds("X509Certificate"))]
    kinds = {
        "EncapsulatedX509Certificate": "certificate",
        "EncapsulatedOCSPValue": "ocsp",
        "EncapsulatedCRLValue": "crl",
    }
    if properties.unsigned is not None:
        for name, kind in kinds.items():
            for element in properties.unsigned.iter(xades(name)):
                if next(element.iterancestors(xades("CounterSignature")), None) is None:
                    found[kind].append(octets(element))
    if sum(len(each) for each in found.values()) > MOST_MATERIAL:
        raise malformed(Code.TOO_LARGE, "validation data")
    return Material(tuple(found["certificate"]), tuple(found["ocsp"]), tuple(found["crl"]))


def _payloads(resolved: tuple[Resolved, ...]) -> Iterator[Part]:
    for each in resolved:
        if each.kind in (Target.DOCUMENT, Target.OBJECT, Target.FILE) and each.content is not None:
            yield Part(each.uri.removeprefix("#") or "document.xml", each.content)


def _notices(properties: Properties) -> Iterator[Finding]:
    if properties.unsigned is not None:
        for _ in properties.unsigned.iter(xades("CounterSignature")):
            yield notice(Code.XML_COUNTER_SIGNATURE)
