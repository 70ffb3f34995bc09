# SPDX-License-Identifier: EUPL-1.2
"""Keyed seals over entries and over the chain."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Final
from uuid import UUID

from ugyfelkapu.vault.keyring import derive, ring

from .models import Entry


@cache
def _key(root: str) -> bytes:
    return derive(root, "journal")


def seal_of(
    at: datetime,
    event: str,
    actor_kind: str,
    actor_id: str,
    office: str,
    subject: UUID | None,
    details: Mapping[str, object],
) -> bytes:
    """Return the seal of what an entry tells."""
    moment = at.astimezone(UTC).isoformat()
    text = _whole([moment, event, actor_kind, actor_id, office, str(subject or ""), details])
    return hmac.digest(_key(ring().root), text.encode(), hashlib.sha256)


_whole: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode


def seal_of_entry(entry: Entry) -> bytes:
    """Return the seal that an entry should bear."""
    by = entry.actor_kind, entry.actor_id, entry.office
    return seal_of(entry.at, entry.event, *by, entry.subject, entry.details)


def seal_of_link(before: bytes, position: int, entry_id: int, entry_mac: bytes) -> bytes:
    """Return the seal of one place in the chain."""
    message = before + position.to_bytes(8) + entry_id.to_bytes(8) + entry_mac
    return hmac.digest(_key(ring().root), message, hashlib.sha256)
