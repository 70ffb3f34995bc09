# SPDX-License-Identifier: EUPL-1.2
"""Which second factors a gate has, which of them count now, and how each is used up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from ugyfelkapu.accounts.credentials import not_started_over
from ugyfelkapu.domain.assurance import Factor as Kind
from ugyfelkapu.domain.recovery import parse_recovery_code
from ugyfelkapu.vault.index import keyed_hash

from .authenticator import matching_step
from .models import Factor, RecoveryCode


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """A second factor as its owner sees it."""

    id: UUID
    kind: Kind
    name: str
    added_at: datetime
    counts_from: datetime
    used_at: datetime | None


def valid(account_id: UUID) -> QuerySet[Factor]:
    """Return the confirmed factors that the gate has since it is its owner's (D5)."""
    return Factor.objects.filter(account_id=account_id, account__epoch=F("epoch"), counts_from__isnull=False)


def counting(account_id: UUID, *, at: datetime) -> QuerySet[Factor]:
    """Return the factors that count at a moment: none of before a new start."""
    return valid(account_id).filter(not_started_over(at, gate="account__"), counts_from__lte=at)


def has_counting(account_id: UUID, *, at: datetime) -> bool:
    """Say whether a password alone does not open this gate."""
    return counting(account_id, at=at).exists()


def own_factors(account_id: UUID) -> list[OwnFactor]:
    """Return a gate's factors for its owner, oldest first; those still waiting too."""
    rows = valid(account_id).order_by("added_at", "id")
    return [
        OwnFactor(row.id, Kind(row.kind), row.name, row.added_at, row.counts_from, row.used_at)
        for row in rows
        if row.counts_from is not None
    ]


def kept_recovery_codes(account_id: UUID, *, at: datetime) -> QuerySet[RecoveryCode]:
    """Return the recovery codes that their owner kept and has not used; none of before a new start."""
    return RecoveryCode.objects.filter(
        not_started_over(at, gate="account__"),
        account_id=account_id,
        account__epoch=F("epoch"),
        kept_at__isnull=False,
        used_at=None,
    )


@dataclass(frozen=True, slots=True)
class Ways:
    """How the owner of a gate may take the second step, or prove to be there."""

    kinds: frozenset[Kind]
    recovery: bool

    @property
    def by_code(self) -> bool:
        """Say whether any code can be right."""
        return Kind.TOTP in self.kinds or self.recovery


def ways(account_id: UUID, *, at: datetime) -> Ways:
    """Return the ways that a gate's counting factors open; without any the password serves."""
    kinds = frozenset(Kind(kind) for kind in counting(account_id, at=at).values_list("kind", flat=True))
    return Ways(kinds, bool(kinds) and kept_recovery_codes(account_id, at=at).exists())


def recovery_digest(code: str) -> bytes:
    """Return what is stored of a recovery code."""
    return keyed_hash("recovery code", code)


def accept_code(account_id: UUID, typed: str, *, at: datetime) -> Kind | None:
    """Use up what somebody typed at the second step; say what it was, or ``None`` if it was wrong.

    Whatever runs in parallel, a time step of an authenticator and a recovery code open once: each is
    one conditional update (invariant I11).
    """
    for factor in counting(account_id, at=at).filter(kind=Kind.TOTP):
        step = matching_step(factor.secret, typed, at)
        if step is not None:
            taken = Factor.objects.filter(id=factor.id, last_step__lt=step)
            return Kind.TOTP if taken.update(last_step=step, used_at=at) else None
    code = parse_recovery_code(typed)
    if code is None or not has_counting(account_id, at=at):
        return None
    kept = kept_recovery_codes(account_id, at=at).filter(digest=recovery_digest(code)).first()
    used = kept is not None and RecoveryCode.objects.filter(id=kept.id, used_at=None).update(used_at=at)
    return Kind.RECOVERY if used else None
