# SPDX-License-Identifier: EUPL-1.2
"""Adding, naming and removing second factors, and the recovery codes beside them (D17)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from ugyfelkapu.access import authenticator, factors, safety_links, sessions
from ugyfelkapu.access.models import Factor, RecoveryCode
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.queries import proofed_lately
from ugyfelkapu.accounts.services.confirming import Wish, ask_confirmation, held, redeem_confirmation
from ugyfelkapu.accounts.services.telling import tell_owner
from ugyfelkapu.domain.assurance import Factor as Kind
from ugyfelkapu.domain.deadlines import factor_counts_from
from ugyfelkapu.domain.errors import NotProved, TooManyFactors, Unknown
from ugyfelkapu.domain.factor_events import (
    FactorAdded,
    FactorNamed,
    FactorRefused,
    FactorRemoved,
    RecoveryCodesKept,
    RecoveryCodesMade,
)
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.domain.recovery import for_keeping, make_recovery_codes, parse_recovery_code
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import (
    FactorAddedLetter,
    FactorCodeLetter,
    FactorRemovedLetter,
    Letter,
    RecoveryCodesLetter,
)

from .powers import require_power

MOST_FACTORS: Final = 10


class Confirmed(StrEnum):
    """What came of confirming a new factor."""

    DONE = "done"
    WRONG_CODE = "wrong_code"
    WRONG_PASSKEY = "wrong_passkey"
    WRONG_MAILED_CODE = "wrong_mailed_code"


def require_may_add(citizen: Citizen, *, at: datetime) -> None:
    """Raise what :func:`require_power` raises, or :class:`TooManyFactors`."""
    require_power(citizen, Power.CHANGE_FACTORS, at=at)
    if len(factors.own_factors(citizen.account_id)) >= MOST_FACTORS:
        raise TooManyFactors(subject=citizen.account_id)


@act
def ask_factor_code(citizen: Citizen, *, by: Actor, at: datetime) -> None:
    """Mail the code that the first second factor of a gate needs beside the password (D17).

    Raises :class:`NotSteppedUp`, :class:`QuietAfterReset` and :class:`NotProved`.
    """
    require_power(citizen, Power.CHANGE_FACTORS, at=at)
    account = held(citizen.account_id)
    if account.email_proved_at is None:
        raise NotProved(subject=account.id)
    text, until = ask_confirmation(account, Wish.FACTOR, at=at)
    tell(account, FactorCodeLetter(code=text, until=until))


@act
def add_authenticator(
    citizen: Citizen, *, secret: str, name: str, code: str, mailed_code: str, by: Actor, at: datetime
) -> Confirmed:
    """Add an authenticator, confirmed by its first code; that code opens nothing any more.

    The first second factor needs the mailed code too, and waits a day unless its owner was proofed
    lately (D17). Raises what :func:`require_power` raises, and :class:`TooManyFactors`.
    """
    require_power(citizen, Power.CHANGE_FACTORS, at=at)
    account = held(citizen.account_id)
    step = authenticator.matching_step(secret, code, at)
    if step is None:
        record(FactorRefused(subject=account.id, kind=Kind.TOTP))
        return Confirmed.WRONG_CODE
    factor = new_factor(account, Kind.TOTP, name, at=at)
    if not is_confirmed(account, mailed_code, at=at):
        return Confirmed.WRONG_MAILED_CODE
    factor.secret, factor.last_step = secret, step
    add_factor(account, factor, at=at)
    return Confirmed.DONE


def new_factor(account: Account, kind: Kind, name: str, *, at: datetime) -> Factor:
    """Return a factor to be added. Raises :class:`TooManyFactors`."""
    if len(factors.own_factors(account.id)) >= MOST_FACTORS:
        raise TooManyFactors(subject=account.id)
    return Factor(account=account, kind=kind, name=name, epoch=account.epoch, added_at=at)


def is_confirmed(account: Account, mailed_code: str, *, at: datetime) -> bool:
    """Say whether a factor may be added: by a mailed code until one counts, afterwards by the step-up."""
    if factors.has_counting(account.id, at=at):
        return True
    return redeem_confirmation(account.id, Wish.FACTOR, code=mailed_code, at=at) is not None


def add_factor(account: Account, factor: Factor, *, at: datetime) -> None:
    """Add a factor: beside one that counts at once, beside one that waits no sooner than alone (D17)."""
    beside = factors.has_counting(account.id, at=at)
    counts_from = at if beside else factor_counts_from(at, proofed_at=proofed_lately(account.id))
    factor.counts_from = counts_from
    factor.save(force_insert=True)
    record(FactorAdded(subject=account.id, kind=factor.kind, counts_from=counts_from))
    token = safety_links.make(account.id, factor_id=factor.id, at=at)
    waits = counts_from > at
    tell(account, FactorAddedLetter(factor=factor.kind, counts_from=counts_from, waits=waits, token=token))


@act
def remove_factor(citizen: Citizen, factor_id: UUID, *, by: Actor, at: datetime) -> int:
    """Remove a factor; return how many are left.

    Without one the recovery codes are void too, and no session counts as two steps any more.
    """
    require_power(citizen, Power.CHANGE_FACTORS, at=at)
    account = held(citizen.account_id)
    factor = Factor.objects.filter(id=factor_id, account=account).first()
    if factor is None:
        raise Unknown(subject=account.id)
    factor.delete()
    left = len(factors.own_factors(account.id))
    if not left:
        RecoveryCode.objects.filter(account=account).delete()
        sessions.forget_second_factors(account.id)
    record(FactorRemoved(subject=account.id, kind=factor.kind, left=left))
    token = safety_links.make(account.id, at=at)
    tell(account, FactorRemovedLetter(factor=factor.kind, left=left, token=token))
    return left


@act
def name_factor(citizen: Citizen, factor_id: UUID, *, name: str, by: Actor, at: datetime) -> None:
    """Give a factor another name. Raises :class:`Unknown`."""
    require_power(citizen, Power.NAME_FACTOR, at=at)
    factor = Factor.objects.filter(id=factor_id, account_id=citizen.account_id).first()
    if factor is None:
        raise Unknown(subject=citizen.account_id)
    factor.name = name
    factor.save(update_fields=["name"])
    record(FactorNamed(subject=citizen.account_id, kind=factor.kind))


@act
def make_codes(citizen: Citizen, *, by: Actor, at: datetime) -> tuple[str, ...]:
    """Make ten recovery codes, for reading; they count once their owner says that they kept them."""
    require_power(citizen, Power.CHANGE_FACTORS, at=at)
    account = held(citizen.account_id)
    RecoveryCode.objects.filter(account=account, kept_at=None).delete()
    codes = make_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=factors.recovery_digest(code), epoch=account.epoch, made_at=at)
        for code in codes
    )
    record(RecoveryCodesMade(subject=account.id))
    return tuple(for_keeping(code) for code in codes)


@act
def keep_codes(citizen: Citizen, *, shown: str, by: Actor, at: datetime) -> None:
    """Let the new recovery codes count, and the earlier ones no more.

    ``shown`` is one of those that the owner has before them. Raises :class:`Unknown` where newer ones
    were made since.
    """
    require_power(citizen, Power.CHANGE_FACTORS, at=at)
    account = held(citizen.account_id)
    new = RecoveryCode.objects.filter(account=account, kept_at=None)
    if not new.filter(digest=factors.recovery_digest(parse_recovery_code(shown) or "")).exists():
        raise Unknown(subject=account.id)
    RecoveryCode.objects.filter(account=account, kept_at__isnull=False).delete()
    new.update(kept_at=at)
    record(RecoveryCodesKept(subject=account.id))
    tell(account, RecoveryCodesLetter(token=safety_links.make(account.id, at=at)))


def tell(account: Account, letter: Letter) -> None:
    """Write to the owner; part of an act."""
    tell_owner(account, letter)
