# SPDX-License-Identifier: EUPL-1.2
"""Looking at signed forms, one at a time: the validator, the registers, the decision.

The world is asked before the act begins; the act decides with what was answered.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from django.db.models import F, Q

from ugyfelkapu.access import attempts
from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.accounts.services.erasing import NothingDue
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain.enrolment_events import SignedFormPutOff, SignedFormRefused, SignerEstablished
from ugyfelkapu.domain.errors import Throttled
from ugyfelkapu.domain.ports import (
    CertificateProviders,
    Confirmation,
    HolderQuestion,
    PopulationRegisters,
    ProviderUnavailable,
    RegisteredPerson,
    RegisterUnavailable,
    SignerQuestion,
    born_like,
)
from ugyfelkapu.domain.signing import (
    DECLARATION_LIFE,
    CertificateHolder,
    Known,
    NotProved,
    Reason,
    candidate,
    establish,
    questions,
    stranger_questions,
)
from ugyfelkapu.enrolment.fetching import fetched
from ugyfelkapu.enrolment.forms import form_from
from ugyfelkapu.enrolment.judging import Asked, Beside, Case, Judge, Judged, NotJudged, material, plain
from ugyfelkapu.enrolment.models import Declaration, Upload
from ugyfelkapu.enrolment.signers import (
    Signer,
    holder_of,
    leaf_of,
    reason_of,
    signer,
    signer_text,
    wants_later,
)
from ugyfelkapu.enrolment.steps import DUE, Step
from ugyfelkapu.esignature.declared import Declared
from ugyfelkapu.esignature.report import Report, as_json
from ugyfelkapu.esignature.signed_item import Material
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.journal.clock import real_now
from ugyfelkapu.outbox.letters import Letter, SignatureAcceptedLetter, SignatureRefusedLetter
from ugyfelkapu.outbox.post import post
from ugyfelkapu.registers.choice import providers, register

LEASE: Final = timedelta(minutes=3)
"""How long, by the real clock, one worker has a form to itself: longer than the longest look takes. One that
died leaves it to the next."""
PAUSES: Final = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))
"""How long to wait before the next try; the last of them again and again, for a day."""
MOST_ASKED: Final = 20
"""How many certificates are asked about for one form: signers, units and those above them are fewer."""
TOLERANCE: Final = timedelta(minutes=1)
"""How much later than asked an answer may be dated that was fetched meanwhile."""

Fetch = Callable[[tuple[Asked, ...]], dict[str, Material]]
_beside = Beside()


@dataclass(frozen=True, slots=True)
class World:
    """Whoever is asked about a signed form."""

    judge: Judge
    fetch: Fetch
    registers: PopulationRegisters
    providers: CertificateProviders


def usual_world() -> World:
    """Return whom this installation asks."""
    return World(_beside, fetched, register(), providers())


@dataclass(frozen=True, slots=True)
class Found:
    """What came of looking: a signer, a reason to refuse, or a reason to try again later."""

    report: Report | None = None
    known: Mapping[str, Material] | None = None
    signer: Signer | None = None
    refused: Reason | None = None
    later: str = ""


def look_at_next(
    *, by: Actor, at: datetime, world: World | None = None, real: datetime | None = None
) -> bool:
    """Look at the signed form that is due longest, if any; say whether there was one.

    ``real`` is the moment of the real clock, by which turns are taken.
    """
    upload = _claimed(at, real=real or real_now())
    if upload is None:
        return False
    declaration = upload.declaration
    case = Case(
        base64.b64decode(upload.document),
        Declared(base64.b64decode(declaration.pdf), declaration.xml.encode()),
        material(json.loads(upload.evidence)) if upload.evidence else {},
        at,
    )
    form = form_from(declaration.form, form_id=declaration.id)
    found = _look(case, form, world or usual_world())
    with suppress(NothingDue):
        decide(upload.id, turn=upload.tries + 1, found=found, by=by, at=at)
    return True


def _claimed(at: datetime, *, real: datetime) -> Upload | None:
    """Take a form that is due, by one conditional update, so that of several workers one looks at it."""
    free = Q(leased_until=None) | Q(leased_until__lte=real)
    due = Upload.objects.filter(free, step__in=DUE, next_at__lte=at, declaration__used_at=None)
    found = due.select_related("declaration").order_by("next_at").first()
    if found is None:
        return None
    mine = Upload.objects.filter(free, id=found.id, step__in=DUE, tries=found.tries)
    return found if mine.update(leased_until=real + LEASE, tries=F("tries") + 1) else None


def _look(case: Case, form: ElectronicForm, world: World) -> Found:
    try:
        judged, known = _judged(case, world)
    except NotJudged as hindrance:
        return Found(later=str(hindrance))
    report = judged.report
    if wants_later(report):
        return Found(report, known, later=report.reason)
    if not report.accepted:
        return Found(report, known, refused=reason_of(report))
    try:
        return Found(report, known, signer=_who(report, form, world, at=case.at))
    except NotProved as refusal:
        return Found(report, known, refused=refusal.reason)
    except RegisterUnavailable:
        return Found(report, known, later="register_silent")
    except ProviderUnavailable:
        return Found(report, known, later="provider_silent")


def _judged(case: Case, world: World) -> tuple[Judged, Mapping[str, Material]]:
    """Judge a form; where it lacks what was said of a certificate, fetch that and judge again."""
    judged = world.judge(case)
    if not wants_later(judged.report) or not judged.asked:
        return judged, case.known
    known = {**case.known, **world.fetch(judged.asked[:MOST_ASKED])}
    if known == case.known:
        return judged, known
    return world.judge(Case(case.document, case.declared, known, case.at + TOLERANCE)), known


def _who(report: Report, form: ElectronicForm, world: World, *, at: datetime) -> Signer:
    """Ask the registers who signed. Raises :class:`NotProved` and what the ports raise."""
    holder = holder_of(report)
    by_identifier, by_name = questions(holder)
    by_form = world.registers.who_was_born(born_like(form.identity), at=at).people
    known = Known(
        by_form=by_form,
        by_identifier=world.registers.who_signs(by_identifier, at=at).people if by_identifier else None,
        by_name=_answered(by_name, world, at=at),
        by_day=() if by_form else _answered(stranger_questions(holder), world, at=at),
    )
    said = _provider(holder, known, report, form, world, at=at)
    established = establish(holder, form.identity, known, said, at=at)
    return signer(established, report, digest=_digest(report), country=holder.country)


def _answered(
    asked: tuple[SignerQuestion, ...], world: World, *, at: datetime
) -> tuple[RegisteredPerson, ...]:
    """Return whom the registers name in answer to any of these, each once."""
    answers = [world.registers.who_signs(question, at=at).people for question in asked]
    return tuple(dict.fromkeys(person for people in answers for person in people))


def _provider(
    holder: CertificateHolder,
    known: Known,
    report: Report,
    form: ElectronicForm,
    world: World,
    *,
    at: datetime,
) -> Confirmation:
    """Ask the certificate's provider, only about one person whom nothing else but the name tells.

    What was typed leaves the house only where the register has it, of somebody with the certificate's name.
    """
    leads = known.by_identifier or known.by_name
    if leads or candidate(holder, form.identity, known.by_form) is None:
        return Confirmation.NOT_ASKED
    return world.providers.is_holder(HolderQuestion(leaf_of(report), form.identity), at=at)


def _digest(report: Report) -> str:
    return sha256(as_json(report).encode()).hexdigest()


@act
def decide(upload_id: UUID, *, turn: int, found: Found, by: Actor, at: datetime) -> None:
    """Decide on a signed form with what was found; whoever waited for it hears by letter.

    What is refused is emptied at once: only the reason stays, until the declaration's day is over.
    Raises :class:`NothingDue` where the form is gone, or another worker has taken its turn.
    """
    if not Upload.objects.filter(id=upload_id, step__in=DUE, tries=turn).update(leased_until=None):
        raise NothingDue
    upload = Upload.objects.select_related("declaration").get(id=upload_id)
    declaration = upload.declaration
    waited = Step(upload.step) is Step.LATER
    if found.later and at + PAUSES[0] < upload.ends_at:
        _put_off(upload, found, at=at)
        return
    if found.signer is None:
        reason = found.refused or Reason.NO_EVIDENCE
        _refuse(upload, reason, found)
        if waited:
            _extend(declaration, until=at + DECLARATION_LIFE)  # for its owner to read why
            _tell(declaration, SignatureRefusedLetter(decided_at=at), at=at)
        return
    until = at + DECLARATION_LIFE
    _accept(upload, found, found.signer, until=until)
    _extend(declaration, until=until)
    if waited:
        _tell(declaration, SignatureAcceptedLetter(until=until), at=at)


def _put_off(upload: Upload, found: Found, *, at: datetime) -> None:
    pause = PAUSES[min(upload.tries, len(PAUSES)) - 1]
    last = upload.ends_at - PAUSES[0]
    upload.step, upload.reason, upload.next_at = Step.LATER, found.later, min(at + pause, last)
    upload.evidence = json.dumps(plain(found.known)) if found.known else ""
    upload.save(update_fields=["step", "reason", "next_at", "evidence"])
    digest = bytes(upload.digest).hex()
    record(SignedFormPutOff(subject=upload.declaration_id, document=digest, reason=found.later))


def _extend(declaration: Declaration, *, until: datetime) -> None:
    Declaration.objects.filter(id=declaration.id, used_at=None, ends_at__lt=until).update(ends_at=until)


def _refuse(upload: Upload, reason: Reason, found: Found) -> None:
    upload.step, upload.reason = Step.REFUSED, reason
    upload.document = upload.report = upload.evidence = upload.signer = ""
    upload.save(update_fields=["step", "reason", "document", "report", "evidence", "signer"])
    record(
        SignedFormRefused(
            subject=upload.declaration_id,
            document=bytes(upload.digest).hex(),
            reason=reason,
            finding=found.report.reason if found.report else found.later,
            snapshot=found.report.context.trust_snapshot if found.report else "",
        )
    )


def _accept(upload: Upload, found: Found, who: Signer, *, until: datetime) -> None:
    assert found.report is not None  # noqa: S101  nobody signed without one
    upload.step, upload.reason, upload.ends_at = Step.PROVED, "", until
    upload.report = as_json(found.report)
    upload.evidence = json.dumps(plain(found.known or {}))
    upload.signer = signer_text(who)
    upload.save(update_fields=["step", "reason", "ends_at", "report", "evidence", "signer"])
    record(
        SignerEstablished(
            subject=upload.declaration_id,
            document=bytes(upload.digest).hex(),
            report=who.report,
            snapshot=who.snapshot,
            level=who.level,
            basis=who.basis,
            register=who.signed.source,
        )
    )


def _tell(declaration: Declaration, letter: Letter, *, at: datetime) -> None:
    """Write to whoever no longer waits before the page; the address is only claimed, so nothing is named."""
    form = form_from(declaration.form, form_id=declaration.id)
    with suppress(Throttled):
        attempts.count(attempts.Scope("outcome letters", form.email, limits.OUTCOME_LETTERS), at=at)
        post(letter, to=form.email, language=form.language)
