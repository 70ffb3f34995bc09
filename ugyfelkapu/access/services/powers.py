# SPDX-License-Identifier: EUPL-1.2
"""Asking, before anything is done, whether this session may do it: by the table of domain/powers.py."""

from __future__ import annotations

from datetime import datetime

from ugyfelkapu.access import sessions
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.accounts.credentials import quiet_until_of, state_of
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services.confirming import held
from ugyfelkapu.domain.assurance import SECOND_FACTORS
from ugyfelkapu.domain.deadlines import STEP_UP_LIFE
from ugyfelkapu.domain.errors import Forbidden, NotAllowed, NotSteppedUp, QuietAfterReset
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.powers import NEEDS, Power


def stepped_up(citizen: Citizen, *, at: datetime) -> bool:
    """Say whether the owner proved to be there within the last five minutes (D17)."""
    since = citizen.stepped_up_at
    return since is not None and since <= at < since + STEP_UP_LIFE


def require_power(citizen: Citizen, power: Power, *, at: datetime) -> None:
    """Raise unless this session may do it now.

    :class:`NotSteppedUp` without a fresh proof, :class:`QuietAfterReset` within a day of a reset unless a
    second factor was proved (D17), :class:`Forbidden` where the data are mere claims.
    """
    needs = NEEDS[power]
    if needs.fresh and not stepped_up(citizen, at=at):
        raise NotSteppedUp(subject=citizen.account_id)
    if needs.settled:
        _require_settled(citizen, at=at)
    if needs.full and state_of(citizen.account_id) is not State.ACTIVE:
        raise Forbidden(subject=citizen.account_id)


def _require_settled(citizen: Citizen, *, at: datetime) -> None:
    if citizen.factors & SECOND_FACTORS:
        return
    until = quiet_until_of(citizen.account_id)
    if until is not None and at < until:
        raise QuietAfterReset(until=until, subject=citizen.account_id)


def held_by(citizen: Citizen, *, at: datetime) -> Account:
    """Return the owner's gate, which nobody else changes until this act is over.

    For what cannot be taken back: whoever locked the gate or ended this session a moment ago is heard.
    Raises :class:`NotAllowed` where the session has ended since the request began.
    """
    account = held(citizen.account_id)
    if not sessions.citizens_living(at=at).filter(id=citizen.session_id).exists():
        raise NotAllowed(subject=account.id)
    return account
