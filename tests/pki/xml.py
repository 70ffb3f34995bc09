# SPDX-License-Identifier: EUPL-1.2
"""XML signatures written by hand: references, their digests and the value over SignedInfo."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree

from .world import Key

DS = "http://www.w3.org/2000/09/xmldsig#"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = f"{DS}enveloped-signature"
BASE64 = f"{DS}base64"
_DIGESTS = {
    "sha1": f"{DS}sha1",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
}
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"


@dataclass(frozen=True)
class Reference:
    """One thing that a signature covers, and what is done to it before it is digested."""

    uri: str
    transforms: tuple[str, ...] = (EXCLUSIVE,)
    type: str | None = None
    id: str | None = None


@dataclass(frozen=True)
class Plan:
    """What a signature covers and how."""

    id: str
    references: tuple[Reference, ...]
    digest: str = "sha256"
    outside: Mapping[str, bytes] = field(default_factory=dict)
    """The files that references point to, by URI."""


def ds(name: str) -> str:
    """Return the qualified name of an XML signature element."""
    return f"{{{DS}}}{name}"


def canonical(element: etree._Element) -> bytes:
    """Return an element by exclusive canonicalisation."""
    return bytes(etree.tostring(element, method="c14n", exclusive=True, with_tail=False))


def encoded(octets: bytes) -> str:
    """Return octets as XML carries them."""
    return base64.b64encode(octets).decode()


def digest(octets: bytes, algorithm: str) -> str:
    """Return the digest of octets as XML carries it."""
    return encoded(hashlib.new(algorithm, octets).digest())


def digest_uri(algorithm: str) -> str:
    """Return the name of a digest algorithm in XML."""
    return _DIGESTS[algorithm]


def add(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    """Append a child and return it."""
    child = etree.SubElement(parent, name, attributes)
    child.text = text
    return child


def empty_signature(plan: Plan, key: Key) -> etree._Element:
    """Return a signature whose digests and value are still to be filled in."""
    signature = etree.Element(ds("Signature"), {"Id": plan.id}, nsmap={"ds": DS})
    info = add(signature, ds("SignedInfo"))
    add(info, ds("CanonicalizationMethod"), Algorithm=EXCLUSIVE)
    kind = "rsa" if isinstance(key, RSAPrivateKey) else "ecdsa"
    method = f"{DS}rsa-sha1" if (kind, plan.digest) == ("rsa", "sha1") else f"{_MORE}{kind}-{plan.digest}"
    add(info, ds("SignatureMethod"), Algorithm=method)
    for reference in plan.references:
        _add_reference(info, reference, plan.digest)
    add(signature, ds("SignatureValue"), Id=f"value-{plan.id}")
    return signature


def _add_reference(info: etree._Element, reference: Reference, algorithm: str) -> None:
    written = add(info, ds("Reference"), URI=reference.uri)
    if reference.id:
        written.set("Id", reference.id)
    if reference.type:
        written.set("Type", reference.type)
    if reference.transforms:
        transforms = add(written, ds("Transforms"))
        for transform in reference.transforms:
            add(transforms, ds("Transform"), Algorithm=transform)
    add(written, ds("DigestMethod"), Algorithm=_DIGESTS[algorithm])
    add(written, ds("DigestValue"))


def fill(signature: etree._Element, plan: Plan, key: Key) -> None:
    """Fill in the digests and the value of a signature that stands where it will stay."""
    info = signature.find(ds("SignedInfo"))
    value = signature.find(ds("SignatureValue"))
    assert info is not None
    assert value is not None
    for reference, written in zip(plan.references, info.findall(ds("Reference")), strict=True):
        digested = written.find(ds("DigestValue"))
        assert digested is not None
        digested.text = digest(covered(signature, plan, reference), plan.digest)
    value.text = encoded(_raw_signature(key, canonical(info), plan.digest))


def covered(signature: etree._Element, plan: Plan, reference: Reference) -> bytes:
    """Return the octets that a reference digests."""
    if reference.uri in plan.outside:
        return plan.outside[reference.uri]
    root = signature.getroottree().getroot()
    target = root if reference.uri in ("", f"#{root.get('Id')}") else _by_id(root, reference.uri[1:])
    if BASE64 in reference.transforms:
        return base64.b64decode("".join(str(part) for part in target.itertext()))
    if ENVELOPED in reference.transforms:
        target = _without(target, plan.id)
    if not reference.transforms:
        return bytes(etree.tostring(target, method="c14n", with_tail=False))
    return canonical(target)


def _by_id(root: etree._Element, name: str) -> etree._Element:
    found = root.xpath("//*[@Id=$name]", name=name)
    assert isinstance(found, list)
    assert isinstance(found[0], etree._Element)
    return found[0]


def _without(target: etree._Element, signature_id: str) -> etree._Element:
    copy = deepcopy(target)
    for signature in copy.iter(ds("Signature")):
        parent = signature.getparent()
        if signature.get("Id") == signature_id and parent is not None:
            _take_out(parent, signature)
            break
    return copy


def _take_out(parent: etree._Element, child: etree._Element) -> None:
    """Remove a child and leave the text behind it."""
    if child.tail:
        before = child.getprevious()
        if before is None:
            parent.text = (parent.text or "") + child.tail
        else:
            before.tail = (before.tail or "") + child.tail
    parent.remove(child)


def _raw_signature(key: Key, octets: bytes, algorithm: str) -> bytes:
    hashed: hashes.HashAlgorithm = getattr(hashes, algorithm.upper())()
    if isinstance(key, RSAPrivateKey):
        return key.sign(octets, padding.PKCS1v15(), hashed)
    r, s = decode_dss_signature(key.sign(octets, ec.ECDSA(hashed)))
    width = (key.curve.key_size + 7) // 8
    return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def serialised(root: etree._Element) -> bytes:
    """Return a document as it is stored."""
    return bytes(etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8"))
