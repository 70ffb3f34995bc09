# SPDX-License-Identifier: EUPL-1.2
"""Questions about declarations and signed forms: how pages read them."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.accounts.services.signing import full_gate_of, takes_password
from ugyfelkapu.vault.index import keyed_hash

from .forms import form_from
from .models import Declaration, Upload
from .signers import signer_from
from .steps import DUE, Step


@dataclass(frozen=True, slots=True)
class Standing:
    """A declaration as the browser that made it sees it; ``step`` is None until something was sent.

    ``form`` is None once a gate came of it. ``has_gate`` and ``gate_open`` tell, to a proved signer
    alone, of the full gate that they have already.
    """

    id: UUID
    form: ElectronicForm | None
    ends_at: datetime
    used_at: datetime | None
    account_id: UUID | None
    step: Step | None = None
    reason: str = ""
    sent_at: datetime | None = None
    next_at: datetime | None = None
    upload_ends_at: datetime | None = None
    qualified: bool = False
    has_gate: bool = False
    gate_open: bool = False


def browser_key(browser: str) -> bytes:
    """Return what is kept of a browser's secret."""
    return keyed_hash("declaration browser", browser)


def standing(declaration_id: UUID, *, browser: str, at: datetime) -> Standing | None:
    """Return a declaration of this browser, if there is one and its day is not over.

    What was signed is not read: ten megabytes for each look at a page that looks again by itself.
    """
    found = _own(declaration_id, browser).defer("pdf", "xml").first()
    if found is None:
        return None
    uploads = Upload.objects.filter(declaration=found).defer("document", "report", "evidence")
    upload = uploads.order_by("-sent_at").first()
    undecided = upload is not None and upload.step in DUE
    if at >= found.ends_at and found.used_at is None and not undecided:
        return None
    form = form_from(found.form, form_id=found.id) if found.form else None
    if upload is None:
        return Standing(found.id, form, found.ends_at, found.used_at, found.account_id)
    signer = signer_from(upload.signer).signed if upload.signer else None
    gate = full_gate_of(signer, at=at) if signer else None
    return Standing(
        id=found.id,
        form=form,
        ends_at=found.ends_at,
        used_at=found.used_at,
        account_id=found.account_id,
        step=Step(upload.step),
        reason=upload.reason,
        sent_at=upload.sent_at,
        next_at=upload.next_at,
        upload_ends_at=upload.ends_at,
        qualified=signer.qualified if signer else False,
        has_gate=gate is not None,
        gate_open=gate is not None and signer is not None and takes_password(gate, signer),
    )


def as_pdf(declaration_id: UUID, *, browser: str, at: datetime) -> bytes | None:
    """Return the declaration as PDF, to the browser that made it."""
    found = _own(declaration_id, browser).first()
    return base64.b64decode(found.pdf) if found and at < found.ends_at and found.pdf else None


def as_xml(declaration_id: UUID, *, browser: str, at: datetime) -> bytes | None:
    """Return the declaration as XML, to the browser that made it."""
    found = _own(declaration_id, browser).first()
    return found.xml.encode() if found and at < found.ends_at and found.xml else None


def _own(declaration_id: UUID, browser: str) -> QuerySet[Declaration]:
    return Declaration.objects.filter(id=declaration_id, browser=browser_key(browser))


def was_reset(declaration_id: UUID) -> bool:
    """Say whether a declaration set a new password for a gate that was there before."""
    found = Declaration.objects.select_related("account").filter(id=declaration_id).first()
    return bool(found and found.account and found.account.registered_at != found.used_at)


def form_of_file(document: bytes) -> ElectronicForm | None:
    """Return the form of which this file is the declaration; for signing with a demo card alone."""
    text = base64.b64encode(document).decode("ascii")
    for found in Declaration.objects.filter(used_at=None).order_by("-made_at")[:200]:
        if document == found.xml.encode() or text == found.pdf:
            return form_from(found.form, form_id=found.id)
    return None
