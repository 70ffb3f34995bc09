# SPDX-License-Identifier: EUPL-1.2
"""Signing staff in: a password, and in production an authenticator's code beside it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings

from ugyfelkapu.access import attempts, authenticator, sessions
from ugyfelkapu.access.models import Session
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.events import SignedIn, SignInFailed, SignInLocked
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.staff.models import StaffMember

from .passwords import PASSWORD, is_right

TWO_STEPS = "password_totp"


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
    right = is_right(password, member.password if member else "", guess)
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
