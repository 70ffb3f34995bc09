# SPDX-License-Identifier: EUPL-1.2
"""Making a declaration of a filled-in form, and taking it back signed."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from ugyfelkapu.access import attempts
from ugyfelkapu.access.requests import Origin
from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.domain import attempts as limits
from ugyfelkapu.domain import desk
from ugyfelkapu.domain.enrolment_errors import DeclarationOver, DeclarationUsed, FormTooLarge, FormUnderWay
from ugyfelkapu.domain.enrolment_events import DeclarationMade, SignedFormSent
from ugyfelkapu.domain.signing import DECLARATION_LIFE, LARGEST_UPLOAD
from ugyfelkapu.enrolment.forms import declaration_of, form_text
from ugyfelkapu.enrolment.models import Declaration, Upload
from ugyfelkapu.enrolment.queries import browser_key
from ugyfelkapu.enrolment.steps import Step
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.papers import declaration as paper

NONCE_BYTES: Final = 32


def declare(form: ElectronicForm, *, browser: str, origin: Origin, by: Actor, at: datetime) -> UUID:
    """Make a declaration of a form, for this browser alone; twenty an hour for a network.

    Raises :class:`Throttled` and :class:`TooYoung`.
    """
    from ugyfelkapu.esignature.signable import signable  # loads what no other act of a web server needs

    attempts.count(attempts.Scope("declarations", origin.network, limits.TEMPORARY_GATES), at=at)
    desk.require_old_enough(form.identity, at=at)
    ends_at = at + DECLARATION_LIFE
    nonce = secrets.token_hex(NONCE_BYTES)
    printed = declaration_of(form, nonce=nonce, ends_at=ends_at, at=at)
    made = Declaration(
        id=form.id,
        browser=browser_key(browser),
        form=form_text(form),
        pdf=base64.b64encode(signable(paper.render(printed))).decode("ascii"),
        xml=paper.as_xml(printed).decode(),
        made_at=at,
        ends_at=ends_at,
    )
    _keep(made, form.consent_version, by=by, at=at)
    return made.id


@act
def _keep(made: Declaration, consent_version: str, *, by: Actor, at: datetime) -> None:
    made.save(force_insert=True)
    record(DeclarationMade(subject=made.id, consent_version=consent_version))


def send(
    declaration_id: UUID, document: bytes, *, browser: str, origin: Origin, by: Actor, at: datetime
) -> None:
    """Take a signed form of a declaration of this browser; the worker looks at it.

    Raises :class:`Throttled`, :class:`DeclarationOver`, :class:`DeclarationUsed`, :class:`FormUnderWay`
    and :class:`FormTooLarge`.
    """
    attempts.count(attempts.Scope("signed forms", origin.network, limits.TEMPORARY_GATES), at=at)
    if not 0 < len(document) <= LARGEST_UPLOAD:
        raise FormTooLarge(octets=len(document))
    _take(declaration_id, document, browser=browser, by=by, at=at)


@act
def _take(declaration_id: UUID, document: bytes, *, browser: str, by: Actor, at: datetime) -> None:
    declaration = own(declaration_id, browser=browser, at=at)
    upload = Upload(
        id=uuid4(),
        declaration=declaration,
        document=base64.b64encode(document).decode("ascii"),
        digest=sha256(document).digest(),
        step=Step.WAITING,
        sent_at=at,
        ends_at=at + DECLARATION_LIFE,
        next_at=at,
    )
    Upload.objects.filter(declaration=declaration, step=Step.REFUSED).delete()
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except IntegrityError:
        raise FormUnderWay(subject=declaration.id) from None
    record(SignedFormSent(subject=declaration.id, document=bytes(upload.digest).hex()))


def own(declaration_id: UUID, *, browser: str, at: datetime) -> Declaration:
    """Return a living declaration of this browser. Raises :class:`DeclarationOver`, :class:`DeclarationUsed`.

    Whoever else knows its number gets the answer of one that is over.
    """
    found = Declaration.objects.filter(id=declaration_id, browser=browser_key(browser)).first()
    if found is None:
        raise DeclarationOver
    if found.used_at is not None:
        raise DeclarationUsed(subject=found.id)
    if at >= found.ends_at:
        raise DeclarationOver(subject=found.id)
    return found
