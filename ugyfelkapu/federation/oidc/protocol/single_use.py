# SPDX-License-Identifier: EUPL-1.2
"""What may be said only once: the ``jti`` of an assertion, a proof or a request object."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

LONGEST_JTI: Final = 256


@dataclass(frozen=True, slots=True)
class SingleUse:
    """Something that counts once: whoever inserts ``digest`` first has said it.

    From ``ends_at`` on it would be refused as too old anyway, so it need not be remembered.
    """

    digest: bytes
    ends_at: datetime


def single_use(kind: str, who: str, jti: str, *, ends_at: datetime) -> SingleUse:
    """Return what one sort of statement (``kind``) of one party (``who``) is remembered by."""
    said = "\0".join((kind, hashlib.sha256(who.encode()).hexdigest(), jti))
    return SingleUse(digest=hashlib.sha256(said.encode()).digest(), ends_at=ends_at)


def is_jti(value: object) -> bool:
    """Say whether this can name a statement."""
    return isinstance(value, str) and 0 < len(value) <= LONGEST_JTI
