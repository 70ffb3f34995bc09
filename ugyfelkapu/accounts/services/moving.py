# SPDX-License-Identifier: EUPL-1.2
"""Steps that several acts share: moving a state, issuing a code, claiming a name."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Code, NamePart
from ugyfelkapu.domain import deadlines
from ugyfelkapu.domain.attempts import CODE_TRIES
from ugyfelkapu.domain.codes import for_reading, make_code
from ugyfelkapu.domain.errors import HasGate, NotAllowed, UsernameTaken
from ugyfelkapu.domain.events import CodeIssued
from ugyfelkapu.domain.lifecycle import HOLDS_NAMES, LIVING_FULL, State, Trigger, after
from ugyfelkapu.domain.person import Identity, name_parts
from ugyfelkapu.journal.act import record

from .erasing import erase

ACTIVATION = "activation"
RESET = "reset"
NEXT_GENERATION: Final = F("generation") + 1
"""Given to :func:`move`, ends every session of the gate."""
ASKED_A_DAY = 3
"""Letters with a code that the owner may ask for in a day (D15)."""


def move(account: Account, trigger: Trigger, **changes: object) -> None:
    """Move a gate through the table by conditional update. Raises :class:`NotAllowed`."""
    old = State(account.state)
    new = after(old, trigger)
    moved = Account.objects.filter(id=account.id, state=old).update(state=new, **changes)
    if not moved:
        raise NotAllowed(state=old, trigger=trigger, subject=account.id)
    account.refresh_from_db(fields=["state", "generation", *changes])


def insert(account: Account, identity: Identity, *, at: datetime) -> None:
    """Save a new gate with its name tokens. Raises :class:`HasGate` or :class:`UsernameTaken`.

    Gates whose deadline has passed give way first, whether or not a sweep ran; the unique
    constraints decide between two who come at the same moment.
    """
    _make_way(account, at)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        if Account.objects.filter(person_key=account.person_key, state__in=LIVING_FULL).exists():
            raise HasGate from None
        raise UsernameTaken from None
    names = (identity.current_name, identity.birth_name)
    tokens = {keys.name_token(part) for name in names for part in name_parts(name)}
    NamePart.objects.bulk_create([NamePart(account=account, token=token) for token in sorted(tokens)])


def _make_way(account: Account, at: datetime) -> None:
    same = Q(username_key=account.username_key) | Q(email_key=account.email_key)
    if account.person_key is not None:
        same |= Q(person_key=account.person_key)
    for lapsed in Account.objects.filter(same, ends_at__lte=at).order_by("ends_at", "id"):
        erase(lapsed)


def address_is_taken(email_key: bytes, *, at: datetime, besides: UUID | None = None) -> Account | None:
    """Return the living gate that has proved this address, if any (D10)."""
    owners = Account.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=at),
        email_key=email_key,
        email_proved_at__isnull=False,
        state__in=HOLDS_NAMES,
    )
    return (owners.exclude(id=besides) if besides else owners).first()


def wait_for_turn(account: Account) -> bool:
    """Make whoever wants the same gate wait until this act is over; say whether it is still there."""
    return bool(Account.objects.filter(id=account.id).update(generation=F("generation")))


def hold(account: Account) -> None:
    """Make whoever wants the same gate wait until this act is over. Raises :class:`NotAllowed`."""
    if not Account.objects.filter(id=account.id, state=account.state).update(state=account.state):
        raise NotAllowed(state=account.state, subject=account.id)


def end_codes(account: Account, *, at: datetime) -> None:
    """Let the codes of a gate that is held redeem nothing any more."""
    Code.objects.filter(account=account, used_at=None, dead_at=None).update(dead_at=at)


def issue_code(account: Account, purpose: str, *, at: datetime) -> tuple[str, Code]:
    """Make a code for a gate that is held or new; older ones die with it (D12)."""
    return _issue(account, purpose, at=at, asked_as=None)


def issue_asked_code(account: Account, purpose: str, *, at: datetime) -> tuple[str, Code] | None:
    """Make a code that the owner asked for, for a gate that is held; ``None`` after three in a day (D15)."""
    today = Code.objects.filter(account=account, asked_on=deadlines.day_of(at)).count()
    if today >= ASKED_A_DAY:
        return None
    return _issue(account, purpose, at=at, asked_as=today + 1)


def _issue(account: Account, purpose: str, *, at: datetime, asked_as: int | None) -> tuple[str, Code]:
    end_codes(account, at=at)
    text = make_code()
    code = Code.objects.create(
        account=account,
        purpose=purpose,
        digest=keys.code_digest(text),
        issued_at=at,
        ends_at=deadlines.code_ends_at(at, gate_ends_at=account.ends_at),
        asked_on=None if asked_as is None else deadlines.day_of(at),
        asked_as=asked_as,
    )
    record(CodeIssued(subject=account.id, purpose=purpose, ends_at=code.ends_at))
    return for_reading(text), code


def note_wrong_try(*codes: Code | None) -> None:
    """Count a wrong try against each of these codes (D12), in one order for everybody."""
    for code_id in sorted({code.id for code in codes if code is not None}):
        Code.objects.filter(id=code_id, wrong_tries__lt=CODE_TRIES).update(wrong_tries=F("wrong_tries") + 1)
