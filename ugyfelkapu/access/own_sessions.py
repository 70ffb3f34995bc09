# SPDX-License-Identifier: EUPL-1.2
"""Where somebody is signed in, and which browsers know them: for themselves alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from . import sessions
from .models import Device
from .requests import Citizen


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A living session as its owner sees it; ``browser`` is empty where it said nothing of itself."""

    id: UUID
    browser: str
    method: str
    begun_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class OwnDevice:
    """A browser that its owner has signed in from."""

    id: int
    browser: str
    used_at: datetime
    is_this: bool


def own_sessions(citizen: Citizen, *, at: datetime) -> list[OwnSession]:
    """Return the living sessions of a gate, this one first, then the latest used."""
    rows = sessions.citizens_living(at=at).filter(account_id=citizen.account_id).select_related("device")
    found = [
        OwnSession(
            id=row.id,
            browser=row.device.label if row.device is not None else "",
            method=row.method,
            begun_at=row.begun_at,
            seen_at=row.seen_at,
            is_this=row.id == citizen.session_id,
        )
        for row in rows.order_by("-seen_at", "id")
    ]
    return sorted(found, key=lambda session: not session.is_this)


def own_devices(citizen: Citizen, *, device: str) -> list[OwnDevice]:
    """Return the known browsers of a gate, the one with this ``device`` cookie first."""
    here = sessions.digest(device) if device else b""
    rows = Device.objects.filter(account_id=citizen.account_id).order_by("-last_used_at", "id")
    found = [OwnDevice(row.id, row.label, row.last_used_at, bytes(row.digest) == here) for row in rows]
    return sorted(found, key=lambda known: not known.is_this)
