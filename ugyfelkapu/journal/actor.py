# SPDX-License-Identifier: EUPL-1.2
"""Who acts: known once, at the edge, and handed down."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """The sorts of those who act."""

    STRANGER = "stranger"
    CITIZEN = "citizen"
    STAFF = "staff"
    OPERATOR = "operator"  # somebody at the command line
    SERVICE = "service"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts; ``id`` is an identifier, never a name of a person."""

    kind: ActorKind
    id: str = ""
    office: str = ""
    role: str = ""

    @property
    def uuid(self) -> UUID:
        """Return the identifier of a citizen's gate or a staff member."""
        return UUID(self.id)


STRANGER = Actor(ActorKind.STRANGER)
COMMAND_LINE = Actor(ActorKind.OPERATOR, "command-line")
WORKER = Actor(ActorKind.SYSTEM, "worker")


def citizen(account_id: UUID) -> Actor:
    """Return the signed-in owner of a gate."""
    return Actor(ActorKind.CITIZEN, str(account_id))


def staff_member(staff_id: UUID, *, office: str, role: str) -> Actor:
    """Return a signed-in staff member at their office."""
    return Actor(ActorKind.STAFF, str(staff_id), office, role)
