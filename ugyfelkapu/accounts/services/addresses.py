# SPDX-License-Identifier: EUPL-1.2
"""Whose an address is, and how many letters one bears that nobody has proved (D10, D18)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from ugyfelkapu.accounts.models import Account, ClaimLetter
from ugyfelkapu.domain.attempts import LETTERS_A_DAY
from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, State
from ugyfelkapu.vault.bulk import insert_many


def address_is_taken(email_key: bytes, *, at: datetime, besides: UUID | None = None) -> Account | None:
    """Return the living gate that has proved this address, if any (D10)."""
    owners = Account.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        email_key=email_key,
        email_proved_at__isnull=False,
        state__in=HOLDS_NAMES,
    )
    return (owners.exclude(id=besides) if besides else owners).first()


def taken_by_others(accounts: Sequence[Account], *, at: datetime) -> set[UUID]:
    """Return those of the gates whose address another living gate has proved."""
    owners = Account.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        email_key__in=[account.email_key for account in accounts if account.email_proved_at is None],
        email_proved_at__isnull=False,
        state__in=HOLDS_NAMES,
    )
    proved = {bytes(key) for key in owners.values_list("email_key", flat=True)}
    return {
        account.id
        for account in accounts
        if account.email_proved_at is None and bytes(account.email_key) in proved
    }


def only_claims(account: Account) -> bool:
    """Say whether an address was only claimed by a form: nobody stood before us, nobody proved it."""
    return account.state == State.TEMPORARY and account.email_proved_at is None


def take_claim_letter(account: Account, *, at: datetime) -> bool:
    """Take one of the three letters that a claimed address gets in a day; say whether one was left (D18)."""
    return account.id in take_claim_letters([account], at=at)


def take_claim_letters(accounts: Sequence[Account], *, at: datetime) -> set[UUID]:
    """Take a letter for each of these gates; return those whose address had one left (D18)."""
    return _take([(bytes(account.email_key), account.id) for account in accounts], at=at)


def take_letter_to(email_key: bytes, account: Account, *, at: datetime) -> bool:
    """Take one of the day's letters to an address that an owner names; say whether one was left."""
    return bool(_take([(email_key, account.id)], at=at))


def _take(wanted: Sequence[tuple[bytes, UUID]], *, at: datetime) -> set[UUID]:
    today = day_of(at)
    for _ in range(len(wanted) * LETTERS_A_DAY):
        rows = _numbered(wanted, on=today)
        try:
            with transaction.atomic():
                insert_many(ClaimLetter, ("account", "email_key", "number"), rows, same={"on": today})
        except IntegrityError:  # somebody took one of these at the same moment; there are only so many
            continue
        return {account_id for account_id, _, _ in rows}
    return set()


def _numbered(wanted: Sequence[tuple[bytes, UUID]], *, on: date) -> list[tuple[UUID, bytes, int]]:
    """Give each gate the first number of the day that its address has left, in one order for everybody."""
    keys = {key for key, _ in wanted}
    taken = {
        (bytes(key), number)
        for key, number in ClaimLetter.objects.filter(email_key__in=keys, on=on).values_list(
            "email_key", "number"
        )
    }
    rows = []
    for key, account_id in sorted(wanted):
        left = [number for number in range(1, LETTERS_A_DAY + 1) if (key, number) not in taken]
        if left:
            taken.add((key, left[0]))
            rows.append((account_id, key, left[0]))
    return rows
