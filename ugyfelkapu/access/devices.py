# SPDX-License-Identifier: EUPL-1.2
"""The browsers that people have signed in from, and how they did it last."""

from __future__ import annotations

from uuid import UUID

from . import sessions
from .models import Device


def last_method(account_id: UUID, device: str) -> str:
    """Return how a gate's owner last signed in from a browser, to offer that first; empty if never."""
    if not device:
        return ""
    known = Device.objects.filter(digest=sessions.digest(device), account_id=account_id)
    return known.values_list("method", flat=True).first() or ""


def last_method_of_anybody(device: str) -> str:
    """Return how somebody last signed in from a browser, before it is known who does now."""
    if not device:
        return ""
    known = Device.objects.filter(digest=sessions.digest(device)).order_by("-last_used_at")
    return known.values_list("method", flat=True).first() or ""
