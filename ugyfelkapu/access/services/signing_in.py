# SPDX-License-Identifier: EUPL-1.2
"""Signing citizens in and out, and the guesses that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from ugyfelkapu.access import attempts, devices, factors, safety_links, sessions
from ugyfelkapu.access.models import Device, HalfSignIn
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts.credentials import Credentials, confirm_password, credentials_of, take_lock_letter
from ugyfelkapu.accounts.keys import username_key
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.deadlines import HALF_SIGN_IN_LIFE
from ugyfelkapu.domain.events import SignedIn, SignedOut, SignInFailed, SignInLocked
from ugyfelkapu.domain.factor_events import FirstStepTaken
from ugyfelkapu.domain.passwords import normalise_password
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import NewDeviceLetter, SignInLockedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.vault.hashing import hash_password, needs_rehash

from .factors import tell
from .passwords import PASSWORD, is_right


@dataclass(frozen=True, slots=True)
class Opened:
    """A session began; ``token`` goes into the cookie and nowhere else."""

    token: str
    device: str


@dataclass(frozen=True, slots=True)
class Half:
    """The password was right and a second step is to come; ``token`` goes into a cookie of its own."""

    token: str


def sign_in(
    username: str, *, password: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | Half | None:
    """Sign a citizen in; ``None`` when username and password do not belong together.

    A gate with a second factor is only half open then.

    Costs the same for a username that nobody has. ``replaces`` is the browser's present session,
    which ends. Raises :class:`Throttled` and :class:`Busy`.
    """
    found = credentials_of(username, at=at)
    own, guess = guess_at_password(username, found, origin, at=at)
    stored = found.password if found is not None else ""
    if not is_right(password, stored, guess) or found is None:
        guess.fail()
        _note_failure(own, guess=guess, found=found, by=by, at=at)
        return None
    guess.forgive()
    renewed = hash_password(normalise_password(password)) if needs_rehash(stored) else stored
    if factors.has_counting(found.account_id, at=at):
        return begin_half(found, renewed=renewed, by=by, at=at)
    return begin_session(found, renewed=renewed, origin=origin, replaces=replaces, by=by, at=at)


def guess_at_password(
    username: str, found: Credentials | None, origin: Origin, *, at: datetime
) -> tuple[attempts.Scope, attempts.Guess]:
    """Count the guess for the account (or the device it knows) and for the network (D16)."""
    name = username_key(username).hex()
    known = found is not None and bool(origin.device) and devices.knows(found.account_id, origin.device)
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
    record(SignedIn(subject=found.account_id, method=PASSWORD))
    proved = (Factor.PASSWORD,)
    return open_session(found.account_id, generation, proved, origin=origin, replaces=replaces, at=at)


def open_session(
    account_id: UUID,
    generation: int,
    proved: Sequence[Factor],
    *,
    origin: Origin,
    replaces: UUID | None,
    at: datetime,
) -> Opened:
    """Open a session in which these factors were proved; part of an act."""
    if replaces is not None:
        sessions.end(replaces)
    token = sessions.new_token()
    device = origin.device or sessions.new_token()
    known, is_new = devices.keep(account_id, device, label=origin.browser, method=proved[-1], at=at)
    new = sessions.NewSession(
        account_id=account_id,
        generation=generation,
        device_id=known,
        method=method_of(proved),
        factors=tuple(factor.value for factor in proved),
    )
    sessions.open_owners(new, token, at=at)
    if is_new:
        _tell_of_new_device(Device.objects.get(id=known), at=at)
    return Opened(token, device)


def _tell_of_new_device(device: Device, *, at: datetime) -> None:
    """Write to the owner, unless this is the first browser that the gate gets to know."""
    if not Device.objects.filter(account_id=device.account_id).exclude(id=device.id).exists():
        return
    token = safety_links.make(device.account_id, at=at)
    tell(device.account, NewDeviceLetter(signed_in_at=at, browser=device.label, token=token))


def method_of(proved: Sequence[Factor]) -> str:
    """Return how somebody signed in, as the journal says it: ``password_totp``."""
    return "_".join(factor.value for factor in proved)


@act
def begin_half(found: Credentials, *, renewed: str, by: Actor, at: datetime) -> Half | None:
    """Note that the first step is done, unless the password was changed between the guess and now."""
    generation = confirm_password(found, renewed=renewed, at=at)
    if generation is None:
        record(SignInFailed(subject=found.account_id))
        return None
    token = sessions.new_token()
    HalfSignIn.objects.create(
        digest=sessions.digest(token),
        account_id=found.account_id,
        generation=generation,
        begun_at=at,
        ends_at=at + HALF_SIGN_IN_LIFE,
    )
    record(FirstStepTaken(subject=found.account_id))
    return Half(token)


@act
def sign_out(session_id: UUID, *, by: Actor, at: datetime) -> None:
    """End one's own session, a citizen's or a staff member's."""
    sessions.end(session_id)
    record(SignedOut(subject=by.uuid))
