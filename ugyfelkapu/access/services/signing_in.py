# SPDX-License-Identifier: EUPL-1.2
"""Signing citizens in and out, and the guesses that lead there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings

from ugyfelkapu.access import attempts, sessions
from ugyfelkapu.access.models import Device, Session
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts.credentials import Credentials, confirm_password, credentials_of, take_lock_letter
from ugyfelkapu.accounts.keys import username_key
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.events import SignedIn, SignedOut, SignInFailed, SignInLocked
from ugyfelkapu.domain.passwords import normalise_password
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import SignInLockedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.vault.hashing import hash_password, needs_rehash

from .passwords import PASSWORD, is_right


@dataclass(frozen=True, slots=True)
class Opened:
    """A session began; ``token`` goes into the cookie and nowhere else."""

    token: str
    device: str


def sign_in(
    username: str, *, password: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | None:
    """Sign a citizen in; ``None`` when username and password do not belong together.

    Costs the same for a username that nobody has. ``replaces`` is the browser's present session,
    which ends. Raises :class:`Throttled` and :class:`Busy`.
    """
    found = credentials_of(username, at=at)
    own, guess = _guess(username, found, origin, at=at)
    stored = found.password if found is not None else ""
    if not is_right(password, stored, guess) or found is None:
        guess.fail()
        _note_failure(own, guess=guess, found=found, by=by, at=at)
        return None
    guess.forgive()
    renewed = hash_password(normalise_password(password)) if needs_rehash(stored) else stored
    return begin_session(found, renewed=renewed, origin=origin, replaces=replaces, by=by, at=at)


def _guess(
    username: str, found: Credentials | None, origin: Origin, *, at: datetime
) -> tuple[attempts.Scope, attempts.Guess]:
    """Count the guess for the account (or the device it knows) and for the network (D16)."""
    name = username_key(username).hex()
    known = (
        found is not None
        and bool(origin.device)
        and Device.objects.filter(digest=sessions.digest(origin.device), account=found.account_id).exists()
    )
    own = (
        attempts.Scope("device", f"{origin.device}:{name}", limits.DEVICE)
        if known
        else attempts.Scope("account", name, limits.ACCOUNT)
    )
    network = attempts.Scope("network", origin.network, limits.NETWORK)
    return own, attempts.begin([own, network], at=at)


@act
def _note_failure(
    scope: attempts.Scope, *, guess: attempts.Guess, found: Credentials | None, by: Actor, at: datetime
) -> None:
    subject = found.account_id if found is not None else None
    record(SignInFailed(subject=subject))
    until = attempts.lock_of(scope, at=guess.at)
    if until is None:
        return
    record(SignInLocked(subject=subject, until=until))
    if found is not None and take_lock_letter(found.account_id, at=at):
        post(
            SignInLockedLetter(until=until),
            to=found.email,
            language=found.language,
            account_id=found.account_id,
        )


@act
def begin_session(
    found: Credentials, *, renewed: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | None:
    """Begin a session, unless the password was changed between the guess and now."""
    generation = confirm_password(found, renewed=renewed, at=at)
    if generation is None:
        record(SignInFailed(subject=found.account_id))
        return None
    if replaces is not None:
        sessions.end(replaces)
    token = sessions.new_token()
    device = origin.device or sessions.new_token()
    Device.objects.update_or_create(
        digest=sessions.digest(device), account_id=found.account_id, defaults={"last_used_at": at}
    )
    Session.objects.create(
        id=uuid4(),
        digest=sessions.digest(token),
        account_id=found.account_id,
        generation=generation,
        begun_at=at,
        seen_at=at,
        ends_at=at + settings.CITIZEN_ABSOLUTE,
        method=PASSWORD,
    )
    record(SignedIn(subject=found.account_id, method=PASSWORD))
    return Opened(token, device)


@act
def sign_out(session_id: UUID, *, by: Actor, at: datetime) -> None:
    """End one's own session, a citizen's or a staff member's."""
    sessions.end(session_id)
    record(SignedOut(subject=by.uuid))
