# SPDX-License-Identifier: EUPL-1.2
"""Registering somebody who stands at the desk (the first of the three ways in)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Proofing
from ugyfelkapu.domain import deadlines, desk, identities
from ugyfelkapu.domain.deadlines import Period
from ugyfelkapu.domain.errors import HasGate, OwnRecord
from ugyfelkapu.domain.events import RegisteredInPerson
from ugyfelkapu.domain.lifecycle import LIVING_FULL, State
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.ports import RegisterAnswer
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import ActivationLetter, AddressTakenLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.staff.queries import person_key_of
from ugyfelkapu.staff.rights import Right, require

from .addresses import address_is_taken
from .moving import ACTIVATION, insert, issue_code, note_names
from .outcomes import Registered


@dataclass(frozen=True, slots=True)
class Applicant:
    """What the person chose at the desk: an existing address, a username, the language of letters.

    ``reference`` names the temporary gate that is to become full, and is empty for a new one.
    """

    email: str
    username: str
    language: str
    consent_version: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Proofed:
    """Somebody whose identity was established, ready to get a gate."""

    identity: Identity
    person_key: bytes
    source: str
    evidence: desk.Evidence
    staff_id: UUID
    second_staff_id: UUID | None = None


@act
def register_in_person(
    applicant: Applicant, *, answer: RegisterAnswer, evidence: desk.Evidence, by: Actor, at: datetime
) -> Registered:
    """Register a person as the register knows them, and post their activation code.

    Raises what :func:`desk.the_one` and :func:`desk.require_admissible` raise, and
    :class:`OwnRecord`, :class:`HasGate`, :class:`UsernameTaken` (D5-D11, D22, D23).
    """
    require(by, Right.REGISTER)
    person = desk.the_one(answer)
    key = keys.person_key(person)
    require_not_own(by, key)
    desk.require_admissible(person, evidence, at=at)
    require_no_earlier_gate(person.identity, at)
    proofed = Proofed(person.identity, key, str(person.register), evidence, by.uuid)
    return open_gate(applicant, proofed, by=by, at=at)


def require_no_earlier_gate(identity: Identity, at: datetime, *, besides: bytes = b"") -> None:
    """Raise :class:`HasGate` when the person got a gate before any register knew them (D9)."""
    earlier = keys.unregistered_keys(identity) - {besides}
    living = Account.objects.filter(Q(ends_at=None) | Q(ends_at__gt=at), person_key__in=earlier)
    if living.filter(state__in=LIVING_FULL).exists():
        raise HasGate


def require_not_own(by: Actor, person_key: bytes) -> None:
    """Raise :class:`OwnRecord` when a staff member acts on their own record (D22)."""
    if person_key_of(by.uuid) == person_key:
        raise OwnRecord


def open_gate(applicant: Applicant, proofed: Proofed, *, by: Actor, at: datetime) -> Registered:
    """Save the gate, its proofing and its code, and post the letter; part of an act."""
    if Account.objects.filter(
        person_key=proofed.person_key, state__in=LIVING_FULL - {State.PENDING_ACTIVATION}
    ).exists():
        raise HasGate
    account = _account(applicant, proofed, by=by, at=at)
    insert(account, at=at)
    note_names(account, proofed.identity)
    note_proofing(account, proofed, consent_version=applicant.consent_version, by=by, at=at)
    record(_registered(account, applicant, proofed, by=by))
    text, code = issue_code(account, ACTIVATION, at=at)
    post_activation(account, text, code.ends_at, at=at)
    assert account.ends_at is not None  # noqa: S101  a registration always ends
    return Registered(
        account.id,
        code.ends_at,
        account.ends_at,
        deadlines.last_day_before(code.ends_at),
        deadlines.last_day_before(account.ends_at),
    )


def _account(applicant: Applicant, proofed: Proofed, *, by: Actor, at: datetime) -> Account:
    ends_at = deadlines.registration_ends_at(at)
    return Account(
        id=uuid4(),
        state=State.PENDING_ACTIVATION,
        person_key=proofed.person_key,
        person_source=proofed.source,
        identity=identities.to_text(proofed.identity),
        username=applicant.username,
        username_key=keys.username_key(applicant.username),
        email=applicant.email,
        email_key=keys.email_key(applicant.email),
        language=applicant.language,
        office=by.office,
        registered_at=at,
        ends_at=ends_at,
        remind_at=deadlines.next_reminder(Period.NEVER_ACTIVATED, ends_at, after=at),
    )


def note_proofing(
    account: Account, proofed: Proofed, *, consent_version: str, by: Actor, at: datetime
) -> None:
    """Keep how it was established who the owner is (D7)."""
    evidence = proofed.evidence
    Proofing.objects.create(
        account=account,
        method="desk" if proofed.second_staff_id is None else "document_only",
        document=evidence.document,
        issuing_country=evidence.issuing_country,
        address_card=evidence.address_card,
        register="" if proofed.second_staff_id else proofed.source,
        consent_version=consent_version,
        at=at,
        office=by.office,
        staff_id=proofed.staff_id,
        second_staff_id=proofed.second_staff_id,
    )


def _registered(account: Account, applicant: Applicant, proofed: Proofed, *, by: Actor) -> RegisteredInPerson:
    evidence = proofed.evidence
    return RegisteredInPerson(
        subject=account.id,
        office=by.office,
        document=evidence.document,
        issuing_country=evidence.issuing_country,
        last_two=evidence.last_two,
        address_card=evidence.address_card,
        person=proofed.person_key.hex(),
        consent_version=applicant.consent_version,
        register=proofed.source,
    )


def post_activation(account: Account, code: str, code_ends_at: datetime, *, at: datetime) -> None:
    """Post the code; to the owner of an address that is taken, a word about it instead (D10)."""
    owner = address_is_taken(bytes(account.email_key), at=at, besides=account.id)
    if owner is not None:
        post(AddressTakenLetter(), to=owner.email, language=owner.language, account_id=owner.id)
        return
    assert account.ends_at is not None  # noqa: S101  a registration always ends
    post(
        ActivationLetter(
            code=code,
            opened_on=deadlines.day_of(account.registered_at),
            last_day=deadlines.last_day_before(code_ends_at),
            days_left=deadlines.days_left(code_ends_at, at),
            registration_last_day=deadlines.last_day_before(account.ends_at),
        ),
        to=account.email,
        language=account.language,
        account_id=account.id,
    )
