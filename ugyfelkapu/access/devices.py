# SPDX-License-Identifier: EUPL-1.2
"""The browsers that people have signed in from, and how they did it last."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from ugyfelkapu.vault import sql

from . import sessions
from .models import Device

_KNOWN: Final = (
    "UPDATE access_device SET last_used_at = %s, label = %s, method = %s"
    " WHERE digest = %s AND account_id = %s RETURNING id"
)
_NEW: Final = (
    "INSERT INTO access_device (last_used_at, label, method, digest, account_id)"
    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING RETURNING id"
)


def last_method(account_id: UUID, device: str) -> str:
    """Return how a gate's owner last signed in from a browser, to offer that first; empty if never."""
    if not device:
        return ""
    known = Device.objects.filter(digest=sessions.digest(device), account_id=account_id)
    return known.values_list("method", flat=True).first() or ""


def knows(account_id: UUID, device: str) -> bool:
    """Say whether a gate's owner has signed in from a browser before."""
    statement = "SELECT 1 FROM access_device WHERE digest = %s AND account_id = %s"
    return sql.one(statement, [sessions.digest(device), sql.number(account_id)]) is not None


def keep(account_id: UUID, device: str, *, label: str, method: str, at: datetime) -> tuple[int, bool]:
    """Remember a browser from which a gate's owner signs in; return its number, and whether it is new."""
    mine = [sessions.digest(device), sql.number(account_id)]
    values = [sql.moment(at), label, method, *mine]
    known = sql.one(_KNOWN, values)
    if known is not None:
        return int(known[0]), False
    made = sql.one(_NEW, values)
    if made is not None:
        return int(made[0]), True
    known = sql.one(_KNOWN, values)  # another sign-in from it was quicker
    assert known is not None  # noqa: S101  nobody forgets it in the middle of a sign-in
    return int(known[0]), False


def last_method_of_anybody(device: str) -> str:
    """Return how somebody last signed in from a browser, before it is known who does now."""
    if not device:
        return ""
    known = Device.objects.filter(digest=sessions.digest(device)).order_by("-last_used_at")
    return known.values_list("method", flat=True).first() or ""
