# SPDX-License-Identifier: EUPL-1.2
"""Keyed seals over entries and over the chain."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from ugyfelkapu.vault.keyring import derive, ring


@cache
def _key(root: str) -> bytes:
    return derive(root, "journal")


def seal_of_entry(
    *,
    at: datetime,
    event: str,
    actor_kind: str,
    actor_id: str,
    office: str,
    subject: UUID | None,
    details: object,
) -> bytes:
    """Return the seal of one entry's content."""
    whole = [
        at.astimezone(UTC).isoformat(),
        event,
        actor_kind,
        actor_id,
        office,
        str(subject or ""),
        details,
    ]
    text = json.dumps(whole, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hmac.digest(_key(ring().root), text.encode(), hashlib.sha256)


def seal_of_link(before: bytes, position: int, entry_id: int, entry_mac: bytes) -> bytes:
    """Return the seal of one place in the chain."""
    message = before + position.to_bytes(8) + entry_id.to_bytes(8) + entry_mac
    return hmac.digest(_key(ring().root), message, hashlib.sha256)
