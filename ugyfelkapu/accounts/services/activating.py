# SPDX-License-Identifier: EUPL-1.2
"""Activating a gate with the mailed code: the address is proved, a password set."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Code
from ugyfelkapu.domain import deadlines, identities
from ugyfelkapu.domain.attempts import CODE_TRIES
from ugyfelkapu.domain.errors import AddressTaken, PasswordRefused
from ugyfelkapu.domain.events import AccountActivated, WrongCode
from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, State, Trigger
from ugyfelkapu.domain.passwords import judge_password
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import ActivatedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.vault.common_passwords import common_passwords

from .moving import ACTIVATION, NEXT_GENERATION, make_way, move, note_wrong_try, wait_for_turn
from .outcomes import CodeVerdict, NewPassword


@act
def activate(username: str, *, code: str, password: NewPassword, by: Actor, at: datetime) -> CodeVerdict:
    """Redeem an activation code and set the first password (D2, D12, D13).

    ``code`` is canonical. A wrong guess is an outcome: counted, recorded and returned. Raises
    :class:`PasswordRefused` (the code stays usable) and :class:`AddressTaken`.
    """
    account = holder(username, at=at)
    verdict, mine = judge_code(account, code, ACTIVATION, at=at)
    if verdict is CodeVerdict.RIGHT and account is not None and mine is not None:
        require_good_password(account, password)
        make_way_for_address(account, at=at)
        wait_for_turn(account)
        verdict = redeem(mine, at=at)
    if verdict is not CodeVerdict.RIGHT or account is None:
        record(WrongCode(subject=account.id if account else None, reason=verdict))
        return verdict
    _open(account, password, at=at)
    record(AccountActivated(subject=account.id))
    post(
        ActivatedLetter(activated_on=deadlines.day_of(at)),
        to=account.email,
        language=account.language,
        account_id=account.id,
    )
    return verdict


def holder(username: str, *, at: datetime) -> Account | None:
    """Return the gate that holds a username at this moment, if any."""
    return (
        Account.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), state__in=HOLDS_NAMES)
        .filter(username_key=keys.username_key(username))
        .first()
    )


def judge_code(
    account: Account | None, text: str, purpose: str, *, at: datetime
) -> tuple[CodeVerdict, Code | None]:
    """Judge a code with the gate it was given for; a wrong pair is counted against both (D12)."""
    given = Code.objects.filter(digest=keys.code_digest(text)).first()
    newest = Code.objects.filter(account=account, used_at=None, dead_at=None).first() if account else None
    if account is None or given is None or given.account_id != account.id or given.purpose != purpose:
        note_wrong_try(given, newest)
        return CodeVerdict.WRONG, None
    return verdict_on(given, at=at), given


def verdict_on(code: Code, *, at: datetime) -> CodeVerdict:
    """Say how a code stands, for whoever gave the right pair."""
    if code.used_at is not None:
        return CodeVerdict.USED
    if code.dead_at is not None:
        return CodeVerdict.REPLACED
    if code.wrong_tries >= CODE_TRIES:
        return CodeVerdict.EXHAUSTED
    if deadlines.passed(code.ends_at, at):
        return CodeVerdict.EXPIRED
    return CodeVerdict.RIGHT


def redeem(code: Code, *, at: datetime) -> CodeVerdict:
    """Use a code up: one conditional update, so that it is redeemed at most once."""
    used = Code.objects.filter(
        id=code.id, used_at=None, dead_at=None, wrong_tries__lt=CODE_TRIES, ends_at__gt=at
    ).update(used_at=at, remind_at=None)
    if used:
        return CodeVerdict.RIGHT
    left = Code.objects.filter(id=code.id).first()
    return verdict_on(left, at=at) if left is not None else CodeVerdict.WRONG


def _open(account: Account, password: NewPassword, *, at: datetime) -> None:
    changes: dict[str, object] = {
        "password": password.hash,
        "activated_at": at,
        "email_proved_at": at,
        "generation": NEXT_GENERATION,
    }
    if State(account.state) is State.PENDING_ACTIVATION:
        changes |= {"ends_at": None, "remind_at": None}
    try:
        with transaction.atomic():
            move(account, Trigger.ACTIVATE, **changes)
    except IntegrityError:
        raise AddressTaken(subject=account.id) from None


def make_way_for_address(account: Account, *, at: datetime) -> None:
    """Let an address that is about to be proved go from a gate that has ended, swept or not (D4, D10)."""
    if account.email_proved_at is None:
        make_way(Q(email_key=account.email_key, email_proved_at__isnull=False), at=at)


def require_good_password(account: Account, password: NewPassword) -> None:
    """Raise :class:`PasswordRefused` for a password made of the person's own data (D14)."""
    flaw = judge_password(
        password.text,
        personal=personal_words(account, identities.from_text(account.identity)),
        common=common_passwords(),
    )
    if flaw is not None:
        raise PasswordRefused(reason=flaw, subject=account.id)


def personal_words(account: Account, identity: Identity) -> list[str]:
    """Return the words of a person's own data that no password may be made of."""
    names = (identity.current_name, identity.birth_name, identity.mother_birth_name)
    words = [word for name in names for word in (*name.family.split(), *name.given.split())]
    born = identity.birth_date
    dates = [f"{born:%Y%m%d}", f"{born:%d%m%Y}"]
    return [*words, *dates, identity.birth_place, account.username, account.email.partition("@")[0]]
