# SPDX-License-Identifier: EUPL-1.2
"""What the acts of this room take and give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewPassword:
    """A chosen password and what will be stored of it; hashed before any transaction begins."""

    text: str
    hash: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A gate was registered."""

    account_id: UUID
    code_ends_at: datetime
    ends_at: datetime
    code_last_day: date
    registration_last_day: date


class CodeVerdict(StrEnum):
    """What came of a code. Only whoever has the right pair learns more than right or wrong."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    USED = "used"
    REPLACED = "replaced"
    EXHAUSTED = "exhausted"
