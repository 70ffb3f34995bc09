# SPDX-License-Identifier: EUPL-1.2
"""What a signed-in owner does about their sessions, their known browsers and their password."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ugyfelkapu.access import attempts, safety_links, sessions
from ugyfelkapu.access.models import Device, Session
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.accounts.services import NewPassword
from ugyfelkapu.accounts.services.own import lock, replace_password
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.events import SignedOut
from ugyfelkapu.domain.factor_events import DeviceForgotten, OtherSessionsEnded, SessionEnded
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import PasswordChangedLetter

from .factors import tell
from .powers import require_power
from .recovering import end_with_lock


@act
def end_session(citizen: Citizen, session_id: UUID, *, by: Actor, at: datetime) -> None:
    """End one of the owner's sessions. Raises :class:`Unknown`."""
    require_power(citizen, Power.END_SESSIONS, at=at)
    own = Session.objects.filter(id=session_id, account_id=citizen.account_id)
    if not own.delete()[0]:
        raise Unknown(subject=citizen.account_id)
    record(SessionEnded(subject=citizen.account_id, session=session_id))


@act
def end_other_sessions(citizen: Citizen, *, by: Actor, at: datetime) -> int:
    """End every session of the owner but this one; return how many."""
    require_power(citizen, Power.END_SESSIONS, at=at)
    ended = sessions.end_others(citizen.account_id, but=citizen.session_id)
    record(OtherSessionsEnded(subject=citizen.account_id, ended=ended))
    return ended


@act
def end_every_session(citizen: Citizen, *, by: Actor, at: datetime) -> int:
    """End every session of the owner, this one too, and so every visit to a service; return how many."""
    require_power(citizen, Power.END_SESSIONS, at=at)
    ended = sessions.end_others(citizen.account_id, but=citizen.session_id)
    sessions.end(citizen.session_id)
    record(OtherSessionsEnded(subject=citizen.account_id, ended=ended))
    record(SignedOut(subject=citizen.account_id))
    return ended + 1


@act
def forget_device(citizen: Citizen, device_id: int, *, by: Actor, at: datetime) -> None:
    """Let a browser be unknown again; other sessions in it end with it. Raises :class:`Unknown`."""
    require_power(citizen, Power.END_SESSIONS, at=at)
    known = Device.objects.filter(id=device_id, account_id=citizen.account_id).first()
    if known is None:
        raise Unknown(subject=citizen.account_id)
    Session.objects.filter(device=known).exclude(id=citizen.session_id).delete()
    known.delete()
    record(DeviceForgotten(subject=citizen.account_id))


@act
def lock_own_gate(citizen: Citizen, *, by: Actor, at: datetime) -> None:
    """Lock the owner's gate at once; every session ends with this one, and a new start that waits stops.

    Raises :class:`NotAllowed` where somebody else was quicker.
    """
    require_power(citizen, Power.LOCK, at=at)
    lock(citizen.account_id, at=at)
    end_with_lock(citizen.account_id, at=at)


@act
def change_password(citizen: Citizen, *, password: NewPassword, by: Actor, at: datetime) -> None:
    """Give the gate a new password; this session goes on, every other one ends (D14).

    Guesses at the password of before lock nobody out of the new one. Raises :class:`NotSteppedUp` and
    :class:`PasswordRefused`.
    """
    require_power(citizen, Power.CHANGE_PASSWORD, at=at)
    account = replace_password(citizen.account_id, password, at=at)
    sessions.end_others(account.id, but=citizen.session_id)
    Session.objects.filter(id=citizen.session_id).update(generation=account.generation)
    attempts.forget(attempts.Scope("account", bytes(account.username_key).hex(), limits.ACCOUNT))
    token = safety_links.make(account.id, at=at)
    tell(account, PasswordChangedLetter(changed_at=at, token=token))
