# SPDX-License-Identifier: EUPL-1.2
"""Putting the register's data in the place of a gate's after a name change (D224 § 7 (7))."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ugyfelkapu.accounts.comparing import Comparison, owns
from ugyfelkapu.accounts.models import Account, NamePart
from ugyfelkapu.domain import desk, identities
from ugyfelkapu.domain.errors import DifferentPerson, NotAllowed
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.owner_events import IdentityReconciled
from ugyfelkapu.domain.ports import RegisterAnswer
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import DataUpdatedLetter
from ugyfelkapu.staff.rights import Right, require

from .confirming import held
from .desk import living_at_desk
from .moving import note_names
from .telling import tell_owner

RENEWABLE = frozenset({State.ACTIVE, State.PENDING_ACTIVATION})
"""Whose data the desk renews; a suspended gate is restored first."""


def renew(account: Account, found: Comparison) -> None:
    """Replace the data of a gate that is held, so that the desk finds the new name; part of an act.

    Raises :class:`NotAllowed` when nothing has changed.
    """
    if not found.changed:
        raise NotAllowed(subject=account.id, reason="unchanged")
    known = found.person.identity
    account.identity = identities.to_text(known)
    account.save(update_fields=["identity"])
    NamePart.objects.filter(account=account).delete()
    note_names(account, known)
    record(IdentityReconciled(subject=account.id, fields=" ".join(found.changed)))


@act
def reconcile_at_desk(
    account_id: UUID, *, answer: RegisterAnswer, evidence: desk.Evidence, by: Actor, at: datetime
) -> None:
    """Renew the data of a gate whose owner stands at the desk.

    Raises what the in-person checks raise, :class:`DifferentPerson`, :class:`OwnRecord`, and
    :class:`NotAllowed` for a suspended gate and for data that have not changed.
    """
    require(by, Right.RESTORE)
    account = held(living_at_desk(account_id, by=by, at=at).id)
    if State(account.state) not in RENEWABLE:
        raise NotAllowed(subject=account.id, state=account.state)
    person = desk.the_one(answer)
    if not owns(person, account):
        raise DifferentPerson(subject=account.id)
    desk.require_admissible(person, evidence, at=at)
    renew(account, Comparison(identities.from_text(account.identity), person))
    if account.email_proved_at is not None:
        tell_owner(account, DataUpdatedLetter(changed_at=at))
