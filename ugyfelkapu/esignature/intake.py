# SPDX-License-Identifier: EUPL-1.2
"""What a file is, by its content alone, and which files are too much to look at."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from .findings import Code, malformed

LARGEST: Final = 16 * 1024 * 1024
"""Octets of a file; a signed registration form has a thousandth of it."""
_XML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|[A-Za-z_!])")
_DOSSIER: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?Dossier[\s>]")
_HEAD: Final = 4096
_SEQUENCE: Final = 0x30


class Kind(StrEnum):
    """The formats that we read."""

    PDF = "pdf"
    CONTAINER = "asic"
    DOSSIER = "es3"
    XML = "xml"
    CMS = "cms"


def sniff(data: bytes) -> Kind:
    """Return what a file is. Raises :class:`Flaw` where it is none of ours, or too large."""
    if len(data) > LARGEST:
        raise malformed(Code.TOO_LARGE, f"{len(data)} octets")
    if data.startswith(b"%PDF-"):
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        return Kind.CONTAINER
    if _XML.match(data):
        return Kind.DOSSIER if _DOSSIER.search(data, 0, _HEAD) else Kind.XML
    if data[:1] == bytes([_SEQUENCE]):
        return Kind.CMS
    raise malformed(Code.UNKNOWN_FORMAT)
