# SPDX-License-Identifier: EUPL-1.2
"""Confirming by a mailed code what a signed-in owner wants: a first second factor, a new address (D17)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import F, QuerySet

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Confirmation
from ugyfelkapu.domain.attempts import CODE_TRIES
from ugyfelkapu.domain.codes import for_reading, make_code
from ugyfelkapu.domain.deadlines import CONFIRMATION_LIFE
from ugyfelkapu.domain.errors import NotAllowed
from ugyfelkapu.domain.factor_events import ConfirmationSent, ConfirmationWrong
from ugyfelkapu.journal.act import record


class Wish(StrEnum):
    """What a mailed code confirms."""

    FACTOR = "factor"
    ADDRESS = "address"


def ask_confirmation(
    account: Account, wish: Wish, *, at: datetime, address: str = ""
) -> tuple[str, datetime]:
    """Make a code for a wish, the earlier one dying with it; return it for reading; part of an act."""
    living = Confirmation.objects.filter(account=account, purpose=wish, used_at=None, dead_at=None)
    living.update(dead_at=at)
    text = make_code()
    ends_at = at + CONFIRMATION_LIFE
    Confirmation.objects.create(
        account=account,
        purpose=wish,
        address=address,
        digest=keys.code_digest(text),
        asked_at=at,
        ends_at=ends_at,
    )
    record(ConfirmationSent(subject=account.id, purpose=wish))
    return for_reading(text), ends_at


def end_confirmations(account: Account, *, at: datetime) -> None:
    """Let the codes of a gate that is held confirm nothing any more."""
    Confirmation.objects.filter(account=account, used_at=None, dead_at=None).update(dead_at=at)


def _living(account_id: UUID, wish: Wish, *, at: datetime) -> QuerySet[Confirmation]:
    return Confirmation.objects.filter(
        account_id=account_id,
        purpose=wish,
        used_at=None,
        dead_at=None,
        ends_at__gt=at,
        wrong_tries__lt=CODE_TRIES,
    )


def would_confirm(account_id: UUID, wish: Wish, *, code: str, at: datetime) -> bool:
    """Say whether a canonical code would be redeemed now; a wrong one must be counted by redeeming it."""
    return _living(account_id, wish, at=at).filter(digest=keys.code_digest(code)).exists()


def redeem_confirmation(account_id: UUID, wish: Wish, *, code: str, at: datetime) -> Confirmation | None:
    """Use a code up; ``None``, counted and recorded, when it is wrong, late or replaced; part of an act.

    ``code`` is canonical. Whatever runs in parallel, one redemption succeeds.
    """
    living = _living(account_id, wish, at=at)
    used = living.filter(digest=keys.code_digest(code)).update(used_at=at)
    if not used:
        living.update(wrong_tries=F("wrong_tries") + 1)
        record(ConfirmationWrong(subject=account_id, purpose=wish))
        return None
    return Confirmation.objects.get(account_id=account_id, digest=keys.code_digest(code))


def held(account_id: UUID) -> Account:
    """Return an account that nobody else changes until this act is over. Raises :class:`NotAllowed`."""
    if not Account.objects.filter(id=account_id).update(generation=F("generation")):
        raise NotAllowed(subject=account_id)
    return Account.objects.get(id=account_id)
