# SPDX-License-Identifier: EUPL-1.2
"""Changing the e-mail address of one's own gate, signed in: the new one is proved, the old one told (D10)."""

from __future__ import annotations

from datetime import datetime

from ugyfelkapu.access import safety_links
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.accounts.services.changing_address import ask_address, replace_address
from ugyfelkapu.accounts.services.confirming import Wish, redeem_confirmation
from ugyfelkapu.domain.emails import comparison_key
from ugyfelkapu.domain.owner_events import AddressChanged, AddressConfirmed
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import AddressChangedLetter
from ugyfelkapu.outbox.post import post

from .powers import held_by, require_power


@act
def ask_address_code(citizen: Citizen, *, email: str, by: Actor, at: datetime) -> None:
    """Mail a code to the address that the owner wants; ``email`` is as it is stored.

    Raises what :func:`require_power` and :func:`ask_address` raise.
    """
    require_power(citizen, Power.CHANGE_ADDRESS, at=at)
    ask_address(held_by(citizen, at=at), email, at=at)


@act
def change_address(citizen: Citizen, *, code: str, by: Actor, at: datetime) -> bool:
    """Take the address to which a code was mailed; say whether the code was right.

    ``code`` is canonical. The address of before, if it was proved, gets a letter whose link locks the
    gate for seven days. Raises what :func:`require_power` and :func:`replace_address` raise.
    """
    require_power(citizen, Power.CHANGE_ADDRESS, at=at)
    account = held_by(citizen, at=at)
    wished = redeem_confirmation(account.id, Wish.ADDRESS, code=code, at=at)
    if wished is None:
        return False
    before = account.email if account.email_proved_at is not None else ""
    confirms = comparison_key(wished.address) == comparison_key(account.email)
    replace_address(account, wished.address, at=at)
    record(AddressConfirmed(subject=account.id) if confirms else AddressChanged(subject=account.id))
    if before:
        token = safety_links.make(account.id, disowns_address=True, at=at)
        letter = AddressChangedLetter(changed_at=at, token=token)
        post(letter, to=before, language=account.language, account_id=account.id)
    return True
