# SPDX-License-Identifier: EUPL-1.2
"""Acts of signing in and out, and the guesses that lead there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings

from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.credentials import Credentials, confirm_password, credentials_of, take_lock_letter
from ugyfelkapu.accounts.keys import username_key
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.errors import Busy, Refusal
from ugyfelkapu.domain.events import SignedIn, SignedOut, SignInFailed, SignInLocked
from ugyfelkapu.domain.passwords import normalise_password
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.journal.clock import same_time
from ugyfelkapu.outbox.letters import SignInLockedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.staff.models import StaffMember
from ugyfelkapu.vault.hashing import hash_password, needs_rehash, password_is

from . import attempts, authenticator, sessions
from .models import Device, Session
from .requests import Origin

PASSWORD = "password"  # noqa: S105  the name of a method
TWO_STEPS = "password_totp"
RESET_ANSWER_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Opened:
    """A session began; ``token`` goes into the cookie and nowhere else."""

    token: str
    device: str


def new_password(text: str) -> accounts.NewPassword:
    """Hash a chosen password, before any transaction begins. Raises :class:`Busy`."""
    whole = normalise_password(text)
    return accounts.NewPassword(whole, hash_password(whole))


# ------------------------------------------------------------------ citizens


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
    if not _is_right(password, stored, guess) or found is None:
        guess.fail()
        _note_failure(own, guess=guess, found=found, by=by, at=at)
        return None
    guess.forgive()
    renewed = hash_password(normalise_password(password)) if needs_rehash(stored) else stored
    return begin_session(found, renewed=renewed, origin=origin, replaces=replaces, by=by, at=at)


def _is_right(password: str, stored: str, guess: attempts.Guess) -> bool:
    """Judge a password; a guess that found no turn to be judged does not count."""
    try:
        return password_is(normalise_password(password), stored)
    except Busy:
        guess.forgive()
        raise


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


# ------------------------------------------------------------------ temporary gates


def open_temporary_gate(
    form: accounts.ElectronicForm, *, origin: Origin, by: Actor, at: datetime
) -> accounts.TemporaryOpened:
    """Open a temporary gate; a network opens twenty an hour (D18).

    Raises :class:`Throttled` and what :func:`accounts.open_temporary_gate` raises.
    """
    attempts.count(attempts.Scope("temporary", origin.network, limits.TEMPORARY_GATES), at=at)
    return accounts.open_temporary_gate(form, by=by, at=at)


# ------------------------------------------------------------------ codes


def activate(
    username: str, *, code: str, password: accounts.NewPassword, origin: Origin, by: Actor, at: datetime
) -> accounts.CodeVerdict:
    """Redeem an activation code; wrong guesses count for the network too. Raises :class:`Throttled`."""
    return _redeem(
        lambda: accounts.activate(username, code=code, password=password, by=by, at=at), origin, at=at
    )


def reset_password(
    username: str, *, code: str, password: accounts.NewPassword, origin: Origin, by: Actor, at: datetime
) -> accounts.CodeVerdict:
    """Redeem a reset code; wrong guesses count for the network too. Raises :class:`Throttled`.

    Guesses at the password of before lock nobody out of the new one.
    """
    verdict = _redeem(
        lambda: accounts.reset_password(username, code=code, password=password, by=by, at=at), origin, at=at
    )
    if verdict is accounts.CodeVerdict.RIGHT:
        attempts.forget(attempts.Scope("account", username_key(username).hex(), limits.ACCOUNT))
    return verdict


def _redeem(
    redeem: Callable[[], accounts.CodeVerdict], origin: Origin, *, at: datetime
) -> accounts.CodeVerdict:
    guess = attempts.begin([attempts.Scope("codes", origin.network, limits.NETWORK)], at=at)
    try:
        verdict = redeem()
    except Refusal:  # only a right pair is refused for another reason
        guess.forgive()
        raise
    if verdict is accounts.CodeVerdict.WRONG:
        guess.fail()
    else:
        guess.forgive()
    return verdict


def ask_for_code(username: str, *, email: str, origin: Origin, by: Actor, at: datetime) -> None:
    """Ask for a code by mail; every request counts for the network. Raises :class:`Throttled`.

    Posting a letter takes longer than posting none, so every answer waits for the slowest.
    """
    attempts.count(attempts.Scope("resets", origin.network, limits.NETWORK), at=at)
    with same_time(RESET_ANSWER_SECONDS):
        accounts.ask_for_code(username, email=email, by=by, at=at)


def count_username_check(origin: Origin, *, at: datetime) -> None:
    """Count an answer about a username: thirty an hour for a network. Raises :class:`Throttled`."""
    attempts.count(attempts.Scope("usernames", origin.network, limits.USERNAME_CHECKS), at=at)


# ------------------------------------------------------------------ staff


def sign_in_staff(
    username: str, *, password: str, code: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> str | None:
    """Sign a staff member in; return the session's token, or ``None``.

    In production ``code`` must be right too, and whether it was the password or the code that was
    wrong is not told. Raises :class:`Throttled` and :class:`Busy`.
    """
    scope = attempts.Scope("staff", username.strip().casefold(), limits.ACCOUNT)
    network = attempts.Scope("network", origin.network, limits.NETWORK)
    guess = attempts.begin([scope, network], at=at)
    member = StaffMember.objects.filter(username=username.strip(), disabled_at=None).first()
    right = _is_right(password, member.password if member else "", guess)
    if member is None or not right or not _second_step(member, code, at):
        guess.fail()
        _note_staff_failure(scope, guess=guess, member=member, by=by, at=at)
        return None
    guess.forgive()
    return begin_staff_session(member, replaces=replaces, by=by, at=at)


def _second_step(member: StaffMember, code: str, at: datetime) -> bool:
    """Say whether the authenticator's code is right; development is content with the password."""
    if settings.STAFF_PASSWORD_ALONE:
        return True
    step = authenticator.matching_step(member.totp_secret, code, at)
    return step is not None and authenticator.accept(member.id, step)


@act
def _note_staff_failure(
    scope: attempts.Scope, *, guess: attempts.Guess, member: StaffMember | None, by: Actor, at: datetime
) -> None:
    subject = member.id if member else None
    record(SignInFailed(subject=subject))
    until = attempts.lock_of(scope, at=guess.at)
    if until is not None:
        record(SignInLocked(subject=subject, until=until))


def staff_method() -> str:
    """Return how staff sign in here."""
    return PASSWORD if settings.STAFF_PASSWORD_ALONE else TWO_STEPS


@act
def begin_staff_session(member: StaffMember, *, replaces: UUID | None, by: Actor, at: datetime) -> str:
    """Begin a staff member's session; return its token."""
    if replaces is not None:
        sessions.end(replaces)
    token = sessions.new_token()
    Session.objects.create(
        id=uuid4(),
        digest=sessions.digest(token),
        staff=member,
        begun_at=at,
        seen_at=at,
        ends_at=at + settings.STAFF_ABSOLUTE,
        method=staff_method(),
    )
    record(SignedIn(subject=member.id, method=staff_method()))
    return token
