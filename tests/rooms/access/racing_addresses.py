# SPDX-License-Identifier: EUPL-1.2
"""What the processes of a race about an owner's gate do: confirm an address, close, lock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.rooms.accounts.racing import prepare_nobody, wake

if TYPE_CHECKING:  # nothing of the product before it is awake
    from tests.rooms.access.factors import Owner
    from ugyfelkapu.access.requests import Citizen


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that one process does: ``act`` names it; with a mailed code, or the token of a link."""

    url: str
    act: str
    citizen: Citizen
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """What a race left: states of gates, how many have the address, and events of interest."""

    states: list[str]
    have_it: int
    events: list[str]


ADDRESS = "kozos@example.com"
EVENTS = frozenset({"AddressChanged", "AccountClosed", "AccountSuspended"})


def _owner(number: int) -> Owner:
    from tests import builders
    from tests.rooms.access.factors import signed_in

    return signed_in(builders.activated_gate(person=builders.person_in_register(reference=f"SZL-R{number}")))


def _asked(owner: Owner) -> str:
    from tests import builders
    from ugyfelkapu.access.services.addresses import ask_address_code

    ask_address_code(owner.citizen, email=ADDRESS, by=owner.by, at=builders.AT)
    return builders.code_for(owner.gate.id)


def two_want_one(url: str) -> list[Turn]:
    """Let the owners of two gates be mailed codes to one address."""
    prepare_nobody(url)
    return [Turn(url, "confirm", owner.citizen, _asked(owner)) for owner in (_owner(1), _owner(2))]


def one_code_twice(url: str) -> list[Turn]:
    """Let an owner type one code in two tabs."""
    prepare_nobody(url)
    owner = _owner(1)
    return [Turn(url, "confirm", owner.citizen, _asked(owner))] * 2


def confirming_or_locking(url: str) -> list[Turn]:
    """Let somebody in the gate confirm an address while its owner locks it by a letter's link."""
    prepare_nobody(url)
    from tests.builders import AT
    from ugyfelkapu.access import safety_links

    owner = _owner(1)
    link = safety_links.make(owner.gate.id, at=AT)
    return [
        Turn(url, "confirm", owner.citizen, _asked(owner)),
        Turn(url, "lock", owner.citizen, link),
    ]


def closing_twice(url: str) -> list[Turn]:
    """Let an owner press the last button in two tabs."""
    prepare_nobody(url)
    return [Turn(url, "close", _owner(1).citizen)] * 2


def closing_or_confirming(url: str) -> list[Turn]:
    """Let an owner close the gate and confirm an address at once."""
    prepare_nobody(url)
    owner = _owner(1)
    code = _asked(owner)
    return [Turn(url, "close", owner.citizen), Turn(url, "confirm", owner.citizen, code)]


def act(turn: Turn) -> bool:
    """Do it; say whether it was done."""
    wake(turn.url)
    from tests.builders import AT
    from ugyfelkapu.access.services.addresses import change_address
    from ugyfelkapu.access.services.closing import close_own_gate
    from ugyfelkapu.access.services.safety import lock_by_link
    from ugyfelkapu.domain.errors import Refusal
    from ugyfelkapu.journal.actor import STRANGER, citizen

    by = citizen(turn.citizen.account_id)
    try:
        if turn.act == "confirm":
            return change_address(turn.citizen, code=turn.secret, by=by, at=AT)
        if turn.act == "lock":
            lock_by_link(turn.secret, by=STRANGER, at=AT)
        else:
            close_own_gate(turn.citizen, by=by, at=AT)
    except Refusal:
        return False
    return True


def look(url: str) -> Left:
    """Return what is there now."""
    wake(url)
    from ugyfelkapu.accounts import keys
    from ugyfelkapu.accounts.models import Account
    from ugyfelkapu.journal.queries import all_entries

    return Left(
        sorted(Account.objects.values_list("state", flat=True)),
        Account.objects.filter(email_key=keys.email_key(ADDRESS)).count(),
        sorted(entry.event for entry in all_entries() if entry.event in EVENTS),
    )
