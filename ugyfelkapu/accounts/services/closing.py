# SPDX-License-Identifier: EUPL-1.2
"""Closing a gate for good: at once, with everything that opens it; its data go with the next sweep (D21)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ugyfelkapu.accounts.comparing import owns
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.errors import DifferentPerson
from ugyfelkapu.domain.lifecycle import Trigger
from ugyfelkapu.domain.owner_events import AccountClosed
from ugyfelkapu.domain.ports import RegisterAnswer
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import ClosedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.staff.rights import Right, require

from .addresses import address_is_taken
from .confirming import end_confirmations, held
from .desk import living_at_desk
from .moving import NEXT_GENERATION, end_codes, move
from .telling import hears


def close(account: Account, closed: AccountClosed, *, at: datetime) -> None:
    """Close a gate that is held: nobody signs in any more, its names are free; part of an act.

    The letter outlives the gate. Raises :class:`NotAllowed` where it is closed already.
    """
    move(account, Trigger.CLOSE, ends_at=at, remind_at=None, starts_over_at=None, generation=NEXT_GENERATION)
    end_codes(account, at=at)
    end_confirmations(account, at=at)
    record(closed)
    if hears(account) and address_is_taken(bytes(account.email_key), at=at, besides=account.id) is None:
        post(ClosedLetter(), to=account.email, language=account.language)


@act
def close_at_desk(
    account_id: UUID, *, answer: RegisterAnswer, evidence: desk.Evidence, by: Actor, at: datetime
) -> None:
    """Close a full gate whose owner stands at the desk.

    Raises what the in-person checks raise, :class:`DifferentPerson`, :class:`OwnRecord` and
    :class:`Unknown`, also for a gate that is closed already.
    """
    require(by, Right.CLOSE)
    account = held(living_at_desk(account_id, by=by, at=at).id)
    person = desk.the_one(answer)
    if not owns(person, account):
        raise DifferentPerson(subject=account.id)
    desk.require_admissible(person, evidence, at=at)
    closed = AccountClosed(
        subject=account.id,
        office=by.office,
        document=evidence.document,
        issuing_country=evidence.issuing_country,
        last_two=evidence.last_two,
    )
    close(account, closed, at=at)
