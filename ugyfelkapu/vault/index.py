# SPDX-License-Identifier: EUPL-1.2
"""Keyed hashes: finding a row by a personal value without keeping the value."""

from __future__ import annotations

import hashlib
import hmac
from functools import cache

from .keyring import derive, ring

BLIND_BYTES = 16


@cache
def _key(root: str, purpose: str) -> bytes:
    return derive(root, f"index {purpose}")


def blind(purpose: str, text: str) -> bytes:
    """Return the 16-byte keyed hash of ``text``; each purpose has a key of its own."""
    return keyed_hash(purpose, text)[:BLIND_BYTES]


def keyed_hash(purpose: str, text: str) -> bytes:
    """Return the whole 32-byte keyed hash, for values that must not collide by design."""
    return hmac.digest(_key(ring().root, purpose), text.encode(), hashlib.sha256)
