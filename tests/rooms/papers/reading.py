# SPDX-License-Identifier: EUPL-1.2
"""Reading a printed paper back: its words, its tags, its margins."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

WIDTH, HEIGHT, MARGIN = 595, 842, 56
"""A4 and its margins of 20 mm, in points."""


def opened(pdf: bytes) -> PdfReader:
    """Open a printed paper."""
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """Return all words of a printed paper on one line."""
    return " ".join(" ".join(page.extract_text() for page in opened(pdf).pages).split())


def unspaced(text: str) -> str:
    """Forget where lines were broken."""
    return "".join(text.split())


def catalogue(pdf: bytes) -> Any:
    """Return the root dictionary of a printed paper, whose shape only the PDF standard knows."""
    return opened(pdf).root_object


def structure(node: object) -> Iterator[DictionaryObject]:
    """Walk through the elements of the tag tree."""
    resolved = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(resolved, ArrayObject):
        for child in resolved:
            yield from structure(child)
    elif isinstance(resolved, DictionaryObject):
        yield resolved
        yield from structure(resolved.get("/K"))


def tags(pdf: bytes) -> list[DictionaryObject]:
    """List the elements of the tag tree in reading order."""
    return list(structure(catalogue(pdf)["/StructTreeRoot"]))


def widest(pdf: bytes) -> float:
    """Return how far right the last run of words begins."""
    across: list[float] = []
    for page in opened(pdf).pages:
        page.extract_text(visitor_text=lambda _text, cm, tm, _font, _size: across.append(cm[4] + tm[4]))
    return max(across)
