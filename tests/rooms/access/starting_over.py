# SPDX-License-Identifier: EUPL-1.2
"""Two staff members who let somebody start over, and the letters that tell of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tests import builders
from tests.builders import AT, BuiltGate
from tests.rooms.access.factors import HOME
from ugyfelkapu.access import services as access
from ugyfelkapu.access.models import Factor, Recovery
from ugyfelkapu.access.services import recovering
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.deadlines import RECOVERY_WAIT
from ugyfelkapu.journal.actor import STRANGER, WORKER, Actor
from ugyfelkapu.journal.queries import entries_about
from ugyfelkapu.outbox.letters import Letter
from ugyfelkapu.outbox.models import Letter as Waiting

EFFECT = AT + RECOVERY_WAIT


def asker(at: datetime = AT) -> Actor:
    """Return the clerk who makes the in-person checks."""
    return builders.clerk("elso", at=at)


def approver(at: datetime = AT) -> Actor:
    """Return a colleague at the same office."""
    return builders.clerk("masodik", at=at)


def ask(gate: BuiltGate, *, email: str = "", by: Actor | None = None, at: datetime = AT) -> UUID:
    """Ask that the owner of a gate starts over."""
    return recovering.ask_recovery(
        gate.id,
        answer=builders.answer(gate.person, at=at),
        evidence=builders.evidence(),
        email=email,
        by=by or asker(at),
        at=at,
    )


def approve(recovery: UUID, *, by: Actor | None = None, at: datetime = AT) -> datetime:
    """Look at a request and approve it."""
    seen = bytes(Recovery.objects.get(id=recovery).fingerprint)
    return recovering.approve_recovery(recovery, fingerprint=seen, by=by or approver(at), at=at)


def waiting_start(gate: BuiltGate, *, email: str = "", at: datetime = AT) -> UUID:
    """Let a gate wait for its new start; return the request's id."""
    recovery = ask(gate, email=email, at=at)
    approve(recovery, at=at)
    return recovery


def carry_out(at: datetime = EFFECT) -> None:
    """Let the worker carry out what took effect."""
    recovering.carry_out_recoveries(by=WORKER, at=at)


def letter_of(gate: BuiltGate, kind: str) -> Letter:
    """Return the newest letter of a kind."""
    return next(letter for letter in reversed(builders.letters(gate.id)) if letter.kind == kind)


def token_in(gate: BuiltGate, kind: str = "recovery_asked") -> str:
    """Return the link in the newest letter of a kind."""
    return str(getattr(letter_of(gate, kind), "token", ""))


def starts_over_at(gate: BuiltGate) -> datetime | None:
    """Return from when what opened a gate before is void."""
    return Account.objects.get(id=gate.id).starts_over_at


def events(gate: BuiltGate) -> list[str]:
    """Return what the journal has of a gate, oldest first."""
    return [entry.event for entry in reversed(entries_about(gate.id, limit=50))]


def recipients(kind: str) -> list[str]:
    """Return whom the waiting letters of a kind go to."""
    return [letter.to for letter in Waiting.objects.filter(kind=kind)]


def secret_of(gate: BuiltGate) -> str:
    """Return the secret of the one authenticator that a gate has."""
    return str(Factor.objects.get(account_id=gate.id).secret)


def first_step(gate: BuiltGate, password: str = "", *, at: datetime) -> access.Opened | access.Half | None:
    """Give the password."""
    typed = password or gate.password
    return access.sign_in(gate.username, password=typed, origin=HOME, replaces=None, by=STRANGER, at=at)


def set_password(gate: BuiltGate, code: str, password: str, *, at: datetime) -> accounts.CodeVerdict:
    """Set a password with a mailed code."""
    return accounts.reset_password(
        gate.username, code=code, password=access.new_password(password), by=STRANGER, at=at
    )
