# SPDX-License-Identifier: EUPL-1.2
"""Pages that differ from one reader to the next by a few texts alone: drawn once, then filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Final

from django.utils.html import escape
from django.utils.translation import get_language

MOST_KEPT: Final = 200
_MARK: Final = "\ue000{}\ue001"
_MARKS: Final = re.compile("\ue000([a-z_]+)\ue001")

_kept: dict[Hashable, list[str]] = {}


def filled_in(
    page: str, variant: Hashable, texts: Mapping[str, str], draw: Callable[[Mapping[str, str]], str]
) -> str:
    """Return a page with these texts in it, escaped as templates do.

    ``draw`` draws it with marks in their places, once for each variant, language and choice of empty texts:
    whatever else the page depends on must be in ``variant``.
    """
    key = (page, get_language(), variant, tuple(name for name, text in texts.items() if text))
    pieces = _kept.get(key)
    if pieces is None:
        marks = {name: _MARK.format(name) if text else "" for name, text in texts.items()}
        pieces = _MARKS.split(draw(marks))
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = pieces
    return "".join(escape(texts[piece]) if place % 2 else piece for place, piece in enumerate(pieces))
