# SPDX-License-Identifier: EUPL-1.2
"""XML signatures read strictly: what each reference means, what is done to it, and what was signed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import unquote

from lxml import etree

from .arithmetic import Mechanism, Scheme, UnknownAlgorithm, der_from_pair, digest
from .findings import Code, Flaw, SubIndication, malformed
from .signed_item import CertificateReference, Reference, Signer
from .xml_reading import (
    DEFAULT_C14N,
    DS,
    Element,
    Identifiers,
    canonical,
    canonical_document,
    child,
    ds,
    elements,
    from_base64,
    is_canonicalisation,
    octets,
    parse,
    required,
)

MOST_REFERENCES: Final = 100
_MOST_TRANSFORMS: Final = 3
_ENVELOPED: Final = f"{DS}enveloped-signature"
_BASE64: Final = f"{DS}base64"
_MORE: Final = "http://www.w3.org/2001/04/xmldsig-more#"
_MORE_2007: Final = "http://www.w3.org/2007/05/xmldsig-more#"
_MORE_2021: Final = "http://www.w3.org/2021/04/xmldsig-more#"
_ENCRYPTION: Final = "http://www.w3.org/2001/04/xmlenc#"
PROPERTIES_TYPE: Final = "http://uri.etsi.org/01903#SignedProperties"
DIGESTS: Final = {
    f"{DS}sha1": "sha1",
    f"{_MORE}sha224": "sha224",
    f"{_ENCRYPTION}sha256": "sha256",
    f"{_MORE}sha384": "sha384",
    f"{_ENCRYPTION}sha512": "sha512",
    f"{_MORE_2007}sha3-256": "sha3_256",
    f"{_MORE_2007}sha3-384": "sha3_384",
    f"{_MORE_2007}sha3-512": "sha3_512",
}
_SALTS: Final = {"sha1": 20, "sha224": 28, "sha256": 32, "sha384": 48, "sha512": 64}
_METHODS: Final = {
    f"{DS}rsa-sha1": Mechanism(Scheme.RSA, "sha1"),
    f"{_MORE_2021}eddsa-ed25519": Mechanism(Scheme.ED25519, "sha512"),
    f"{_MORE_2021}eddsa-ed448": Mechanism(Scheme.ED448, "shake256"),
    **{
        f"{_MORE}rsa-{name}": Mechanism(Scheme.RSA, name) for name in ("sha224", "sha256", "sha384", "sha512")
    },
    **{f"{_MORE}ecdsa-{name}": Mechanism(Scheme.ECDSA, name) for name in _SALTS},
    **{
        f"{_MORE_2007}{name}-rsa-MGF1": Mechanism(Scheme.RSA_PSS, name, name, salt)
        for name, salt in _SALTS.items()
    },
}
_SCHEME_OR_AUTHORITY: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/|\\")


class Target(StrEnum):
    """What a reference may point to; anything else is out of its reach."""

    DOCUMENT = "document"
    PROPERTIES = "properties"
    KEY_INFO = "key-info"
    OBJECT = "object"
    ELEMENT = "element"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a signature stands: its document, and what it may speak of besides itself."""

    data: bytes
    """The document as it came, to be read again where a signature must be cut out."""
    root: Element
    identifiers: Identifiers
    files: Callable[[str], bytes | None] | None = None
    """The members of the container around; None where there is no container."""
    targets: Mapping[Element, str] | None = None
    """Further elements that a dossier's signature may cover, with their names."""
    enveloping: bool = False
    """Whether the objects of the signature are the document."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """One reference: what it points to, and the bytes that were digested; None where they are not there."""

    uri: str
    kind: Target
    element: Element | None
    content: bytes | None
    written: Element


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of one ``ds:Signature``."""

    signature: Element
    info: Element
    value: Element
    key_info: Element | None
    objects: tuple[Element, ...]
    id: str


def parts_of(signature: Element) -> Parts:
    """Take a signature apart; nothing may stand in it that XMLDSIG does not know. Raises :class:`Flaw`."""
    order = [etree.QName(element).localname for element in elements(signature)]
    spaces = {etree.QName(element).namespace for element in elements(signature)}
    expected = ["SignedInfo", "SignatureValue", *(["KeyInfo"] if "KeyInfo" in order else [])]
    if spaces != {DS} or order != expected + ["Object"] * (len(order) - len(expected)):
        raise malformed(Code.XML_STRUCTURE, "signature")
    name = signature.get("Id", "")
    if not name:
        raise malformed(Code.XML_STRUCTURE, "signature without Id")
    return Parts(
        signature,
        required(signature, ds("SignedInfo")),
        required(signature, ds("SignatureValue")),
        child(signature, ds("KeyInfo")),
        tuple(element for element in elements(signature) if element.tag == ds("Object")),
        name,
    )


def signer_of(
    parts: Parts, resolved: tuple[Resolved, ...], certificates: tuple[CertificateReference, ...]
) -> Signer:
    """Return the arithmetic of a signature. Raises :class:`Flaw`."""
    method = required(parts.info, ds("CanonicalizationMethod"))
    mechanism = _mechanism(required(parts.info, ds("SignatureMethod")))
    value = octets(parts.value)
    try:
        der = der_from_pair(value) if mechanism.scheme is Scheme.ECDSA else value
    except UnknownAlgorithm as error:
        raise Flaw(SubIndication.SIG_CRYPTO_FAILURE, Code.SIGNATURE_MISMATCH) from error
    return Signer(
        mechanism=mechanism,
        signed_bytes=canonical(parts.info, method.get("Algorithm", ""), method, reference=False),
        value=der,
        references=tuple(_reference(found) for found in resolved),
        certificates=certificates,
    )


def _mechanism(method: Element) -> Mechanism:
    name = method.get("Algorithm", "")
    if name not in _METHODS:
        raise Flaw(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED, name)
    return _METHODS[name]


def digest_of(element: Element) -> str:
    """Return which digest an element's DigestMethod names. Raises :class:`Flaw`."""
    name = required(element, ds("DigestMethod")).get("Algorithm", "")
    if name not in DIGESTS:
        raise Flaw(SubIndication.CRYPTO_CONSTRAINTS_FAILURE, Code.ALGORITHM_REFUSED, name)
    return DIGESTS[name]


def _reference(found: Resolved) -> Reference:
    algorithm = digest_of(found.written)
    expected = octets(required(found.written, ds("DigestValue")))
    actual = None if found.content is None else digest(algorithm, found.content)
    return Reference(found.uri or "document", algorithm, expected, actual)


def resolve(parts: Parts, around: Surroundings, properties: Element) -> tuple[Resolved, ...]:
    """Return what each reference covers. Raises :class:`Flaw` where one points beyond its reach."""
    written = [element for element in elements(parts.info) if element.tag == ds("Reference")]
    heads = [ds("CanonicalizationMethod"), ds("SignatureMethod")]
    if [element.tag for element in elements(parts.info)] != heads + [ds("Reference")] * len(written):
        raise malformed(Code.XML_STRUCTURE, "SignedInfo")
    if not 0 < len(written) <= MOST_REFERENCES:
        raise malformed(Code.XML_STRUCTURE, f"{len(written)} references")
    meant = [_meant(element, around) for element in written]
    if len(set(meant)) != len(meant):
        raise malformed(Code.XML_REFERENCE_SCOPE, "covered twice")  # and digested as often
    found = tuple(
        _resolved(reference, where, parts, around, properties)
        for reference, where in zip(written, meant, strict=True)
    )
    if sum(each.kind is Target.PROPERTIES for each in found) != 1:
        raise malformed(Code.XML_REFERENCE_SCOPE, "signed properties must be covered once")
    if all(each.kind in (Target.PROPERTIES, Target.KEY_INFO) for each in found):
        raise malformed(Code.XML_REFERENCE_SCOPE, "nothing is signed")
    return found


def _meant(reference: Element, around: Surroundings) -> Element | str | None:
    """Return the element or the file that a reference points to. Raises :class:`Flaw`."""
    uri = reference.get("URI")
    if uri is None:
        raise malformed(Code.XML_REFERENCE_SCOPE, "no URI")
    if uri and not uri.startswith("#"):
        return uri if around.files is None else member_name(uri)
    return around.root if uri == "" else around.identifiers.the(unquote_id(uri))


def _resolved(
    reference: Element, element: Element | str | None, parts: Parts, around: Surroundings, properties: Element
) -> Resolved:
    uri = reference.get("URI", "")
    typed = reference.get("Type", "") == PROPERTIES_TYPE
    if isinstance(element, str):
        return _file(uri, reference, around, typed=typed)
    if element is None:
        raise malformed(Code.XML_REFERENCE_SCOPE, uri)
    kind = _kind(element, parts, around, properties)
    if kind is None or typed != (kind is Target.PROPERTIES):
        raise malformed(Code.XML_REFERENCE_SCOPE, uri or "document")
    content: bytes | None = _transformed(reference, element, kind, parts, around)
    if kind is Target.OBJECT and element.find(ds("Manifest")) is not None:
        content = None  # a list of what is signed elsewhere, which is not here
    return Resolved(uri, kind, element, content, reference)


def unquote_id(uri: str) -> str:
    """Return the Id of a same-document reference: a bare name. Raises :class:`Flaw` for an XPointer."""
    name = uri[1:]
    if not name or "(" in name or "%" in name:
        raise malformed(Code.XML_REFERENCE_SCOPE, uri)
    return name


def _kind(element: Element, parts: Parts, around: Surroundings, properties: Element) -> Target | None:
    if element is properties:
        return Target.PROPERTIES
    if element is parts.key_info:
        return Target.KEY_INFO
    if around.targets is not None and element in around.targets:
        return Target.ELEMENT
    if element in parts.objects:
        return Target.OBJECT if around.enveloping and around.root is parts.signature else None
    if element is around.root and around.root is not parts.signature and around.targets is None:
        return Target.DOCUMENT if around.files is None else None
    return None


def _transforms(reference: Element) -> list[Element]:
    holder = child(reference, ds("Transforms"))
    found = [] if holder is None else elements(holder)
    if len(found) > _MOST_TRANSFORMS or any(each.tag != ds("Transform") for each in found):
        raise malformed(Code.XML_TRANSFORM, "transforms")
    return found


def _transformed(
    reference: Element, element: Element, kind: Target, parts: Parts, around: Surroundings
) -> bytes:
    """Apply the transforms of a reference into its own document, of which few are known."""
    steps = _transforms(reference)
    names = [step.get("Algorithm", "") for step in steps]
    for step, name in zip(steps, names, strict=True):
        allowed_children = is_canonicalisation(name)
        if elements(step) and not allowed_children:
            raise malformed(Code.XML_TRANSFORM, name)
    if names and names[0] == _ENVELOPED:
        if kind is not Target.DOCUMENT:
            raise malformed(Code.XML_TRANSFORM, "enveloped")
        root = _without_signature(parts, around)
        form = canonical if reference.get("URI") else canonical_document  # by its Id, the root alone is meant
        return form(root, *_last_form(steps[1:]))
    if kind is Target.DOCUMENT:
        raise malformed(Code.XML_TRANSFORM, "document without enveloped")
    if names == [_BASE64] and kind in (Target.OBJECT, Target.ELEMENT):
        return _decoded(element)
    return canonical(element, *_last_form(steps))


def _last_form(steps: list[Element]) -> tuple[str, Element | None]:
    """Return the canonicalisation that remaining transforms ask for; without any, the default."""
    if not steps:
        return DEFAULT_C14N, None
    name = steps[0].get("Algorithm", "")
    if len(steps) > 1 or not is_canonicalisation(name):
        raise malformed(Code.XML_TRANSFORM, name)
    return name, steps[0]


def _decoded(element: Element) -> bytes:
    if elements(element):
        raise malformed(Code.XML_TRANSFORM, "base64 of elements")
    return from_base64("".join(str(part) for part in element.itertext()), "object")


def _without_signature(parts: Parts, around: Surroundings) -> Element:
    """Return the root of the document without the signature: read anew, so that nothing else is moved."""
    place = _place(parts.signature)
    root = parse(around.data)
    signature = root
    for position in place:
        signature = signature[position]
    parent = signature.getparent()
    if parent is None or signature.tag != ds("Signature"):
        raise malformed(Code.XML_TRANSFORM, "enveloped")
    _cut(parent, signature)
    return root


def _place(element: Element) -> list[int]:
    place: list[int] = []
    parent = element.getparent()
    while parent is not None:
        place.insert(0, parent.index(element))
        element, parent = parent, parent.getparent()
    return place


def _cut(parent: Element, element: Element) -> None:
    """Remove an element and leave the text behind it where it is."""
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _file(uri: str, reference: Element, around: Surroundings, *, typed: bool) -> Resolved:
    if typed:
        raise malformed(Code.XML_REFERENCE_SCOPE, uri)
    steps = _transforms(reference)
    if around.files is None:
        return Resolved(uri, Target.FILE, None, None, reference)
    content = around.files(member_name(uri))
    if content is not None and steps:
        algorithm, method = _last_form(steps)
        content = canonical_document(parse(content), algorithm, method)
    return Resolved(uri, Target.FILE, None, content, reference)


def member_name(uri: str) -> str:
    """Return which member of a container a relative URI means. Raises :class:`Flaw` for anything else."""
    if _SCHEME_OR_AUTHORITY.match(uri) or "?" in uri or "#" in uri:
        raise malformed(Code.XML_REFERENCE_SCOPE, uri)
    try:
        name = unquote(uri, errors="strict")
    except UnicodeDecodeError as error:
        raise malformed(Code.XML_REFERENCE_SCOPE, "encoding") from error
    return name.removeprefix("./")
