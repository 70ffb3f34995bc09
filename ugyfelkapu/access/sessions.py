# SPDX-License-Identifier: EUPL-1.2
"""Sessions: a random token in the cookie, its hash in the table, limits checked on the server.

The state, end and generation of the gate (or the standing of the staff member) are read in the
same statement, so a suspension or an ending is felt at the very next request.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db.models import F, Q, QuerySet

from ugyfelkapu.accounts.credentials import OPEN, not_started_over
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.assurance import SECOND_FACTORS
from ugyfelkapu.domain.identities import from_text
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.vault import sql
from ugyfelkapu.vault.fields import opened
from ugyfelkapu.vault.index import keyed_hash

from .models import Session

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
MOST_COMPARED = 8
OPEN_STATES = (State.ACTIVE, State.TEMPORARY)


def new_token() -> str:
    """Return what a cookie will hold: 256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """Return what the table holds of a token."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True, slots=True)
class OwnersSession:
    """The living session of a gate's owner; ``identity`` rests sealed until somebody needs the name."""

    id: UUID
    account_id: UUID
    factors: tuple[str, ...]
    stepped_up_at: datetime | None
    seen_at: datetime
    proofs: int
    state: State
    starts_over_at: datetime | None
    identity: bytes
    capped: bool

    def display_name(self) -> str:
        """Return what the owner is called."""
        text = opened(Account, "identity", self.identity, self.account_id)
        return from_text(text).current_name.display()


def citizens_session(token: str, *, at: datetime) -> OwnersSession | None:
    """Return the living session of a gate's owner, touched; in SQL, for every page of theirs asks it."""
    now = sql.moment(at)
    row = sql.one(
        "SELECT s.id, a.id, s.factors, s.stepped_up_at, s.seen_at, s.proofs, a.state, a.starts_over_at,"  # noqa: S608
        " a.identity, a.capped FROM access_session s JOIN accounts_account a ON a.id = s.account_id"
        " WHERE s.digest = %s AND s.ends_at > %s AND s.seen_at > %s AND s.generation = a.generation"
        f" AND {OPEN}",
        [digest(token), now, sql.moment(at - settings.CITIZEN_IDLE), now, now],
    )
    if row is None:
        return None
    key, account, factors, stepped_up_at, seen_at, proofs, state, starts_over_at, identity, capped = row
    found = OwnersSession(
        id=sql.read_number(key),
        account_id=sql.read_number(account),
        factors=tuple(sql.read_document(factors)),
        stepped_up_at=sql.read_moment(stepped_up_at) if stepped_up_at is not None else None,
        seen_at=sql.read_moment(seen_at),
        proofs=proofs,
        state=State(state),
        starts_over_at=sql.read_moment(starts_over_at) if starts_over_at is not None else None,
        identity=bytes(identity),
        capped=bool(capped),
    )
    _touch(found.id, found.seen_at, at)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session of a gate's owner that begins, with what was proved at its beginning."""

    account_id: UUID
    generation: int
    device_id: int
    method: str
    factors: tuple[str, ...]


def open_owners(new: NewSession, token: str, *, at: datetime) -> None:
    """Write a new session of a gate's owner; part of an act."""
    now = sql.moment(at)
    sql.change(
        "INSERT INTO access_session (id, digest, account_id, generation, device_id, method, factors,"
        " begun_at, seen_at, stepped_up_at, ends_at, proofs, compared)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, '[]')",
        [
            *(sql.number(uuid4()), digest(token), sql.number(new.account_id), new.generation, new.device_id),
            *(new.method, sql.document(new.factors), now, now, now),
            sql.moment(at + settings.CITIZEN_ABSOLUTE),
        ],
    )


def citizens_living(*, at: datetime) -> QuerySet[Session]:
    """Return the sessions of gates' owners that live at a moment."""
    return Session.objects.filter(
        Q(account__ends_at=None) | Q(account__ends_at__gt=at),
        not_started_over(at, gate="account__"),
        ends_at__gt=at,
        seen_at__gt=at - settings.CITIZEN_IDLE,
        account__state__in=OPEN_STATES,
        account__generation=F("generation"),
    )


def staffs_session(token: str, *, at: datetime) -> Session | None:
    """Return the living session of a staff member, touched."""
    found = (
        Session.objects.select_related("staff__office")
        .filter(
            digest=digest(token),
            ends_at__gt=at,
            seen_at__gt=at - settings.STAFF_IDLE,
            staff__disabled_at=None,
            staff__office__closed_at=None,
            staff__isnull=False,
        )
        .first()
    )
    return _touched(found, at)


def _touched(session: Session | None, at: datetime) -> Session | None:
    if session is not None:
        _touch(session.id, session.seen_at, at)
    return session


def _touch(session_id: UUID, seen_at: datetime, at: datetime) -> None:
    if at - seen_at >= SEEN_EVERY:
        Session.objects.filter(id=session_id, seen_at__lt=at).update(seen_at=at)


def end(session_id: UUID) -> bool:
    """End a session; say whether it was there."""
    return bool(Session.objects.filter(id=session_id).delete()[0])


def end_others(account_id: UUID, *, but: UUID) -> int:
    """End every session of a gate but one; return how many there were."""
    return Session.objects.filter(account_id=account_id).exclude(id=but).delete()[0]


def forget_second_factors(account_id: UUID) -> None:
    """Let no session of a gate count as two steps any more; one that had proved nothing else ends."""
    for session in Session.objects.filter(account_id=account_id).only("factors"):
        left = [factor for factor in session.factors if factor not in SECOND_FACTORS]
        if not left:
            end(session.id)
        elif left != session.factors:
            Session.objects.filter(id=session.id).update(factors=left)


def end_lapsed(*, at: datetime) -> int:
    """Delete sessions past their absolute limit; return how many."""
    return Session.objects.filter(ends_at__lte=at).delete()[0]


def note_compared(session_id: UUID, answer: str) -> None:
    """Remember that this register answer was shown to the clerk of this session."""
    mark = _mark(session_id, answer)
    session = Session.objects.only("compared").get(id=session_id)
    latest = [other for other in session.compared if other != mark][-MOST_COMPARED + 1 :]
    Session.objects.filter(id=session_id).update(compared=[*latest, mark])


def was_compared(session_id: UUID, answer: str) -> bool:
    """Say whether this very answer was shown to the clerk of this session lately."""
    compared = Session.objects.values_list("compared", flat=True).filter(id=session_id).first()
    return _mark(session_id, answer) in (compared or [])


def _mark(session_id: UUID, answer: str) -> str:
    return keyed_hash("compared", f"{session_id}:{answer}").hex()
