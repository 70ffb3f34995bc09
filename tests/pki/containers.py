# SPDX-License-Identifier: EUPL-1.2
"""XML documents, dossiers and ASiC containers with signatures in them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from urllib.parse import quote

from lxml import etree

from . import cms
from .how import Format, How, Level
from .people import Leaf
from .world import world
from .xades import Formats, finish, plan, started
from .xml import BASE64, DS, ENVELOPED, EXCLUSIVE, Reference, add, digest, digest_uri, ds, encoded, serialised

ASIC = "http://uri.etsi.org/02918/v1.2.1#"
DOSSIER = "https://www.microsec.hu/ds/e-szigno30#"
ASICE = "application/vnd.etsi.asic-e+zip"
ASICS = "application/vnd.etsi.asic-s+zip"
_OPENDOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_NAME = "nyilatkozat"


def enveloped(payload: bytes, level: Level, leaf: Leaf, how: How) -> bytes:
    """Return an XML document with a signature over the whole of it as its last child."""
    root = etree.fromstring(payload)
    made = plan("S0", (Reference("", (ENVELOPED, EXCLUSIVE), id="S0-0"),), how, {})
    signature = started(made, leaf, Formats((("S0-0", "text/xml"),)), how)
    root.append(signature)
    finish(signature, made, leaf, level, how)
    return serialised(root)


def enveloping(payload: bytes, level: Level, leaf: Leaf, how: How) -> bytes:
    """Return an XML signature that holds the payload in an object of its own."""
    made = plan("S0", (Reference("#content", (BASE64,), f"{DS}Object", "S0-0"),), how, {})
    signature = started(made, leaf, Formats((("S0-0", "application/octet-stream"),)), how)
    holder = add(signature, ds("Object"), encoded(payload), Id="content", Encoding=f"{DS}base64")
    holder.set("MimeType", "application/octet-stream")
    finish(signature, made, leaf, level, how)
    return serialised(signature)


def detached(files: dict[str, bytes], level: Level, leaf: Leaf, how: How) -> bytes:
    """Return the signatures of a container, one over all files."""
    references = tuple(Reference(quote(name), (), id=f"S0-{at}") for at, name in enumerate(files))
    made = plan("S0", references, how, {quote(name): content for name, content in files.items()})
    described = tuple((f"S0-{at}", "application/octet-stream") for at in range(len(files)))
    signature = started(made, leaf, Formats(described), how)
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
    root.append(signature)
    finish(signature, made, leaf, level, how)
    return serialised(root)


def packed(mimetype: str, members: dict[str, bytes]) -> bytes:
    """Return a container: its media type first and plain, then the members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), mimetype, zipfile.ZIP_STORED)
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def container(payload: bytes, shape: Format, level: Level, leaf: Leaf, how: How) -> bytes:
    """Return an ASiC container of the payload and the further files."""
    files = {f"{_NAME}.pdf": payload, **how.files}
    if shape is Format.ASICE_XADES:
        signature = {"META-INF/signatures0.xml": detached(files, level, leaf, how)}
        signature["META-INF/manifest.xml"] = _open_manifest({**files, **how.unsigned_files})
    elif shape is Format.ASICE_CADES:
        signature = _with_manifest(files, level, leaf, how)
    elif shape is Format.ASICS_XADES:
        signature = {"META-INF/signatures.xml": detached(files, level, leaf, how)}
    else:
        signature = {"META-INF/signature.p7s": cms.signed(payload, level, leaf, how, attached=False)}
    mimetype = ASICE if shape in (Format.ASICE_XADES, Format.ASICE_CADES) else ASICS
    return packed(mimetype, {**files, **how.unsigned_files, **signature})


def _open_manifest(files: dict[str, bytes]) -> bytes:
    space = f"{{{_OPENDOCUMENT}}}"
    root = etree.Element(f"{space}manifest", {f"{space}version": "1.2"}, {"manifest": _OPENDOCUMENT})
    for name, kind in [("/", ASICE), *((name, "application/octet-stream") for name in files)]:
        etree.SubElement(root, f"{space}file-entry", {f"{space}full-path": name, f"{space}media-type": kind})
    return serialised(root)


def asic_manifest(
    signature: str,
    files: dict[str, bytes],
    kind: str,
    name: str = "ASiCManifest",
    algorithm: str = "sha256",
) -> bytes:
    """Return an ASiC manifest: what signature or timestamp covers which files."""
    root = etree.Element(f"{{{ASIC}}}{name}", nsmap={"asic": ASIC, "ds": DS})
    add(root, f"{{{ASIC}}}SigReference", URI=signature, MimeType=kind)
    for file, content in files.items():
        covered = add(root, f"{{{ASIC}}}DataObjectReference", URI=quote(file))
        add(covered, ds("DigestMethod"), Algorithm=digest_uri(algorithm))
        add(covered, ds("DigestValue"), digest(content, algorithm))
    return serialised(root)


def _with_manifest(files: dict[str, bytes], level: Level, leaf: Leaf, how: How) -> dict[str, bytes]:
    signature = "META-INF/signature001.p7s"
    manifest = asic_manifest(signature, files, "application/pkcs7-signature")
    below = Level.LT if level is Level.LTA else level
    members = {
        "META-INF/ASiCManifest001.xml": manifest,
        signature: cms.signed(manifest, below, leaf, how, attached=False),
    }
    if level is Level.LTA:
        stamp = "META-INF/timestamp001.tst"
        archive = asic_manifest(stamp, {**files, **members}, "application/vnd.etsi.timestamp-token")
        members["META-INF/ASiCArchiveManifest.xml"] = archive
        members[stamp] = world().stamp(archive, how.archived_at, how.archive_unit)
    return members


def dossier(payload: bytes, shape: Format, level: Level, leaf: Leaf, how: How) -> bytes:
    """Return an e-dossier whose one document is signed, or whose frame is."""
    root, documents, document = _dossier(payload)
    in_frame = shape is Format.ES3_FRAME
    covered = ("#documents", "#dossier-profile") if in_frame else ("#object0", "#profile0")
    references = tuple(
        Reference(uri, id=f"S0-{at}") for at, uri in enumerate((*covered, "#signature-profile"))
    )
    made = plan("S0", references, how, {})
    signature = started(made, leaf, Formats(), how)
    (root if in_frame else document).append(signature)
    profile = etree.Element(f"{{{DOSSIER}}}SignatureProfile", {"OBJREF": covered[0][1:], "SIGREF": "S0"})
    add(profile, f"{{{DOSSIER}}}Generator")
    holder = etree.Element(ds("Object"), {"Id": "signature-profile"})
    holder.append(profile)
    signature.insert(3, holder)
    finish(signature, made, leaf, level, how)
    return serialised(documents.getroottree().getroot())


def _dossier(payload: bytes) -> tuple[etree._Element, etree._Element, etree._Element]:
    def es(parent: etree._Element, name: str, text: str | None = None, **more: str) -> etree._Element:
        return add(parent, f"{{{DOSSIER}}}{name}", text, **more)

    root = etree.Element(f"{{{DOSSIER}}}Dossier", nsmap={"es": DOSSIER, "ds": DS})
    frame = es(root, "DossierProfile", Id="dossier-profile", OBJREF="documents")
    es(frame, "Title", "Regisztráció")
    es(frame, "CreationDate", "2026-11-23T09:30:00Z")
    documents = es(root, "Documents", Id="documents")
    document = es(documents, "Document")
    profile = es(document, "DocumentProfile", Id="profile0", OBJREF="object0")
    es(profile, "Title", _NAME)
    es(profile, "CreationDate", "2026-11-23T09:30:00Z")
    es(es(profile, "Format"), "MIME-Type", type="application", subtype="pdf", extension="pdf")
    es(profile, "SourceSize", sizeValue=str(len(payload)), sizeUnit="B")
    es(es(profile, "BaseTransform"), "Transform", Algorithm="base64")
    add(document, ds("Object"), encoded(payload), Id="object0")
    return root, documents, document
