# SPDX-License-Identifier: EUPL-1.2
"""The second step of a sign-in: a code of the authenticator, or one of the recovery codes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, Q

from ugyfelkapu.access import attempts, factors, sessions
from ugyfelkapu.access.models import HalfSignIn
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.access.sessions import OPEN_STATES
from ugyfelkapu.accounts.credentials import not_started_over
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.errors import SignInLapsed
from ugyfelkapu.domain.events import SignedIn
from ugyfelkapu.domain.factor_events import SecondStepFailed
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

from .signing_in import Opened, method_of, open_session


def half_sign_in(token: str, *, at: datetime) -> HalfSignIn | None:
    """Return the sign-in that waits for its second step in this browser, if it still may go on.

    The gate's state, end and generation are read in the same statement: a changed password, a
    suspension, an ending or a new start voids it.
    """
    return HalfSignIn.objects.filter(
        Q(account__ends_at=None) | Q(account__ends_at__gt=at),
        not_started_over(at, gate="account__"),
        digest=sessions.digest(token),
        used_at=None,
        ends_at__gt=at,
        account__state__in=OPEN_STATES,
        account__generation=F("generation"),
    ).first()


def waiting_gate(token: str, *, at: datetime) -> UUID | None:
    """Return the gate whose sign-in waits for its second step in this browser, if any."""
    half = half_sign_in(token, at=at) if token else None
    return half.account_id if half is not None else None


def forget_lapsed(*, at: datetime) -> int:
    """Delete the sign-ins that waited for their second step in vain, or had it; return how many."""
    return HalfSignIn.objects.filter(ends_at__lte=at).delete()[0]


def second_scope(account_id: UUID) -> attempts.Scope:
    """Return what wrong codes are counted for: the gate, however often the first step is taken (D16)."""
    return attempts.Scope("second step", account_id.hex, limits.SECOND_STEP)


def finish_sign_in(
    token: str, *, code: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | None:
    """Finish a sign-in with a code; ``None`` when the code is wrong or was used before.

    Raises :class:`SignInLapsed` and :class:`Throttled`.
    """
    half = half_sign_in(token, at=at)
    if half is None:
        raise SignInLapsed
    network = attempts.Scope("network", origin.network, limits.NETWORK)
    guess = attempts.begin([second_scope(half.account_id), network], at=at)
    opened = _finish(half, code=code, origin=origin, replaces=replaces, by=by, at=at)
    if opened is None:
        guess.fail()
    else:
        guess.forgive()
    return opened


@act
def _finish(
    half: HalfSignIn, *, code: str, origin: Origin, replaces: UUID | None, by: Actor, at: datetime
) -> Opened | None:
    kind = factors.accept_code(half.account_id, code, at=at)
    if kind is None:
        record(SecondStepFailed(subject=half.account_id))
        return None
    return open_half(half, (Factor.PASSWORD, kind), origin=origin, replaces=replaces, at=at)


def open_half(
    half: HalfSignIn, proved: tuple[Factor, ...], *, origin: Origin, replaces: UUID | None, at: datetime
) -> Opened:
    """Turn a half sign-in into a session, once; part of an act. Raises :class:`SignInLapsed`."""
    if not HalfSignIn.objects.filter(id=half.id, used_at=None).update(used_at=at):
        raise SignInLapsed
    record(SignedIn(subject=half.account_id, method=method_of(proved)))
    return open_session(half.account_id, half.generation, proved, origin=origin, replaces=replaces, at=at)
