# SPDX-License-Identifier: EUPL-1.2
"""Letters about registering by electronic signature."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from .letter import SECRET, Letter


@dataclass(frozen=True)
class SignedGateLetter(Letter):
    """A full gate was opened with an electronic signature; whoever did not do it should speak up."""

    kind: ClassVar[str] = "signed_gate"
    opened_at: datetime


@dataclass(frozen=True)
class ConfirmAddressLetter(Letter):
    """The code that proves the address of a gate opened by signature; nothing typed stands in it (D13)."""

    kind: ClassVar[str] = "confirm_address"
    code: str = field(repr=False, metadata=SECRET)
    until: datetime


@dataclass(frozen=True)
class OwnerCheckedLetter(Letter):
    """A document office has checked in person who the owner is: nothing caps the gate's level any more."""

    kind: ClassVar[str] = "owner_checked"
    checked_at: datetime


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
