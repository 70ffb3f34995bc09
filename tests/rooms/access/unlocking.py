# SPDX-License-Identifier: EUPL-1.2
"""Gates that their owners lock, and how they open them again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from tests.authenticators import TRUTH, Passkey, Telling
from tests.builders import AT
from tests.rooms.access.factors import HOME, Owner
from tests.rooms.access.passkeys import BROWSER
from ugyfelkapu.access.services import factors, unlocking
from ugyfelkapu.access.services.own import lock_own_gate
from ugyfelkapu.journal.actor import STRANGER

LATER: Final = AT + timedelta(minutes=1)


def lock(owner: Owner, *, at: datetime = AT) -> None:
    """Lock one's own gate."""
    lock_own_gate(owner.citizen, by=owner.by, at=at)


def kept_codes(owner: Owner) -> tuple[str, ...]:
    """Return recovery codes that the owner has kept."""
    codes = factors.make_codes(owner.citizen, by=owner.by, at=AT)
    factors.keep_codes(owner.citizen, shown=codes[0], by=owner.by, at=AT)
    return codes


def unlock_with(
    passkey: Passkey, says: Telling = TRUTH, *, at: datetime = LATER, binding: str = BROWSER
) -> bool:
    """Ask for a challenge, and open a gate with what the passkey answers."""
    return send(passkey.answer(unlocking.ask_to_unlock(binding=BROWSER, at=at), says), at=at, binding=binding)


def send(answer: str, *, at: datetime = LATER, binding: str = BROWSER) -> bool:
    """Open a gate with an answer."""
    return unlocking.unlock_with_passkey(answer=answer, binding=binding, origin=HOME, by=STRANGER, at=at)
