# SPDX-License-Identifier: EUPL-1.2
"""What somebody who may do so said of one certificate's revocation, whether by OCSP or by a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

SKEW: Final = timedelta(minutes=5)
"""How far the clocks of two services may differ."""


class Standing(StrEnum):
    """What was said."""

    GOOD = "good"
    REVOKED = "revoked"
    ON_HOLD = "on_hold"
    UNKNOWN = "unknown"


class Source(StrEnum):
    """How it was said."""

    OCSP = "ocsp"
    CRL = "crl"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; ``issued_at`` is when it was signed, the updates bound what it is about."""

    source: Source
    standing: Standing
    issued_at: datetime
    this_update: datetime
    next_update: datetime | None
    since: datetime | None = None
    """When the certificate was revoked or put on hold."""
    reason: str = ""
    keeps_expired_since: datetime | None = None
    """From when on the source still knows certificates that have expired."""
    by_right: str = ""

    def reaches(self, moment: datetime) -> bool:
        """Return whether the statement was signed at that moment or later, and speaks of it."""
        if self.issued_at < moment:
            return False
        return self.this_update >= moment or (self.next_update is not None and self.next_update >= moment)

    def spans(self, moment: datetime) -> bool:
        """Return whether the moment lies between the updates."""
        return self.this_update <= moment and self.next_update is not None and moment <= self.next_update

    def knows_after(self, expiry: datetime) -> bool:
        """Return whether silence still means something though the certificate expired then."""
        if self.this_update <= expiry:
            return True
        return self.keeps_expired_since is not None and self.keeps_expired_since <= expiry
