# SPDX-License-Identifier: EUPL-1.2
"""What a PDF may do or carry besides showing pages: nothing of that belongs into a declaration."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    """Return the names of everything active or attached; looks at every object that can be reached."""
    found: set[str] = set()
    walked(reader.trailer_view, lambda value: found.update(_judged(value)))
    return found


def walked(start: generic.PdfObject, look: Callable[[generic.PdfObject], None]) -> set[generic.Reference]:
    """Look at every object that can be reached, and return the places that are named on the way."""
    seen: set[generic.Reference] = set()
    waiting = [start]
    count = 0
    while waiting:
        count += 1
        if count > MOST_OBJECTS * 10:
            raise ValueError("objects")
        look(value := waiting.pop())
        for child in _children(value):
            if isinstance(child, generic.IndirectObject):
                if child.reference in seen:
                    continue
                seen.add(child.reference)
                if len(seen) > MOST_OBJECTS:
                    raise ValueError("objects")
                child = child.get_object()
            if isinstance(child, generic.DictionaryObject | generic.ArrayObject):
                waiting.append(child)
    return seen


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
