# SPDX-License-Identifier: EUPL-1.2
"""Opening a temporary gate: the form, the check of the answers, and what is to be done then (D4)."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.services import ElectronicForm
from ugyfelkapu.domain.deadlines import day_of, last_day_before, temporary_ends_at
from ugyfelkapu.domain.errors import Unknown, UsernameTaken
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen import drafts, person_page
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.person_form import PersonForm, electronic_form, typed_again
from ugyfelkapu.pages.citizen.slip import opened_page, slip_of

UNPROCESSABLE: Final = 422
CONFLICT: Final = 409
FORM_ID: Final = "id"
"""Kept with the answers: the number of this form, and of the gate that it opens."""


@public_page("GET", "HEAD", "POST")
def form(request: GateRequest) -> HttpResponse:
    """Take the answers; they stay in the browser until the next page sends them."""
    if request.method != "POST":
        filled = person_page.filled(request, drafts.draft_of(request, at=request.at))
        return _asked(request, filled, lapsed="lapsed" in request.GET)
    answers = person_page.judged(request, lambda wrong, status: _asked(request, wrong, status=status))
    if isinstance(answers, HttpResponse):
        return answers
    onward = SeeOther(reverse("citizen:temporary-check"))
    try:
        drafts.keep_draft(onward, {**answers.answers(), FORM_ID: str(uuid4())}, at=request.at)
    except drafts.DraftTooLong:
        return too_long(request, answers)
    return onward


def too_long(request: GateRequest, answers: PersonForm) -> HttpResponse:
    """Show answers that fill more than a browser keeps, to be shortened."""
    answers.add_error(None, _("All together the answers are too long. Shorten the longest of them."))
    return _asked(request, answers, status=UNPROCESSABLE)


def _asked(
    request: GateRequest, answers: PersonForm, *, lapsed: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": answers, "lapsed": lapsed, "last_day": _last_day(request)}
    return render(request, "citizen/temporary_form.html", context, status=status)


def _last_day(request: GateRequest) -> str:
    return dates.day(last_day_before(temporary_ends_at(request.at)))


# ------------------------------------------------------------------ check your answers


@public_page("GET", "HEAD", "POST")
def check(request: GateRequest) -> HttpResponse:
    """Show the answers once more, and send them."""
    kept = drafts.draft_of(request, at=request.at)
    answers = PersonForm(typed_again(kept), at=request.at) if kept else None
    if kept is None or answers is None or not answers.is_valid():
        return _without_draft(request)
    sent = electronic_form(answers.cleaned_data, form_id=UUID(kept[FORM_ID]))
    if request.method != "POST":
        return _shown(request, sent)
    if request.POST.get("form", str(sent.id)) != str(sent.id):
        return _shown(request, sent, changed=True, status=CONFLICT)
    return _send(request, answers, sent)


def _shown(
    request: GateRequest, sent: ElectronicForm, *, changed: bool = False, status: int = 200
) -> HttpResponse:
    """Show the answers; those that another tab changed since are shown before they are sent."""
    context = {
        "rows": person_page.rows(sent, reverse("citizen:temporary")),
        "last_day": _last_day(request),
        "form_id": sent.id,
        "changed": changed,
    }
    return render(request, "citizen/temporary_check.html", context, status=status)


def _without_draft(request: GateRequest) -> HttpResponse:
    """Go to the done page where this browser just sent its form, or back to an empty form."""
    if drafts.opened_here(request, at=request.at) is not None:
        return SeeOther(reverse("citizen:temporary-done"))
    return SeeOther(f"{reverse('citizen:temporary')}?lapsed")


def _send(request: GateRequest, answers: PersonForm, sent: ElectronicForm) -> HttpResponse:
    """Open the gate; a form that was sent already, by a second click or tab, leads to the same page."""
    if not _is_open(sent, at=request.at):
        try:
            access.open_temporary_gate(sent, origin=origin_of(request), by=request.by, at=request.at)
        except UsernameTaken:
            if not _is_open(sent, at=request.at):
                answers.refuse_username(_("This username was taken a moment ago. Choose another."))
                return _asked(request, answers, status=CONFLICT)
    response = SeeOther(reverse("citizen:temporary-done"))
    drafts.keep_opened(response, sent.id, at=request.at)
    drafts.forget_draft(response)
    return response


def _is_open(sent: ElectronicForm, *, at: datetime) -> bool:
    """Say whether this very form has opened its gate."""
    try:
        queries.gate(sent.id, at=at)
    except Unknown:
        return False
    return True


# ------------------------------------------------------------------ done


@public_page()
def done(request: GateRequest) -> HttpResponse:
    """Show the reference, both last days, and what to do, to the browser that sent the form."""
    account_id = drafts.opened_here(request, at=request.at)
    if account_id is None:
        return SeeOther(reverse("citizen:temporary"))
    try:
        gate = queries.gate(account_id, at=request.at)
    except Unknown:
        return render(request, "citizen/temporary_over.html", {"full": False})
    if not gate.reference:
        return render(request, "citizen/temporary_over.html", {"full": True})
    return render(request, "citizen/temporary_done.html", opened_page(gate, today=day_of(request.at)))


@public_page()
def slip(request: GateRequest) -> HttpResponse:
    """Print the slip for the browser that sent the form. Raises :class:`Unknown`."""
    account_id = drafts.opened_here(request, at=request.at)
    if account_id is None:
        raise Unknown
    return slip_of(queries.gate(account_id, at=request.at))
