# SPDX-License-Identifier: EUPL-1.2
"""What this room holds of somebody, for themselves: part of the export of their data.

(GDPR articles 15 and 20; the house test of access/own_data.py walks these tables too.)
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final  # JSON, and columns of any kind
from uuid import UUID

from ugyfelkapu.access.own_data import Part, plain

from .models import Declaration, SignedForm

PARTS: Final = (
    Part("declarations", Declaration, ("made_at", "ends_at", "used_at"), order="made_at"),
    Part(
        "signed_forms",
        SignedForm,
        ("document", "report", "evidence", "snapshot", "level", "basis", "accepted_at"),
        order="accepted_at",
    ),
)
LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "enrolment.Declaration.browser": "a keyed hash of what the browser kept for a day",
        "enrolment.Declaration.form": "empty once a gate came of it; the gate holds the data",
        "enrolment.Declaration.pdf": "empty once a gate came of it; the signed form holds it",
        "enrolment.Declaration.xml": "empty once a gate came of it; the signed form holds it",
    }
)
"""Columns that the export leaves out, each with the reason."""


def own_signed_forms(account_id: UUID) -> dict[str, Any]:
    """Return what is held of how a gate's owner signed, as JSON knows it."""
    return {part.name: _rows(part, account_id) for part in PARTS}


def _rows(part: Part, account_id: UUID) -> list[dict[str, Any]]:
    rows = part.model._default_manager.filter(account_id=account_id).order_by(part.order, "pk")
    return [{column: plain(getattr(row, column)) for column in part.columns} for row in rows]
