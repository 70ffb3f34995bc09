# SPDX-License-Identifier: EUPL-1.2
"""Erasing: everything about a person goes with their gate (D20)."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.events import ExpiredAccountErased
from ugyfelkapu.domain.lifecycle import State, Trigger, after
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor


def erase(account: Account) -> bool:
    """Erase a gate, all rows about its person going with it; say whether it was still there."""
    after(State(account.state), Trigger.ERASE)
    unchanged = Account.objects.filter(id=account.id, state=account.state, ends_at=account.ends_at)
    if not unchanged.update(state=account.state):  # held now; a deletion alone would not look again
        return False
    Account.objects.filter(id=account.id).delete()
    record(ExpiredAccountErased(subject=account.id, state=account.state))
    return True


def erase_expired(*, limit: int = 500, by: Actor, at: datetime) -> int:
    """Erase a batch of gates whose deadline has passed; return how many were due."""
    due = list(Account.objects.filter(ends_at__lte=at).order_by("ends_at", "id")[:limit])
    if due:
        with suppress(Unknown):  # another worker was quicker
            _erase_all(due, by=by, at=at)
    return len(due)


@act
def _erase_all(due: list[Account], *, by: Actor, at: datetime) -> None:
    if not sum(erase(account) for account in due):
        raise Unknown
