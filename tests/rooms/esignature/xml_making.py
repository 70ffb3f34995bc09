# SPDX-License-Identifier: EUPL-1.2
"""XML signatures as attackers make them: put together otherwise, or over other references."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from io import BytesIO

from lxml import etree

from tests.pki import Format, How, Leaf, Level
from tests.pki.containers import enveloped
from tests.pki.xades import Formats, finish, plan, started, xades
from tests.pki.xml import BASE64, ENVELOPED, EXCLUSIVE, Reference, add, ds, encoded, serialised

from .judging import sample

Element = etree._Element  # lxml has no other name for it
DECLARATION = b'<declaration xmlns="urn:example:declaration" Id="root"><name>Minta</name></declaration>'
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
XSLT = "http://www.w3.org/TR/1999/REC-xslt-19991116"


def changed(shape: Format, change: Callable[[Element], Element | None]) -> bytes:
    """Return a sound sample after a change to its tree; the change may return another root."""
    root = etree.fromstring(sample(shape))
    other = change(root)
    return serialised(root if other is None else other)


def in_latin(data: bytes) -> bytes:
    """Return a document in the older encoding that Hungarian software likes."""
    out = BytesIO()
    etree.fromstring(data).getroottree().write(out, encoding="ISO-8859-2", xml_declaration=True)
    return out.getvalue()


def enveloped_with(
    references: tuple[Reference, ...], how: How | None = None, payload: bytes = DECLARATION
) -> bytes:
    """Return a declaration with a signature over these references and its own properties."""
    root = etree.fromstring(payload)
    made = plan("S0", references, how or How(), {})
    signature = started(made, Leaf.CITIZEN, Formats(), how or How())
    root.append(signature)
    finish(signature, made, Leaf.CITIZEN, Level.LT, how or How())
    return serialised(root)


def by_root_id() -> bytes:
    """Return a declaration whose signature names the root by its Id."""
    return enveloped_with((Reference("#root", (ENVELOPED, EXCLUSIVE)),))


def whole(how: How | None = None, payload: bytes = DECLARATION) -> bytes:
    """Return a declaration whose signature covers the document as a whole."""
    return enveloped(payload, Level.LT, Leaf.CITIZEN, how or How())


def enveloping_with(references: tuple[Reference, ...], objects: dict[str, bytes]) -> bytes:
    """Return a signature that holds objects and covers these references."""
    made = plan("S0", references, How(), {})
    signature = started(made, Leaf.CITIZEN, Formats(), How())
    for name, content in objects.items():
        add(signature, ds("Object"), encoded(content), Id=name)
    finish(signature, made, Leaf.CITIZEN, Level.LT, How())
    return serialised(signature)


def two_objects(*, both_signed: bool) -> bytes:
    """Return a signature over one of two objects, or over both."""
    references = [Reference("#one", (BASE64,))]
    if both_signed:
        references.append(Reference("#two", (BASE64,)))
    return enveloping_with(tuple(references), {"one": b"first", "two": b"second"})


def signature_in(root: Element) -> Element:
    """Return the first signature of a document."""
    return root if root.tag == ds("Signature") else next(root.iter(ds("Signature")))


def counter_signed(document: bytes, other: bytes) -> bytes:
    """Return a document whose signature has another one in the place of a counter-signature."""
    root = etree.fromstring(document)
    counter = deepcopy(signature_in(etree.fromstring(other)))
    for element in counter.iter(etree.Element):
        if element.get("Id"):
            element.set("Id", f"counter-{element.get('Id')}")
    unsigned = next(root.iter(xades("UnsignedSignatureProperties")))
    add(unsigned, xades("CounterSignature")).append(counter)
    return serialised(root)


def wrapped(kind: str) -> bytes:
    """Return a declaration with other content around or beside the signed one (XSW)."""
    root = etree.fromstring(by_root_id())
    signature = signature_in(root)
    original = deepcopy(root)
    forged = etree.fromstring(DECLARATION.replace(b"Minta", b"Forged"))
    return serialised(_WRAPPINGS[kind](forged, original, deepcopy(signature)))


def _without_signature(root: Element) -> Element:
    bare = deepcopy(root)
    bare.remove(signature_in(bare))
    return bare


def _signed_inside(forged: Element, original: Element, signature: Element) -> Element:
    """The signed document, signature and all, is a child of the forged one."""
    forged.append(original)
    return forged


def _original_in_object(forged: Element, original: Element, signature: Element) -> Element:
    """The forged document carries the signature, which carries the original in an object."""
    add(signature, ds("Object")).append(_without_signature(original))
    forged.append(signature)
    return forged


def _original_beside(forged: Element, original: Element, signature: Element) -> Element:
    """The forged document carries the original and the signature side by side."""
    forged.append(_without_signature(original))
    forged.append(signature)
    return forged


def _forged_renamed(forged: Element, original: Element, signature: Element) -> Element:
    """As before, but the forged root has an Id of its own."""
    forged.set("Id", "other")
    return _original_beside(forged, original, signature)


def _forged_unnamed(forged: Element, original: Element, signature: Element) -> Element:
    """As before, but the forged root has no Id at all."""
    del forged.attrib["Id"]
    return _original_beside(forged, original, signature)


def _other_spelling(forged: Element, original: Element, signature: Element) -> Element:
    """The forged root has the same identifier under another attribute."""
    del forged.attrib["Id"]
    forged.set("ID", "root")
    return _original_beside(forged, original, signature)


def _original_in_signature(forged: Element, original: Element, signature: Element) -> Element:
    """The original lies in the unsigned properties."""
    holder = next(signature.iter(xades("UnsignedSignatureProperties")))
    holder.append(_without_signature(original))
    forged.append(signature)
    return forged


def _original_in_key_info(forged: Element, original: Element, signature: Element) -> Element:
    """The original lies in the key information."""
    next(signature.iter(ds("KeyInfo"))).append(_without_signature(original))
    forged.append(signature)
    return forged


_WRAPPINGS: dict[str, Callable[[Element, Element, Element], Element]] = {
    "signed inside": _signed_inside,
    "original in object": _original_in_object,
    "original beside": _original_beside,
    "forged renamed": _forged_renamed,
    "forged unnamed": _forged_unnamed,
    "other spelling": _other_spelling,
    "original in unsigned properties": _original_in_signature,
    "original in key information": _original_in_key_info,
}
WRAPPINGS = list(_WRAPPINGS)
