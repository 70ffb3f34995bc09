# SPDX-License-Identifier: EUPL-1.2
"""Which characters our printed letters can draw, and plain text made of only those."""

from __future__ import annotations

import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

FONTS: Final = Path(__file__).parent / "fonts"
STAND_IN: Final = "□"
"""Printed for what the font lacks: an archival PDF must not hold a missing glyph."""

_WINDOWS_FULL_UNICODE: Final = (3, 10)
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_ASCII_BEFORE_PRINTABLE: Final = 0x20


def printable(text: str) -> str:
    """Compose the text, drop what steers instead of showing, replace what has no glyph."""
    drawn = drawable()
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    seen = (sign for sign in composed if unicodedata.category(sign) not in _INVISIBLE)
    return "".join(sign if ord(sign) in drawn else STAND_IN for sign in seen)


@cache
def drawable() -> frozenset[int]:
    """Read the code points that every bundled font has a glyph for."""
    return frozenset.intersection(*(_code_points(path.read_bytes()) for path in sorted(FONTS.glob("*.otf"))))


def _code_points(font: bytes) -> frozenset[int]:
    """Read the segmented coverage table (OpenType ``cmap`` format 12) of a font."""
    start = _full_unicode_table(font)
    (groups,) = struct.unpack_from(">L", font, start + 12)
    points: set[int] = set()
    for first, last, _glyph in struct.iter_unpack(">LLL", font[start + 16 : start + 16 + 12 * groups]):
        points.update(range(max(first, _ASCII_BEFORE_PRINTABLE), last + 1))
    return frozenset(points)


def _full_unicode_table(font: bytes) -> int:
    """Find where the full Unicode coverage of a font starts."""
    (tables,) = struct.unpack_from(">H", font, 4)
    directory = struct.iter_unpack(">4sLLL", font[12 : 12 + 16 * tables])
    cmap: int = next(offset for tag, _checksum, offset, _length in directory if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    encodings = struct.iter_unpack(">HHL", font[cmap + 4 : cmap + 4 + 8 * count])
    at: int = next(at for platform, kind, at in encodings if (platform, kind) == _WINDOWS_FULL_UNICODE)
    return cmap + at
