# SPDX-License-Identifier: EUPL-1.2
"""Letters that look alike, each with the one that stands for all (after Unicode TS 39)."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

_CYRILLIC: Final = dict(zip("аеорсухіјѕԁһӏьвкмнтгп", "aeopcyxijsdhlbbkmhtrn", strict=True))
_GREEK: Final = dict(zip("αβγεηικνορτυχωμ", "abyenikvoptuxwu", strict=True))
_LATIN: Final = {"ı": "l", "ɑ": "a", "ɡ": "g", "ɩ": "l", "ƅ": "b", "ꞵ": "b", "ʋ": "v", "ſ": "f", "ǀ": "l"}
_DIGITS: Final = {"0": "o", "1": "l", "i": "l", "|": "l"}
_ACCENTED: Final = dict(
    zip("ёїӧὀóάέήίύώ", ("ë", "ï", "ö", "o", "ó", "á", "é", "ή", "í", "ú", "ώ"), strict=True)
)

CONFUSABLES: Final = MappingProxyType(
    {letter: _DIGITS.get(one, one) for letter, one in (_CYRILLIC | _GREEK | _LATIN | _ACCENTED).items()}
    | _DIGITS
)
