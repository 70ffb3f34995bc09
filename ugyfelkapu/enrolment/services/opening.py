# SPDX-License-Identifier: EUPL-1.2
"""A proved signer chooses a password: a gate opens, or the one that they have gets it.

A signed form is used by one conditional update, in the transaction that acts on it: submitted twice, or
raced for, it makes one gate.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from ugyfelkapu.access import safety_links
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.accounts.services import NewPassword
from ugyfelkapu.accounts.services.signing import Chosen, greet, open_signed_gate, reset_signed
from ugyfelkapu.accounts.services.telling import tell_owner
from ugyfelkapu.domain.enrolment_errors import DeclarationOver, DeclarationUsed
from ugyfelkapu.domain.enrolment_events import PasswordResetBySignature, RegisteredBySignature
from ugyfelkapu.enrolment.forms import form_from
from ugyfelkapu.enrolment.models import Declaration, SignedForm, Upload
from ugyfelkapu.enrolment.signers import Signer, signer_from
from ugyfelkapu.enrolment.steps import Step
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.outbox.letters import PasswordChangedLetter

from .declaring import own


@act
def open_gate(
    declaration_id: UUID,
    password: NewPassword,
    *,
    browser: str,
    username: str = "",
    gives_up: UUID | None = None,
    by: Actor,
    at: datetime,
) -> UUID:
    """Open the signer's gate, full and active; ``gives_up`` is the temporary one they are signed in to.

    ``username`` replaces the form's where that was taken meanwhile. Raises :class:`DeclarationOver`,
    :class:`DeclarationUsed`, :class:`HasGate`, :class:`UsernameTaken` and :class:`PasswordRefused`.
    """
    declaration, upload = _proved(declaration_id, browser=browser, at=at)
    who = signer_from(upload.signer)
    form = form_from(declaration.form, form_id=declaration.id)
    chosen = Chosen(username or form.username, form.email, form.language, form.consent_version)
    _use_up(declaration, at=at)
    account = open_signed_gate(who.signed, chosen, password, gives_up=gives_up, at=at)
    _keep(account, declaration, upload, who, at=at)
    record(
        RegisteredBySignature(
            subject=account.id,
            declaration=str(declaration.id),
            document=bytes(upload.digest).hex(),
            report=who.report,
            snapshot=who.snapshot,
            level=who.level,
            basis=who.basis,
            register=who.signed.source,
            person=who.signed.person_key.hex(),
            consent_version=form.consent_version,
        )
    )
    greet(account, at=at)
    return account.id


@act
def reset_password(
    declaration_id: UUID, password: NewPassword, *, browser: str, by: Actor, at: datetime
) -> UUID:
    """Give the signer's full gate a new password; the known address hears of it, with a link that locks it.

    Raises :class:`DeclarationOver`, :class:`DeclarationUsed`, :class:`NotAllowed` and
    :class:`PasswordRefused`.
    """
    declaration, upload = _proved(declaration_id, browser=browser, at=at)
    who = signer_from(upload.signer)
    _use_up(declaration, at=at)
    account = reset_signed(who.signed, password, at=at)
    _keep(account, declaration, upload, who, at=at)
    record(
        PasswordResetBySignature(
            subject=account.id,
            declaration=str(declaration.id),
            document=bytes(upload.digest).hex(),
            report=who.report,
            snapshot=who.snapshot,
            level=who.level,
        )
    )
    token = safety_links.make(account.id, at=at)
    tell_owner(account, PasswordChangedLetter(changed_at=at, by_signature=True, token=token))
    return account.id


def _proved(declaration_id: UUID, *, browser: str, at: datetime) -> tuple[Declaration, Upload]:
    declaration = own(declaration_id, browser=browser, at=at)
    upload = Upload.objects.filter(declaration=declaration, step=Step.PROVED, ends_at__gt=at).first()
    if upload is None:
        raise DeclarationOver(subject=declaration.id)
    return declaration, upload


def _use_up(declaration: Declaration, *, at: datetime) -> None:
    """Use a declaration up, at most once whatever runs in parallel. Raises :class:`DeclarationUsed`."""
    unused = Declaration.objects.filter(id=declaration.id, used_at=None, ends_at__gt=at)
    if not unused.update(used_at=at):
        raise DeclarationUsed(subject=declaration.id)


def _keep(account: Account, declaration: Declaration, upload: Upload, who: Signer, *, at: datetime) -> None:
    """Keep with the gate what proved its owner, and empty what led there."""
    SignedForm.objects.create(
        id=uuid4(),
        account=account,
        document=upload.document,
        report=upload.report,
        evidence=upload.evidence,
        snapshot=who.snapshot,
        level=who.level,
        basis=who.basis,
        accepted_at=at,
    )
    upload.delete()
    declaration.form = declaration.pdf = declaration.xml = ""
    declaration.account = account
    declaration.save(update_fields=["form", "pdf", "xml", "account"])
