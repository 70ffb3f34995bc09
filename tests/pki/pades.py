# SPDX-License-Identifier: EUPL-1.2
"""PAdES signatures, from level B up to LTA, and a small document to sign."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from io import BytesIO

from asn1crypto import cms, crl, ocsp
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from . import cms as cades
from .how import IN_ORDER, How, Level
from .people import Leaf
from .proofs import proofs

_ROOM = 65536
"""Octets of hexadecimal text kept for a signature."""


def document(text: str = "Teszt") -> bytes:
    """Return a PDF of one page with one line of text (in Latin letters)."""
    writer = PdfFileWriter(stream_xrefs=False)
    name = generic.NameObject
    font = generic.DictionaryObject(
        {
            name("/Type"): name("/Font"),
            name("/Subtype"): name("/Type1"),
            name("/BaseFont"): name("/Helvetica"),
            name("/Encoding"): name("/WinAnsiEncoding"),
        }
    )
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    drawn = f"BT /F1 12 Tf 72 720 Td ({escaped}) Tj ET".encode("cp1252", "replace")
    fonts = generic.DictionaryObject({name("/F1"): writer.add_object(font)})
    page = PageObject(
        contents=writer.add_object(generic.StreamObject(stream_data=drawn)),
        media_box=(0, 0, 595, 842),
        resources=generic.DictionaryObject({name("/Font"): fonts}),
    )
    writer.insert_page(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def signed(payload: bytes, level: Level, leaf: Leaf, how: How = IN_ORDER, field: str = "Signature1") -> bytes:
    """Return the PDF with a signature of that level in a field of that name."""
    out, contents = _embedded(payload, level, leaf, how, field)
    if level in (Level.B, Level.T):
        return out
    held = proofs(leaf, how)
    stream = BytesIO(out)
    DocumentSecurityStore.add_dss(
        stream,
        contents,
        certs=list(held.certificates),
        ocsps=[ocsp.OCSPResponse.load(found) for found in held.ocsps],
        crls=[crl.CertificateList.load(found) for found in held.crls],
    )
    if level is Level.LT:
        return stream.getvalue()
    return archived(stream.getvalue(), how)


def archived(payload: bytes, how: How = IN_ORDER) -> bytes:
    """Return the PDF with a document timestamp over the whole of it."""
    late = replace(how, stamped_at=how.archived_at, unit=how.archive_unit)
    writer = IncrementalPdfFileWriter(BytesIO(payload))
    stamper = PdfTimeStamper(cades.Clockless(late), field_name=f"Stamp{len(payload)}")
    made = stamper.timestamp_pdf(writer, how.digest, bytes_reserved=_ROOM)
    return bytes(made.getvalue())


def _embedded(
    payload: bytes, level: Level, leaf: Leaf, how: How, field: str
) -> tuple[bytes, generic.PdfObject]:
    writer = IncrementalPdfFileWriter(BytesIO(payload))
    steps = PdfCMSEmbedder().write_cms(field, writer)
    next(steps)
    held = PdfSignedData(
        generic.pdf_name("/Sig"),
        subfilter=SigSeedSubFilter.PADES,
        timestamp=how.signed_at,
        bytes_reserved=_ROOM,
    )
    steps.send(SigObjSetup(sig_placeholder=held))
    prepared, output = steps.send(SigIOSetup(md_algorithm=how.digest, in_place=False, output=BytesIO()))
    made = asyncio.run(
        cades.signer(leaf, how).async_sign(
            prepared.document_digest,
            how.digest,
            use_pades=True,
            signed_attr_settings=cades.attributes(how, pdf=True),
        )
    )
    contents = steps.send(_stamped(made, level, leaf, how))
    return output.getvalue(), contents


def _stamped(made: cms.ContentInfo, level: Level, leaf: Leaf, how: How) -> cms.ContentInfo:
    return cades.raised(made, b"", Level.B if level is Level.B else Level.T, leaf, how)
