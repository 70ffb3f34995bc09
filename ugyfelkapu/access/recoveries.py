# SPDX-License-Identifier: EUPL-1.2
"""New starts at the desk: what was asked, what waits for whom, and from when it counts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import desk, identities
from ugyfelkapu.domain.deadlines import PROVED_LONG
from ugyfelkapu.domain.documents import Category, DocumentKind
from ugyfelkapu.domain.errors import NeedsSecondApproval, OwnRecord, Unknown
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.staff.queries import person_key_of
from ugyfelkapu.vault.index import keyed_hash

from .models import Recovery


@dataclass(frozen=True, slots=True)
class Request:
    """What one staff member asks and another approves; ``email`` is empty where the known one stays."""

    evidence: desk.Evidence
    register: str
    email: str


def to_text(request: Request) -> str:
    """Return a request as it rests and as its fingerprint covers it."""
    return json.dumps(asdict(request), ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> Request:
    """Return the request that :func:`to_text` wrote."""
    whole = json.loads(text)
    evidence = whole["evidence"]
    shown = desk.Evidence(
        category=Category(evidence["category"]),
        document=DocumentKind(evidence["document"]),
        issuing_country=evidence["issuing_country"],
        last_two=evidence["last_two"],
        address_card=evidence["address_card"],
    )
    return Request(shown, whole["register"], whole["email"])


def fingerprint_of(account_id: UUID, text: str) -> bytes:
    """Return what an approval must name: the keyed hash of a request for this very gate (I14)."""
    return keyed_hash("recovery", f"{account_id}:{text}")


# ------------------------------------------------------------------ which of them count


def undecided(*, at: datetime) -> QuerySet[Recovery]:
    """Return the requests that somebody may still approve."""
    return Recovery.objects.filter(closed_at=None, approved_at=None, ends_at__gt=at)


def ready(*, at: datetime) -> QuerySet[Recovery]:
    """Return the approved ones that took effect, or whose gate was suspended or closed in between."""
    over = ~Q(account__state=State.ACTIVE) | Q(account__starts_over_at=None)
    return Recovery.objects.filter(
        over | Q(takes_effect_at__lte=at) | ~Q(account__starts_over_at=F("takes_effect_at")),
        closed_at=None,
        takes_effect_at__isnull=False,
    )


def counts(recovery: Recovery, account: Account) -> bool:
    """Say whether an approved one is still what its gate starts over by: suspending or closing ends it."""
    return (
        recovery.closed_at is None
        and State(account.state) is State.ACTIVE
        and account.starts_over_at is not None
        and account.starts_over_at == recovery.takes_effect_at
    )


def waits(recovery: Recovery, account: Account, *, at: datetime) -> bool:
    """Say whether an approved one counts and has not taken effect, so that it can still be stopped."""
    effect = recovery.takes_effect_at
    return counts(recovery, account) and effect is not None and at < effect


def may_confirm(recovery: Recovery, account: Account) -> bool:
    """Say whether the known address may end the wait: proved long before, and no new one was asked for."""
    approved, proved = recovery.approved_at, account.email_proved_at
    if approved is None or proved is None or from_text(recovery.request).email:
        return False
    return proved <= approved - PROVED_LONG


# ------------------------------------------------------------------ what the desk sees


@dataclass(frozen=True, slots=True)
class WaitingStart:
    """A request that waits for a second staff member."""

    id: UUID
    account_id: UUID
    asked_by: UUID
    asked_at: datetime
    identity: Identity
    known_email: str
    request: Request
    fingerprint: bytes


def waiting_starts(*, by: Actor, at: datetime) -> list[WaitingStart]:
    """Return what waits at the staff member's office, oldest first; never their own record (D22)."""
    rows = undecided(at=at).filter(office=by.office).select_related("account").order_by("asked_at")
    own = person_key_of(by.uuid)
    return [_waiting(row) for row in (rows if own is None else rows.exclude(account__person_key=own))]


def waiting_start(recovery_id: UUID, *, by: Actor, at: datetime) -> WaitingStart:
    """Return one request.

    Raises :class:`Unknown`, :class:`NeedsSecondApproval` (other office) and :class:`OwnRecord` (D22).
    """
    row = undecided(at=at).select_related("account").filter(id=recovery_id).first()
    if row is None:
        raise Unknown
    if row.office != by.office:
        raise NeedsSecondApproval
    own = person_key_of(by.uuid)
    if own is not None and row.account.person_key is not None and bytes(row.account.person_key) == own:
        raise OwnRecord(subject=row.account_id)
    return _waiting(row)


def _waiting(row: Recovery) -> WaitingStart:
    return WaitingStart(
        id=row.id,
        account_id=row.account_id,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        identity=identities.from_text(row.account.identity),
        known_email=row.account.email,
        request=from_text(row.request),
        fingerprint=bytes(row.fingerprint),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands: ``outcome`` is waiting, approved, declined, lapsed, stopped or done."""

    id: UUID
    account_id: UUID
    office: str
    outcome: str
    asked_at: datetime
    takes_effect_at: datetime | None


def own_standing(recovery_id: UUID, *, by: Actor, at: datetime) -> Standing | None:
    """Return how one's own request stands; ``None`` for anybody else's."""
    row = Recovery.objects.select_related("account").filter(id=recovery_id, asked_by=by.uuid).first()
    return _standing(row, at=at) if row is not None else None


def standing_of(account_id: UUID, *, at: datetime) -> Standing | None:
    """Return how the new start stands that a gate waits for, if any."""
    row = Recovery.objects.select_related("account").filter(account_id=account_id, closed_at=None).first()
    standing = _standing(row, at=at) if row is not None else None
    return standing if standing is not None and standing.outcome in {"waiting", "approved"} else None


def _standing(row: Recovery, *, at: datetime) -> Standing:
    return Standing(
        row.id, row.account_id, row.office, _outcome(row, at=at), row.asked_at, row.takes_effect_at
    )


def _outcome(row: Recovery, *, at: datetime) -> str:
    if row.closed_at is not None:
        return row.outcome
    if row.approved_at is not None:
        return "approved" if counts(row, row.account) else "stopped"
    return "waiting" if at < row.ends_at else "lapsed"
