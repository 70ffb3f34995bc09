# SPDX-License-Identifier: EUPL-1.2
"""Foreigners whom no register knows: one clerk waits, a colleague confirms by the document (D8)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access.recoveries import waiting_starts
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Waiting
from ugyfelkapu.domain.errors import Refusal, Unknown
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.causes import cause_of, explained_here, status_of
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.lists import waiting_rows
from ugyfelkapu.pages.clerk.screen import identity_rows
from ugyfelkapu.pages.clerk.words import DOCUMENT_NAMES
from ugyfelkapu.pages.pieces import AnswerRow
from ugyfelkapu.staff.queries import display_name_of
from ugyfelkapu.staff.rights import Right


@desk_page(Right.REGISTER, "GET", "HEAD", "POST")
def waiting(request: DeskRequest, admission_id: UUID) -> HttpResponse:
    """Show how one's own request stands, or take it back."""
    outcome, account_id = queries.admission_outcome(admission_id, by=request.by)
    if request.method == "POST":
        accounts.decline_admission(admission_id, by=request.by, at=request.at)
        return SeeOther(reverse("clerk:waiting", args=[admission_id]))
    context = {
        "id": admission_id,
        "outcome": outcome or ("waiting" if _still_open(admission_id, request) else "lapsed"),
        "account_id": account_id,
        "full": account_id is not None and _is_full(account_id, request),
    }
    return render(request, "clerk/waiting.html", context)


def _is_full(account_id: UUID, request: DeskRequest) -> bool:
    """Say whether the gate needs no code: it was a temporary one that its owner had activated."""
    return queries.gate(account_id, at=request.at).state is State.ACTIVE


def _still_open(admission_id: UUID, request: DeskRequest) -> bool:
    try:
        queries.waiting_admission(admission_id, by=request.by, at=request.at)
    except Unknown:
        return False
    return True


@desk_page(Right.APPROVE)
def approvals(request: DeskRequest) -> HttpResponse:
    """List what waits at the office."""
    admissions = queries.waiting_admissions(by=request.by, at=request.at)
    rows = waiting_rows(admissions, waiting_starts(by=request.by, at=request.at), by=request.by)
    return render(request, "clerk/approvals.html", {"rows": rows})


@desk_page(Right.APPROVE, "GET", "HEAD", "POST")
def approval(request: DeskRequest, admission_id: UUID) -> HttpResponse:
    """Show a colleague's request to hold against the document; confirm or decline it."""
    if request.method == "POST" and request.POST.get("step") == "decline":
        accounts.decline_admission(admission_id, by=request.by, at=request.at)
        return SeeOther(reverse("clerk:approvals"))
    if request.method == "POST":
        return _approve(request, admission_id)
    return _shown(request, queries.waiting_admission(admission_id, by=request.by, at=request.at))


def _approve(request: DeskRequest, admission_id: UUID) -> HttpResponse:
    seen = request.POST.get("fingerprint", "")
    found = queries.waiting_admission(admission_id, by=request.by, at=request.at)
    if request.POST.get("same_person") != "on":
        return _shown(request, found, unconfirmed=True)
    try:
        fingerprint = bytes.fromhex(seen)
    except ValueError:
        fingerprint = b""
    try:
        account_id = accounts.approve_admission(
            admission_id, fingerprint=fingerprint, by=request.by, at=request.at
        )
    except Refusal as refusal:
        return _shown(request, found, refusal=explained_here(refusal))
    done = "?finalised" if found.reference else ""
    return SeeOther(reverse("clerk:registered", args=[account_id]) + done)


def _shown(
    request: DeskRequest, found: Waiting, *, refusal: Refusal | None = None, unconfirmed: bool = False
) -> HttpResponse:
    rows = [
        *identity_rows(found.identity),
        AnswerRow(
            _("Document"), f"{DOCUMENT_NAMES[found.document]}, {found.issuing_country}, …{found.last_two}"
        ),
        AnswerRow(_("E-mail address"), found.applicant.email),
        AnswerRow(_("Username"), found.applicant.username),
        *([AnswerRow(_("Temporary gate"), for_saying(found.reference))] if found.reference else []),
    ]
    context = {
        "id": found.id,
        "rows": rows,
        "fingerprint": found.fingerprint.hex(),
        "asked": _("%(name)s asked at %(time)s")
        % {"name": display_name_of(found.asked_by), "time": dates.clock_time(found.asked_at)},
        "cause": cause_of(refusal) if refusal else None,
        "unconfirmed": unconfirmed,
        "finalises": bool(found.reference),
    }
    status = status_of(refusal) if refusal else 422 if unconfirmed else 200
    return render(request, "clerk/approval.html", context, status=status)
