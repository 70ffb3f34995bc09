# SPDX-License-Identifier: EUPL-1.2
"""Opening a temporary gate by the electronic form (the third of the three ways in)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid4

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain import deadlines, desk, identities
from ugyfelkapu.domain.deadlines import Period
from ugyfelkapu.domain.events import TemporaryGateOpened
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.references import for_saying, make_reference
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import AddressTakenLetter, Letter, TemporaryGateLetter
from ugyfelkapu.outbox.post import post

from .addresses import address_is_taken, take_claim_letter
from .moving import ACTIVATION, insert, issue_code

CLAIMED = "claimed"
"""The source of a temporary gate's data: whoever filled the form in."""


@dataclass(frozen=True, slots=True)
class ElectronicForm:
    """What somebody filled in and sent; nobody has proved any of it (D17).

    Its gate takes its ``id``: a form that is sent twice opens one gate.
    """

    identity: Identity
    username: str
    email: str
    language: str
    consent_version: str
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True)
class TemporaryOpened:
    """A temporary gate was opened; ``reference`` is what its owner says at the desk."""

    account_id: UUID
    reference: str
    code_last_day: date
    last_day: date


@act
def open_temporary_gate(form: ElectronicForm, *, by: Actor, at: datetime) -> TemporaryOpened:
    """Open a temporary gate at once and post its activation code (D4).

    Whoever is named in the form is neither looked up nor blocked: the gate has no place of its own
    among people until it is finalised (D5, D18). Raises :class:`TooYoung` and :class:`UsernameTaken`.
    """
    desk.require_old_enough(form.identity, at=at)
    account = _account(form, at=at)
    insert(account, at=at)
    text, code = issue_code(account, ACTIVATION, at=at)
    ends_at = deadlines.temporary_ends_at(at)
    record(TemporaryGateOpened(subject=account.id, consent_version=form.consent_version, ends_at=ends_at))
    opened = TemporaryOpened(
        account.id,
        account.reference,
        deadlines.last_day_before(code.ends_at),
        deadlines.last_day_before(ends_at),
    )
    letter = TemporaryGateLetter(
        code=text,
        opened_on=deadlines.day_of(at),
        last_day=opened.code_last_day,
        days_left=deadlines.days_left(code.ends_at, at),
        gate_last_day=opened.last_day,
        reference=for_saying(opened.reference),
    )
    post_to_claimed(account, letter, at=at)
    return opened


def _account(form: ElectronicForm, *, at: datetime) -> Account:
    ends_at = deadlines.temporary_ends_at(at)
    reference = _unused_reference()
    return Account(
        id=form.id,
        state=State.TEMPORARY,
        person_source=CLAIMED,
        identity=identities.to_text(form.identity),
        username=form.username,
        username_key=keys.username_key(form.username),
        email=form.email,
        email_key=keys.email_key(form.email),
        language=form.language,
        registered_at=at,
        reference=reference,
        reference_key=keys.reference_key(reference),
        ends_at=ends_at,
        remind_at=deadlines.next_reminder(Period.TEMPORARY_GATE, ends_at, after=at),
    )


def _unused_reference() -> str:
    """Return a reference that no gate has; the constraint refuses the one in a million that slips through."""
    reference = make_reference()
    while Account.objects.filter(reference_key=keys.reference_key(reference)).exists():
        reference = make_reference()
    return reference


def post_to_claimed(account: Account, letter: Letter, *, at: datetime) -> None:
    """Post to an address that a form names, three a day; whoever proved it hears of it instead (D10, D18)."""
    owner = address_is_taken(bytes(account.email_key), at=at, besides=account.id)
    if not take_claim_letter(account, at=at):
        return
    if owner is not None:
        post(AddressTakenLetter(), to=owner.email, language=owner.language, account_id=owner.id)
        return
    post(letter, to=account.email, language=account.language, account_id=account.id)
