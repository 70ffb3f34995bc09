# SPDX-License-Identifier: EUPL-1.2
"""Admitting a foreigner whom no register knows: one staff member asks, another confirms (D8)."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts.models import Account, Admission
from ugyfelkapu.domain import desk, identities
from ugyfelkapu.domain.deadlines import APPROVAL_LIFE
from ugyfelkapu.domain.documents import Category, DocumentKind, accepted, category_of
from ugyfelkapu.domain.errors import (
    ApprovalLapsed,
    DocumentNotValid,
    NeedsSecondApproval,
    NotFound,
    RegisterChanged,
    Unknown,
)
from ugyfelkapu.domain.events import AdmissionAsked, AdmissionDeclined
from ugyfelkapu.domain.person import Identity
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.staff.rights import Right, require
from ugyfelkapu.vault.index import keyed_hash

from .finalising import claimed, make_full, require_same_person
from .registering import Applicant, Proofed, open_gate, require_no_earlier_gate, require_not_own

BATCH = 100


@act
def ask_admission(
    applicant: Applicant, *, identity: Identity, evidence: desk.Evidence, by: Actor, at: datetime
) -> UUID:
    """Ask a colleague to confirm a person who is in no register; return the request's id.

    ``identity`` comes from a machine-readable zone with valid check digits and the fields it lacks.
    Raises :class:`NotFound` for Hungarians, whom the register must know, and the checks of the desk.
    """
    require(by, Right.REGISTER)
    return _ask(applicant, identity, evidence, by=by, at=at)


@act
def ask_finalisation(
    reference: str,
    *,
    username: str,
    email: str,
    identity: Identity,
    evidence: desk.Evidence,
    consent_version: str,
    by: Actor,
    at: datetime,
) -> UUID:
    """Ask a colleague to confirm the owner of a temporary gate whom no register knows (D5, D8).

    Raises what :func:`ask_admission` and :func:`finalising.open_form` raise, and
    :class:`FormDiffers` when the form speaks of somebody else.
    """
    require(by, Right.REGISTER)
    account = claimed(reference, username=username, email=email, at=at)
    require_same_person(account, identity)
    applicant = Applicant(account.email, account.username, account.language, consent_version, reference)
    return _ask(applicant, identity, evidence, by=by, at=at)


def _ask(
    applicant: Applicant, identity: Identity, evidence: desk.Evidence, *, by: Actor, at: datetime
) -> UUID:
    _require_foreigner(identity, evidence)
    desk.require_old_enough(identity, at=at)
    require_not_own(by, keys.document_only_key(identity))
    text = to_text(applicant, identity, evidence)
    fingerprint = keyed_hash("admission", text)
    admission = Admission.objects.create(
        office=by.office,
        asked_by=by.uuid,
        asked_at=at,
        ends_at=at + APPROVAL_LIFE,
        request=text,
        fingerprint=fingerprint,
    )
    record(
        AdmissionAsked(
            subject=admission.id,
            document=evidence.document,
            issuing_country=evidence.issuing_country,
            last_two=evidence.last_two,
            fingerprint=fingerprint.hex(),
        )
    )
    return admission.id


def _require_foreigner(identity: Identity, evidence: desk.Evidence) -> None:
    category = category_of(identity.citizenship)
    if category is Category.HUN:
        raise NotFound
    if category is not evidence.category:
        raise DocumentNotValid(reason="other_category", category=category)
    if evidence.document not in accepted(category):
        raise DocumentNotValid(reason="kind")


@act
def approve_admission(admission_id: UUID, *, fingerprint: bytes, by: Actor, at: datetime) -> UUID:
    """Confirm a colleague's request; the gate opens, or becomes full, as at the desk (D5, D8, I14).

    Return the gate. Raises :class:`NeedsSecondApproval` (own request, other office),
    :class:`ApprovalLapsed`, :class:`RegisterChanged` when the request is not the one that was looked
    at, and :class:`UnknownReference` when the temporary gate ended meanwhile.
    """
    admission = _open(admission_id, by=by, at=at)
    applicant, identity, evidence = from_text(admission.request)
    key = keys.document_only_key(identity)
    require_not_own(by, key)
    if bytes(admission.fingerprint) != fingerprint:
        raise RegisterChanged
    require_no_earlier_gate(identity, at, besides=key)
    _decide(admission, "approved", at=at)
    proofed = Proofed(
        identity, key, "document_only", evidence, staff_id=admission.asked_by, second_staff_id=by.uuid
    )
    account_id = _admit(applicant, proofed, by=by, at=at)
    Admission.objects.filter(id=admission.id).update(account=Account(id=account_id))
    return account_id


def _admit(applicant: Applicant, proofed: Proofed, *, by: Actor, at: datetime) -> UUID:
    if not applicant.reference:
        return open_gate(applicant, proofed, by=by, at=at).account_id
    account = claimed(applicant.reference, username=applicant.username, email=applicant.email, at=at)
    return make_full(account, proofed, consent_version=applicant.consent_version, by=by, at=at).account_id


@act
def decline_admission(admission_id: UUID, *, by: Actor, at: datetime) -> None:
    """Say no, or take one's own request back; what was typed is gone (D8)."""
    require(by, Right.REGISTER)
    admission = _waiting(admission_id, by=by, at=at)
    _decide(admission, "declined", at=at)
    record(AdmissionDeclined(subject=admission.id, fingerprint=bytes(admission.fingerprint).hex()))


def forget_lapsed_admissions(*, by: Actor, at: datetime) -> int:
    """Wipe the requests that nobody decided within their day; return how many there were."""
    lapsed = list(Admission.objects.filter(decided_at=None, ends_at__lte=at)[:BATCH])
    if lapsed:
        with suppress(ApprovalLapsed):  # another worker was quicker; the next round reads anew
            _forget(lapsed, by=by, at=at)
    return len(lapsed)


@act
def _forget(lapsed: list[Admission], *, by: Actor, at: datetime) -> None:
    for admission in lapsed:
        _decide(admission, "lapsed", at=at)
        record(AdmissionDeclined(subject=admission.id, fingerprint=bytes(admission.fingerprint).hex()))


def _open(admission_id: UUID, *, by: Actor, at: datetime) -> Admission:
    require(by, Right.APPROVE)
    admission = _waiting(admission_id, by=by, at=at)
    if admission.asked_by == by.uuid:
        raise NeedsSecondApproval
    return admission


def _waiting(admission_id: UUID, *, by: Actor, at: datetime) -> Admission:
    admission = Admission.objects.filter(id=admission_id).first()
    if admission is None:
        raise Unknown
    if admission.office != by.office:
        raise NeedsSecondApproval
    if admission.decided_at is not None or at >= admission.ends_at:
        raise ApprovalLapsed
    return admission


def _decide(admission: Admission, outcome: str, *, at: datetime) -> None:
    """Decide once, whoever else decides at the same moment; what was typed goes with it."""
    decided = Admission.objects.filter(id=admission.id, decided_at=None).update(
        decided_at=at, outcome=outcome
    )
    if not decided:
        raise ApprovalLapsed
    admission.request = ""
    admission.save(update_fields=["request"])


def to_text(applicant: Applicant, identity: Identity, evidence: desk.Evidence) -> str:
    """Return a request as it rests and as its fingerprint covers it."""
    whole = {
        "applicant": asdict(applicant),
        "identity": identities.to_text(identity),
        "evidence": asdict(evidence),
    }
    return json.dumps(whole, ensure_ascii=False, sort_keys=True)


def from_text(text: str) -> tuple[Applicant, Identity, desk.Evidence]:
    """Return the request that :func:`to_text` wrote."""
    whole = json.loads(text)
    evidence = whole["evidence"]
    return (
        Applicant(**whole["applicant"]),
        identities.from_text(whole["identity"]),
        desk.Evidence(
            category=Category(evidence["category"]),
            document=DocumentKind(evidence["document"]),
            issuing_country=evidence["issuing_country"],
            last_two=evidence["last_two"],
            address_card=evidence["address_card"],
        ),
    )
