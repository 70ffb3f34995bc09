# SPDX-License-Identifier: EUPL-1.2
"""Links of security letters: a random token in the letter, its hash in the table, used at most once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.deadlines import SAFETY_LINK_LIFE
from ugyfelkapu.domain.errors import LinkLapsed
from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, State

from . import recoveries, sessions
from .models import SafetyLink


def make(
    account_id: UUID,
    *,
    factor_id: UUID | None = None,
    recovery_id: UUID | None = None,
    disowns_address: bool = False,
    at: datetime,
) -> str:
    """Make a link for a letter; return its token.

    ``disowns_address`` for a letter to the address of before: whoever locks the gate by it says that its
    present address is a stranger's.
    """
    token = sessions.new_token()
    SafetyLink.objects.create(
        digest=sessions.digest(token),
        account_id=account_id,
        factor_id=factor_id,
        recovery_id=recovery_id,
        disowns_address=disowns_address,
        ends_at=at + SAFETY_LINK_LIFE,
    )
    return token


def living(token: str, *, at: datetime) -> SafetyLink | None:
    """Return the link that a token names while it may be used; none outlives its gate."""
    return SafetyLink.objects.filter(
        Q(account__ends_at=None) | Q(account__ends_at__gt=at),
        account__state__in=HOLDS_NAMES,
        digest=sessions.digest(token),
        used_at=None,
        ends_at__gt=at,
    ).first()


@dataclass(frozen=True, slots=True)
class Offer:
    """What the page of a link offers: ``waits_until`` where a factor can still be cancelled.

    ``starts_over_at`` where a new start can still be stopped, ``confirmable`` where it can be confirmed.
    ``disowns`` where locking also says that the gate's address is a stranger's; a temporary gate ``ends``
    by that.
    """

    factor: Factor | None
    waits_until: datetime | None
    starts_over_at: datetime | None = None
    confirmable: bool = False
    disowns: bool = False
    ends: bool = False


def offer(token: str, *, at: datetime) -> Offer:
    """Return what a link can do now. Raises :class:`LinkLapsed`."""
    link = living(token, at=at)
    if link is None:
        raise LinkLapsed
    factor = link.factor
    if factor is None:
        ends = link.disowns_address and link.account.state == State.TEMPORARY
        return Offer(None, None, *_new_start(link, at=at), disowns=link.disowns_address, ends=ends)
    waits = factor.counts_from is not None and factor.counts_from > at
    return Offer(Factor(factor.kind), factor.counts_from if waits else None)


def _new_start(link: SafetyLink, *, at: datetime) -> tuple[datetime | None, bool]:
    recovery = link.recovery
    if recovery is None or not recoveries.waits(recovery, link.account, at=at):
        return None, False
    return recovery.takes_effect_at, recoveries.may_confirm(recovery, link.account)


def forget_lapsed(*, at: datetime) -> int:
    """Delete the links that nobody can use any more; return how many."""
    return SafetyLink.objects.filter(ends_at__lte=at).delete()[0]


def use(link: SafetyLink, *, at: datetime) -> bool:
    """Use a link up: one conditional update."""
    return bool(SafetyLink.objects.filter(id=link.id, used_at=None, ends_at__gt=at).update(used_at=at))
