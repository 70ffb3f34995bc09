# SPDX-License-Identifier: EUPL-1.2
"""Who may keep the catalogue of connected services."""

from __future__ import annotations

from ugyfelkapu.journal.actor import Actor, ActorKind
from ugyfelkapu.staff.rights import Right, require


def require_operator(by: Actor) -> None:
    """Raise :class:`Forbidden` unless an operator or the command line acts."""
    if by.kind is not ActorKind.OPERATOR:
        require(by, Right.RUN)
