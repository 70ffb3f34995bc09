# SPDX-License-Identifier: EUPL-1.2
"""Letters about registering by electronic signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from .letter import Letter


@dataclass(frozen=True)
class SignedGateLetter(Letter):
    """A full gate was opened with an electronic signature; whoever did not do it should speak up."""

    kind: ClassVar[str] = "signed_gate"
    opened_at: datetime


@dataclass(frozen=True)
class SignatureAcceptedLetter(Letter):
    """A signed form that had to wait was accepted: in the same browser a password may be chosen."""

    kind: ClassVar[str] = "signature_accepted"
    until: datetime


@dataclass(frozen=True)
class SignatureRefusedLetter(Letter):
    """A signed form that had to wait opens no gate; nothing of it was kept."""

    kind: ClassVar[str] = "signature_refused"
    decided_at: datetime
