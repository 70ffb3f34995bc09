# SPDX-License-Identifier: EUPL-1.2
"""The owner has the gate's data compared with the register, and takes what it says (D224 § 7 (7)).

The page asks the register, between these steps and outside any act.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from ugyfelkapu.access import attempts, safety_links
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.accounts.comparing import Comparison, compared
from ugyfelkapu.accounts.services.confirming import held
from ugyfelkapu.accounts.services.reconciling import renew
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain import identities
from ugyfelkapu.domain.errors import QuotaReached, RegisterChanged, Throttled
from ugyfelkapu.domain.owner_events import RegisterAsked
from ugyfelkapu.domain.ports import RegisterAnswer
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import DataUpdatedLetter
from ugyfelkapu.vault.index import keyed_hash

from .factors import tell
from .powers import require_power


def take_turn(citizen: Citizen, *, at: datetime) -> attempts.Guess:
    """Count a question to the register, five an hour for a gate; forgive it where none was answered.

    Raises what :func:`require_power` raises, and :class:`QuotaReached`.
    """
    require_power(citizen, Power.RECONCILE, at=at)
    scope = attempts.Scope("register", str(citizen.account_id), limits.REGISTER_QUESTIONS)
    try:
        return attempts.begin([scope], at=at)
    except Throttled as refusal:
        raise QuotaReached(until=refusal.data["until"], subject=citizen.account_id) from None


@act
def note_asked(citizen: Citizen, *, answer: RegisterAnswer, by: Actor, at: datetime) -> None:
    """Note that the owner asked for a comparison, and how many people the register knows."""
    require_power(citizen, Power.RECONCILE, at=at)
    record(RegisterAsked(subject=citizen.account_id, answer=str(len(answer.people))))


@act
def take_data(citizen: Citizen, *, answer: RegisterAnswer, shown: str, by: Actor, at: datetime) -> None:
    """Replace the gate's data by the register's, exactly as its owner saw them; a letter tells.

    ``shown`` is the mark of what they saw. Raises what :func:`require_power` raises,
    :class:`NotReconciled`, and :class:`RegisterChanged` where either side is another one by now.
    """
    require_power(citizen, Power.RECONCILE, at=at)
    account = held(citizen.account_id)
    found = compared(account, answer)
    if not found.changed or not hmac.compare_digest(mark_of(citizen, found).encode(), shown.encode()):
        raise RegisterChanged(subject=account.id)
    renew(account, found)
    token = safety_links.make(account.id, at=at)
    tell(account, DataUpdatedLetter(changed_at=at, token=token))


def mark_of(citizen: Citizen, shown: Comparison) -> str:
    """Return what proves to this session alone that it was shown this very before and after."""
    person = shown.person
    parts = (
        str(citizen.session_id),
        person.register,
        person.reference,
        identities.to_text(shown.before),
        identities.to_text(person.identity),
    )
    return keyed_hash("reconciling", "\x1f".join(parts)).hex()
