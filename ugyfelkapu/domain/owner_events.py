# SPDX-License-Identifier: EUPL-1.2
"""What owners and desks do about an open gate as a whole, as the journal holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .events import Event

# ------------------------------------------------------------------ starting over at the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryAsked(Event):
    """The in-person checks were made; a second staff member must approve the new start."""

    document: str
    issuing_country: str
    last_two: str
    new_address: bool
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryApproved(Event):
    """A second staff member approved the new start; it waits, and the known address was told."""

    takes_effect_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryDeclined(Event):
    """The second staff member said no, the first took it back, or the day passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryConfirmed(Event):
    """The link in the letter confirmed the new start, so it waits no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryStopped(Event):
    """The owner stopped the new start, by the link in the letter or signed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedOver(Event):
    """Password, factors, recovery codes and sessions of before ended; a code was mailed."""

    new_address: bool


# ------------------------------------------------------------------ locking and unlocking


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlocked(Event):
    """Its owner opened a gate that they had locked, with a second factor."""

    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockFailed(Event):
    """Somebody could not open a locked gate."""


# ------------------------------------------------------------------ address, data, closing


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressChanged(Event):
    """The owner proved a new address; the old one was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressConfirmed(Event):
    """The owner proved the address that the gate had already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterAsked(Event):
    """The owner asked for their data to be compared with the register; ``answer`` says how many it knows."""

    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityReconciled(Event):
    """The register's data replaced the gate's; ``fields`` names those that changed, never values."""

    fields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerChecked(Event):
    """A desk checked in person who the owner is: the cap of a certificate that is not qualified is lifted."""

    document: str
    issuing_country: str
    last_two: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataExported(Event):
    """The owner took their data: ``what`` is data or activity, ``form`` json, pdf or csv."""

    what: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Event):
    """The gate was closed, by its owner or (``office``) at a desk; its data go with the next sweep (D21)."""

    office: str
    document: str = ""
    issuing_country: str = ""
    last_two: str = ""
