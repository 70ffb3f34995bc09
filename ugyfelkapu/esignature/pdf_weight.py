# SPDX-License-Identifier: EUPL-1.2
"""How much a PDF grows when it is shown: small files that would fill the memory of whoever opens them."""

from __future__ import annotations

import zlib
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from .pdf_contents import walked
from .pdf_reading import held, name_in

MOST_POINTS: Final = 25_000_000
"""Of one picture: a page at 600 dots to the inch has 35 million, and a signature covers a third of one."""
MOST_OCTETS: Final = 64 * 1024 * 1024
"""Of all packed streams together, unpacked."""
_FLATE: Final = "/FlateDecode"
_PACKING: Final = frozenset({_FLATE, "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})


def is_heavy(reader: PdfFileReader) -> bool:
    """Say whether a picture or the packed streams are larger than a declaration can need."""
    left = MOST_OCTETS
    found: list[generic.PdfObject] = []
    walked(reader.trailer_view, found.append)
    for value in found:
        if not isinstance(value, generic.StreamObject):
            continue
        if name_in(value, "/Subtype") == "/Image" and _points(value) > MOST_POINTS:
            return True
        left -= _unpacked(value, most=left)
        if left < 0:
            return True
    return False


def _points(picture: generic.StreamObject) -> int:
    width, height = held(picture, "/Width"), held(picture, "/Height")
    if isinstance(width, generic.NumberObject) and isinstance(height, generic.NumberObject):
        return abs(int(width) * int(height))
    return MOST_POINTS + 1


def _unpacked(stream: generic.StreamObject, *, most: int) -> int:
    """Return how many octets a stream unpacks to, more than ``most`` for all beyond; nothing is kept."""
    filters = _filters(stream)
    packing = [each for each in filters if each in _PACKING]
    if not packing:
        return 0
    if filters != [_FLATE]:
        return len(stream.data)  # rare in signatures; one that never ends dies of the worker's bounds
    inflater, waiting, count = zlib.decompressobj(), stream.encoded_data, 0
    try:
        while waiting and count <= most:
            count += len(inflater.decompress(waiting, 1024 * 1024))
            waiting = inflater.unconsumed_tail
    except zlib.error:
        return most + 1  # nobody knows what programs make of it
    return count


def _filters(stream: generic.StreamObject) -> list[str]:
    found = held(stream, "/Filter")
    if isinstance(found, generic.ArrayObject):
        return [str(each) for each in found]
    return [str(found)] if found is not None else []
