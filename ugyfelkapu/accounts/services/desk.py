# SPDX-License-Identifier: EUPL-1.2
"""What the desk does to a gate after registration, and the traces of its looking and refusing."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.comparing import owns
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.deadlines import passed
from ugyfelkapu.domain.errors import DifferentPerson, NotAllowed, QuotaReached, Unknown
from ugyfelkapu.domain.events import (
    AccountRestored,
    AccountSuspended,
    AddressCorrected,
    PersonLookedUp,
    ReceiptPrinted,
    RecordOpened,
    RecordsSearched,
    RegistrationRefused,
)
from ugyfelkapu.domain.lifecycle import LIVING_FULL, State, Trigger, after
from ugyfelkapu.domain.ports import DocumentQuestion, RegisterAnswer, RegisteredPerson
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.journal.queries import count_by
from ugyfelkapu.outbox.letters import AddressTakenLetter, RestoredLetter, SuspendedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.staff.rights import Right, require

from .addresses import address_is_taken
from .moving import ACTIVATION, NEXT_GENERATION, end_codes, hold, issue_code, move
from .registering import post_activation, require_not_own
from .resetting import mail_reset
from .seen import note_seen
from .starting_over import stopping
from .telling import tell_owner

QUOTA_PERIOD = timedelta(hours=1)
LOOK_UPS_A_PERIOD = 600
SEARCHES_A_PERIOD = 60


class SuspensionReason(StrEnum):
    """Why a gate is suspended."""

    COMPROMISE = "compromise"  # D25
    WRONG_ADDRESS = "wrong_address"  # D24
    OWNER = "owner"  # its owner locked it: never chosen at the desk
    ADDRESS_DISOWNED = "address_disowned"  # the same, by the link that an earlier address got


OWNERS_REASONS = frozenset({SuspensionReason.OWNER, SuspensionReason.ADDRESS_DISOWNED})
"""Its owner locked the gate, and may open it again with a second factor."""
NEEDS_ADDRESS = frozenset({SuspensionReason.WRONG_ADDRESS, SuspensionReason.ADDRESS_DISOWNED})
"""The gate's address is wrong or a stranger's: whoever has it restored gives another."""


@act
def note_look_up(question: DocumentQuestion, *, answer: RegisterAnswer, by: Actor, at: datetime) -> None:
    """Note that a clerk asked the registers, before they read the answer.

    Raises :class:`OwnRecord` (D22) and :class:`QuotaReached`.
    """
    require(by, Right.REGISTER)
    _require_quota(by, PersonLookedUp.__name__, LOOK_UPS_A_PERIOD, at)
    for person in answer.people:
        require_not_own(by, keys.person_key(person))
    only = answer.people[0] if len(answer.people) == 1 else None
    record(
        PersonLookedUp(
            subject=_gate_of(only) if only else None,
            document=question.kind,
            issuing_country=question.issuing_country,
            last_two=question.number[-2:],
            answer=str(only.document) if only else f"{len(answer.people)} people",
            person=keys.person_key(only).hex() if only else "",
        )
    )


def _gate_of(person: RegisteredPerson) -> UUID | None:
    """Return the gate whose owner was looked up, so that they can be told."""
    gates = Account.objects.filter(person_key__in=keys.keys_of(person), state__in=LIVING_FULL)
    return gates.values_list("id", flat=True).first()


@act
def note_refused(document: str, *, reason: str, by: Actor, at: datetime) -> None:
    """Note that the clerk ended a registration; nothing of the person is kept (D8)."""
    require(by, Right.REGISTER)
    record(RegistrationRefused(document=document, reason=reason))


@act
def note_search(*, hits: int, by: Actor, at: datetime) -> None:
    """Note a search by name. Raises :class:`QuotaReached`."""
    require(by, Right.SEARCH)
    _require_quota(by, RecordsSearched.__name__, SEARCHES_A_PERIOD, at)
    record(RecordsSearched(hits=hits))


@act
def note_opened(account_id: UUID, *, by: Actor, at: datetime) -> None:
    """Note that a staff member opened a gate's record. Raises :class:`OwnRecord`, :class:`Unknown`."""
    require(by, Right.SEARCH)
    account = living_at_desk(account_id, by=by, at=at)
    record(RecordOpened(subject=account.id))


@act
def note_receipt(account_id: UUID, *, by: Actor, at: datetime) -> None:
    """Note that a receipt was printed. Raises :class:`NotAllowed` once the gate is activated."""
    require(by, Right.REGISTER)
    account = living_at_desk(account_id, by=by, at=at)
    if State(account.state) is not State.PENDING_ACTIVATION:
        raise NotAllowed(subject=account.id, state=account.state)
    record(ReceiptPrinted(subject=account.id))


def _require_quota(by: Actor, event: str, limit: int, at: datetime) -> None:
    if count_by(by.id, event, since=at - QUOTA_PERIOD, until=at) >= limit:
        raise QuotaReached(until=at + QUOTA_PERIOD)


def living_at_desk(account_id: UUID, *, by: Actor, at: datetime) -> Account:
    """Return a full gate: the desk reaches a temporary one by its reference alone (D5).

    Raises :class:`Unknown`, and :class:`OwnRecord` for one's own (D22).
    """
    account = Account.objects.filter(id=account_id, state__in=LIVING_FULL).first()
    if account is None or passed(account.ends_at, at):
        raise Unknown(subject=account_id)
    if account.person_key is not None:
        require_not_own(by, bytes(account.person_key))
    return account


@act
def correct_address(account_id: UUID, *, email: str, by: Actor, at: datetime) -> datetime:
    """Correct a wrong address before activation: new code, the sixty days unchanged (D24).

    Return when the new code ends. Raises :class:`NotAllowed` once the gate is active.
    """
    require(by, Right.CORRECT)
    account = living_at_desk(account_id, by=by, at=at)
    hold(account)
    after(State(account.state), Trigger.CORRECT_ADDRESS)
    account.email = email
    account.email_key = keys.email_key(email)
    account.save(update_fields=["email", "email_key"])
    text, code = issue_code(account, ACTIVATION, at=at)
    record(AddressCorrected(subject=account.id, office=by.office))
    post_activation(account, text, code.ends_at, at=at)
    return code.ends_at


@act
def suspend(account_id: UUID, *, reason: SuspensionReason, by: Actor, at: datetime) -> None:
    """Suspend an active gate at once: its sessions end, and a new start that waits (D24, D25)."""
    require(by, Right.SUSPEND)
    account = living_at_desk(account_id, by=by, at=at)
    stopped = stopping(account, at=at)
    move(account, Trigger.SUSPEND, suspended_for=reason, generation=NEXT_GENERATION, **stopped)
    end_codes(account, at=at)
    record(AccountSuspended(subject=account.id, reason=reason))
    if reason is not SuspensionReason.WRONG_ADDRESS:
        tell_owner(account, SuspendedLetter())


@act
def restore(
    account_id: UUID,
    *,
    answer: RegisterAnswer,
    evidence: desk.Evidence,
    email: str,
    by: Actor,
    at: datetime,
) -> None:
    """Restore a suspended gate after the in-person checks; a mailed code sets a new password (D25).

    ``email`` replaces a wrong address and is empty otherwise; it counts as proved once its code is
    used. Raises what the in-person checks raise, and :class:`DifferentPerson`.
    """
    require(by, Right.RESTORE)
    account = living_at_desk(account_id, by=by, at=at)
    person = desk.the_one(answer)
    if not owns(person, account):
        raise DifferentPerson(subject=account.id)
    desk.require_admissible(person, evidence, at=at)
    if bool(email) != (account.suspended_for in NEEDS_ADDRESS):
        raise NotAllowed(subject=account.id, reason="address")
    if account.capped:
        note_seen(account, person, evidence, by=by, at=at)
    move(
        account,
        Trigger.RESTORE,
        suspended_for="",
        password="",
        generation=NEXT_GENERATION,
        capped=False,
    )
    if email:
        account.email, account.email_key, account.email_proved_at = email, keys.email_key(email), None
        account.save(update_fields=["email", "email_key", "email_proved_at"])
    record(
        AccountRestored(
            subject=account.id,
            document=evidence.document,
            issuing_country=evidence.issuing_country,
            last_two=evidence.last_two,
        )
    )
    owner = address_is_taken(bytes(account.email_key), at=at, besides=account.id)
    if owner is not None:  # the same answer as for a free one; its owner hears of it (D10)
        post(AddressTakenLetter(), to=owner.email, language=owner.language, account_id=owner.id)
        return
    post(RestoredLetter(), to=account.email, language=account.language, account_id=account.id)
    mail_reset(account, at=at)
