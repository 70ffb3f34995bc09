# SPDX-License-Identifier: EUPL-1.2
"""Reminding of deadlines: each reminder once, whoever sweeps, and none that the state makes pointless."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.domain import deadlines
from ugyfelkapu.domain.attempts import CODE_TRIES
from ugyfelkapu.domain.deadlines import Period
from ugyfelkapu.domain.events import ReminderPosted, ReminderWithheld
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import (
    CodeReminderLetter,
    Letter,
    RegistrationReminderLetter,
    TemporaryReminderLetter,
)
from ugyfelkapu.outbox.post import Posting, post_all
from ugyfelkapu.vault.bulk import update_many

from .addresses import only_claims, take_claim_letters, taken_by_others
from .erasing import NothingDue, batch_size, free_of_others

PERIODS: Final = {
    State.PENDING_ACTIVATION: Period.NEVER_ACTIVATED,
    State.TEMPORARY: Period.TEMPORARY_GATE,
}
"""What ends with a gate in these states; the others do not end by themselves."""
NEEDED: Final = ("state", "email", "email_key", "email_proved_at", "language", "ends_at", "reference")
"""The columns of a gate that a reminder needs."""


def remind_of_gates(*, limit: int | None = None, by: Actor, at: datetime) -> bool:
    """Remind a batch of owners that their gate ends; say whether more may be due (D3, D4).

    Missed reminders are not made up for: a late sweep writes one letter, with the days that are left.
    """
    if not Account.objects.filter(remind_at__lte=at).exists():
        return False
    limit = limit or batch_size()
    try:
        return _remind_of_gates(limit=limit, by=by, at=at) == limit
    except NothingDue:
        return False


@act
def _remind_of_gates(*, limit: int, by: Actor, at: datetime) -> int:
    due = Account.objects.filter(remind_at__lte=at).order_by("remind_at").only(*NEEDED)
    accounts = list(free_of_others(due)[:limit])
    if not accounts:
        raise NothingDue
    reminders = _Reminders(at)
    later: defaultdict[datetime | None, list[UUID]] = defaultdict(list)
    for account in accounts:
        later[_next_reminder(account, at=at)].append(account.id)
        reminders.add(account, PERIODS.get(State(account.state)), account.ends_at)
    for moment, ids in later.items():
        update_many(Account._meta.get_field("remind_at"), moment, ids)
    reminders.post()
    return len(accounts)


def _next_reminder(account: Account, *, at: datetime) -> datetime | None:
    period = PERIODS.get(State(account.state))
    if period is None or account.ends_at is None:
        return None
    return deadlines.next_reminder(period, account.ends_at, after=at)


def remind_of_codes(*, limit: int | None = None, by: Actor, at: datetime) -> bool:
    """Remind a batch of owners that their activation code lapses; say whether more may be due (D2)."""
    if not Code.objects.filter(remind_at__lte=at).exists():
        return False
    limit = limit or batch_size()
    try:
        return _remind_of_codes(limit=limit, by=by, at=at) == limit
    except NothingDue:
        return False


@act
def _remind_of_codes(*, limit: int, by: Actor, at: datetime) -> int:
    needed = ("used_at", "dead_at", "wrong_tries", "ends_at", *(f"account__{name}" for name in NEEDED))
    due = Code.objects.filter(remind_at__lte=at).order_by("remind_at").select_related("account").only(*needed)
    codes = list(free_of_others(due, "account")[:limit])  # gate before code, as everybody takes them
    if not codes:
        raise NothingDue
    reminders = _Reminders(at)
    for code in codes:
        alive = code.used_at is None and code.dead_at is None and code.wrong_tries < CODE_TRIES
        reminders.add(code.account, Period.ACTIVATION_CODE if alive else None, code.ends_at)
    update_many(Code._meta.get_field("remind_at"), None, [code.id for code in codes])
    reminders.post()
    return len(codes)


@dataclass(frozen=True, slots=True)
class _Reminder:
    """What ends, and when, with or of whose gate."""

    account: Account
    period: Period
    ends_at: datetime


class _Reminders:
    """The reminders of one batch, each allowed and noted, or withheld and noted."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._wanted: list[_Reminder] = []

    def add(self, account: Account, period: Period | None, ends_at: datetime | None) -> None:
        """Remind of what ends, unless nothing does any more."""
        over = deadlines.passed(ends_at, self.at) or deadlines.passed(account.ends_at, self.at)
        if period is None or ends_at is None or over:
            record(ReminderWithheld(subject=account.id, period=period or ""))
        else:
            self._wanted.append(_Reminder(account, period, ends_at))

    def post(self) -> None:
        """Write to the owners, unless their address may not be written to (D10, D18)."""
        refused = self._not_to_be_written_to()
        postings = []
        for reminder in self._wanted:
            account, period, ends_at = reminder.account, reminder.period, reminder.ends_at
            if account.id in refused:
                record(ReminderWithheld(subject=account.id, period=period))
                continue
            record(ReminderPosted(subject=account.id, period=period, ends_at=ends_at))
            letter = _letter(account, period, ends_at, at=self.at)
            postings.append(Posting(letter, account.email, account.language, account.id))
        post_all(postings)

    def _not_to_be_written_to(self) -> set[UUID]:
        accounts = [reminder.account for reminder in self._wanted]
        taken = taken_by_others(accounts, at=self.at)
        claims = [account for account in accounts if only_claims(account) and account.id not in taken]
        allowed = take_claim_letters(claims, at=self.at)
        return taken | {account.id for account in claims if account.id not in allowed}


def _letter(account: Account, period: Period, ends_at: datetime, *, at: datetime) -> Letter:
    last_day, left = deadlines.last_day_before(ends_at), deadlines.days_left(ends_at, at)
    match period:
        case Period.ACTIVATION_CODE:
            return CodeReminderLetter(last_day=last_day, days_left=left)
        case Period.NEVER_ACTIVATED:
            return RegistrationReminderLetter(last_day=last_day, days_left=left)
        case Period.TEMPORARY_GATE:
            reference = for_saying(account.reference)
            return TemporaryReminderLetter(last_day=last_day, days_left=left, reference=reference)
