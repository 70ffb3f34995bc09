# SPDX-License-Identifier: EUPL-1.2
"""I1–I9 of SECURITY section 5, asked of the tables and of what was seen to happen, not of the model."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from ugyfelkapu.access import sessions
from ugyfelkapu.access.models import Session
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.credentials import credentials_of
from ugyfelkapu.accounts.models import Account, ClaimLetter, Code, Confirmation, Proofing
from ugyfelkapu.domain.assurance import LOW, Factor, level, self_asserted
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.outbox.models import Letter

from . import budapest
from .world import ACTIVATION, CLOSED, CODE_DAYS, FULL, REGISTRATION_DAYS, TEMPORARY, TEMPORARY_DAYS

ISSUER = "https://kapu.example"


@dataclass
class History:
    """What was seen to happen since the walk began, or since the copy that was put back."""

    redeemed: Counter[str] = field(default_factory=Counter)
    erased: dict[UUID, datetime] = field(default_factory=dict)
    """Gates erased, and when; what a copy put back would have to bury again (I18)."""
    closed: set[UUID] = field(default_factory=set)
    """Gates erased that their owners had closed: a copy of before lets them live again."""


def due_of(gate: Account) -> datetime | None:
    """Return when a gate that nobody closed ends by D3 and D4, reckoned from its own row."""
    if gate.state == CLOSED:
        return None
    if gate.state == TEMPORARY:
        return budapest.end(gate.registered_at, TEMPORARY_DAYS)
    return budapest.end(gate.registered_at, REGISTRATION_DAYS) if gate.activated_at is None else None


def check(history: History, *, at: datetime, own_key: bytes) -> None:
    """Check every invariant that the tables can answer."""
    gates = list(Account.objects.defer("identity", "reference"))
    codes = list(Code.objects.all())
    assert max(history.redeemed.values(), default=0) <= 1, "I1: a code was redeemed twice"
    assert max(Counter(c.account_id for c in codes if not (c.used_at or c.dead_at)).values(), default=0) <= 1
    for code in codes:
        _check_code(code, {gate.id: gate for gate in gates}[code.account_id])
    for gate in gates:
        _check_ending(gate, at)
    full = [bytes(gate.person_key) for gate in gates if gate.state in FULL and gate.person_key is not None]
    assert len(full) == len(set(full)), "I9: two full gates of one person"
    _check_proofing([gate for gate in gates if gate.state in FULL], own_key)
    _check_erased(history, at)


def _check_code(code: Code, gate: Account) -> None:
    assert code.issued_at < code.ends_at <= budapest.end(code.issued_at, CODE_DAYS), (
        "I2: a code lives too long"
    )
    due = due_of(gate)
    assert due is None or code.dead_at or code.ends_at <= due, "I2: a code outlives its gate"
    if code.used_at is not None:
        assert code.used_at < code.ends_at, "I2: a dead code was redeemed"  # issued first: it was mailed
        assert code.dead_at is None, "I2: a replaced code was redeemed"
    if code.purpose == ACTIVATION and code.asked_on is not None and gate.activated_at is None:
        assert due is None or code.issued_at < due, "I3: a code was issued too late"


def _check_ending(gate: Account, at: datetime) -> None:
    if gate.state == CLOSED:
        assert gate.ends_at is not None, "D21: closed, and never erased"
        _check_gone(gate, at)
        return
    due = due_of(gate)
    assert gate.ends_at == due, f"D3, D4: {gate.state} ends at {gate.ends_at}, due {due}"
    if due is not None and at >= due:
        _check_gone(gate, at)


def _check_gone(gate: Account, at: datetime) -> None:
    found = credentials_of(gate.username, at=at)
    assert found is None or found.account_id != gate.id, "I5: signing in after the end"
    assert not queries.living(at).filter(id=gate.id).exists(), "I5: alive after the end"


def _check_proofing(full: list[Account], own_key: bytes) -> None:
    clerks = dict(Proofing.objects.values_list("account_id", "staff_id"))
    for gate in full:
        assert clerks.get(gate.id), "I7: a full gate without the evidence that a clerk saw"
        assert bytes(gate.person_key or b"") != own_key, "I7: a clerk's own gate"


def _check_erased(history: History, at: datetime) -> None:
    """I6: whoever is erased stays so, also in a copy put back, at any moment not before the erasure."""
    buried = [*history.closed, *(gate_id for gate_id, when in history.erased.items() if when <= at)]
    assert not queries.living(at).filter(id__in=buried).exists(), "I6: an erased gate lives again"


def check_session(token: str, gate_id: UUID, *, at: datetime) -> bool:
    """Say whether a session works; I8: of a temporary gate only within its days, and below low."""
    session = sessions.citizens_session(token, at=at)
    if session is None:
        return False
    assert session.account_id == gate_id
    gate = Account.objects.get(id=gate_id)
    told = level(State(gate.state), {Factor.PASSWORD}, issuer=ISSUER)
    if gate.state == TEMPORARY:
        assert at < budapest.end(gate.registered_at, TEMPORARY_DAYS), "I8: a session outlived its gate"
        assert told == self_asserted(ISSUER) != LOW, "I8: a temporary gate claims too much"
    return True


def left_of(gate_id: UUID) -> int:
    """Count the rows that still name an erased gate (I6, D20)."""
    tables = (Code, Session, Letter, Proofing, Confirmation, ClaimLetter)
    return sum(table._default_manager.filter(account_id=gate_id).count() for table in tables)
