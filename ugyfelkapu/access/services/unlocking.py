# SPDX-License-Identifier: EUPL-1.2
"""Opening a gate again that its owner locked: with a second factor, never with the password alone.

What a clerk suspended, a clerk restores (D25).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ugyfelkapu.access import attempts, factors, passkeys, safety_links
from ugyfelkapu.access.passkeys import Purpose
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts.credentials import locked_credentials_of
from ugyfelkapu.accounts.services.confirming import held
from ugyfelkapu.accounts.services.own import unlock
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.owner_events import UnlockFailed
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import UnlockedLetter

from .factors import tell
from .passkeys import guess_at, judge, proved
from .passwords import is_right
from .second_step import second_scope
from .signing_in import guess_at_password


def unlock_with_code(
    username: str, *, password: str, code: str, origin: Origin, by: Actor, at: datetime
) -> bool:
    """Open a gate with its password and a code of a second factor; say whether it is open.

    One answer to whatever is wrong, at the same cost. A wrong password counts as that of a sign-in does, a
    wrong code as that of its second step (D16): strangers keep nobody out who comes from a browser that
    the gate knows. Raises :class:`Throttled` and :class:`Busy`.
    """
    found = locked_credentials_of(username, at=at)
    _, guess = guess_at_password(username, found, origin, at=at)
    right = is_right(password, found.password if found is not None else "", guess)
    if found is None or not right:
        guess.fail()
        _note_failure(found.account_id if found is not None else None, by=by, at=at)
        return False
    guess.forgive()
    return _with_second_factor(found.account_id, code=code, origin=origin, by=by, at=at)


@act
def _note_failure(account_id: UUID | None, *, by: Actor, at: datetime) -> None:
    record(UnlockFailed(subject=account_id))


def _with_second_factor(account_id: UUID, *, code: str, origin: Origin, by: Actor, at: datetime) -> bool:
    network = attempts.Scope("network", origin.network, limits.NETWORK)
    guess = attempts.begin([second_scope(account_id), network], at=at)
    done = _by_code(account_id, code=code, by=by, at=at)
    judge(guess, right=done)
    return done


@act
def _by_code(account_id: UUID, *, code: str, by: Actor, at: datetime) -> bool:
    kind = factors.accept_code(account_id, code, at=at)
    if kind is None:
        record(UnlockFailed(subject=account_id))
        return False
    return _open(account_id, kind, at=at)


def _open(account_id: UUID, kind: Factor, *, at: datetime) -> bool:
    account = held(account_id)
    if not unlock(account, method=kind):
        record(UnlockFailed(subject=account_id))
        return False
    token = safety_links.make(account_id, at=at)
    tell(account, UnlockedLetter(unlocked_at=at, token=token))
    return True


def ask_to_unlock(*, binding: str, at: datetime) -> str:
    """Return what the browser is asked: whichever passkey the person chooses."""
    challenge = passkeys.new_challenge(Purpose.UNLOCK, binding=binding, account_id=None, at=at)
    return passkeys.asking_options(challenge)


def unlock_with_passkey(*, answer: str, binding: str, origin: Origin, by: Actor, at: datetime) -> bool:
    """Open a gate with a passkey, which verifies its user. Raises :class:`Throttled`."""
    guess = guess_at(origin, at=at)
    done = _by_passkey(answer, binding=binding, by=by, at=at)
    judge(guess, right=done)
    return done


@act
def _by_passkey(text: str, *, binding: str, by: Actor, at: datetime) -> bool:
    passkey = proved(text, Purpose.UNLOCK, binding=binding, account_id=None, at=at)
    if passkey is None:
        record(UnlockFailed())
        return False
    return _open(passkey.account_id, Factor.PASSKEY, at=at)
