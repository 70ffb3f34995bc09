# SPDX-License-Identifier: EUPL-1.2
"""Signing a document with a demo card, in each of the formats that people's programs write."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Final
from urllib.parse import quote

from asn1crypto import cms, keys, ocsp
from cryptography.hazmat.primitives import serialization
from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator.registry import SimpleCertificateStore

from .authority import Bearer, Card, authority
from .shapes import Shape
from .xml_signing import (
    BASE64,
    DS,
    ENVELOPED,
    EXCLUSIVE,
    Element,
    Reference,
    Signing,
    add,
    add_standing,
    ds,
    encoded,
    fill,
    serialised,
    started,
)

ASIC: Final = "http://uri.etsi.org/02918/v1.2.1#"
DOSSIER: Final = "https://www.microsec.hu/ds/e-szigno30#"
_ROOM: Final = 32768
_OCSP_RESPONSE: Final = "1.3.6.1.5.5.7.16.2"
_STREAM: Final = "application/octet-stream"


def sign(folder: Path, document: bytes, shape: Shape, bearer: Bearer, *, at: datetime) -> bytes:
    """Return a document signed by somebody's demo card; the authority lives in the folder."""
    return _WAYS[shape](document, authority(folder).issue(bearer, at=at), at)


# ------------------------------------------------------------------ CMS and PDF


def _signer(card: Card) -> SimpleSigner:
    der = card.key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=card.certificate,
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),
    )


def _attributes(at: datetime | None) -> PdfCMSSignedAttributes:
    return PdfCMSSignedAttributes(signing_time=at, cades_signed_attrs=CAdESSignedAttrSpec())


def _cms(document: bytes, card: Card, at: datetime, *, attached: bool) -> bytes:
    made = asyncio.run(
        _signer(card).async_sign_general_data(
            document,
            "sha256",
            detached=not attached,
            use_cades=True,
            timestamper=None,
            signed_attr_settings=_attributes(at),
        )
    )
    data = _with_standing(made["content"], card)
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": data}).dump())


def _with_standing(data: cms.SignedData, card: Card) -> cms.SignedData:
    issuer = cms.CertificateChoices("certificate", card.issuer)
    data["certificates"] = cms.CertificateSet([*data["certificates"], issuer])
    response = ocsp.OCSPResponse.load(card.standing)
    other = cms.OtherRevocationInfoFormat(
        {"other_rev_info_format": _OCSP_RESPONSE, "other_rev_info": response}
    )
    data["crls"] = cms.RevocationInfoChoices([cms.RevocationInfoChoice("other", other)])
    data["version"] = "v5"
    return data


def _attached(document: bytes, card: Card, at: datetime) -> bytes:
    return _cms(document, card, at, attached=True)


def _pdf(document: bytes, card: Card, at: datetime) -> bytes:
    writer = IncrementalPdfFileWriter(BytesIO(document))
    steps = PdfCMSEmbedder().write_cms("Signature1", writer)
    next(steps)
    held = PdfSignedData(
        generic.pdf_name("/Sig"), subfilter=SigSeedSubFilter.PADES, timestamp=at, bytes_reserved=_ROOM
    )
    steps.send(SigObjSetup(sig_placeholder=held))
    prepared, output = steps.send(SigIOSetup(md_algorithm="sha256", in_place=False, output=BytesIO()))
    made = asyncio.run(
        _signer(card).async_sign(
            prepared.document_digest, "sha256", use_pades=True, signed_attr_settings=_attributes(None)
        )
    )
    contents = steps.send(made)
    stream = BytesIO(output.getvalue())
    answers = [ocsp.OCSPResponse.load(card.standing)]
    DocumentSecurityStore.add_dss(stream, contents, certs=[card.issuer], ocsps=answers, crls=[])
    return stream.getvalue()


# ------------------------------------------------------------------ XML


def _enveloped(document: bytes, card: Card, at: datetime) -> bytes:
    root = etree.fromstring(document)
    covered = (Reference("", (ENVELOPED, EXCLUSIVE), media_type="text/xml"),)
    _finish(root, Signing(card.key, card.certificate, covered, at, {}), card)
    return serialised(root)


def _enveloping(document: bytes, card: Card, at: datetime) -> bytes:
    covered = (Reference("#content", (BASE64,), f"{DS}Object", _STREAM),)
    signing = Signing(card.key, card.certificate, covered, at, {})
    signature = started(signing)
    holder = add(signature, ds("Object"), encoded(document), Id="content", Encoding=f"{DS}base64")
    holder.set("MimeType", _STREAM)
    fill(signature, signing)
    add_standing(signature, card.issuer, card.standing)
    return serialised(signature)


def _finish(parent: Element, signing: Signing, card: Card, more: Element | None = None) -> None:
    """Put a signature last into an element, fill it in, and add what is said of its certificate."""
    signature = started(signing)
    parent.append(signature)
    if more is not None:
        signature.insert(3, more)
    fill(signature, signing)
    add_standing(signature, card.issuer, card.standing)


# ------------------------------------------------------------------ containers


def _named(document: bytes) -> str:
    return "nyilatkozat.pdf" if document.startswith(b"%PDF-") else "nyilatkozat.xml"


def _detached(files: Mapping[str, bytes], card: Card, at: datetime) -> bytes:
    references = tuple(Reference(quote(name), (), media_type=_STREAM) for name in files)
    outside = {quote(name): content for name, content in files.items()}
    root = etree.Element(f"{{{ASIC}}}XAdESSignatures", nsmap={"asic": ASIC})
    _finish(root, Signing(card.key, card.certificate, references, at, outside), card)
    return serialised(root)


def _packed(kind: str, members: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), f"application/vnd.etsi.{kind}+zip", zipfile.ZIP_STORED)
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _asice_xades(document: bytes, card: Card, at: datetime) -> bytes:
    files = {_named(document): document}
    return _packed("asic-e", {**files, "META-INF/signatures0.xml": _detached(files, card, at)})


def _asics_xades(document: bytes, card: Card, at: datetime) -> bytes:
    files = {_named(document): document}
    return _packed("asic-s", {**files, "META-INF/signatures.xml": _detached(files, card, at)})


def _asics_cades(document: bytes, card: Card, at: datetime) -> bytes:
    signature = _cms(document, card, at, attached=False)
    return _packed("asic-s", {_named(document): document, "META-INF/signature.p7s": signature})


def _asice_cades(document: bytes, card: Card, at: datetime) -> bytes:
    name, signature = _named(document), "META-INF/signature001.p7s"
    root = etree.Element(f"{{{ASIC}}}ASiCManifest", nsmap={"asic": ASIC, "ds": DS})
    add(root, f"{{{ASIC}}}SigReference", URI=signature, MimeType="application/pkcs7-signature")
    covered = add(root, f"{{{ASIC}}}DataObjectReference", URI=name)
    add(covered, ds("DigestMethod"), Algorithm="http://www.w3.org/2001/04/xmlenc#sha256")
    add(covered, ds("DigestValue"), encoded(sha256(document).digest()))
    manifest = serialised(root)
    members = {
        name: document,
        "META-INF/ASiCManifest001.xml": manifest,
        signature: _cms(manifest, card, at, attached=False),
    }
    return _packed("asic-e", members)


def _dossier(document: bytes, card: Card, at: datetime) -> bytes:
    def es(parent: Element, name: str, text: str | None = None, **more: str) -> Element:
        return add(parent, f"{{{DOSSIER}}}{name}", text, **more)

    root = etree.Element(f"{{{DOSSIER}}}Dossier", nsmap={"es": DOSSIER, "ds": DS})
    frame = es(root, "DossierProfile", Id="dossier-profile", OBJREF="documents")
    es(frame, "Title", "Nyilatkozat")
    es(frame, "CreationDate", f"{at:%Y-%m-%dT%H:%M:%SZ}")
    held = es(es(root, "Documents", Id="documents"), "Document")
    profile = es(held, "DocumentProfile", Id="profile0", OBJREF="object0")
    es(profile, "Title", "nyilatkozat")
    es(profile, "CreationDate", f"{at:%Y-%m-%dT%H:%M:%SZ}")
    kind = _named(document).rpartition(".")[2]
    es(es(profile, "Format"), "MIME-Type", type="application", subtype=kind, extension=kind)
    es(profile, "SourceSize", sizeValue=str(len(document)), sizeUnit="B")
    es(es(profile, "BaseTransform"), "Transform", Algorithm="base64")
    add(held, ds("Object"), encoded(document), Id="object0")
    said = etree.Element(f"{{{DOSSIER}}}SignatureProfile", {"OBJREF": "object0", "SIGREF": "S0"})
    es(said, "Generator")
    holder = etree.Element(ds("Object"), {"Id": "signature-profile"})
    holder.append(said)
    covered = tuple(Reference(uri) for uri in ("#object0", "#profile0", "#signature-profile"))
    _finish(held, Signing(card.key, card.certificate, covered, at, {}), card, holder)
    return serialised(root)


_WAYS: Final[Mapping[Shape, Callable[[bytes, Card, datetime], bytes]]] = MappingProxyType(
    {
        Shape.PADES: _pdf,
        Shape.ASICE_XADES: _asice_xades,
        Shape.ASICE_CADES: _asice_cades,
        Shape.ASICS_XADES: _asics_xades,
        Shape.ASICS_CADES: _asics_cades,
        Shape.XADES_ENVELOPED: _enveloped,
        Shape.XADES_ENVELOPING: _enveloping,
        Shape.CADES: _attached,
        Shape.ES3: _dossier,
    }
)
