# SPDX-License-Identifier: EUPL-1.2
"""The registration receipt that the clerk prints: what was opened, where, and what to do by when.

It never holds the activation code, and has no field that could: the code travels by letter alone,
and the letter in turn never holds the username (D13).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Final

import typst

from ugyfelkapu.domain.calendar import english_day, hungarian_day
from ugyfelkapu.papers.glyphs import FONTS, printable

TEMPLATE: Final = Path(__file__).parent / "receipt.typ"
STANDARDS: Final[list[typst.PDFStandard]] = ["ua-1", "a-2a"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that stands on a receipt; each day is the last one on which the thing is still possible."""

    name: str
    username: str
    office_name: str
    office_address: str
    clerk_name: str
    registered_on: date
    code_last_day: date
    erased_after: date
    activation_url: str
    reference: str = ""


def render(receipt: Receipt) -> bytes:
    """Print the receipt as an accessible, archival PDF; equal receipts give equal bytes."""
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True)
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"receipt": json.dumps(_content(receipt))},
        pdf_standards=STANDARDS,
        timestamp=datetime.combine(receipt.registered_on, time(), tzinfo=UTC),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("a PDF is one run of bytes")
    return pdf


def _content(receipt: Receipt) -> dict[str, object]:
    """Lay out the values for the template, which takes them as data and never as markup."""
    return {
        "name": printable(receipt.name),
        "username": printable(receipt.username),
        "office_name": printable(receipt.office_name),
        "office_address": printable(receipt.office_address),
        "clerk_name": printable(receipt.clerk_name),
        "activation_url": printable(receipt.activation_url),
        "reference": printable(receipt.reference),
        "registered_on": _both(receipt.registered_on),
        "code_last_day": _both(receipt.code_last_day),
        "erased_after": _both(receipt.erased_after),
        "days": max(0, (receipt.code_last_day - receipt.registered_on).days),
    }


def _both(day: date) -> dict[str, str]:
    """Write a day in both languages."""
    return {"hu": hungarian_day(day), "en": english_day(day)}


@cache
def _fonts() -> typst.Fonts:
    """Load our own letters once; they are only read, so threads may share them."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
