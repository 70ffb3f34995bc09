# SPDX-License-Identifier: EUPL-1.2
"""Steps that several acts share: moving a state, issuing a code, claiming a name."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Code, NamePart
from ugyfelkapu.domain import deadlines
from ugyfelkapu.domain.attempts import CODE_TRIES, LETTERS_A_DAY
from ugyfelkapu.domain.codes import for_reading, make_code
from ugyfelkapu.domain.errors import HasGate, NotAllowed, UsernameTaken
from ugyfelkapu.domain.events import CodeIssued
from ugyfelkapu.domain.lifecycle import LIVING_FULL, State, Trigger, after
from ugyfelkapu.domain.person import Identity, name_parts
from ugyfelkapu.journal.act import record

from .erasing import erase

ACTIVATION = "activation"
RESET = "reset"
NEXT_GENERATION: Final = F("generation") + 1
"""Given to :func:`move`, ends every session of the gate."""


def move(account: Account, trigger: Trigger, **changes: object) -> None:
    """Move a gate through the table by conditional update. Raises :class:`NotAllowed`."""
    old = State(account.state)
    new = after(old, trigger)
    moved = Account.objects.filter(id=account.id, state=old).update(state=new, **changes)
    if not moved:
        raise NotAllowed(state=old, trigger=trigger, subject=account.id)
    account.refresh_from_db(fields=["state", "generation", *changes])


def insert(account: Account, *, at: datetime) -> None:
    """Save a new gate. Raises :class:`HasGate` or :class:`UsernameTaken`.

    Gates whose deadline has passed give way first, whether or not a sweep ran; the unique
    constraints decide between two who come at the same moment.
    """
    same = Q(username_key=account.username_key) | Q(email_key=account.email_key)
    make_way(same if account.person_key is None else same | Q(person_key=account.person_key), at=at)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        if Account.objects.filter(person_key=account.person_key, state__in=LIVING_FULL).exists():
            raise HasGate from None
        raise UsernameTaken from None


def make_way(same: Q, *, at: datetime) -> None:
    """Erase those of the gates ``same`` whose deadline has passed; part of an act."""
    erase(Account.objects.filter(same, ends_at__lte=at).order_by("ends_at", "id"), at=at)


def note_names(account: Account, identity: Identity) -> None:
    """Let the desk find a gate by the parts of its owner's names."""
    names = (identity.current_name, identity.birth_name)
    tokens = {keys.name_token(part) for name in names for part in name_parts(name)}
    NamePart.objects.bulk_create([NamePart(account=account, token=token) for token in sorted(tokens)])


def wait_for_turn(account: Account) -> bool:
    """Make whoever wants the same gate wait until this act is over; say whether it is still there."""
    return bool(Account.objects.filter(id=account.id).update(generation=F("generation")))


def hold(account: Account) -> None:
    """Make whoever wants the same gate wait until this act is over. Raises :class:`NotAllowed`."""
    if not Account.objects.filter(id=account.id, state=account.state).update(state=account.state):
        raise NotAllowed(state=account.state, subject=account.id)


def end_codes(account: Account, *, at: datetime) -> None:
    """Let the codes of a gate that is held redeem nothing any more."""
    Code.objects.filter(account=account, used_at=None, dead_at=None).update(dead_at=at, remind_at=None)


def issue_code(account: Account, purpose: str, *, at: datetime) -> tuple[str, Code]:
    """Make a code for a gate that is held or new; older ones die with it (D12)."""
    return _issue(account, purpose, at=at, asked_as=None)


def issue_asked_code(account: Account, purpose: str, *, at: datetime) -> tuple[str, Code] | None:
    """Make a code that the owner asked for, for a gate that is held; ``None`` after three in a day (D15)."""
    today = Code.objects.filter(account=account, asked_on=deadlines.day_of(at)).count()
    if today >= LETTERS_A_DAY:
        return None
    return _issue(account, purpose, at=at, asked_as=today + 1)


def _issue(account: Account, purpose: str, *, at: datetime, asked_as: int | None) -> tuple[str, Code]:
    end_codes(account, at=at)
    text = make_code()
    ends_at = deadlines.code_ends_at(at, gate_ends_at=account.ends_at)
    code = Code.objects.create(
        account=account,
        purpose=purpose,
        digest=keys.code_digest(text),
        issued_at=at,
        ends_at=ends_at,
        remind_at=_reminder_of_code(account, purpose, ends_at, at=at),
        asked_on=None if asked_as is None else deadlines.day_of(at),
        asked_as=asked_as,
    )
    record(CodeIssued(subject=account.id, purpose=purpose, ends_at=code.ends_at))
    return for_reading(text), code


def _reminder_of_code(account: Account, purpose: str, ends_at: datetime, *, at: datetime) -> datetime | None:
    """Return when to remind of an activation code; where the gate ends with it, the gate's letter does."""
    if purpose != ACTIVATION or ends_at == account.ends_at:
        return None
    return deadlines.next_reminder(deadlines.Period.ACTIVATION_CODE, ends_at, after=at)


def note_wrong_try(*codes: Code | None) -> None:
    """Count a wrong try against each of these codes (D12), in one order for everybody."""
    for code_id in sorted({code.id for code in codes if code is not None}):
        Code.objects.filter(id=code_id, wrong_tries__lt=CODE_TRIES).update(wrong_tries=F("wrong_tries") + 1)
