# SPDX-License-Identifier: EUPL-1.2
"""The rules of what signed-in owners change, and of closing: D10, D17 and D21 as a serial model."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from . import budapest, law
from .world import CLOSED, CONFIRMATION, LETTERS_A_DAY, QUIET, Gate, Mail, No, Session, Wish, World


def _require_owner(world: World, session: Session, at: datetime) -> Gate:
    """Require a session that works, and no day that began with a reset."""
    gate = session.gate
    if gate.reset_at is not None and at < gate.reset_at + QUIET:
        raise No("QuietAfterReset")
    if not law.session_works(world, session, at):
        raise No("NotAllowed")
    return gate


def _end_wishes(world: World, gate: Gate, at: datetime) -> None:
    for wish in world.wishes:
        if wish.gate is gate and wish.newest:
            wish.dead_at = at


# ------------------------------------------------------------------ another address


def ask_address(world: World, session: Session, *, address: str, at: datetime) -> None:
    """Mail a code to the address that an owner wants; to the owner of a taken one, a word (D10, D18)."""
    gate = _require_owner(world, session, at)
    if gate.proved_at is not None and address == gate.email:
        raise No("SameAddress")
    asked = [wish for wish in world.wishes if wish.gate is gate and _same_day(wish.asked_at, at)]
    if len(asked) >= LETTERS_A_DAY or not law.take_claim(world, gate, at, to=address):
        raise No("Throttled")
    _end_wishes(world, gate, at)
    wish = Wish(gate, address, at, at + CONFIRMATION)
    world.wishes.append(wish)
    owner = world.owner_of(address, at, besides=gate)
    if owner is not None:
        world.post("address_taken", owner)
        return
    world.mail.append(Mail("address_code", address, gate.id, {"until": wish.ends}, wish))


def _same_day(one: datetime, other: datetime) -> bool:
    return budapest.day_of(one) == budapest.day_of(other)


def change_address(world: World, session: Session, *, code: str, at: datetime) -> bool:
    """Take the address to which the code went; the one of before is told (D10, D12)."""
    gate = _require_owner(world, session, at)
    living = [wish for wish in world.wishes if wish.gate is gate and wish.lives(at)]
    mine = next((wish for wish in living if wish.text == code), None)
    if mine is None:
        for wish in living:
            wish.wrong += 1
        return False
    if world.owner_of(mine.address, at, besides=gate) is not None:
        raise No("AddressTaken")
    law.make_way_for_address(world, mine.address, at)
    before, proved = gate.email, gate.proved_at
    gate.email, gate.proved_at, mine.used_at = mine.address, at, at
    law.end_codes(world, gate, at)
    _end_wishes(world, gate, at)
    if proved is not None:
        world.mail.append(Mail("address_changed", before, gate.id, {"changed_at": at, "token": True}))
    return True


# ------------------------------------------------------------------ closing


def close_own(world: World, session: Session, *, at: datetime) -> None:
    """Close one's own gate."""
    _close(world, _require_owner(world, session, at), at)


def close_at_desk(world: World, id: UUID, *, person: int, standing: str, at: datetime) -> None:
    """Close the gate of whoever stands at the desk."""
    gate = law.full(world, id, at)
    if gate.person != person:
        raise No("DifferentPerson")
    law.require_person(person, standing)
    _close(world, gate, at)


def _close(world: World, gate: Gate, at: datetime) -> None:
    """End a gate at once, with everything that opens it; the next sweep erases it (D21)."""
    gate.state, gate.ends, gate.remind = CLOSED, at, None
    gate.generation += 1
    law.end_codes(world, gate, at)
    _end_wishes(world, gate, at)
    if world.owner_of(gate.email, at, besides=gate) is None:
        world.post("closed", gate, bound=False)
