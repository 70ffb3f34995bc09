# SPDX-License-Identifier: EUPL-1.2
"""Numbers as people read them."""

from __future__ import annotations

from typing import Final

from django.utils.translation import ngettext, pgettext

from . import dates

_NO_BREAK_SPACE: Final = "\u00a0"


def grouped(number: int) -> str:
    """Write a whole number with its thousands apart: „412 906”, "412,906"."""
    if dates.is_english():
        return f"{number:,}"
    return f"{number:,}".replace(",", _NO_BREAK_SPACE) if abs(number) >= 1000 else str(number)


def to_correct(count: int) -> str:
    """Say how many answers must be corrected, small numbers in words."""
    sentence = ngettext("%(count)s answer must be corrected", "%(count)s answers must be corrected", count)
    return sentence % {"count": _in_words(count)}


def _in_words(number: int) -> str:
    words = {
        1: pgettext("count at the beginning of a sentence", "One"),
        2: pgettext("count at the beginning of a sentence", "Two"),
        3: pgettext("count at the beginning of a sentence", "Three"),
        4: pgettext("count at the beginning of a sentence", "Four"),
        5: pgettext("count at the beginning of a sentence", "Five"),
        6: pgettext("count at the beginning of a sentence", "Six"),
        7: pgettext("count at the beginning of a sentence", "Seven"),
        8: pgettext("count at the beginning of a sentence", "Eight"),
        9: pgettext("count at the beginning of a sentence", "Nine"),
        10: pgettext("count at the beginning of a sentence", "Ten"),
    }
    return words.get(number, str(number))
