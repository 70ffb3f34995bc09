# SPDX-License-Identifier: EUPL-1.2
"""Starting over at the desk after everything was lost: asked, approved, stopped, confirmed, carried out.

Every act holds the gate first, so that of two who come at the same moment the second one sees what the
first one did.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import UUID

from ugyfelkapu.access import recoveries, safety_links
from ugyfelkapu.access.models import Recovery
from ugyfelkapu.access.recoveries import Request
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.comparing import owns
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services.confirming import held
from ugyfelkapu.accounts.services.erasing import NothingDue
from ugyfelkapu.accounts.services.moving import wait_for_turn
from ugyfelkapu.accounts.services.registering import require_not_own
from ugyfelkapu.accounts.services.starting_over import NewStart, start_over, tell_known_address
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.deadlines import APPROVAL_LIFE, RECOVERY_WAIT, passed
from ugyfelkapu.domain.errors import (
    ApprovalLapsed,
    DifferentPerson,
    LinkLapsed,
    NeedsSecondApproval,
    NotAllowed,
    RecoveryWaits,
    RegisterChanged,
    Unknown,
)
from ugyfelkapu.domain.lifecycle import LIVING_FULL, State
from ugyfelkapu.domain.owner_events import (
    RecoveryApproved,
    RecoveryAsked,
    RecoveryConfirmed,
    RecoveryDeclined,
    RecoveryStopped,
    StartedOver,
)
from ugyfelkapu.domain.ports import RegisterAnswer
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import RecoveryAskedLetter, StartedOverLetter
from ugyfelkapu.staff.rights import Right, require

from .powers import require_power

BATCH: Final = 100

# ------------------------------------------------------------------ asking and deciding at the desk


@act
def ask_recovery(
    account_id: UUID,
    *,
    answer: RegisterAnswer,
    evidence: desk.Evidence,
    email: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Ask a colleague to approve that the owner of an active gate starts over; return the request's id.

    ``email`` replaces the known address and is empty where that one stays. Raises what the in-person
    checks raise, :class:`DifferentPerson`, :class:`OwnRecord`, :class:`RecoveryWaits`, and
    :class:`NotAllowed` for a gate that is not active: a suspended one is restored first.
    """
    require(by, Right.RESTORE)
    account = _active_gate(account_id, by=by, at=at)
    person = desk.the_one(answer)
    if not owns(person, account):
        raise DifferentPerson(subject=account.id)
    desk.require_admissible(person, evidence, at=at)
    _require_none_open(account, at=at)
    new = "" if keys.email_key(email) == bytes(account.email_key) else email
    return _ask(account, Request(evidence, str(person.register), new), by=by, at=at)


def _active_gate(account_id: UUID, *, by: Actor, at: datetime) -> Account:
    """Return a gate that nobody else changes until this act is over; not one's own (D22)."""
    found = Account.objects.filter(id=account_id, state__in=LIVING_FULL).first()
    if found is None or passed(found.ends_at, at):
        raise Unknown(subject=account_id)
    if found.person_key is not None:
        require_not_own(by, bytes(found.person_key))
    account = held(found.id)
    if State(account.state) is not State.ACTIVE:
        raise NotAllowed(subject=account.id, state=account.state)
    return account


def _require_none_open(account: Account, *, at: datetime) -> None:
    """Raise :class:`RecoveryWaits` unless the one before is over, whether or not a worker ran."""
    before = Recovery.objects.filter(account=account, closed_at=None).first()
    if before is None:
        return
    if before.approved_at is None and at >= before.ends_at:
        _close(before, "lapsed", at=at)
        record(RecoveryDeclined(subject=account.id))
    elif before.approved_at is not None and not recoveries.counts(before, account):
        _close(before, "stopped", at=at)
        record(RecoveryStopped(subject=account.id))
    else:
        raise RecoveryWaits(subject=account.id)


def _ask(account: Account, request: Request, *, by: Actor, at: datetime) -> UUID:
    text = recoveries.to_text(request)
    fingerprint = recoveries.fingerprint_of(account.id, text)
    recovery = Recovery.objects.create(
        account=account,
        office=by.office,
        asked_by=by.uuid,
        asked_at=at,
        ends_at=at + APPROVAL_LIFE,
        request=text,
        fingerprint=fingerprint,
    )
    record(
        RecoveryAsked(
            subject=account.id,
            document=request.evidence.document,
            issuing_country=request.evidence.issuing_country,
            last_two=request.evidence.last_two,
            new_address=bool(request.email),
            fingerprint=fingerprint.hex(),
        )
    )
    return recovery.id


@act
def approve_recovery(recovery_id: UUID, *, fingerprint: bytes, by: Actor, at: datetime) -> datetime:
    """Approve a colleague's request (I14); return when the new start takes effect.

    The known address is told, and may stop it until then. Raises :class:`NeedsSecondApproval` (own
    request, other office), :class:`OwnRecord`, :class:`ApprovalLapsed`, :class:`RegisterChanged` when the
    request is not the one that was looked at, and :class:`NotAllowed` once the gate is not active.
    """
    require(by, Right.APPROVE)
    recovery = _undecided(recovery_id, by=by, at=at)
    if recovery.asked_by == by.uuid:
        raise NeedsSecondApproval
    account = _active_gate(recovery.account_id, by=by, at=at)
    resting = recoveries.fingerprint_of(account.id, recovery.request)
    if not bytes(recovery.fingerprint) == resting == fingerprint:
        raise RegisterChanged(subject=account.id)
    takes_effect_at = at + RECOVERY_WAIT
    waiting = recoveries.undecided(at=at).filter(id=recovery.id)
    if not waiting.update(approved_by=by.uuid, approved_at=at, takes_effect_at=takes_effect_at):
        raise ApprovalLapsed(subject=account.id)
    Account.objects.filter(id=account.id).update(starts_over_at=takes_effect_at)
    record(RecoveryApproved(subject=account.id, takes_effect_at=takes_effect_at))
    recovery.refresh_from_db()
    _alarm(recovery, account, takes_effect_at=takes_effect_at, at=at)
    return takes_effect_at


def _alarm(recovery: Recovery, account: Account, *, takes_effect_at: datetime, at: datetime) -> None:
    letter = RecoveryAskedLetter(
        takes_effect_at=takes_effect_at,
        new_address=bool(recoveries.from_text(recovery.request).email),
        confirmable=recoveries.may_confirm(recovery, account),
        token=safety_links.make(account.id, recovery_id=recovery.id, at=at),
    )
    tell_known_address(account, letter, at=at)


@act
def decline_recovery(recovery_id: UUID, *, by: Actor, at: datetime) -> None:
    """Say no, or take one's own request back; what was typed is gone.

    Raises what :func:`approve_recovery` raises, but not for one's own request.
    """
    require(by, Right.RESTORE)
    recovery = _undecided(recovery_id, by=by, at=at)
    account = Account.objects.get(id=recovery.account_id)
    if account.person_key is not None:
        require_not_own(by, bytes(account.person_key))
    held(account.id)
    _close(recovery, "declined", at=at)
    record(RecoveryDeclined(subject=account.id))


def _undecided(recovery_id: UUID, *, by: Actor, at: datetime) -> Recovery:
    recovery = Recovery.objects.filter(id=recovery_id).first()
    if recovery is None:
        raise Unknown
    if recovery.office != by.office:
        raise NeedsSecondApproval
    if recovery.closed_at is not None or recovery.approved_at is not None or at >= recovery.ends_at:
        raise ApprovalLapsed(subject=recovery.account_id)
    return recovery


def _close(recovery: Recovery, outcome: str, *, at: datetime) -> None:
    """End a request once, whoever else ends or approves it meanwhile; what was typed goes with it.

    Raises :class:`ApprovalLapsed`.
    """
    same = Recovery.objects.filter(id=recovery.id, closed_at=None, approved_at=recovery.approved_at)
    if not same.update(closed_at=at, outcome=outcome):
        raise ApprovalLapsed(subject=recovery.account_id)
    recovery.closed_at, recovery.outcome, recovery.request = at, outcome, ""
    recovery.save(update_fields=["request"])


def forget_lapsed_recoveries(*, by: Actor, at: datetime) -> int:
    """Wipe the requests that nobody decided within their day; return how many there were."""
    lapsed = Recovery.objects.filter(closed_at=None, approved_at=None, ends_at__lte=at).order_by("ends_at")
    due = list(lapsed.values_list("id", "account_id")[:BATCH])
    for recovery_id, account_id in due:
        with suppress(NothingDue):
            _forget(recovery_id, account_id=account_id, by=by, at=at)
    return len(due)


@act
def _forget(recovery_id: UUID, *, account_id: UUID, by: Actor, at: datetime) -> None:
    recovery, account = _still_open(recovery_id, account_id)
    if recovery.approved_at is not None:
        raise NothingDue
    _close(recovery, "lapsed", at=at)
    record(RecoveryDeclined(subject=account.id))


def _still_open(recovery_id: UUID, account_id: UUID) -> tuple[Recovery, Account]:
    """Return a request and its gate, held. Raises :class:`NothingDue` where another worker was quicker."""
    if not wait_for_turn(Account(id=account_id)):
        raise NothingDue
    recovery = Recovery.objects.filter(id=recovery_id, closed_at=None).select_related("account").first()
    if recovery is None:
        raise NothingDue
    return recovery, recovery.account


# ------------------------------------------------------------------ the owner's answer


@act
def stop_recovery(citizen: Citizen, *, by: Actor, at: datetime) -> None:
    """Stop the new start that waits at one's own gate. Raises :class:`Unknown` where none does."""
    require_power(citizen, Power.STOP_RECOVERY, at=at)
    account = held(citizen.account_id)
    recovery = Recovery.objects.filter(account=account, closed_at=None).first()
    if recovery is None or not recoveries.waits(recovery, account, at=at):
        raise Unknown(subject=account.id)
    _stop(recovery, account, at=at)


@act
def stop_by_link(token: str, *, by: Actor, at: datetime) -> None:
    """Stop the new start that a letter told of. Raises :class:`LinkLapsed`, also once it took effect."""
    recovery, account = _linked(token, at=at)
    _stop(recovery, account, at=at)


@act
def confirm_by_link(token: str, *, by: Actor, at: datetime) -> None:
    """Confirm a new start, so that it takes effect at once: from an address that was proved long before.

    Raises :class:`LinkLapsed`, also where a new address was asked for: address and factors are never
    replaced in one visit without the wait.
    """
    recovery, account = _linked(token, at=at)
    if not recoveries.may_confirm(recovery, account):
        raise LinkLapsed(subject=account.id)
    record(RecoveryConfirmed(subject=account.id))
    _carry_out(recovery, account, at=at)


def _linked(token: str, *, at: datetime) -> tuple[Recovery, Account]:
    """Use a link up; return the new start that it is about, while that waits. Raises :class:`LinkLapsed`."""
    link = safety_links.living(token, at=at)
    if link is None:
        raise LinkLapsed
    account = held(link.account_id)
    if link.recovery_id is None or not safety_links.use(link, at=at):
        raise LinkLapsed(subject=account.id)
    recovery = Recovery.objects.get(id=link.recovery_id)
    if not recoveries.waits(recovery, account, at=at):
        raise LinkLapsed(subject=account.id)
    return recovery, account


def _stop(recovery: Recovery, account: Account, *, at: datetime) -> None:
    _close(recovery, "stopped", at=at)
    Account.objects.filter(id=account.id).update(starts_over_at=None)
    record(RecoveryStopped(subject=account.id))


def end_with_lock(account_id: UUID, *, at: datetime) -> None:
    """Stop the new start of a gate that its owner locks, if one waits; part of an act that holds the gate."""
    recovery = Recovery.objects.filter(
        account_id=account_id, closed_at=None, approved_at__isnull=False
    ).first()
    if recovery is not None:
        _close(recovery, "stopped", at=at)
        record(RecoveryStopped(subject=account_id))


# ------------------------------------------------------------------ taking effect


def carry_out_recoveries(*, by: Actor, at: datetime) -> bool:
    """Carry out what took effect, each gate by itself; say whether more waits.

    What its gate's suspension or closing ended is closed alike.
    """
    ready = recoveries.ready(at=at).order_by("takes_effect_at")
    due = list(ready.values_list("id", "account_id")[:BATCH])
    for recovery_id, account_id in due:
        with suppress(NothingDue):
            _take_effect(recovery_id, account_id=account_id, by=by, at=at)
    return len(due) == BATCH


@act
def _take_effect(recovery_id: UUID, *, account_id: UUID, by: Actor, at: datetime) -> None:
    recovery, account = _still_open(recovery_id, account_id)
    if recoveries.waits(recovery, account, at=at):
        raise NothingDue
    if recoveries.counts(recovery, account):
        _carry_out(recovery, account, at=at)
        return
    _close(recovery, "stopped", at=at)
    record(RecoveryStopped(subject=account.id))


def _carry_out(recovery: Recovery, account: Account, *, at: datetime) -> None:
    """Let the gate start over; the address of before hears of it first, and can lock the gate."""
    request = recoveries.from_text(recovery.request)
    _close(recovery, "done", at=at)
    record(StartedOver(subject=account.id, new_address=bool(request.email)))
    new_address = bool(request.email)
    token = safety_links.make(account.id, disowns_address=new_address, at=at)
    letter = StartedOverLetter(new_address=new_address, token=token)
    tell_known_address(account, letter, at=at)
    start = NewStart(
        evidence=request.evidence,
        register=request.register,
        email=request.email,
        office=recovery.office,
        asked_by=recovery.asked_by,
        asked_at=recovery.asked_at,
        approved_by=recovery.approved_by,
    )
    start_over(account, start, at=at)
