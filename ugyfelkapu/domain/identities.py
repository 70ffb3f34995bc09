# SPDX-License-Identifier: EUPL-1.2
"""Identity data as one JSON text, the shape in which they rest sealed."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date

from .person import Identity, Name


def to_text(identity: Identity) -> str:
    """Return the JSON text of identity data."""
    return json.dumps(asdict(identity), default=str, ensure_ascii=False)


def from_text(text: str) -> Identity:
    """Return the identity data that :func:`to_text` wrote."""
    data = json.loads(text)
    return Identity(
        current_name=Name(**data["current_name"]),
        birth_name=Name(**data["birth_name"]),
        birth_place=data["birth_place"],
        birth_date=date.fromisoformat(data["birth_date"]),
        mother_birth_name=Name(**data["mother_birth_name"]),
        citizenship=data["citizenship"],
    )
