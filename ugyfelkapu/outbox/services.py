# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a letter: sent, given up, tried once more."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ugyfelkapu.domain.errors import LeaseLost, LetterWiped, Unknown
from ugyfelkapu.domain.events import LetterAbandoned, LetterRetried, LetterSent
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.journal.clock import real_now

from .leases import Claim, held
from .letters import CATALOGUE, secret_fields
from .models import Letter, Status
from .post import PATIENCE


@act
def note_sent(claim: Claim, *, by: Actor, at: datetime) -> None:
    """Note that a letter left, and wipe what it held. Raises :class:`LeaseLost`."""
    letter = claim.letter
    noted = held(claim).update(
        status=Status.SENT,
        sent_at=at,
        to=None,
        context=None,
        lease=None,
        lease_until=None,
        last_error="",
    )
    if not noted:
        raise LeaseLost(subject=letter.id)
    record(LetterSent(subject=letter.account_id or letter.id, letter=letter.kind))


@act
def give_up(claim: Claim, *, reason: str, by: Actor, at: datetime) -> None:
    """Abandon a letter where operators see it. Raises :class:`LeaseLost`.

    Secrets are wiped, and so is a letter that no gate's erasure would take with it (D20).
    """
    letter = claim.letter
    abandoned = held(claim)
    if _must_be_wiped(letter):
        changed = abandoned.update(
            status=Status.ABANDONED, last_error=reason, lease=None, lease_until=None, to=None, context=None
        )
    else:
        changed = abandoned.update(status=Status.ABANDONED, last_error=reason, lease=None, lease_until=None)
    if not changed:
        raise LeaseLost(subject=letter.id)
    record(LetterAbandoned(subject=letter.account_id or letter.id, letter=letter.kind, reason=reason))


def _must_be_wiped(letter: Letter) -> bool:
    known = CATALOGUE.get(letter.kind)
    return known is None or bool(secret_fields(known)) or letter.account_id is None


@act
def retry_abandoned(letter_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let an abandoned letter wait again.

    Raises :class:`Unknown`, or :class:`LetterWiped` when nothing is left to send: a letter with a
    code is wiped when it is given up, and a new code must be issued instead.
    """
    abandoned = Letter.objects.filter(id=letter_id, status=Status.ABANDONED)
    real = real_now()
    whole = abandoned.filter(to__isnull=False, context__isnull=False)
    if not whole.update(status=Status.WAITING, attempts=0, next_at=real, gives_up_at=real + PATIENCE):
        raise LetterWiped(subject=letter_id) if abandoned.exists() else Unknown(letter=letter_id)
    letter = Letter.objects.get(id=letter_id)
    record(LetterRetried(subject=letter.account_id or letter.id, letter=letter.kind))
