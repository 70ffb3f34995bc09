# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race for new data do: each takes what its owner was shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from tests.rooms.accounts.racing import prepare_nobody, wake

if TYPE_CHECKING:  # nothing of the product before it is awake
    from ugyfelkapu.access.requests import Citizen
    from ugyfelkapu.domain.ports import RegisterAnswer


@dataclass(frozen=True, slots=True)
class Shown:
    """What one session takes, and the mark of it."""

    url: str
    citizen: Citizen
    said: RegisterAnswer
    mark: str


@dataclass(frozen=True, slots=True)
class Left:
    """What a race left."""

    renewed: int
    letters: int
    name_parts: int


def shown_twice(url: str) -> list[Shown]:
    """Show the owner of a gate, who married, their new data in one session, to be taken twice."""
    prepare_nobody(url)
    from dataclasses import replace

    from tests import builders
    from tests.in_register import NEW_NAME
    from tests.rooms.access.factors import signed_in
    from ugyfelkapu.access.services.reconciling import mark_of
    from ugyfelkapu.accounts.comparing import comparison

    gate = builders.activated_gate()
    owner = signed_in(gate)
    known = replace(gate.person.identity, current_name=NEW_NAME)
    said = builders.answer(replace(gate.person, identity=known))
    mark = mark_of(owner.citizen, comparison(gate.id, said))
    return [Shown(url, owner.citizen, said, mark)] * 2


def take(shown: Shown) -> bool:
    """Take the new data; say whether they were taken."""
    wake(shown.url)
    from tests.builders import AT
    from ugyfelkapu.access.services.reconciling import take_data
    from ugyfelkapu.domain.errors import RegisterChanged
    from ugyfelkapu.journal.actor import citizen

    own: UUID = shown.citizen.account_id
    try:
        take_data(shown.citizen, answer=shown.said, shown=shown.mark, by=citizen(own), at=AT)
    except RegisterChanged:
        return False
    return True


def look(url: str) -> Left:
    """Return what is there now."""
    wake(url)
    from tests.builders import kinds_of_letters
    from ugyfelkapu.accounts.models import NamePart
    from ugyfelkapu.journal.queries import all_entries

    renewed = [entry for entry in all_entries() if entry.event == "IdentityReconciled"]
    return Left(len(renewed), kinds_of_letters().count("data_updated"), NamePart.objects.count())
