# SPDX-License-Identifier: EUPL-1.2
"""The states of a gate, what moves it, and the one table that says which moves exist.

Expiry is not a state: whether a deadline has passed is computed from stored moments whenever it
matters (:mod:`ugyfelkapu.domain.deadlines`), so no sweep has to run for a deadline to hold.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from .errors import NotAllowed


class State(StrEnum):
    """Where a gate stands."""

    TEMPORARY = "temporary"
    PENDING_ACTIVATION = "pending_activation"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    ERASED = "erased"


class Trigger(StrEnum):
    """What may happen to a gate."""

    ACTIVATE = "activate"
    REISSUE = "reissue"
    RESET = "reset"
    FINALISE_ACTIVATED = "finalise_activated"
    FINALISE_UNACTIVATED = "finalise_unactivated"
    CORRECT_ADDRESS = "correct_address"
    SUSPEND = "suspend"
    RESTORE = "restore"
    CLOSE = "close"
    ERASE = "erase"


TRANSITIONS: Final = MappingProxyType(
    {
        (State.TEMPORARY, Trigger.ACTIVATE): State.TEMPORARY,
        (State.TEMPORARY, Trigger.REISSUE): State.TEMPORARY,
        (State.TEMPORARY, Trigger.RESET): State.TEMPORARY,
        (State.TEMPORARY, Trigger.FINALISE_ACTIVATED): State.ACTIVE,
        (State.TEMPORARY, Trigger.FINALISE_UNACTIVATED): State.PENDING_ACTIVATION,
        (State.TEMPORARY, Trigger.CLOSE): State.CLOSED,
        (State.TEMPORARY, Trigger.ERASE): State.ERASED,
        (State.PENDING_ACTIVATION, Trigger.ACTIVATE): State.ACTIVE,
        (State.PENDING_ACTIVATION, Trigger.REISSUE): State.PENDING_ACTIVATION,
        (State.PENDING_ACTIVATION, Trigger.CORRECT_ADDRESS): State.PENDING_ACTIVATION,
        (State.PENDING_ACTIVATION, Trigger.CLOSE): State.CLOSED,
        (State.PENDING_ACTIVATION, Trigger.ERASE): State.ERASED,
        (State.ACTIVE, Trigger.RESET): State.ACTIVE,
        (State.ACTIVE, Trigger.SUSPEND): State.SUSPENDED,
        (State.ACTIVE, Trigger.CLOSE): State.CLOSED,
        (State.SUSPENDED, Trigger.RESTORE): State.ACTIVE,
        (State.SUSPENDED, Trigger.CLOSE): State.CLOSED,
        (State.CLOSED, Trigger.ERASE): State.ERASED,
    }
)
"""Every move that exists; what is not here is refused."""

LIVING_FULL: Final = frozenset({State.PENDING_ACTIVATION, State.ACTIVE, State.SUSPENDED})
"""States that occupy a person's one place (D9)."""

HOLDS_NAMES: Final = LIVING_FULL | {State.TEMPORARY}
"""States that occupy a username and, once proved, an e-mail address (D10, D11, D21)."""


def after(state: State, trigger: Trigger) -> State:
    """Return the state that ``trigger`` leads to from ``state``.

    Raises :class:`NotAllowed` when the table has no such move.
    """
    try:
        return TRANSITIONS[(state, trigger)]
    except KeyError:
        raise NotAllowed(state=state, trigger=trigger) from None
