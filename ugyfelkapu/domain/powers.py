# SPDX-License-Identifier: EUPL-1.2
"""What a signed-in owner may do, and what each of it needs: one table (D17)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Power(StrEnum):
    """Something that a signed-in owner may do about their gate."""

    SEE = "see"
    END_SESSIONS = "end_sessions"
    NAME_FACTOR = "name_factor"
    LOCK = "lock"
    STOP_RECOVERY = "stop_recovery"
    CHANGE_PASSWORD = "change_password"  # noqa: S105  a name, not a secret
    CHANGE_ADDRESS = "change_address"
    CHANGE_FACTORS = "change_factors"
    RECONCILE = "reconcile"
    EXPORT = "export"
    CLOSE = "close"


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a power asks for beyond being signed in.

    ``fresh``: the owner proved to be there within the last five minutes. ``settled``: no day has begun
    with a reset without a second factor. ``full``: the gate's data are no mere claims.
    """

    fresh: bool = False
    settled: bool = False
    full: bool = False


NEEDS: Final = MappingProxyType(
    {
        Power.SEE: Needs(),
        Power.END_SESSIONS: Needs(),
        Power.NAME_FACTOR: Needs(),
        Power.LOCK: Needs(),
        Power.STOP_RECOVERY: Needs(),
        Power.CHANGE_PASSWORD: Needs(fresh=True),
        Power.CHANGE_ADDRESS: Needs(fresh=True, settled=True),
        Power.CHANGE_FACTORS: Needs(fresh=True, settled=True),
        Power.RECONCILE: Needs(fresh=True, settled=True, full=True),
        Power.EXPORT: Needs(fresh=True, settled=True),
        Power.CLOSE: Needs(fresh=True, settled=True),
    }
)
"""What makes a gate safer needs nothing more; what could take it away needs its owner's fresh proof."""
