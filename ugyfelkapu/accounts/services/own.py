# SPDX-License-Identifier: EUPL-1.2
"""What the owner of a gate does to it without the desk: a new password, locking, signing out everywhere.

Steps of acts that the room above begins: it knows whether the owner is there.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.events import AccountSuspended
from ugyfelkapu.domain.factor_events import PasswordChanged, PasswordVoided
from ugyfelkapu.domain.lifecycle import State, Trigger
from ugyfelkapu.domain.owner_events import AccountClosed, AccountUnlocked
from ugyfelkapu.journal.act import record
from ugyfelkapu.outbox.letters import SuspendedLetter

from .activating import require_good_password
from .closing import close
from .confirming import held
from .desk import OWNERS_REASONS, SuspensionReason
from .moving import NEXT_GENERATION, end_codes, move
from .outcomes import NewPassword
from .starting_over import stopping
from .telling import tell_owner


def replace_password(account_id: UUID, password: NewPassword, *, at: datetime) -> Account:
    """Give a gate a new password; sessions of before are void, and so are mailed codes.

    Raises :class:`PasswordRefused`, and :class:`NotAllowed` where nobody may sign in.
    """
    account = held(account_id)
    require_good_password(account, password)
    move(account, Trigger.RESET, password=password.hash, generation=NEXT_GENERATION)
    end_codes(account, at=at)
    record(PasswordChanged(subject=account.id))
    return account


def lock(account_id: UUID, *, reason: SuspensionReason = SuspensionReason.OWNER, at: datetime) -> None:
    """Lock a gate for its owner; every session ends. A second factor or the desk opens it again (D25).

    A temporary gate has no desk that knows its owner: it loses its password, and a mailed code sets a
    new one; where its address is a stranger's that would be theirs, so it ends. Raises
    :class:`NotAllowed` where nobody can sign in anyway.
    """
    account = held(account_id)
    if State(account.state) is State.TEMPORARY and reason is SuspensionReason.ADDRESS_DISOWNED:
        close(account, AccountClosed(subject=account.id, office=""), at=at)
        return
    if State(account.state) is State.TEMPORARY:
        end_codes(account, at=at)
        move(account, Trigger.RESET, password="", generation=NEXT_GENERATION)
        record(PasswordVoided(subject=account.id))
        return
    stopped = stopping(account, at=at)
    move(account, Trigger.SUSPEND, suspended_for=reason, generation=NEXT_GENERATION, **stopped)
    end_codes(account, at=at)
    record(AccountSuspended(subject=account.id, reason=reason))
    tell_owner(account, SuspendedLetter())


def unlock(account: Account, *, method: str) -> bool:
    """Open a gate that is held and that its owner locked; say whether it was such a one."""
    if State(account.state) is not State.SUSPENDED or account.suspended_for not in OWNERS_REASONS:
        return False
    move(account, Trigger.RESTORE, suspended_for="", generation=NEXT_GENERATION)
    record(AccountUnlocked(subject=account.id, method=method))
    return True


def end_every_session(account_id: UUID) -> None:
    """Void every session of a gate."""
    Account.objects.filter(id=account_id).update(generation=NEXT_GENERATION)
