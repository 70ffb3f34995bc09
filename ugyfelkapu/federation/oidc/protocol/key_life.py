# SPDX-License-Identifier: EUPL-1.2
"""How long a signing key does what: next, then active, then retired, then gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


class KeyState(StrEnum):
    """What a key is good for."""

    NEXT = "next"  # published, so that everybody knows it before it signs
    ACTIVE = "active"  # signs
    RETIRED = "retired"  # published, so that what it signed still counts
    GONE = "gone"  # withdrawn, its private half destroyed


PUBLISHED: Final = (KeyState.ACTIVE, KeyState.NEXT, KeyState.RETIRED)
"""Whose public halves are published, in this order."""

JWKS_LIFETIME: Final = timedelta(hours=1)
"""How long services may keep our public keys without asking again."""

SIGNS_FOR: Final = timedelta(days=90)
KNOWN_BEFORE: Final = JWKS_LIFETIME + timedelta(minutes=2)
"""How long a key is published before it signs; processes of ours notice it within half a minute."""

STAYS_FOR: Final = timedelta(hours=12) + JWKS_LIFETIME
"""How long a key stays published after it: an ID token lives for minutes, but signs its owner out as long as
the session lasts in which it was given (OpenID Connect RP-Initiated Logout, 2)."""


def needs_successor(active_at: datetime, *, at: datetime) -> bool:
    """Say whether the key that signs since ``active_at`` needs its successor published now."""
    return at >= active_at + SIGNS_FOR - KNOWN_BEFORE


def may_sign(made_at: datetime, *, at: datetime) -> bool:
    """Say whether a key that was published at ``made_at`` is known to everybody."""
    return at >= made_at + KNOWN_BEFORE


def may_go(retired_at: datetime, *, at: datetime) -> bool:
    """Say whether nothing that a retired key signed counts any more."""
    return at >= retired_at + STAYS_FOR
