# SPDX-License-Identifier: EUPL-1.2
"""Finalising: a temporary gate becomes its owner's full gate at the desk (D5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, ClaimLetter
from ugyfelkapu.domain import deadlines, desk, identities
from ugyfelkapu.domain.deadlines import Period
from ugyfelkapu.domain.errors import FormDiffers, HasGate, SaidDiffers, UnknownReference
from ugyfelkapu.domain.events import AccountFinalised, FormOpened
from ugyfelkapu.domain.lifecycle import State, Trigger
from ugyfelkapu.domain.matching import Correctable, Difference, Different, compare
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.domain.ports import RegisterAnswer
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import FinalisedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.staff.rights import Right, require

from .moving import (
    ACTIVATION,
    NEXT_GENERATION,
    end_codes,
    issue_code,
    make_way,
    move,
    note_names,
    wait_for_turn,
)
from .registering import Proofed, note_proofing, post_activation, require_no_earlier_gate, require_not_own


@dataclass(frozen=True, slots=True)
class OpenedForm:
    """The form of a temporary gate, opened at the desk by its reference."""

    account_id: UUID
    identity: Identity
    activated: bool
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Finalised:
    """A temporary gate became a full one; one never activated waits for its fresh code."""

    account_id: UUID
    activated: bool


@act
def open_form(reference: str, *, username: str, email: str, by: Actor, at: datetime) -> OpenedForm:
    """Open a form for the clerk, once the client said what belongs to it (D5).

    ``reference`` is canonical. Raises :class:`UnknownReference` and :class:`SaidDiffers`.
    """
    require(by, Right.REGISTER)
    account = claimed(reference, username=username, email=email, at=at)
    assert account.ends_at is not None  # noqa: S101  a temporary gate always ends
    record(FormOpened(subject=account.id))
    return OpenedForm(
        account.id,
        identities.from_text(account.identity),
        account.activated_at is not None,
        account.ends_at,
    )


def claimed(reference: str, *, username: str, email: str, at: datetime) -> Account:
    """Return the temporary gate that all three belong to: whoever opened it in another's name knows them,
    the one named in it does not. Raises :class:`UnknownReference` and :class:`SaidDiffers`.
    """
    account = Account.objects.filter(
        reference_key=keys.reference_key(reference), state=State.TEMPORARY, ends_at__gt=at
    ).first()
    if account is None:
        raise UnknownReference
    said = keys.username_key(username), keys.email_key(email)
    if said != (bytes(account.username_key), bytes(account.email_key)):
        raise SaidDiffers(subject=account.id)
    return account


@act
def finalise(
    reference: str,
    *,
    username: str,
    email: str,
    answer: RegisterAnswer,
    evidence: desk.Evidence,
    consent_version: str,
    by: Actor,
    at: datetime,
) -> Finalised:
    """Make a temporary gate full after the in-person checks of the first way (D5).

    Raises what :func:`open_form`, :func:`desk.the_one` and :func:`desk.require_admissible` raise, and
    :class:`FormDiffers`, :class:`HasGate`, :class:`OwnRecord`. A refusal leaves the temporary gate
    as it is, to its own last day.
    """
    require(by, Right.REGISTER)
    account = claimed(reference, username=username, email=email, at=at)
    person = desk.the_one(answer)
    key = keys.person_key(person)
    require_not_own(by, key)
    desk.require_admissible(person, evidence, at=at)
    require_no_earlier_gate(person.identity, at)
    proofed = Proofed(person.identity, key, str(person.register), evidence, by.uuid)
    return make_full(account, proofed, consent_version=consent_version, by=by, at=at)


def make_full(
    account: Account, proofed: Proofed, *, consent_version: str, by: Actor, at: datetime
) -> Finalised:
    """Make a temporary gate full for somebody whose identity was established; part of an act."""
    differences = require_same_person(account, proofed.identity)
    make_way(Q(person_key=proofed.person_key), at=at)
    if not wait_for_turn(account):
        raise UnknownReference
    account.refresh_from_db()
    activated = account.activated_at is not None
    _move(account, proofed, activated=activated, by=by, at=at)
    end_codes(account, at=at)
    note_names(account, proofed.identity)
    note_proofing(account, proofed, consent_version=consent_version, by=by, at=at)
    ClaimLetter.objects.filter(account=account).delete()
    record(_finalised(account, proofed, differences, consent_version=consent_version, by=by))
    if activated:
        _post_finalised(account, at=at)
    else:
        text, code = issue_code(account, ACTIVATION, at=at)
        post_activation(account, text, code.ends_at, at=at)
    return Finalised(account.id, activated)


def require_same_person(account: Account, known: Identity) -> tuple[Difference, ...]:
    """Return what the register corrects. Raises :class:`FormDiffers` where it may not (D5)."""
    verdict = compare(identities.from_text(account.identity), known)
    if isinstance(verdict, Different):
        fields = tuple(sorted(difference.field for difference in verdict.differences))
        raise FormDiffers(fields=fields, subject=account.id)
    return verdict.differences if isinstance(verdict, Correctable) else ()


ALREADY_USED: Final[dict[str, object]] = {"ends_at": None, "remind_at": None}
"""What changes at a gate that its owner has activated: it no longer ends by itself."""


def _move(account: Account, proofed: Proofed, *, activated: bool, by: Actor, at: datetime) -> None:
    """Move the gate to its owner's one place; its sessions of before end. Raises :class:`HasGate`."""
    ends_at = deadlines.registration_ends_at(at)
    waiting = {
        "registered_at": at,
        "ends_at": ends_at,
        "remind_at": deadlines.next_reminder(Period.NEVER_ACTIVATED, ends_at, after=at),
    }
    try:
        with transaction.atomic():
            move(
                account,
                Trigger.FINALISE_ACTIVATED if activated else Trigger.FINALISE_UNACTIVATED,
                **(ALREADY_USED if activated else waiting),
                person_key=proofed.person_key,
                person_source=proofed.source,
                reference_key=None,
                office=by.office,
                generation=NEXT_GENERATION,
                epoch=F("epoch") + 1,
            )
    except IntegrityError:
        raise HasGate from None
    account.identity = identities.to_text(proofed.identity)
    account.reference = None  # type: ignore[assignment]  # the column is null once finalised
    account.save(update_fields=["identity", "reference"])


def _finalised(
    account: Account,
    proofed: Proofed,
    differences: tuple[Difference, ...],
    *,
    consent_version: str,
    by: Actor,
) -> AccountFinalised:
    evidence = proofed.evidence
    return AccountFinalised(
        subject=account.id,
        office=by.office,
        document=evidence.document,
        issuing_country=evidence.issuing_country,
        last_two=evidence.last_two,
        address_card=evidence.address_card,
        person=proofed.person_key.hex(),
        consent_version=consent_version,
        register=proofed.source,
        activated=account.activated_at is not None,
        differences=" ".join(f"{difference.field}:{difference.degree}" for difference in differences),
    )


def _post_finalised(account: Account, *, at: datetime) -> None:
    post(
        FinalisedLetter(finalised_on=deadlines.day_of(at)),
        to=account.email,
        language=account.language,
        account_id=account.id,
    )
