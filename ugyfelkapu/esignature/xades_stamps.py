# SPDX-License-Identifier: EUPL-1.2
"""The timestamps of XAdES, each with the bytes that it must date (EN 319 132-1 and -2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree

from .findings import Code, Flaw, malformed
from .signed_item import Stamp, StampKind
from .stamps import over
from .xml_reading import DEFAULT_C14N, Element, canonical, child, ds, elements, octets
from .xmldsig import Parts, Resolved, Target

_MOST_STAMPS: Final = 50
_XADES: Final = "http://uri.etsi.org/01903/v1.3.2#"
_TOKEN: Final = f"{{{_XADES}}}EncapsulatedTimeStamp"
_DATED_REFERENCES: Final = frozenset(
    {
        "SignatureTimeStamp",
        "CompleteCertificateRefs",
        "CompleteCertificateRefsV2",
        "CompleteRevocationRefs",
        "AttributeCertificateRefs",
        "AttributeCertificateRefsV2",
        "AttributeRevocationRefs",
    }
)


def stamps_of(
    parts: Parts, resolved: tuple[Resolved, ...], signed: Element, unsigned: Element | None
) -> tuple[Stamp, ...]:
    """Return the timestamps of a signature in the order in which they stand."""
    found = [*_content_stamps(resolved, signed), *_later_stamps(parts, resolved, unsigned)]
    if len(found) > _MOST_STAMPS:
        raise malformed(Code.TOO_LARGE, "timestamps")
    return tuple(found)


def _content_stamps(resolved: tuple[Resolved, ...], signed: Element) -> Iterator[Stamp]:
    holder = child(signed, f"{{{_XADES}}}SignedDataObjectProperties")
    for element in elements(holder) if holder is not None else ():
        name = etree.QName(element).localname
        if name == "AllDataObjectsTimeStamp":
            covered = [each for each in resolved if each.kind is not Target.PROPERTIES]
            yield from _tokens(StampKind.CONTENT, element, _dated(element, covered))
        elif name == "IndividualDataObjectsTimeStamp":
            yield from _tokens(StampKind.CONTENT, element, _included(element, resolved))


def _included(element: Element, resolved: tuple[Resolved, ...]) -> bytes | None:
    """Return what an individual timestamp names by ``Include``; None where it names what is not signed."""
    known = {each.written.get("Id", ""): each for each in resolved}
    named = [each.get("URI", "")[1:] for each in element.iter(f"{{{_XADES}}}Include")]
    if not named or not set(named) <= set(known):
        return None
    return _dated(element, [known[name] for name in named])


def _dated(stamp: Element, references: Iterable[Resolved]) -> bytes | None:
    """Return what a stamp dates of some references; None where it is not there.

    Elements that no transform has made octets of are written as the stamp says, not as the signature does
    (EN 319 132-1, 5.5.2.2).
    """
    algorithm, method = _algorithm(stamp)
    contents = []
    for each in references:
        transforms = child(each.written, ds("Transforms"))
        untouched = transforms is None or not elements(transforms)
        if untouched and each.element is not None and each.content is not None:
            contents.append(canonical(each.element, algorithm, method))
        elif each.content is not None:
            contents.append(each.content)
        else:
            return None
    return b"".join(contents)


def _later_stamps(parts: Parts, resolved: tuple[Resolved, ...], unsigned: Element | None) -> Iterator[Stamp]:
    before: list[Element] = []
    for element in elements(unsigned) if unsigned is not None else ():
        name = etree.QName(element).localname
        if name == "SignatureTimeStamp":
            yield from _tokens(StampKind.SIGNATURE, element, _forms(element, [parts.value]))
        elif name in ("SigAndRefsTimeStamp", "SigAndRefsTimeStampV2"):
            dated = [each for each in before if etree.QName(each).localname in _DATED_REFERENCES]
            yield from _tokens(StampKind.REFERENCES, element, _forms(element, [parts.value, *dated]))
        elif name == "ArchiveTimeStamp":
            yield from _tokens(StampKind.ARCHIVE, element, _archived(element, parts, resolved, before))
        before.append(element)


def _algorithm(stamp: Element) -> tuple[str, Element | None]:
    method = child(stamp, ds("CanonicalizationMethod"))
    return (DEFAULT_C14N, None) if method is None else (method.get("Algorithm", ""), method)


def _forms(stamp: Element, dated: list[Element]) -> bytes:
    algorithm, method = _algorithm(stamp)
    return b"".join(canonical(each, algorithm, method) for each in dated)


def _archived(
    stamp: Element, parts: Parts, resolved: tuple[Resolved, ...], before: list[Element]
) -> bytes | None:
    """Return what an archive timestamp dates: everything signed, the signature, and what was added before.

    EN 319 132-1 clause 5.5.2.2 in its order; objects that a reference covers already are not taken twice.
    """
    algorithm, method = _algorithm(stamp)
    signed = _dated(stamp, resolved)
    if signed is None:
        return None
    covered = [each.element for each in resolved]
    dated = [parts.info, parts.value, *([] if parts.key_info is None else [parts.key_info]), *before]
    dated += [
        item
        for item in parts.objects
        if child(item, f"{{{_XADES}}}QualifyingProperties") is None
        and not any(item is element for element in covered)
    ]
    return signed + b"".join(canonical(each, algorithm, method) for each in dated)


def _tokens(kind: StampKind, element: Element, covered: bytes | None) -> Iterator[Stamp]:
    name = etree.QName(element).localname
    try:
        tokens = [octets(each) for each in elements(element) if each.tag == _TOKEN]
    except Flaw:
        tokens = [b""]
    for token in tokens or [b""]:
        yield over(kind, name, token, covered)
