# SPDX-License-Identifier: EUPL-1.2
"""ASiC containers (EN 319 162-1): which file each signature in one covers; none may go uncovered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from . import cades, cms, xades
from .arithmetic import READING_FAULTS, digest
from .containers import ASIC_S, Container, is_service_file, open_container
from .findings import Code, Flaw, malformed
from .signed_item import Coverage, Part, Reference, SignedItem, Stamp, StampKind
from .stamps import over
from .xml_reading import DS, Identifiers, child, ds, elements, octets, parse, required
from .xmldsig import DIGESTS, Surroundings, member_name

ASIC: Final = "http://uri.etsi.org/02918/v1.2.1#"
_OPENDOCUMENT: Final = "urn:oasis:names:tc:opendocument:xmlns:digitalsignature:1.0"
_MANIFEST: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_ROOTS: Final = frozenset(
    {f"{{{ASIC}}}XAdESSignatures", f"{{{_OPENDOCUMENT}}}document-signatures", f"{{{DS}}}Signature"}
)
_XADES_FILE: Final = re.compile(r"META-INF/[^/]*signatures[^/]*\.xml", re.IGNORECASE)
_CADES_FILE: Final = re.compile(r"META-INF/[^/]*signature[^/]*\.p7s", re.IGNORECASE)
_STAMP_FILE: Final = re.compile(r"META-INF/[^/]*timestamp[^/]*\.tst", re.IGNORECASE)
_MANIFEST_FILE: Final = re.compile(r"META-INF/ASiCManifest[^/]*\.xml", re.IGNORECASE)
_ARCHIVE_FILE: Final = re.compile(r"META-INF/ASiCArchiveManifest[^/]*\.xml", re.IGNORECASE)
_OTHER_FILES: Final = frozenset(
    {"META-INF/manifest.xml", "META-INF/container.xml", "META-INF/metadata.xml", "META-INF/manifest.rdf"}
)
_KNOWN: Final = (_XADES_FILE, _CADES_FILE, _STAMP_FILE, _MANIFEST_FILE, _ARCHIVE_FILE)
_MOST_REFERENCES: Final = 200


def read(data: bytes) -> tuple[SignedItem, ...]:
    """Return every signature of a container. Raises :class:`Flaw` where the container is refused."""
    container = open_container(data)
    for name in container.members:
        if name.startswith("META-INF/") and not _is_known(name):
            raise malformed(Code.ASIC_UNSIGNED_FILE, name)
    if container.media_type == ASIC_S and len(container.payloads) != 1:
        raise malformed(Code.ASIC_STRUCTURE, f"{len(container.payloads)} files")
    _check_open_manifest(container)
    items = [*_xades_items(container), *_cades_items(container)]
    if len(items) > xades.MOST_SIGNATURES:
        raise malformed(Code.TOO_MANY_SIGNATURES, str(len(items)))
    return tuple(_covering(item, container) for item in items)


def _is_known(name: str) -> bool:
    return name in _OTHER_FILES or any(pattern.fullmatch(name) for pattern in _KNOWN)


def _covering(item: SignedItem, container: Container) -> SignedItem:
    """Refuse a signature that leaves a file of the container unsigned."""
    covered = {part.name for part in item.parts}
    missing = tuple(sorted(name for name in container.payloads if name not in covered))
    flaws = tuple(malformed(Code.ASIC_UNSIGNED_FILE, name) for name in missing)
    coverage = Coverage(tuple(sorted(covered)), missing, "none")
    return replace(item, coverage=coverage, flaws=item.flaws + flaws)


def _check_open_manifest(container: Container) -> None:
    """Where the container lists its files in the manner of OpenDocument, it lists all and no others."""
    written = container.members.get("META-INF/manifest.xml")
    if written is None:
        return
    try:
        root = parse(written)
    except Flaw as flaw:
        raise malformed(Code.ASIC_MANIFEST, "unreadable") from flaw
    if root.tag != f"{{{_MANIFEST}}}manifest":
        raise malformed(Code.ASIC_MANIFEST, "root")
    listed = [entry.get(f"{{{_MANIFEST}}}full-path", "") for entry in root.iter(f"{{{_MANIFEST}}}file-entry")]
    files = [name for name in listed if name != "/" and not name.endswith("/")]
    extra = {name for name in files if not is_service_file(name)}
    if len(set(files)) != len(files) or extra != set(container.payloads):
        raise malformed(Code.ASIC_MANIFEST, "other files than the container")
    if any(name not in container.members for name in files):
        raise malformed(Code.ASIC_MANIFEST, "missing file")


def _xades_items(container: Container) -> Iterator[SignedItem]:
    for name, data in container.members.items():
        if not _XADES_FILE.fullmatch(name):
            continue
        root = parse(data)
        if root.tag not in _ROOTS:
            raise malformed(Code.ASIC_STRUCTURE, name)
        around = Surroundings(data, root, Identifiers(root), files=container.members.get)
        signatures = [root] if root.tag == ds("Signature") else elements(root)
        if any(each.tag != ds("Signature") for each in signatures):
            raise malformed(Code.ASIC_STRUCTURE, name)
        for position, signature in enumerate(signatures):
            item = xades.item_of(signature, around, f"{name}#{position}")
            yield replace(item, parts=tuple(_named(part) for part in item.parts))


def _named(part: Part) -> Part:
    return Part(member_name(part.name), part.content)


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What one ASiC manifest says: the signature that covers it, and the digests of files."""

    name: str
    data: bytes
    signature: str
    files: Mapping[str, tuple[str, bytes]]


def _cades_items(container: Container) -> Iterator[SignedItem]:
    signatures = [name for name in container.members if _CADES_FILE.fullmatch(name)]
    if not signatures:
        return
    if container.media_type == ASIC_S:
        for name in signatures:
            yield _over_the_file(container, name)
        return
    manifests = [_manifest(name, container) for name in container.members if _MANIFEST_FILE.fullmatch(name)]
    archives = [_manifest(name, container) for name in container.members if _ARCHIVE_FILE.fullmatch(name)]
    for name in signatures:
        own = [manifest for manifest in manifests if manifest.signature == name]
        if len(own) != 1:
            raise malformed(Code.ASIC_MANIFEST, f"{len(own)} for {name}")
        yield _over_a_manifest(container, own[0], archives)


def _over_the_file(container: Container, name: str) -> SignedItem:
    ((file, content),) = container.payloads.items()
    return cades.item_of(_detached(container.members[name]), name, lambda: content, file)


def _detached(signature: bytes) -> cms.Envelope:
    envelope = cms.open_envelope(signature)
    try:
        inside = envelope.content is not None
    except READING_FAULTS as error:
        raise malformed(Code.CMS_STRUCTURE, type(error).__name__) from error
    if inside:
        raise malformed(Code.CMS_STRUCTURE, "content inside")
    return envelope


def _over_a_manifest(container: Container, manifest: _Manifest, archives: list[_Manifest]) -> SignedItem:
    envelope = _detached(container.members[manifest.signature])
    item = cades.item_of(envelope, manifest.signature, lambda: manifest.data, manifest.name)
    parts = tuple(Part(name, container.members[name]) for name in manifest.files)
    stamps = tuple(_archive_stamps(container, manifest, archives))
    signer = item.signer and replace(
        item.signer, references=(*item.signer.references, *_references(container, manifest))
    )
    return replace(item, signer=signer, parts=parts, stamps=item.stamps + stamps)


def _references(container: Container, manifest: _Manifest) -> Iterator[Reference]:
    """Yield what the signature vouches for through its manifest."""
    for name, (algorithm, expected) in manifest.files.items():
        yield Reference(name, algorithm, expected, digest(algorithm, container.members[name]))


def _manifest(name: str, container: Container) -> _Manifest:
    data = container.members[name]
    try:
        root = parse(data)
        if root.tag != f"{{{ASIC}}}ASiCManifest":
            raise malformed(Code.ASIC_MANIFEST, name)
        signature = member_name(required(root, f"{{{ASIC}}}SigReference").get("URI", ""))
        files = dict(_listed(root))
    except Flaw as flaw:
        raise malformed(Code.ASIC_MANIFEST, f"{name} {flaw.finding.detail}") from flaw
    if signature not in container.members or not files:
        raise malformed(Code.ASIC_MANIFEST, name)
    if any(file not in container.members for file in files):
        raise malformed(Code.ASIC_MANIFEST, "missing file")
    return _Manifest(name, data, signature, files)


def _listed(root: etree._Element) -> Iterator[tuple[str, tuple[str, bytes]]]:
    seen: set[str] = set()
    for reference in elements(root):
        if reference.tag != f"{{{ASIC}}}DataObjectReference":
            continue
        name = member_name(reference.get("URI", ""))
        method = required(reference, ds("DigestMethod")).get("Algorithm", "")
        transforms = child(reference, ds("Transforms"))
        if name in seen or method not in DIGESTS or transforms is not None or len(seen) > _MOST_REFERENCES:
            raise malformed(Code.ASIC_MANIFEST, name)
        seen.add(name)
        yield name, (DIGESTS[method], octets(required(reference, ds("DigestValue"))))


def _archive_stamps(container: Container, manifest: _Manifest, archives: list[_Manifest]) -> Iterator[Stamp]:
    """Yield the stamps over archive manifests that hold this signature as it lies here."""
    for archive in archives:
        known = archive.files.get(manifest.signature)
        if known is None or not _STAMP_FILE.fullmatch(archive.signature):
            continue
        held = tuple(_references(container, archive))
        intact = all(each.actual == each.expected for each in held)
        token = container.members[archive.signature]
        stamp = over(StampKind.ARCHIVE, archive.signature, token, archive.data if intact else None)
        yield replace(stamp, through=frozenset(each.digest for each in held))
