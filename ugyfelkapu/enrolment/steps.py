# SPDX-License-Identifier: EUPL-1.2
"""How far a signed form has come."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Step(StrEnum):
    """Where a signed form stands."""

    WAITING = "waiting"
    LATER = "later"
    """What says whether the certificate still stands could not be had; it is tried again."""
    REFUSED = "refused"
    PROVED = "proved"
    """It is established who signed; a password is to be chosen."""


LIVE: Final = frozenset({Step.WAITING, Step.LATER, Step.PROVED})
"""Steps in which a declaration takes no other signed form."""
DUE: Final = (Step.WAITING, Step.LATER)
"""Steps in which it is still to be looked at."""
