# SPDX-License-Identifier: EUPL-1.2
"""Opening a PDF with pyHanko's reader, its slowest part made quick and what it cannot read told apart."""

from __future__ import annotations

import binascii
import logging
import zlib
from io import BytesIO
from typing import BinaryIO, Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfError, PdfStreamError
from pyhanko.pdf_utils.reader import PdfFileReader

from .findings import Code, malformed

READING_FAULTS: Final = (
    PdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    AssertionError,
    NotImplementedError,
    OverflowError,
    RecursionError,
    zlib.error,
)
"""What pyHanko raises on odd input; it also calls an assertion what is a stranger's doing."""
_MOST_REVISIONS: Final = 60
_PIECE: Final = 16_384
_BLANKS: Final = b"\x00\t\n\x0c\r "


def open_pdf(data: bytes) -> PdfFileReader:
    """Return a reader of a PDF. Raises :class:`Flaw`."""
    try:
        reader = PdfFileReader(BytesIO(data), strict=False)
        encrypted, revisions = reader.encrypted, reader.xrefs.total_revisions
    except READING_FAULTS as error:
        raise malformed(Code.PDF_STRUCTURE, type(error).__name__) from error
    if encrypted:
        raise malformed(Code.PDF_ENCRYPTED)
    if revisions > _MOST_REVISIONS:
        raise malformed(Code.TOO_LARGE, f"{revisions} revisions")
    return reader


def held(dictionary: generic.DictionaryObject, key: str) -> generic.PdfObject | None:
    """Return what a dictionary holds under a key, wherever it lies; None where it holds nothing."""
    if key not in dictionary:
        return None
    value: generic.PdfObject = dictionary.raw_get(key)
    return value.get_object() if isinstance(value, generic.IndirectObject) else value


def name_in(dictionary: generic.DictionaryObject, key: str) -> str:
    """Return the name under a key; empty where there is none."""
    value = held(dictionary, key)
    return str(value) if isinstance(value, generic.NameObject) else ""


def _hexadecimal_string(stream: BinaryIO) -> generic.ByteStringObject | generic.TextStringObject:
    """Read ``<…>`` in pieces.

    pyHanko reads it octet by octet: a signature's value takes 40 ms so, most of a whole validation.
    """
    stream.read(1)
    digits = bytearray()
    while piece := stream.read(_PIECE):
        end = piece.find(b">")
        if end >= 0:
            stream.seek(end + 1 - len(piece), 1)
            return generic.pdf_string(_from_digits(bytes(digits) + piece[:end]))
        digits += piece
    raise PdfStreamError("Stream has ended unexpectedly")


def _from_digits(written: bytes) -> bytes:
    digits = written.translate(None, _BLANKS)
    try:
        return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
    except binascii.Error as error:
        raise PdfStreamError("Unexpected token in hex string") from error


generic.read_hex_string_from_stream = _hexadecimal_string
logging.getLogger("pyhanko").setLevel(logging.CRITICAL + 1)  # it would tell what it finds in foreign files
