# SPDX-License-Identifier: EUPL-1.2
"""Signatures in PDF: which bytes each covers, what it says of them, and what came after."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from . import cms, pdf_changes, pdf_contents
from .findings import Code, Finding, Flaw, SubIndication, malformed, notice
from .pdf_reading import READING_FAULTS, held, name_in, open_pdf
from .signed_item import Coverage, Form, Material, Part, SignedItem, Stamp, StampKind
from .stamps import imprint_algorithm, stamps_of

MOST_SIGNATURES: Final = 20
_RANGE_LENGTH: Final = 4
_CADES: Final = "/ETSI.CAdES.detached"
_PKCS7: Final = "/adbe.pkcs7.detached"
_TIMESTAMP: Final = "/ETSI.RFC3161"
_HEXADECIMAL: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_MOST_MATERIAL: Final = 400


@dataclass(frozen=True, slots=True)
class Signed:
    """One filled signature field: its dictionary, and the four numbers of its byte range once checked."""

    field: str
    dictionary: generic.DictionaryObject
    reference: generic.Reference
    bounds: tuple[int, int, int] | None = None
    """End of the first block, beginning and end of the second."""
    contents: bytes = b""
    flaw: Flaw | None = None

    @property
    def is_timestamp(self) -> bool:
        """Return whether this dates the document: by what it holds, whatever it calls itself."""
        return name_in(self.dictionary, "/SubFilter") == _TIMESTAMP


def read(data: bytes) -> tuple[SignedItem, ...]:
    """Return every signature of a PDF. Raises :class:`Flaw` where the file as a whole is refused."""
    reader = open_pdf(data)
    try:
        fields = list(_filled_fields(reader))
    except READING_FAULTS as error:
        raise malformed(Code.PDF_STRUCTURE, type(error).__name__) from error
    if len(fields) > MOST_SIGNATURES:
        raise malformed(Code.TOO_MANY_SIGNATURES, str(len(fields)))
    found = _marked_shared([_checked(data, field) for field in fields])
    return tuple(_items(data, reader, found))


def _filled_fields(reader: PdfFileReader) -> Iterator[Signed]:
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        reference = field.get_object().raw_get("/V")
        dictionary = value.get_object()
        if not isinstance(dictionary, generic.DictionaryObject) or not isinstance(
            reference, generic.IndirectObject
        ):
            raise malformed(Code.PDF_STRUCTURE, "signature value")
        yield Signed(str(name), dictionary, reference.reference)


def _marked_shared(found: list[Signed]) -> list[Signed]:
    """Refuse fields whose value is another's too: by object, or by the bytes that they cut out."""
    objects = Counter(signed.reference for signed in found)
    ranges = Counter(signed.bounds for signed in found if signed.bounds)
    return [
        replace(signed, flaw=malformed(Code.PDF_SHARED_VALUE))
        if objects[signed.reference] > 1 or (signed.bounds and ranges[signed.bounds] > 1)
        else signed
        for signed in found
    ]


def _checked(data: bytes, signed: Signed) -> Signed:
    try:
        bounds, contents = _bounds(data, signed.dictionary)
    except Flaw as flaw:
        return replace(signed, flaw=flaw)
    except READING_FAULTS as error:
        return replace(signed, flaw=malformed(Code.PDF_BYTE_RANGE, type(error).__name__))
    return replace(signed, bounds=bounds, contents=contents)


def _bounds(data: bytes, dictionary: generic.DictionaryObject) -> tuple[tuple[int, int, int], bytes]:
    """Check that the byte range leaves out the signature's own value and nothing else.

    Four whole numbers from the first octet on; between the blocks exactly one hexadecimal string,
    which is what the dictionary holds as its contents.
    """
    numbers = dictionary.raw_get("/ByteRange")
    if not isinstance(numbers, generic.ArrayObject) or len(numbers) != _RANGE_LENGTH:
        raise malformed(Code.PDF_BYTE_RANGE, "four numbers")
    if not all(type(number) is generic.NumberObject for number in numbers):
        raise malformed(Code.PDF_BYTE_RANGE, "whole numbers")
    begin, first, second, length = (int(number) for number in numbers)
    end = second + length
    if begin != 0 or not 0 < first < second < end <= len(data):
        raise malformed(Code.PDF_BYTE_RANGE, "blocks")
    gap = _HEXADECIMAL.fullmatch(data, first, second)
    if gap is None:
        raise malformed(Code.PDF_BYTE_RANGE, "gap")
    contents = _contents(dictionary)
    if bytes.fromhex(_even(gap[1])) != contents:
        raise malformed(Code.PDF_CONTENTS, "not what the byte range leaves out")
    return (first, second, end), contents


def _even(digits: bytes) -> str:
    text = b"".join(digits.split()).decode("ascii")
    return text + "0" if len(text) % 2 else text


def _contents(dictionary: generic.DictionaryObject) -> bytes:
    value = dictionary.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
    if not isinstance(value, generic.ByteStringObject | generic.TextStringObject):
        raise malformed(Code.PDF_CONTENTS, "no string")
    contents = bytes(value.original_bytes)
    if not contents.strip(b"\x00"):
        raise malformed(Code.PDF_CONTENTS, "empty")
    return contents


def _items(data: bytes, reader: PdfFileReader, found: list[Signed]) -> Iterator[SignedItem]:
    signatures = [signed for signed in found if not signed.is_timestamp]
    stamps = [(signed, _document_stamp(data, signed)) for signed in found if signed.is_timestamp]
    whole = _flaws_of_the_file(reader) if signatures else ()
    material, faults = _security_store(reader)
    for signed in signatures:
        item = _item(data, reader, signed)
        later = tuple(
            stamp for dated, stamp in stamps if signed.bounds is None or _end(dated) > signed.bounds[2]
        )
        broken = tuple(dated.flaw for dated, _ in stamps if dated.flaw)
        yield replace(
            item,
            material=item.material + material,
            stamps=item.stamps + later,
            flaws=item.flaws + broken + whole,
            findings=item.findings + faults,
        )


def _end(signed: Signed) -> int:
    return signed.bounds[2] if signed.bounds else 0


def _document_stamp(data: bytes, signed: Signed) -> Stamp:
    token = signed.contents
    algorithm = imprint_algorithm(token, padded=True)
    actual = _digest(data, signed.bounds, algorithm) if signed.bounds and algorithm else None
    return Stamp(StampKind.ARCHIVE, signed.field, token, actual)


def _digest(data: bytes, bounds: tuple[int, int, int], algorithm: str) -> bytes:
    view = memoryview(data)
    first, second, end = bounds
    computed = hashlib.new(algorithm, view[:first], usedforsecurity=False)
    computed.update(view[second:end])
    return computed.digest()


def _item(data: bytes, reader: PdfFileReader, signed: Signed) -> SignedItem:
    bare = SignedItem(signed.field, Form.PADES, None)
    if signed.flaw or signed.bounds is None:
        return replace(bare, flaws=(signed.flaw or malformed(Code.PDF_BYTE_RANGE),))
    bounds = signed.bounds
    try:
        envelope = cms.open_envelope(signed.contents, padded=True)
        if envelope.content is not None or envelope.content_type != "data":
            raise malformed(Code.CMS_STRUCTURE, "content beside the document")

        def digest_of(algorithm: str) -> bytes:
            return _digest(data, bounds, algorithm)

        signer = cms.read_signer(envelope, digest_of, signed.field)
        changed, findings = pdf_changes.since(data, reader, signed.reference, bounds)
        return replace(
            bare,
            signer=signer,
            material=cms.material_of(envelope),
            stamps=stamps_of(envelope, digest_of),
            parts=(Part("document.pdf", memoryview(data)[: bounds[2]]),),
            coverage=Coverage((signed.field,), (), changed.kind),
            claimed_time=cms.claimed_time(envelope),
            policy_id=cms.policy_id(envelope),
            flaws=tuple(_own_flaws(signed)) + changed.flaws,
            findings=findings,
        )
    except Flaw as flaw:
        return replace(bare, flaws=(flaw,))
    except READING_FAULTS as error:
        return replace(bare, flaws=(malformed(Code.PDF_STRUCTURE, type(error).__name__),))


def _own_flaws(signed: Signed) -> Iterator[Flaw]:
    kind = name_in(signed.dictionary, "/SubFilter")
    if kind not in (_CADES, _PKCS7):
        yield malformed(Code.PDF_SUBFILTER, kind)
    if not name_in(signed.dictionary, "/Filter"):
        yield malformed(Code.PDF_STRUCTURE, "no filter")
    if "/Cert" in signed.dictionary:
        yield malformed(Code.PDF_STRUCTURE, "certificate beside the signature")


def _flaws_of_the_file(reader: PdfFileReader) -> tuple[Flaw, ...]:
    try:
        seen = pdf_contents.active(reader)
    except READING_FAULTS as error:
        return (malformed(Code.PDF_STRUCTURE, type(error).__name__),)
    return tuple(
        Flaw(SubIndication.SIG_CONSTRAINTS_FAILURE, Code.PDF_ACTIVE_CONTENT, name) for name in sorted(seen)
    )


def _security_store(reader: PdfFileReader) -> tuple[Material, tuple[Finding, ...]]:
    """Return what lies in the document security store; one that cannot be read is as good as none."""
    try:
        store = held(reader.root, "/DSS")
        if not isinstance(store, generic.DictionaryObject):
            return Material(), ()
        certificates, ocsps, crls = (tuple(_streams(store, key)) for key in ("/Certs", "/OCSPs", "/CRLs"))
        return Material(certificates, ocsps, crls), ()
    except READING_FAULTS as error:
        return Material(), (notice(Code.PDF_STRUCTURE, f"DSS {type(error).__name__}"),)


def _streams(store: generic.DictionaryObject, key: str) -> Iterator[bytes]:
    streams = held(store, key)
    if not isinstance(streams, generic.ArrayObject):
        return
    for place in range(len(streams)):
        if place >= _MOST_MATERIAL:
            raise ValueError(key)
        stream = streams[place]
        if isinstance(stream, generic.StreamObject):
            yield bytes(stream.data)
