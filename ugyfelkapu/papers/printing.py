# SPDX-License-Identifier: EUPL-1.2
"""How every paper is printed: values in as data, an accessible and archival PDF out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

import typst

from ugyfelkapu.domain.calendar import english_day, hungarian_day
from ugyfelkapu.papers.glyphs import FONTS

ROOM: Final = Path(__file__).parent
STANDARDS: Final[list[typst.PDFStandard]] = ["ua-1", "a-2a"]


def printed(template: str, content: Mapping[str, object], *, on: date) -> bytes:
    """Print the template, which takes the content as data and never as markup.

    The day is the file's own date, so equal content gives equal bytes.
    """
    compiler = typst.Compiler(ROOM / template, root=ROOM, font_paths=_fonts(), ignore_system_fonts=True)
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"content": json.dumps(content)},
        pdf_standards=STANDARDS,
        timestamp=datetime.combine(on, time(), tzinfo=UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one run of bytes")
    return pdf


def both(day: date) -> dict[str, str]:
    """Write a day in both languages."""
    return {"hu": hungarian_day(day), "en": english_day(day)}


def days_between(first: date, last: date) -> int:
    """Count the arches: the days after the first one, up to and with the last."""
    return max(0, (last - first).days)


@cache
def _fonts() -> typst.Fonts:
    """Load our own letters once; they are only read, so threads may share them."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
