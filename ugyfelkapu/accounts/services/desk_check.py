# SPDX-License-Identifier: EUPL-1.2
"""The desk check that lifts the cap of a gate opened with a certificate that is not qualified."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ugyfelkapu.accounts.comparing import owns
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.errors import DifferentPerson, NotAllowed
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.owner_events import OwnerChecked
from ugyfelkapu.domain.ports import RegisterAnswer
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import OwnerCheckedLetter
from ugyfelkapu.staff.rights import Right, require

from .confirming import held
from .desk import living_at_desk
from .seen import note_seen
from .telling import tell_owner


@act
def check_owner(
    account_id: UUID, *, answer: RegisterAnswer, evidence: desk.Evidence, by: Actor, at: datetime
) -> None:
    """Lift the cap of an active gate whose owner stands at the desk; all else stays as it is.

    Raises what the in-person checks raise, :class:`DifferentPerson`, :class:`OwnRecord`, and
    :class:`NotAllowed` for a gate that is not active or has no cap.
    """
    require(by, Right.RESTORE)
    account = held(living_at_desk(account_id, by=by, at=at).id)
    if State(account.state) is not State.ACTIVE:
        raise NotAllowed(subject=account.id, state=account.state)
    person = desk.the_one(answer)
    if not owns(person, account):
        raise DifferentPerson(subject=account.id)
    desk.require_admissible(person, evidence, at=at)
    if not account.capped:
        raise NotAllowed(subject=account.id, reason="not_capped")
    account.capped = False
    account.save(update_fields=["capped"])
    note_seen(account, person, evidence, by=by, at=at)
    record(
        OwnerChecked(
            subject=account.id,
            document=evidence.document,
            issuing_country=evidence.issuing_country,
            last_two=evidence.last_two,
        )
    )
    tell_owner(account, OwnerCheckedLetter(checked_at=at))
