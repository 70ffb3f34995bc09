# SPDX-License-Identifier: EUPL-1.2
"""Reading XML that a stranger wrote: no document types, no entities, bounds, and one meaning for an Id."""

from __future__ import annotations

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from lxml import etree

from .findings import Code, malformed

Element = etree._Element  # lxml has no other name for it
DS: Final = "http://www.w3.org/2000/09/xmldsig#"
XML: Final = "http://www.w3.org/XML/1998/namespace"
MOST_ELEMENTS: Final = 60_000
MOST_ATTRIBUTES: Final = 120_000
_DOCTYPE: Final = re.compile(
    rb"<\x00?!\x00?D\x00?O\x00?C\x00?T\x00?Y\x00?P\x00?E|<\x00?!\x00?E\x00?N\x00?T\x00?I"
)
_ID_NAMES: Final = ("Id", "ID", "id", f"{{{XML}}}id")
_C14N: Final = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_C14N11: Final = "http://www.w3.org/2006/12/xml-c14n11"
_EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
DEFAULT_C14N: Final = _C14N
_CANONICALISATIONS: Final = {
    _C14N: (False, False),
    f"{_C14N}#WithComments": (False, True),
    _C14N11: (False, False),
    f"{_C14N11}#WithComments": (False, True),
    _EXCLUSIVE: (True, False),
    f"{_EXCLUSIVE}WithComments": (True, True),
}
"""Algorithm: whether it is exclusive, and whether it keeps comments."""


def ds(name: str) -> str:
    """Return the tag of an XML signature element."""
    return f"{{{DS}}}{name}"


def parse(data: bytes) -> Element:
    """Return the root of a document. Raises :class:`Flaw` for what we do not read."""
    if _DOCTYPE.search(data):
        raise malformed(Code.XML_DOCTYPE)
    if data.count(b"<") > 2 * MOST_ELEMENTS:
        raise malformed(Code.TOO_LARGE, "elements")
    if data.count(b'="') + data.count(b"='") > MOST_ATTRIBUTES:
        raise malformed(Code.TOO_LARGE, "attributes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, collect_ids=False
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise malformed(Code.XML_STRUCTURE, "not well-formed") from error
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.externalDTD is not None:
        raise malformed(Code.XML_DOCTYPE)
    return root


class Identifiers:
    """Which elements of a document an Id means, under every name that an Id attribute may have."""

    def __init__(self, root: Element) -> None:
        found: defaultdict[str, list[Element]] = defaultdict(list)
        for element in root.iter(etree.Element):
            for name in _ID_NAMES:
                value = element.get(name)
                if value is not None:
                    found[value].append(element)
        self._found: Mapping[str, list[Element]] = found

    def the(self, name: str) -> Element | None:
        """Return the one element of this Id. Raises :class:`Flaw` where there are several."""
        elements = self._found.get(name, [])
        if len(elements) > 1:
            raise malformed(Code.XML_DUPLICATE_ID, name)
        return elements[0] if elements else None


def elements(parent: Element) -> list[Element]:
    """Return the children that are elements; text between them is nobody's."""
    return [child for child in parent if isinstance(child.tag, str)]


def child(parent: Element, tag: str) -> Element | None:
    """Return the one child of a name. Raises :class:`Flaw` where there are several."""
    found = [element for element in elements(parent) if element.tag == tag]
    if len(found) > 1:
        raise malformed(Code.XML_STRUCTURE, f"{etree.QName(tag).localname} twice")
    return found[0] if found else None


def required(parent: Element, tag: str) -> Element:
    """Return the one child of a name. Raises :class:`Flaw` where there is none."""
    found = child(parent, tag)
    if found is None:
        raise malformed(Code.XML_STRUCTURE, f"{etree.QName(tag).localname} missing")
    return found


def text(element: Element) -> str:
    """Return the text of an element that has nothing but text. Raises :class:`Flaw`."""
    if len(element):
        raise malformed(Code.XML_STRUCTURE, f"{etree.QName(element).localname} holds more than text")
    return (element.text or "").strip()


def octets(element: Element) -> bytes:
    """Return the bytes that stand in an element by base64. Raises :class:`Flaw`."""
    return from_base64(text(element), etree.QName(element).localname)


def from_base64(written: str, name: str) -> bytes:
    """Return bytes written by base64, strictly but for white space. Raises :class:`Flaw`."""
    try:
        return base64.b64decode("".join(written.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise malformed(Code.XML_STRUCTURE, f"{name} is no base64") from error


def is_canonicalisation(algorithm: str) -> bool:
    """Return whether an algorithm is one of those that write XML in one way only."""
    return algorithm in _CANONICALISATIONS


def canonical(
    element: Element, algorithm: str, method: Element | None = None, *, reference: bool = True
) -> bytes:
    """Return an element in canonical form.

    What a reference to the same document means has no comments, whatever the algorithm (XMLDSIG 4.4.3.3).
    ``method`` is the element that named the algorithm, for the prefixes that it includes.
    """
    if algorithm not in _CANONICALISATIONS:
        raise malformed(Code.XML_TRANSFORM, algorithm)
    exclusive, comments = _CANONICALISATIONS[algorithm]
    prefixes = _prefixes(method) if exclusive else None
    keep = comments and not reference
    if exclusive:
        return _written(element, exclusive=True, comments=keep, prefixes=prefixes)
    inherited = _inherited(element, whole=algorithm.startswith(_C14N))
    for name, value in inherited.items():
        element.set(name, value)
    try:
        return _written(element, exclusive=False, comments=keep, prefixes=None)
    finally:
        for name in inherited:
            del element.attrib[name]


def canonical_document(root: Element, algorithm: str, method: Element | None = None) -> bytes:
    """Return a whole document in canonical form, with what stands beside its root but comments."""
    exclusive, _ = _CANONICALISATIONS[algorithm]
    prefixes = _prefixes(method) if exclusive else None
    return _written(root.getroottree(), exclusive=exclusive, comments=False, prefixes=prefixes)


def _written(
    what: Element | etree._ElementTree, *, exclusive: bool, comments: bool, prefixes: list[str] | None
) -> bytes:
    try:
        written = etree.tostring(
            what,
            method="c14n",
            exclusive=exclusive,
            with_comments=comments,
            inclusive_ns_prefixes=prefixes,
            with_tail=False,
        )
    except etree.C14NError as error:
        raise malformed(Code.XML_STRUCTURE, "no canonical form") from error
    return bytes(written)


def _inherited(element: Element, *, whole: bool) -> dict[str, str]:
    """Return the ``xml:`` attributes that inclusive canonicalisation takes over from the ancestors."""
    found: dict[str, str] = {}
    for ancestor in element.iterancestors():
        for name, value in ancestor.attrib.items():
            local = str(name).removeprefix(f"{{{XML}}}")
            taken = str(name) != local and (whole or local in ("lang", "space"))
            if taken and name not in element.attrib:
                found.setdefault(str(name), str(value))
    return found


def _prefixes(method: Element | None) -> list[str] | None:
    if method is None:
        return None
    listed = child(method, f"{{{_EXCLUSIVE}}}InclusiveNamespaces")
    return None if listed is None else listed.get("PrefixList", "").split()


def signatures_in(root: Element) -> Iterator[Element]:
    """Yield the signatures of a document that lie in no other signature."""
    if root.tag == ds("Signature"):
        yield root
        return
    for element in root.iter(ds("Signature")):
        if next(element.iterancestors(ds("Signature")), None) is None:
            yield element
