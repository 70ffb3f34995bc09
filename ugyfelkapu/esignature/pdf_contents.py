# SPDX-License-Identifier: EUPL-1.2
"""What a PDF may do or carry besides showing pages: nothing of that belongs into a declaration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

from .pdf_reading import name_in

MOST_OBJECTS: Final = 20_000
_ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EF", "/RichMedia"})
_ACTIVE_ACTIONS: Final = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToE",
        "/GoToR",
        "/Rendition",
        "/RichMediaExecute",
        "/Hide",
        "/SetOCGState",
    }
)
_ACTIVE_ANNOTATIONS: Final = frozenset(
    {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}
)


def active(reader: PdfFileReader) -> set[str]:
    """Return the names of everything active or attached."""
    found: set[str] = set()
    for value in reachable(reader):
        found |= _judged(value)
    return found


def reachable(reader: PdfFileReader) -> Iterator[generic.PdfObject]:
    """Yield every dictionary, stream and list that can be reached. Raises ``ValueError`` for too many."""
    seen: set[tuple[int, int]] = set()
    waiting: list[generic.PdfObject] = [reader.trailer_view]
    count = 0
    while waiting:
        count += 1
        if count > MOST_OBJECTS * 10:
            raise ValueError("objects")
        yield (value := waiting.pop())
        for child in _children(value):
            if isinstance(child, generic.IndirectObject):
                place = (child.idnum, child.generation)
                if place in seen:
                    continue
                seen.add(place)
                if len(seen) > MOST_OBJECTS:
                    raise ValueError("objects")
                child = child.get_object()
            if isinstance(child, generic.DictionaryObject | generic.ArrayObject):
                waiting.append(child)


def _children(value: generic.PdfObject) -> Iterator[generic.PdfObject]:
    if isinstance(value, generic.DictionaryObject):
        for key in value:
            yield value.raw_get(key)
    elif isinstance(value, generic.ArrayObject):
        for position in range(len(value)):
            yield value.raw_get(position)


def _judged(value: generic.PdfObject) -> set[str]:
    if not isinstance(value, generic.DictionaryObject):
        return set()
    found = {str(key) for key in value if key in _ACTIVE_KEYS}
    for key, names in (("/S", _ACTIVE_ACTIONS), ("/Subtype", _ACTIVE_ANNOTATIONS)):
        if (name := name_in(value, key)) in names:
            found.add(name)
    return found
