# SPDX-License-Identifier: EUPL-1.2
"""Who may do what: one table from role to rights."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from ugyfelkapu.domain.errors import Forbidden
from ugyfelkapu.journal.actor import Actor, ActorKind


class Role(StrEnum):
    """What a staff member is."""

    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a staff member may do."""

    REGISTER = "register"
    SEARCH = "search"
    APPROVE = "approve"
    SUSPEND = "suspend"
    RESTORE = "restore"
    CORRECT = "correct"
    CLOSE = "close"
    RUN = "run"
    READ_JOURNAL = "read_journal"


_DESK: Final = frozenset(
    {
        Right.REGISTER,
        Right.SEARCH,
        Right.APPROVE,
        Right.SUSPEND,
        Right.RESTORE,
        Right.CORRECT,
        Right.CLOSE,
    }
)

RIGHTS: Final[Mapping[str, frozenset[Right]]] = MappingProxyType(
    {
        Role.CLERK: _DESK,
        Role.SUPERVISOR: _DESK,
        Role.OPERATOR: frozenset({Right.RUN}),
        Role.AUDITOR: frozenset({Right.READ_JOURNAL}),
    }
)
"""Operators and auditors never meet a person's data; desk roles never run the house."""


def may(role: str, right: Right) -> bool:
    """Say whether a role has a right; an unknown role has none."""
    return right in RIGHTS.get(role, frozenset())


def require(actor: Actor, right: Right) -> None:
    """Raise :class:`Forbidden` unless the actor is a staff member with this right."""
    if actor.kind is not ActorKind.STAFF or not may(actor.role, right):
        raise Forbidden(right=right)
