# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race for a new start do: colleagues who approve, owners who stop, workers."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from tests.rooms.accounts.racing import prepare_nobody, wake


@dataclass(frozen=True, slots=True)
class Turn:
    """What one client of a race does with a request: approve, stop or carry_out."""

    url: str
    verb: str
    recovery: str
    token: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What a race left."""

    outcome: str
    waits: bool
    epoch: int
    letters: tuple[str, ...]
    events: tuple[str, ...]


def asked(url: str) -> list[Turn]:
    """Let a colleague approve a request twice at once."""
    prepare_nobody(url)
    from tests import builders
    from tests.rooms.access.starting_over import approver, ask

    recovery = str(ask(builders.activated_gate()))
    approver()
    return [Turn(url, "approve", recovery) for _ in range(2)]


def due(url: str) -> list[Turn]:
    """Let two workers carry out the same new start."""
    turn = _waiting(url)
    return [Turn(url, "carry_out", turn.recovery) for _ in range(2)]


def confirmed_and_stopped(url: str) -> list[Turn]:
    """Let the same link confirm and stop a new start at once."""
    turn = _waiting(url)
    return [Turn(url, verb, turn.recovery, turn.token) for verb in ("confirm", "stop")]


def _waiting(url: str) -> Turn:
    prepare_nobody(url)
    from tests import builders
    from tests.rooms.access.starting_over import token_in, waiting_start
    from ugyfelkapu.domain.deadlines import PROVED_LONG

    gate = builders.activated_gate(at=builders.AT - PROVED_LONG)
    return Turn(url, "", str(waiting_start(gate)), token_in(gate))


def take(turn: Turn) -> bool:
    """Do it; say whether it went through."""
    wake(turn.url)
    from uuid import UUID

    from tests.builders import AT
    from tests.rooms.access.starting_over import approve, carry_out
    from ugyfelkapu.access.services import recovering
    from ugyfelkapu.domain.errors import Refusal
    from ugyfelkapu.journal.actor import STRANGER

    with suppress(Refusal):
        if turn.verb == "approve":
            approve(UUID(turn.recovery))
        elif turn.verb == "carry_out":
            carry_out()
        elif turn.verb == "confirm":
            recovering.confirm_by_link(turn.token, by=STRANGER, at=AT)
        else:
            recovering.stop_by_link(turn.token, by=STRANGER, at=AT)
        return True
    return False


def look(url: str) -> Left:
    """Return what is there now."""
    wake(url)
    from tests import builders
    from ugyfelkapu.access.models import Recovery
    from ugyfelkapu.journal.queries import all_entries

    recovery = Recovery.objects.select_related("account").get()
    own = ("RecoveryApproved", "RecoveryConfirmed", "RecoveryStopped", "StartedOver")
    return Left(
        recovery.outcome,
        recovery.account.starts_over_at is not None,
        recovery.account.epoch,
        tuple(builders.kinds_of_letters(recovery.account_id)[2:]),
        tuple(entry.event for entry in all_entries() if entry.event in own),
    )
