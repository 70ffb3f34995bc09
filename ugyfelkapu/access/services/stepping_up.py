# SPDX-License-Identifier: EUPL-1.2
"""Proving anew, within a session, that its owner is there (D17)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F

from ugyfelkapu.access import attempts, factors
from ugyfelkapu.access.models import Session
from ugyfelkapu.access.requests import Citizen, Origin
from ugyfelkapu.accounts.credentials import gate_password
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.factor_events import SteppedUp, StepUpFailed
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

from .passwords import is_right
from .second_step import second_scope


def step_up(citizen: Citizen, *, password: str, code: str, origin: Origin, by: Actor, at: datetime) -> bool:
    """Prove to be there: by a code where a second factor counts, by the password otherwise.

    Wrong ones count as those of a sign-in do. Raises :class:`Throttled` and :class:`Busy`.
    """
    network = attempts.Scope("network", origin.network, limits.NETWORK)
    guess = attempts.begin([second_scope(citizen.account_id), network], at=at)
    if factors.has_counting(citizen.account_id, at=at):
        done = _by_code(citizen, code=code, by=by, at=at)
    else:
        right = is_right(password, gate_password(citizen.account_id), guess)
        done = note_step_up(citizen, Factor.PASSWORD if right else None, by=by, at=at)
    if done:
        guess.forgive()
    else:
        guess.fail()
    return done


@act
def _by_code(citizen: Citizen, *, code: str, by: Actor, at: datetime) -> bool:
    return noted(citizen, factors.accept_code(citizen.account_id, code, at=at), at=at)


@act
def note_step_up(citizen: Citizen, proved: Factor | None, *, by: Actor, at: datetime) -> bool:
    """Note that the owner proved to be there, or did not."""
    return noted(citizen, proved, at=at)


def noted(citizen: Citizen, proved: Factor | None, *, at: datetime) -> bool:
    """Note in the session and the journal what came of stepping up; part of an act."""
    if proved is None:
        record(StepUpFailed(subject=citizen.account_id))
        return False
    record(SteppedUp(subject=citizen.account_id, method=proved))
    _refresh(citizen.session_id, proved, at=at)
    return True


def _refresh(session_id: UUID, proved: Factor, *, at: datetime) -> None:
    session = Session.objects.select_for_update().only("factors").get(id=session_id)
    known = [*session.factors, *([] if proved in session.factors else [proved.value])]
    Session.objects.filter(id=session_id).update(factors=known, stepped_up_at=at, proofs=F("proofs") + 1)
