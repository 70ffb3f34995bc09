# SPDX-License-Identifier: EUPL-1.2
"""What the link of a security letter does, by its token alone, when somebody presses the button (D17)."""

from __future__ import annotations

from datetime import datetime

from ugyfelkapu.access import safety_links
from ugyfelkapu.access.models import Factor, SafetyLink
from ugyfelkapu.accounts.services.desk import SuspensionReason
from ugyfelkapu.accounts.services.own import end_every_session, lock
from ugyfelkapu.domain.errors import LinkLapsed
from ugyfelkapu.domain.factor_events import FactorCancelled
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

from .recovering import end_with_lock


@act
def lock_by_link(token: str, *, by: Actor, at: datetime) -> None:
    """Lock the gate that a letter is about; a factor that the letter told of goes with it.

    A new start that waits is stopped by it.

    Raises :class:`LinkLapsed`, and :class:`NotAllowed` where nobody can sign in anyway.
    """
    link = _used(token, at=at)
    if link.factor is not None:
        _cancel(link.factor)
    reason = SuspensionReason.ADDRESS_DISOWNED if link.disowns_address else SuspensionReason.OWNER
    lock(link.account_id, reason=reason, at=at)
    end_with_lock(link.account_id, at=at)


@act
def cancel_factor(token: str, *, by: Actor, at: datetime) -> None:
    """Cancel the factor that still waits, and end every session: a stranger added it in one of them.

    Raises :class:`LinkLapsed`, also once the factor counts.
    """
    link = _used(token, at=at)
    factor = link.factor
    if factor is None or factor.counts_from is None or factor.counts_from <= at:
        raise LinkLapsed(subject=link.account_id)
    _cancel(factor)
    end_every_session(link.account_id)


def _cancel(factor: Factor) -> None:
    record(FactorCancelled(subject=factor.account_id, kind=factor.kind))
    factor.delete()


def _used(token: str, *, at: datetime) -> SafetyLink:
    link = safety_links.living(token, at=at)
    if link is None:
        raise LinkLapsed
    if not safety_links.use(link, at=at):
        raise LinkLapsed(subject=link.account_id)
    return link
