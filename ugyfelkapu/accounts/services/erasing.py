# SPDX-License-Identifier: EUPL-1.2
"""Erasing: everything about a person goes with their gate, and a letter tells its owner (D20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar  # Any: columns of any kind
from uuid import UUID

from django.db import connection
from django.db.models import Field, ForeignObjectRel, Model, QuerySet

from ugyfelkapu.accounts.models import Account, ClaimLetter
from ugyfelkapu.domain.events import ExpiredAccountErased
from ugyfelkapu.domain.lifecycle import State, Trigger, after
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import ErasedLetter, Letter, TemporaryErasedLetter
from ugyfelkapu.outbox.post import Posting, post_all
from ugyfelkapu.vault.bulk import delete_many

from .addresses import taken_by_others

BATCH: Final = 250
"""Gates of one act of a sweep: who signs in to one of them waits that long."""
BATCH_ALONE: Final = 25
"""The same where everybody who writes waits that long, because there is one place to write (SQLite)."""

Row = TypeVar("Row", bound=Model)


class NothingDue(Exception):  # noqa: N818
    """Whatever was due is another worker's; the act is undone and leaves no trace."""


def batch_size() -> int:
    """Return how many gates one act of a sweep takes, so few that nobody notices it."""
    return BATCH if connection.features.has_select_for_update else BATCH_ALONE


def erase_expired(*, limit: int | None = None, by: Actor, at: datetime) -> bool:
    """Erase a batch of gates whose deadline has passed; say whether more may be due (D3, D4, D21).

    Safe with any number of workers: each gate is held by the act that erases it, and passed over by
    the others.
    """
    if not Account.objects.filter(ends_at__lte=at).exists():
        return False
    limit = limit or batch_size()
    try:
        return _erase_batch(limit=limit, by=by, at=at) == limit
    except NothingDue:
        return False


@act
def _erase_batch(*, limit: int, by: Actor, at: datetime) -> int:
    due = Account.objects.filter(ends_at__lte=at).order_by("ends_at")
    erased = erase(free_of_others(due)[:limit], at=at)
    if not erased:
        raise NothingDue
    return erased


def free_of_others(rows: QuerySet[Row], *beside: str) -> QuerySet[Row]:
    """Hold the rows, and those ``beside`` them, that nobody else holds; SQLite has one writer anyway."""
    passing_over = connection.features.has_select_for_update_skip_locked
    return rows.select_for_update(skip_locked=passing_over, of=("self", *beside))


def erase(rows: QuerySet[Account], *, at: datetime) -> int:
    """Erase gates with all rows about their people, and tell the owners; return how many; part of an act."""
    held = rows if rows.query.select_for_update else rows.select_for_update()
    accounts = list(held.only("state", "email", "email_key", "email_proved_at", "language"))
    if not accounts:
        return 0
    for account in accounts:
        after(State(account.state), Trigger.ERASE)
        record(ExpiredAccountErased(subject=account.id, state=account.state))
    post_all(_letters(accounts, at=at))
    ids = [account.id for account in accounts]
    delete_many([*_about_people(), Account._meta.pk], ids)
    return len(ids)


@cache
def _about_people() -> tuple[Field[Any, Any], ...]:
    """Return the columns that refer to a gate, in the tables of whichever room."""
    relations = Account._meta.get_fields(include_hidden=True)
    return tuple(
        relation.field
        for relation in relations
        if isinstance(relation, ForeignObjectRel) and relation.related_model is not Account
    )


LETTERS: Final[dict[str, type[Letter]]] = {
    State.PENDING_ACTIVATION: ErasedLetter,
    State.TEMPORARY: TemporaryErasedLetter,
}
"""What is told about an erasure; whoever closes a gate is told at once."""


def _letters(accounts: Sequence[Account], *, at: datetime) -> list[Posting]:
    """Write to owners whom we wrote to before; nothing to an address that somebody else has proved."""
    taken = taken_by_others(accounts, at=at)
    strangers = _never_written_to(accounts)
    return [
        Posting(LETTERS[account.state](), account.email, account.language)
        for account in accounts
        if account.state in LETTERS and account.id not in taken and account.id not in strangers
    ]


def _never_written_to(accounts: Sequence[Account]) -> set[UUID]:
    """Return the temporary gates whose claimed address got no letter from us (D18)."""
    claims = {
        account.id
        for account in accounts
        if account.state == State.TEMPORARY and account.email_proved_at is None
    }
    written = ClaimLetter.objects.filter(account_id__in=claims).values_list("account_id", flat=True)
    return claims - set(written)
