# SPDX-License-Identifier: EUPL-1.2
"""The way back: a mailed code for whoever forgot the password or let the first code lapse (D15)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.domain import deadlines
from ugyfelkapu.domain.errors import AddressTaken
from ugyfelkapu.domain.events import PasswordReset, ResetAsked, WrongCode
from ugyfelkapu.domain.lifecycle import State, Trigger
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import (
    Letter,
    NewCodeLetter,
    NewTemporaryCodeLetter,
    PasswordChangedLetter,
    ResetLetter,
)
from ugyfelkapu.outbox.post import post

from .activating import holder, judge_code, make_way_for_address, redeem, require_good_password
from .addresses import address_is_taken, only_claims, take_claim_letter
from .moving import (
    ACTIVATION,
    NEXT_GENERATION,
    RESET,
    issue_asked_code,
    issue_code,
    move,
    wait_for_turn,
)
from .outcomes import CodeVerdict, NewPassword

RESETS: Final = frozenset({State.ACTIVE, State.TEMPORARY})
"""States in which a mailed code sets a new password; it prolongs nothing (D4, D15)."""


@act
def ask_for_code(username: str, *, email: str, by: Actor, at: datetime) -> None:
    """Mail a code if username and address belong together; say nothing either way (D15)."""
    account = holder(username, at=at)
    found = account is not None and account.email_key == keys.email_key(email)
    record(ResetAsked(subject=account.id if found and account else None, found=found))
    if not found or account is None or not wait_for_turn(account):
        return
    account.refresh_from_db()
    if deadlines.passed(account.starts_over_at, at):
        return
    if account.password and State(account.state) is State.ACTIVE and account.email_proved_at is None:
        return  # opened by signature: the address counts once its owner confirms it (D10)
    if address_is_taken(bytes(account.email_key), at=at, besides=account.id) is not None:
        return
    if account.activated_at is None:
        _reissue(account, at=at)
    elif State(account.state) in RESETS:
        issued = issue_asked_code(account, RESET, at=at)
        if issued is not None:
            _post_reset(account, *issued, at=at)


def _reissue(account: Account, *, at: datetime) -> None:
    """Mail a new activation code to whoever let the first one lapse (D2, D3); old codes die."""
    if only_claims(account) and not take_claim_letter(account, at=at):
        return
    issued = issue_asked_code(account, ACTIVATION, at=at)
    if issued is not None:
        letter = _new_code(account, *issued, at=at)
        post(letter, to=account.email, language=account.language, account_id=account.id)


def _new_code(account: Account, text: str, code: Code, *, at: datetime) -> Letter:
    assert account.ends_at is not None  # noqa: S101  what was never activated always ends
    last_day = deadlines.last_day_before(code.ends_at)
    days_left = deadlines.days_left(code.ends_at, at)
    gate_last_day = deadlines.last_day_before(account.ends_at)
    if State(account.state) is State.TEMPORARY:
        return NewTemporaryCodeLetter(text, last_day, days_left, gate_last_day)
    return NewCodeLetter(text, last_day, days_left, gate_last_day)


def _post_reset(account: Account, text: str, code: Code, *, at: datetime) -> None:
    letter = ResetLetter(
        code=text,
        last_day=deadlines.last_day_before(code.ends_at),
        days_left=deadlines.days_left(code.ends_at, at),
    )
    post(letter, to=account.email, language=account.language, account_id=account.id)


def mail_reset(account: Account, *, at: datetime) -> None:
    """Mail a reset code that the desk asks for; part of an act."""
    _post_reset(account, *issue_code(account, RESET, at=at), at=at)


def tell_without_link(account: Account, at: datetime) -> None:
    """Tell the owner that the password was changed; part of an act."""
    letter = PasswordChangedLetter(changed_at=at)
    post(letter, to=account.email, language=account.language, account_id=account.id)


@act
def reset_password(
    username: str,
    *,
    code: str,
    password: NewPassword,
    tell: Callable[[Account, datetime], None] = tell_without_link,
    by: Actor,
    at: datetime,
) -> CodeVerdict:
    """Set a new password with a mailed code; every session ends (D15).

    ``tell`` writes to the owner: the room above knows a letter with a link that locks the gate.

    A code of before a new start resets nothing. Raises :class:`PasswordRefused` and
    :class:`AddressTaken`; a wrong guess is an outcome.
    """
    account = holder(username, at=at)
    if account is not None and not _resets(account, at=at):
        account = None
    verdict, mine = judge_code(account, code, RESET, at=at)
    if verdict is CodeVerdict.RIGHT and account is not None and mine is not None:
        require_good_password(account, password)
        make_way_for_address(account, at=at)
        wait_for_turn(account)
        verdict = redeem(mine, at=at)
    if verdict is not CodeVerdict.RIGHT or account is None:
        record(WrongCode(subject=account.id if account else None, reason=verdict))
        return verdict
    _set_password(account, password, at=at)
    record(PasswordReset(subject=account.id))
    tell(account, at)
    return verdict


def _resets(account: Account, *, at: datetime) -> bool:
    return State(account.state) in RESETS and not deadlines.passed(account.starts_over_at, at)


def _set_password(account: Account, password: NewPassword, *, at: datetime) -> None:
    proved = account.email_proved_at or at
    try:
        with transaction.atomic():
            move(
                account,
                Trigger.RESET,
                password=password.hash,
                generation=NEXT_GENERATION,
                email_proved_at=proved,
                password_reset_at=at,
            )
    except IntegrityError:
        raise AddressTaken(subject=account.id) from None
