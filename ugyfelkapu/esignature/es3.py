# SPDX-License-Identifier: EUPL-1.2
"""Microsec's e-dossiers (.es3): signatures of a document or of the whole frame, and what each must cover."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

from . import xades
from .containers import LARGEST_MEMBER
from .findings import Code, Flaw, malformed
from .signed_item import Coverage, Form, Part, SignedItem
from .xml_reading import Element, Identifiers, child, ds, elements, from_base64, parse, required
from .xmldsig import Surroundings

DOSSIER: Final = "https://www.microsec.hu/ds/e-szigno30#"
_MOST_DOCUMENTS: Final = 50
_PLAIN: Final = ["base64"]
_ZIPPED: Final = ["zip", "base64"]


def es(name: str) -> str:
    """Return the tag of a dossier's element."""
    return f"{{{DOSSIER}}}{name}"


@dataclass(frozen=True, slots=True)
class _Document:
    """One document: its profile, the object with its content, and where it stands."""

    element: Element
    profile: Element
    content: Element


@dataclass(frozen=True, slots=True)
class _Dossier:
    """The frame: its profile and its documents."""

    root: Element
    profile: Element
    holder: Element
    documents: tuple[_Document, ...]


def read(data: bytes) -> tuple[SignedItem, ...]:
    """Return every signature of a dossier. Raises :class:`Flaw` where the dossier is refused."""
    root = parse(data)
    if root.tag != es("Dossier"):
        raise malformed(Code.ES3_STRUCTURE, "root")
    identifiers = Identifiers(root)
    dossier = _dossier(root, identifiers)
    items = [_item(signature, data, dossier, identifiers) for signature in xades.found_signatures(root)]
    return tuple(_with_uncovered(item, dossier, items) for item in items)


def _dossier(root: Element, identifiers: Identifiers) -> _Dossier:
    allowed = {es("DossierProfile"), es("Documents"), ds("Signature"), es("TimeStamp")}
    if any(element.tag not in allowed for element in elements(root)):
        raise malformed(Code.ES3_STRUCTURE, "frame")
    holder = required(root, es("Documents"))
    documents = tuple(_documents(holder, identifiers))
    if not 0 < len(documents) <= _MOST_DOCUMENTS:
        raise malformed(Code.ES3_STRUCTURE, f"{len(documents)} documents")
    profile = required(root, es("DossierProfile"))
    if identifiers.the(profile.get("OBJREF", "")) is not holder:
        raise malformed(Code.ES3_STRUCTURE, "frame's profile")
    return _Dossier(root, profile, holder, documents)


def _documents(holder: Element, identifiers: Identifiers) -> Iterator[_Document]:
    for document in elements(holder):
        if _is_empty(document):
            continue
        allowed = {es("DocumentProfile"), ds("Object"), ds("Signature"), es("TimeStamp")}
        if document.tag != es("Document") or any(each.tag not in allowed for each in elements(document)):
            raise malformed(Code.ES3_STRUCTURE, "document")
        profile, content = required(document, es("DocumentProfile")), required(document, ds("Object"))
        if identifiers.the(profile.get("OBJREF", "")) is not content:
            raise malformed(Code.ES3_STRUCTURE, "document's profile")
        yield _Document(document, profile, content)


def _is_empty(document: Element) -> bool:
    """Return whether this is the place of a document that is not there (e-akta 1.5, section 5)."""
    held = elements(document)
    empty = len(held) == 1 and held[0].tag == ds("Object") and len(held[0]) == 0
    return document.tag == es("Document") and empty and not (held[0].text or "").strip()


def _item(signature: Element, data: bytes, dossier: _Dossier, identifiers: Identifiers) -> SignedItem:
    """Read a signature where it stands: what it may and must cover follows from its place."""
    try:
        targets, musts, documents = _scope(signature, dossier)
    except Flaw as flaw:
        return replace(_bare(signature), flaws=(flaw,))
    around = Surroundings(data, dossier.root, identifiers, targets=targets)
    item = xades.item_of(signature, around)
    if item.signer is None:
        return item
    covered = {reference.name.removeprefix("#") for reference in item.signer.references}
    missing = [must for must in musts if must not in covered]
    flaws = tuple(malformed(Code.XML_REFERENCE_SCOPE, name) for name in missing)
    parts, broken = _payloads(documents)
    return replace(item, parts=parts, flaws=item.flaws + flaws + broken)


def _bare(signature: Element) -> SignedItem:
    return SignedItem(signature.get("Id", "signature"), Form.XADES, None)


def _scope(
    signature: Element, dossier: _Dossier
) -> tuple[dict[Element, str], list[str], tuple[_Document, ...]]:
    """Return what a signature may cover, what it must, and whose content that is."""
    own = _own_profile(signature)
    parent = signature.getparent()
    if parent is dossier.root:
        must, documents = [dossier.holder, dossier.profile], dossier.documents
    else:
        documents = tuple(each for each in dossier.documents if each.element is parent)
        if not documents:
            raise malformed(Code.ES3_STRUCTURE, "signature's place")
        must = [documents[0].content, documents[0].profile]
    targets = {element: element.get("Id", "") for element in (*must, *own)}
    if not all(targets[element] for element in must):
        raise malformed(Code.ES3_STRUCTURE, "Id")
    return targets, [targets[element] for element in must], documents


def _own_profile(signature: Element) -> list[Element]:
    """Return the signature's own profile and the object around it: either may be covered."""
    for holder in elements(signature):
        profile = child(holder, es("SignatureProfile")) if holder.tag == ds("Object") else None
        if profile is not None:
            return [holder, profile]
    return []


def _payloads(documents: tuple[_Document, ...]) -> tuple[tuple[Part, ...], tuple[Flaw, ...]]:
    parts: list[Part] = []
    flaws: list[Flaw] = []
    for document in documents:
        name = document.content.get("Id", "")
        try:
            parts.append(Part(name, _content(document)))
        except Flaw as flaw:
            flaws.append(flaw)
    return tuple(parts), tuple(flaws)


def _content(document: _Document) -> bytes:
    """Return a document as it was before the dossier took it in. Raises :class:`Flaw`."""
    holder = child(document.profile, es("BaseTransform"))
    steps = _PLAIN if holder is None else [each.get("Algorithm", "") for each in elements(holder)]
    if steps not in (_PLAIN, _ZIPPED) or elements(document.content):
        raise malformed(Code.ES3_STRUCTURE, "transforms")
    text = "".join(str(part) for part in document.content.itertext())
    content = from_base64(text, "document")
    return _unzipped(content) if steps == _ZIPPED else content


def _unzipped(packed: bytes) -> bytes:
    """Return the one file of a small archive, never more than a container might hold."""
    try:
        with zipfile.ZipFile(BytesIO(packed)) as archive:
            (info,) = archive.infolist()
            if info.file_size > LARGEST_MEMBER or info.flag_bits & 1:
                raise malformed(Code.ASIC_BOMB)
            with archive.open(info) as member:
                content = member.read(LARGEST_MEMBER + 1)
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError, OSError) as error:
        raise malformed(Code.ES3_STRUCTURE, "packed document") from error
    if len(content) > LARGEST_MEMBER:
        raise malformed(Code.ASIC_BOMB)
    return content


def _with_uncovered(item: SignedItem, dossier: _Dossier, items: list[SignedItem]) -> SignedItem:
    """Refuse a dossier in which a document stands that no signature covers."""
    known = {part.name for each in items for part in each.parts}
    missing = tuple(
        name for document in dossier.documents if (name := document.content.get("Id", "")) not in known
    )
    flaws = tuple(malformed(Code.ES3_UNSIGNED_DOCUMENT, name) for name in missing)
    coverage = Coverage(item.coverage.scope, missing, "none")
    return replace(item, coverage=coverage, flaws=item.flaws + flaws)
