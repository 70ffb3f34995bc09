# SPDX-License-Identifier: EUPL-1.2
"""A new e-mail address for a gate: a code goes there first, and once it is used the address counts (D10).

Steps of acts that the room above begins: it knows whether the owner is there.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Confirmation
from ugyfelkapu.domain.attempts import LETTERS_A_DAY
from ugyfelkapu.domain.deadlines import day_of, end_of, start_of
from ugyfelkapu.domain.errors import AddressTaken, RecoveryWaits, SameAddress, Throttled
from ugyfelkapu.outbox.letters import AddressCodeLetter, AddressTakenLetter, ConfirmAddressLetter
from ugyfelkapu.outbox.post import post

from .addresses import address_is_taken, take_letter_to
from .confirming import Wish, ask_confirmation, end_confirmations
from .moving import end_codes, make_way


def ask_address(account: Account, address: str, *, at: datetime) -> None:
    """Mail a code to the address that the owner of a gate that is held wants; the earlier code dies with it.

    That may be the gate's own address, which nobody has confirmed yet: then nothing changes but that it
    counts.

    One that another gate has proved gets the same answer and no code, and its owner a letter (D10).
    Raises :class:`SameAddress`, :class:`RecoveryWaits` while a new start waits, and :class:`Throttled`
    after three letters in a day, whether of this gate or to this address (D18).
    """
    _require_no_new_start(account)
    key = keys.email_key(address)
    if account.email_proved_at is not None and key == bytes(account.email_key):
        raise SameAddress(subject=account.id)
    _require_letter(account, key, at=at)
    text, until = ask_confirmation(account, Wish.ADDRESS, at=at, address=address)
    owner = address_is_taken(key, at=at, besides=account.id)
    if owner is not None:
        post(AddressTakenLetter(), to=owner.email, language=owner.language, account_id=owner.id)
        return
    kind = ConfirmAddressLetter if key == bytes(account.email_key) else AddressCodeLetter
    letter = kind(code=text, until=until)
    post(letter, to=address, language=account.language, account_id=account.id)


def _require_no_new_start(account: Account) -> None:
    """Raise :class:`RecoveryWaits` while a new start waits: its code goes to the known address."""
    if account.starts_over_at is not None:
        raise RecoveryWaits(subject=account.id)


def _require_letter(account: Account, key: bytes, *, at: datetime) -> None:
    today = Confirmation.objects.filter(
        account=account,
        purpose=Wish.ADDRESS,
        asked_at__gte=start_of(day_of(at)),
        asked_at__lt=end_of(day_of(at)),
    )
    if today.count() >= LETTERS_A_DAY or not take_letter_to(key, account, at=at):
        raise Throttled(until=end_of(day_of(at)), reason="letters", subject=account.id)


def replace_address(account: Account, address: str, *, at: datetime) -> None:
    """Give a gate that is held the address that its owner has just proved; mailed codes end.

    Gates that have ended make way, swept or not; of two gates that prove one address at the same moment
    the constraint lets one have it. Raises :class:`AddressTaken`, and :class:`RecoveryWaits` where the
    code was asked for before the new start.
    """
    _require_no_new_start(account)
    key = keys.email_key(address)
    make_way(Q(email_key=key, email_proved_at__isnull=False), at=at)
    account.email, account.email_key, account.email_proved_at = address, key, at
    try:
        with transaction.atomic():
            account.save(update_fields=["email", "email_key", "email_proved_at"])
    except IntegrityError:
        raise AddressTaken(subject=account.id) from None
    end_codes(account, at=at)
    end_confirmations(account, at=at)
