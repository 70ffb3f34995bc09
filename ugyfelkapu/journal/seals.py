# SPDX-License-Identifier: EUPL-1.2
"""Keyed seals over entries and over the chain."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC
from functools import cache

from ugyfelkapu.vault.keyring import derive, ring

from .models import Entry


@cache
def _key(root: str) -> bytes:
    return derive(root, "journal")


def seal_of_entry(entry: Entry) -> bytes:
    """Return the seal of one entry's content."""
    whole = [
        entry.at.astimezone(UTC).isoformat(),
        entry.event,
        entry.actor_kind,
        entry.actor_id,
        entry.office,
        str(entry.subject or ""),
        entry.details,
    ]
    text = json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.digest(_key(ring().root), text.encode(), hashlib.sha256)


def seal_of_link(before: bytes, position: int, entry_id: int, entry_mac: bytes) -> bytes:
    """Return the seal of one place in the chain."""
    message = before + position.to_bytes(8) + entry_id.to_bytes(8) + entry_mac
    return hmac.digest(_key(ring().root), message, hashlib.sha256)
