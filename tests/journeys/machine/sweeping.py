# SPDX-License-Identifier: EUPL-1.2
"""The model of what falls due by itself, and of the clock that decides whether it may (I4, I17).

Where several rows are due at one moment no rule says which comes first, so the sweeps are told in
which order the product took them, and judge whether that order was lawful.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from . import budapest, law
from .world import CODE_TRIES, PENDING, TEMPORARY, Code, Gate, World

BACKWARD, ABSENCE = timedelta(minutes=5), timedelta(days=3)
"""How far a clock may be set back, and how far it may have leapt, to be believed."""

Due = TypeVar("Due", Gate, Code)


def trusted(world: World, hands: datetime) -> bool:
    """Say whether a clock is plausible after what was seen; the latest trusted moment never goes back."""
    before = world.sighted
    if before is not None and hands < before - BACKWARD:
        world.doubt = "backward"
    elif before is not None and hands > before + ABSENCE:
        world.doubt = "ahead"
    else:
        world.doubt = ""
        world.sighted = hands if before is None else max(before, hands)
    return not world.doubt


def _lawful(
    due: list[Due], order: Sequence[UUID], limit: int, moment: Callable[[Due], datetime]
) -> list[Due]:
    """Return the rows that were taken; the earliest come first, none twice, none that is not due."""
    rows = {row.about: row for row in due}
    assert set(order) <= set(rows), "a sweep took what is not due"
    taken = [rows[each] for each in order]
    assert len(set(order)) == len(order) == min(limit, len(due)), (order, limit, len(due))
    moments = [moment(row) for row in taken]
    assert moments == sorted(moment(row) for row in due)[: len(taken)], "a later row came first"
    return taken


def _when(moment: datetime | None) -> datetime:
    assert moment is not None
    return moment


def erase_expired(world: World, order: Sequence[UUID], *, limit: int, at: datetime) -> bool:
    """Erase a batch of what is due (D3, D4, D21); say whether more may be."""
    due = [gate for gate in world.gates if gate.ended(at)]
    law.erase(world, _lawful(due, order, limit, lambda gate: _when(gate.ends)), at)
    return bool(due) and len(order) == limit


def remind_of_gates(world: World, order: Sequence[UUID], *, limit: int, at: datetime) -> bool:
    """Remind of gates that end, seven days and one day before (D3, D4)."""
    due = [gate for gate in world.gates if gate.remind is not None and gate.remind <= at]
    for gate in _lawful(due, order, limit, lambda each: _when(each.remind)):
        ends = _when(gate.ends)
        gate.remind = budapest.reminder(ends, (7, 1), after=at)
        if not _may_write(world, gate, ends, at):
            continue
        dates = {"last_day": budapest.last_day(ends), "days_left": budapest.days_left(ends, at)}
        if gate.state == TEMPORARY:
            world.post("temporary_reminder", gate, {**dates, "reference": gate.reference})
        else:
            assert gate.state == PENDING
            world.post("registration_reminder", gate, dates)
    return bool(due) and len(order) == limit


def remind_of_codes(world: World, order: Sequence[UUID], *, limit: int, at: datetime) -> bool:
    """Remind of activation codes that lapse, one day before (D2)."""
    due = [code for code in world.codes if code.remind is not None and code.remind <= at]
    for code in _lawful(due, order, limit, lambda each: _when(each.remind)):
        code.remind = None
        if code.newest and code.wrong < CODE_TRIES and _may_write(world, code.gate, code.ends, at):
            last, left = budapest.last_day(code.ends), budapest.days_left(code.ends, at)
            world.post("code_reminder", code.gate, {"last_day": last, "days_left": left})
    return bool(due) and len(order) == limit


def _may_write(world: World, gate: Gate, ends: datetime, at: datetime) -> bool:
    if at >= ends or not gate.lives(at):
        return False
    if gate.proved_at is None and world.owner_of(gate.email, at, besides=gate) is not None:
        return False
    return not gate.only_claims or law.take_claim(world, gate, at)
