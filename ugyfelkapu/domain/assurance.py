# SPDX-License-Identifier: EUPL-1.2
"""From the state of a gate and the factors of a sign-in to the level that services are told (D17)."""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum
from typing import Final

from .errors import Forbidden
from .lifecycle import State

LOW: Final = "http://eidas.europa.eu/LoA/low"
SUBSTANTIAL: Final = "http://eidas.europa.eu/LoA/substantial"


class Factor(StrEnum):
    """What a person proved at this sign-in."""

    PASSWORD = "password"  # noqa: S105  a name, not a secret
    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"


SECOND_FACTORS: Final = frozenset({Factor.TOTP, Factor.PASSKEY, Factor.RECOVERY})
"""What only somebody can prove who has a thing: a device, or the sheet of recovery codes."""


def self_asserted(issuer: str) -> str:
    """Return the level below low: nobody has compared these data with a person."""
    return f"{issuer.rstrip('/')}/loa/self-asserted"


def level(state: State, factors: Set[Factor], *, issuer: str, capped: bool = False) -> str:
    """Return the level of a sign-in.

    A temporary gate stays self-asserted with any number of factors: they prove the same claimant, not
    who it is. No factor raises a gate that is ``capped`` either: its owner was proofed by a certificate
    that is not qualified, and no desk has seen them yet. A passkey verifies its user, so it counts as a
    second factor without a password too. Raises :class:`Forbidden` where no sign-in can be: without
    factors, or a gate that is not open.
    """
    if not factors or state not in {State.TEMPORARY, State.ACTIVE}:
        raise Forbidden
    if state is State.TEMPORARY:
        return self_asserted(issuer)
    return SUBSTANTIAL if factors & SECOND_FACTORS and not capped else LOW
