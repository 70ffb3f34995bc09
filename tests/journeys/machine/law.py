# SPDX-License-Identifier: EUPL-1.2
"""The rules of D1–D25 as a serial model: every act either changes the world or raises :class:`No`.

Written from the decisions of the domain, not from the product, and without its code.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from . import budapest
from .world import (
    ABSOLUTE,
    ACTIVATION,
    ACTIVE,
    CLOSED,
    CODE_DAYS,
    CODE_TRIES,
    FULL,
    IDLE,
    LETTERS_A_DAY,
    NOT_THE_OWNERS,
    PENDING,
    REGISTRATION_DAYS,
    RESET,
    SUSPENDED,
    TEMPORARY,
    TEMPORARY_DAYS,
    USABLE,
    Code,
    Gate,
    No,
    Session,
    World,
)

CLERK = 3
"""The person who is also the clerk at the desk (D22)."""
CORRECTABLE = frozenset({"same", "accents", "one_letter"})
"""How a form may differ from the register (D5)."""
OWN = "own"
"""A password made of the person's own data (D14)."""
STANDINGS = {
    "fine": "",
    "deceased": "Deceased",
    "guardianship": "UnderGuardianship",
    "expired": "DocumentNotValid",
    "card_lost": "AddressCardMissing",
}
"""What the register says of the person at the desk, and what that refuses (D6, D8, D23)."""


# ------------------------------------------------------------------ what several acts share


def erase(world: World, gates: list[Gate], at: datetime) -> None:
    """Erase gates with all about them, and tell those whom we wrote to before (D10, D18, D20)."""
    for gate in gates:
        taken = gate.proved_at is None and world.owner_of(gate.email, at, besides=gate) is not None
        stranger = gate.only_claims and not gate.written
        if not taken and not stranger and gate.state != CLOSED:
            world.post({PENDING: "erased", TEMPORARY: "temporary_erased"}[gate.state], gate, bound=False)
    world.gates = [gate for gate in world.gates if gate not in gates]
    world.codes = [code for code in world.codes if code.gate not in gates]
    world.sessions = [session for session in world.sessions if session.gate not in gates]
    world.wishes = [wish for wish in world.wishes if wish.gate not in gates]


def _insert(world: World, gate: Gate, at: datetime) -> None:
    """Let a new gate in; what has ended gives way, swept or not (D3, D4, D9, D11)."""
    same_person = [other for other in world.gates if gate.person is not None and other.person == gate.person]
    same_name = [other for other in world.gates if other.username == gate.username]
    if any(other.lives(at) for other in same_person):
        raise No("HasGate")
    if any(other.lives(at) for other in same_name):
        raise No("UsernameTaken")
    same_address = [other for other in world.gates if other.email == gate.email]
    erase(world, [other for other in {*same_person, *same_name, *same_address} if other.ended(at)], at)
    world.gates.append(gate)


def end_codes(world: World, gate: Gate, at: datetime) -> None:
    """Let every earlier code redeem nothing."""
    for code in world.codes:
        if code.gate is gate and code.newest:
            code.dead_at, code.remind = at, None


def _issue(world: World, gate: Gate, purpose: str, at: datetime, *, asked: bool = False) -> Code:
    end_codes(world, gate, at)
    own = budapest.end(at, CODE_DAYS)
    ends = own if gate.ends is None else min(own, gate.ends)
    reminded = purpose == ACTIVATION and ends != gate.ends
    remind = budapest.reminder(ends, (1,), after=at) if reminded else None
    code = Code(gate, purpose, at, ends, remind, budapest.day_of(at) if asked else None)
    world.codes.append(code)
    return code


def _asked_today(world: World, gate: Gate, at: datetime) -> int:
    today = budapest.day_of(at)
    return sum(code.gate is gate and code.asked_on == today for code in world.codes)


def take_claim(world: World, gate: Gate, at: datetime, *, to: str = "") -> bool:
    """Take one of the three letters a day that an unproved address gets: the gate's, or one named (D18)."""
    entry = (to or gate.email, budapest.day_of(at))
    if sum(each == entry for other in world.gates for each in other.written) >= LETTERS_A_DAY:
        return False
    gate.written.append(entry)
    return True


def _dates(code: Code, at: datetime) -> dict[str, object]:
    return {"last_day": budapest.last_day(code.ends), "days_left": budapest.days_left(code.ends, at)}


def _last_day(gate: Gate) -> date:
    assert gate.ends is not None
    return budapest.last_day(gate.ends)


def _post_activation(world: World, gate: Gate, code: Code, at: datetime) -> None:
    owner = world.owner_of(gate.email, at, besides=gate)
    if owner is not None:
        world.post("address_taken", owner)
        return
    opened = budapest.day_of(gate.registered_at)
    dates = {"opened_on": opened, "registration_last_day": _last_day(gate)}
    world.post("activation", gate, dates | _dates(code, at), code=code)


# ------------------------------------------------------------------ the ways in


def register(
    world: World, *, id: UUID, person: int, standing: str, username: str, email: str, at: datetime
) -> tuple[datetime, datetime, date, date]:
    """Register at the desk; return both ends and both last days (D2, D3, D9, D10, D11, D22)."""
    require_person(person, standing)
    ends = budapest.end(at, REGISTRATION_DAYS)
    remind = budapest.reminder(ends, (7, 1), after=at)
    gate = Gate(id, PENDING, username, email, at, ends, remind, person)
    _insert(world, gate, at)
    code = _issue(world, gate, ACTIVATION, at)
    _post_activation(world, gate, code, at)
    return code.ends, ends, budapest.last_day(code.ends), budapest.last_day(ends)


def require_person(person: int, standing: str) -> None:
    if person == CLERK:
        raise No("OwnRecord")
    if STANDINGS[standing]:
        raise No(STANDINGS[standing])


def open_temporary(
    world: World,
    *,
    id: UUID,
    claims: tuple[int, str],
    username: str,
    email: str,
    reference: str,
    at: datetime,
) -> tuple[date, date]:
    """Open a temporary gate by the form; return both last days (D4, D10, D18, D23)."""
    if claims[1] == "child":
        raise No("TooYoung")
    ends = budapest.end(at, TEMPORARY_DAYS)
    remind = budapest.reminder(ends, (7, 1), after=at)
    gate = Gate(id, TEMPORARY, username, email, at, ends, remind, claims=claims, reference=reference)
    _insert(world, gate, at)
    code = _issue(world, gate, ACTIVATION, at)
    owner = world.owner_of(email, at, besides=gate)
    if not take_claim(world, gate, at):
        pass
    elif owner is not None:
        world.post("address_taken", owner)
    else:
        says = {"opened_on": budapest.day_of(at), "gate_last_day": budapest.last_day(ends)}
        world.post("temporary_gate", gate, {**says, **_dates(code, at), "reference": reference}, code=code)
    return budapest.last_day(code.ends), budapest.last_day(ends)


def finalise(
    world: World, reference: str, *, said: tuple[str, str], person: int, standing: str, at: datetime
) -> bool:
    """Make a temporary gate full; say whether it was activated (D5)."""
    gate = _claimed(world, reference, said, at)
    require_person(person, standing)
    assert gate.claims is not None
    if gate.claims[0] != person or gate.claims[1] not in CORRECTABLE:
        raise No("FormDiffers")
    earlier = [other for other in world.gates if other.person == person]
    if any(other.lives(at) for other in earlier):
        raise No("HasGate")
    erase(world, [other for other in earlier if other.ended(at)], at)
    gate.state = ACTIVE if gate.activated_at else PENDING
    gate.person, gate.claims, gate.reference = person, None, ""
    gate.generation += 1
    gate.written.clear()  # whoever caused these letters was no stranger (D18)
    end_codes(world, gate, at)
    if gate.state == ACTIVE:
        gate.ends = gate.remind = None
        world.post("finalised", gate, {"finalised_on": budapest.day_of(at)})
        return True
    gate.registered_at, gate.ends = at, budapest.end(at, REGISTRATION_DAYS)
    gate.remind = budapest.reminder(gate.ends, (7, 1), after=at)
    _post_activation(world, gate, _issue(world, gate, ACTIVATION, at), at)
    return False


def _claimed(world: World, reference: str, said: tuple[str, str], at: datetime) -> Gate:
    found = [gate for gate in world.living(at) if gate.reference and gate.reference == reference]
    if not found:
        raise No("UnknownReference")
    username, email = said
    gate = found[0]
    if username.casefold() != gate.username or _compared(email) != gate.email:
        raise No("SaidDiffers")
    return gate


def _compared(email: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local}@{domain.lower()}"


# ------------------------------------------------------------------ codes


def judge(world: World, gate: Gate | None, text: str, purpose: str, at: datetime) -> tuple[str, Code | None]:
    """Judge a code for a gate; a wrong pair counts against both (D12)."""
    given = next((code for code in world.codes if code.text and code.text == text), None)
    if gate is None or given is None or given.gate is not gate or given.purpose != purpose:
        newest = world.newest_code(gate) if gate else None
        for code in {code for code in (given, newest) if code is not None}:
            code.wrong = min(CODE_TRIES, code.wrong + 1)
        return "wrong", None
    if given.used_at is not None:
        return "used", given
    if given.dead_at is not None:
        return "replaced", given
    if given.wrong >= CODE_TRIES:
        return "exhausted", given
    return ("right" if at < given.ends else "expired"), given


def activate(world: World, username: str, *, code: str, password: str, at: datetime) -> str:
    """Redeem an activation code (I1, I2, D10, D14)."""
    gate = world.holder(username, at)
    verdict, mine = judge(world, gate, code, ACTIVATION, at)
    if verdict != "right" or gate is None or mine is None:
        return verdict
    _require_settable(world, gate, password, at)
    mine.used_at, mine.remind = at, None
    gate.password, gate.activated_at, gate.proved_at = password, at, at
    gate.generation += 1
    if gate.state == PENDING:
        gate.state, gate.ends, gate.remind = ACTIVE, None, None
    world.post("activated", gate, {"activated_on": budapest.day_of(at)})
    return verdict


def reset(world: World, username: str, *, code: str, password: str, at: datetime) -> str:
    """Redeem a reset code: every session ends, and no deadline moves (D4, D15)."""
    gate = world.holder(username, at)
    if gate is not None and gate.state not in USABLE:
        gate = None
    verdict, mine = judge(world, gate, code, RESET, at)
    if verdict != "right" or gate is None or mine is None:
        return verdict
    _require_settable(world, gate, password, at)
    mine.used_at, mine.remind = at, None
    gate.password, gate.proved_at, gate.reset_at = password, gate.proved_at or at, at
    gate.generation += 1
    world.post("password_changed", gate, {"changed_at": at, "was_reset": False, "token": False})
    return verdict


def _require_settable(world: World, gate: Gate, password: str, at: datetime) -> None:
    if password == OWN:
        raise No("PasswordRefused")
    if gate.proved_at is None:
        if world.owner_of(gate.email, at, besides=gate) is not None:
            raise No("AddressTaken")
        make_way_for_address(world, gate.email, at)


def make_way_for_address(world: World, email: str, at: datetime) -> None:
    """Erase the gates that have ended and had proved an address, swept or not (D4, D10)."""
    erase(
        world, [gate for gate in world.gates if gate.email == email and gate.proved_at and gate.ended(at)], at
    )


def ask(world: World, username: str, *, email: str, at: datetime) -> None:
    """Ask for a code: three letters a day, nothing for anybody else (I3, D2, D3, D15)."""
    gate = world.holder(username, at)
    if gate is None or _compared(email) != gate.email or world.owner_of(gate.email, at, besides=gate):
        return
    if gate.activated_at is not None and gate.state not in USABLE:
        return
    if _asked_today(world, gate, at) >= LETTERS_A_DAY:
        return
    if gate.activated_at is not None:
        code = _issue(world, gate, RESET, at, asked=True)
        world.post("reset", gate, _dates(code, at), code=code)
        return
    if gate.only_claims and not take_claim(world, gate, at):
        return
    code = _issue(world, gate, ACTIVATION, at, asked=True)
    kind = "new_temporary_code" if gate.state == TEMPORARY else "new_code"
    last = "gate_last_day" if gate.state == TEMPORARY else "registration_last_day"
    world.post(kind, gate, {last: _last_day(gate), **_dates(code, at)}, code=code)


# ------------------------------------------------------------------ the desk


def full(world: World, id: UUID, at: datetime) -> Gate:
    found = next((gate for gate in world.living(at) if gate.id == id and gate.state in FULL), None)
    if found is None:
        raise No("Unknown")
    return found


def correct_address(world: World, id: UUID, *, email: str, at: datetime) -> datetime:
    """Correct a wrong address before activation; the sixty days stay (D24)."""
    gate = full(world, id, at)
    if gate.state != PENDING:
        raise No("NotAllowed")
    gate.email = email
    code = _issue(world, gate, ACTIVATION, at)
    _post_activation(world, gate, code, at)
    return code.ends


def suspend(world: World, id: UUID, *, reason: str, at: datetime) -> None:
    """Suspend at once: sessions and codes end (D24, D25)."""
    gate = full(world, id, at)
    if gate.state != ACTIVE:
        raise No("NotAllowed")
    gate.state, gate.suspended_for = SUSPENDED, reason
    gate.generation += 1
    end_codes(world, gate, at)
    if reason != "wrong_address":
        world.post("suspended", gate)


def restore(world: World, id: UUID, *, person: int, standing: str, email: str, at: datetime) -> None:
    """Restore after the in-person checks; a mailed code sets a new password (D25)."""
    gate = full(world, id, at)
    if gate.person != person:
        raise No("DifferentPerson")
    require_person(person, standing)
    if gate.state != SUSPENDED or bool(email) != (gate.suspended_for in NOT_THE_OWNERS):
        raise No("NotAllowed")
    gate.state, gate.suspended_for, gate.password = ACTIVE, "", ""
    gate.generation += 1
    if email:
        gate.email, gate.proved_at = email, None
    owner = world.owner_of(gate.email, at, besides=gate)
    if owner is not None:
        world.post("address_taken", owner)
        return
    world.post("restored", gate)
    code = _issue(world, gate, RESET, at)
    world.post("reset", gate, _dates(code, at), code=code)


# ------------------------------------------------------------------ signing in


def signs_in(world: World, username: str, password: str, at: datetime) -> Gate | None:
    """Return the gate that a right pair opens (I5, I8)."""
    gate = world.holder(username, at)
    if gate is None or gate.state not in USABLE or not gate.password or gate.password != password:
        return None
    return gate


def begin_session(world: World, gate: Gate, token: str, at: datetime) -> None:
    """Begin a session, each time in another browser: the owner hears of every one but the first."""
    if gate.browsers:
        world.post("new_device", gate, {"signed_in_at": at, "browser": "", "token": True})
    gate.browsers += 1
    world.sessions.append(Session(token, gate, gate.generation, at, at, at + ABSOLUTE))


def session_works(world: World, session: Session, at: datetime) -> bool:
    """Say whether a session opens anything: not idle, not old, of this generation, of a usable gate."""
    gate = session.gate
    fresh = at < session.ends and at < session.seen + IDLE
    works = fresh and gate.lives(at) and gate.state in USABLE and gate.generation == session.generation
    return works and session in world.sessions
