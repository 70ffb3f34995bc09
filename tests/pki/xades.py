# SPDX-License-Identifier: EUPL-1.2
"""XAdES properties around an XML signature, from level B up to LTA."""

from __future__ import annotations

from dataclasses import dataclass

from asn1crypto import x509
from asn1crypto.tsp import IssuerSerial
from lxml import etree

from .how import How, Level
from .proofs import Proofs, proofs
from .world import Label, world
from .xml import (
    EXCLUSIVE,
    Plan,
    Reference,
    add,
    canonical,
    covered,
    digest,
    digest_uri,
    ds,
    empty_signature,
    encoded,
    fill,
)

XADES = "http://uri.etsi.org/01903/v1.3.2#"
XADES141 = "http://uri.etsi.org/01903/v1.4.1#"
PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"


def xades(name: str) -> str:
    """Return the qualified name of a XAdES element."""
    return f"{{{XADES}}}{name}"


@dataclass(frozen=True)
class Formats:
    """What each covered reference holds, for its DataObjectFormat: (reference id, media type)."""

    known: tuple[tuple[str, str], ...] = ()


def plan(name: str, references: tuple[Reference, ...], how: How, outside: dict[str, bytes]) -> Plan:
    """Return a plan with the signed properties among the references."""
    kind = PROPERTIES if how.properties_typed else None
    properties = Reference(f"#properties-{name}", how.properties_transforms or (EXCLUSIVE,), kind)
    return Plan(name, (*references, properties), how.digest, outside)


def started(made: Plan, leaf: Label, formats: Formats, how: How) -> etree._Element:
    """Return a signature with key information and signed properties, not yet filled in."""
    signature = empty_signature(made, world().key(leaf))
    data = add(add(signature, ds("KeyInfo"), Id=f"key-{made.id}"), ds("X509Data"))
    for label in how.key_info or (leaf,):
        add(data, ds("X509Certificate"), encoded(world().certificate(label).dump()))
    holder = add(signature, ds("Object"))
    qualifying = etree.SubElement(
        holder, xades("QualifyingProperties"), {"Target": f"#{how.target or made.id}"}, {"xades": XADES}
    )
    properties = add(qualifying, xades("SignedProperties"), Id=f"properties-{made.id}")
    _signature_properties(properties, how.signing_certificate or leaf, how)
    described = add(properties, xades("SignedDataObjectProperties"))
    for name, media_type in formats.known:
        written = add(described, xades("DataObjectFormat"), ObjectReference=f"#{name}")
        add(written, xades("MimeType"), media_type)
    return signature


def _signature_properties(properties: etree._Element, leaf: Label, how: How) -> None:
    signed = add(properties, xades("SignedSignatureProperties"))
    add(signed, xades("SigningTime"), f"{how.signed_at:%Y-%m-%dT%H:%M:%SZ}")
    certificate = add(add(signed, xades("SigningCertificateV2")), xades("Cert"))
    hashed = add(certificate, xades("CertDigest"))
    add(hashed, ds("DigestMethod"), Algorithm=digest_uri("sha256"))
    add(hashed, ds("DigestValue"), digest(world().certificate(leaf).dump(), "sha256"))
    add(certificate, xades("IssuerSerialV2"), encoded(_issuer_serial(world().certificate(leaf))))
    if how.policy:
        identified = add(add(signed, xades("SignaturePolicyIdentifier")), xades("SignaturePolicyId"))
        add(add(identified, xades("SigPolicyId")), xades("Identifier"), how.policy)
        hashed = add(identified, xades("SigPolicyHash"))
        add(hashed, ds("DigestMethod"), Algorithm=digest_uri("sha256"))
        add(hashed, ds("DigestValue"), digest(b"the policy", "sha256"))


def _issuer_serial(certificate: x509.Certificate) -> bytes:
    name = x509.GeneralName("directory_name", certificate.issuer)
    return bytes(IssuerSerial({"issuer": [name], "serial_number": certificate.serial_number}).dump())


def finish(signature: etree._Element, made: Plan, leaf: Label, level: Level, how: How) -> None:
    """Sign what stands in its place, and add what the level asks for."""
    fill(signature, made, world().key(leaf))
    if level is Level.B:
        return
    qualifying = next(signature.iter(xades("QualifyingProperties")))
    unsigned = add(add(qualifying, xades("UnsignedProperties")), xades("UnsignedSignatureProperties"))
    value = signature.find(ds("SignatureValue"))
    assert value is not None
    imprint = how.stamped_message or canonical(value)
    _add_stamp(unsigned, xades("SignatureTimeStamp"), world().stamp(imprint, how.stamped_at, how.unit))
    if level is Level.T:
        return
    _add_values(unsigned, proofs(leaf, how))
    if level is Level.LTA:
        imprint = archived_message(signature, made, unsigned)
        name = f"{{{XADES141}}}ArchiveTimeStamp"
        _add_stamp(unsigned, name, world().stamp(imprint, how.archived_at, how.archive_unit))


def _add_stamp(unsigned: etree._Element, name: str, token: bytes) -> None:
    stamp = etree.SubElement(unsigned, name, nsmap={"xades141": XADES141})
    add(stamp, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    add(stamp, xades("EncapsulatedTimeStamp"), encoded(token))


def _add_values(unsigned: etree._Element, held: Proofs) -> None:
    certificates = add(unsigned, xades("CertificateValues"))
    for certificate in held.certificates:
        add(certificates, xades("EncapsulatedX509Certificate"), encoded(certificate.dump()))
    if not held.crls and not held.ocsps:
        return
    revocation = add(unsigned, xades("RevocationValues"))
    for kind, each, found in (
        ("CRLValues", "EncapsulatedCRLValue", held.crls),
        ("OCSPValues", "EncapsulatedOCSPValue", held.ocsps),
    ):
        if found:
            values = add(revocation, xades(kind))
            for octets in found:
                add(values, xades(each), encoded(octets))


def archived_message(signature: etree._Element, made: Plan, unsigned: etree._Element) -> bytes:
    """Return what an archive timestamp dates (EN 319 132-1, 5.5.2.2)."""
    parts = [covered(signature, made, reference) for reference in made.references]
    parts += [canonical(part) for part in signature if part.tag != ds("Object")]
    parts += [canonical(part) for part in unsigned]
    referred = {reference.uri for reference in made.references}
    for held in signature.findall(ds("Object")):
        if held.find(xades("QualifyingProperties")) is None and f"#{held.get('Id')}" not in referred:
            parts.append(canonical(held))
    return b"".join(parts)
