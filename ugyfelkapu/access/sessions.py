# SPDX-License-Identifier: EUPL-1.2
"""Sessions: a random token in the cookie, its hash in the table, limits checked on the server.

The state, end and generation of the gate (or the standing of the staff member) are read in the
same statement, so a suspension or an ending is felt at the very next request.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet

from ugyfelkapu.accounts.credentials import not_started_over
from ugyfelkapu.domain.assurance import SECOND_FACTORS
from ugyfelkapu.domain.lifecycle import State
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


def citizens_session(token: str, *, at: datetime) -> Session | None:
    """Return the living session of a gate's owner, touched."""
    found = citizens_living(at=at).select_related("account").filter(digest=digest(token)).first()
    return _touched(found, at)


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
    if session is not None and at - session.seen_at >= SEEN_EVERY:
        Session.objects.filter(id=session.id, seen_at__lt=at).update(seen_at=at)
    return session


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
