# SPDX-License-Identifier: EUPL-1.2
"""The registration receipt that the clerk prints: what was opened, where, and what to do by when.

It never holds the activation code, and has no field that could: the code travels by letter alone,
and the letter in turn never holds the username (D13).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ugyfelkapu.papers.glyphs import printable
from ugyfelkapu.papers.printing import both, days_between, printed


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
    return printed("receipt.typ", _content(receipt), on=receipt.registered_on)


def _content(receipt: Receipt) -> dict[str, object]:
    """Lay out the values for the template."""
    return {
        "name": printable(receipt.name),
        "username": printable(receipt.username),
        "office_name": printable(receipt.office_name),
        "office_address": printable(receipt.office_address),
        "clerk_name": printable(receipt.clerk_name),
        "activation_url": printable(receipt.activation_url),
        "reference": printable(receipt.reference),
        "registered_on": both(receipt.registered_on),
        "code_last_day": both(receipt.code_last_day),
        "erased_after": both(receipt.erased_after),
        "days": days_between(receipt.registered_on, receipt.code_last_day),
    }
