# SPDX-License-Identifier: EUPL-1.2
"""Writing to the owners of gates, where their address is known to be theirs (D10)."""

from __future__ import annotations

from ugyfelkapu.accounts.models import Account
from ugyfelkapu.outbox.letters import Letter
from ugyfelkapu.outbox.post import post


def tell_owner(account: Account, letter: Letter) -> None:
    """Write to the owner; part of an act.

    A gate that an electronic signature opened works before anybody confirmed its address: until then it
    gets no notice, which would tell a stranger of it, and let them lock it by the letter's link (D10).
    """
    if hears(account):
        post(letter, to=account.email, language=account.language, account_id=account.id)


def hears(account: Account) -> bool:
    """Say whether notices go to a gate's address: it is proved, or the gate still waits for its code."""
    return account.email_proved_at is not None or account.activated_at is None
