# SPDX-License-Identifier: EUPL-1.2
"""Closing one's own gate, signed in (D21)."""

from __future__ import annotations

from datetime import datetime

from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.accounts.services.closing import close
from ugyfelkapu.domain.owner_events import AccountClosed
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.journal.act import act
from ugyfelkapu.journal.actor import Actor

from .powers import held_by, require_power


@act
def close_own_gate(citizen: Citizen, *, by: Actor, at: datetime) -> None:
    """Close the owner's gate at once; there is no way back.

    Raises what :func:`require_power` raises, and :class:`NotAllowed`.
    """
    require_power(citizen, Power.CLOSE, at=at)
    close(held_by(citizen, at=at), AccountClosed(subject=citizen.account_id, office=""), at=at)
