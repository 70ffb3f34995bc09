# SPDX-License-Identifier: EUPL-1.2
"""A gate's record at the desk: what was done, the receipt, a wrong address, suspending and restoring."""

from __future__ import annotations

from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access.recoveries import Standing, standing_of
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.accounts.services import SuspensionReason
from ugyfelkapu.accounts.services.reconciling import RENEWABLE
from ugyfelkapu.domain.deadlines import day_of, last_day_before
from ugyfelkapu.domain.errors import NotAllowed, Refusal
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.causes import UNPROCESSABLE, cause_of, explained_here, status_of
from ugyfelkapu.pages.clerk.forms import AddressForm, SuspendForm
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.lists import state_tag
from ugyfelkapu.pages.clerk.screen import identity_rows
from ugyfelkapu.pages.clerk.words import SUSPENSIONS
from ugyfelkapu.pages.pieces import AnswerRow, deadline
from ugyfelkapu.pages.proofing_words import told_to_desk
from ugyfelkapu.papers.receipt import Receipt
from ugyfelkapu.papers.receipt import render as print_receipt
from ugyfelkapu.staff.queries import office, office_names
from ugyfelkapu.staff.rights import Right


def _opened(request: DeskRequest, account_id: UUID) -> Gate:
    """Return a gate's record, noting that it was opened. Raises :class:`OwnRecord`, :class:`Unknown`."""
    accounts.note_opened(account_id, by=request.by, at=request.at)
    return queries.gate_for_desk(account_id, by=request.by, at=request.at)


# ------------------------------------------------------------------ after registering


@desk_page(Right.REGISTER)
def registered(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Say what was done, until when what is to be done, and print the receipt."""
    gate = _opened(request, account_id)
    if gate.state is not State.PENDING_ACTIVATION:
        done = "?finalised" if "finalised" in request.GET else ""
        return SeeOther(reverse("clerk:gate", args=[account_id]) + done)
    context = {
        "gate": gate,
        "name": gate.identity.current_name.display(),
        "deadlines": _deadlines(gate, request),
        "corrected": "corrected" in request.GET,
    }
    return render(request, "clerk/registered.html", context)


def _deadlines(gate: Gate, request: DeskRequest) -> list[object]:
    today = day_of(request.at)
    ends = (
        (_("The code's last day"), gate.code_ends_at, 1),
        (_("The registration's last day"), gate.ends_at, 7),
    )
    return [
        deadline(label, last_day_before(end), today=today, soon_days=soon) for label, end, soon in ends if end
    ]


@desk_page(Right.REGISTER)
def receipt(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Print the receipt; it never holds the code. Raises :class:`NotAllowed` once the gate is activated."""
    accounts.note_receipt(account_id, by=request.by, at=request.at)
    gate = queries.gate_for_desk(account_id, by=request.by, at=request.at)
    if gate.code_ends_at is None or gate.ends_at is None:
        raise NotAllowed(subject=gate.id, state=gate.state)
    where = office(gate.office)
    pdf = print_receipt(
        Receipt(
            name=gate.identity.current_name.display(),
            username=gate.username,
            office_name=where.label,
            office_address=where.address,
            clerk_name=request.staff.display_name,
            registered_on=day_of(gate.registered_at),
            code_last_day=last_day_before(gate.code_ends_at),
            erased_after=last_day_before(gate.ends_at),
            activation_url=urljoin(settings.PUBLIC_URL, "/aktivalas/"),
        )
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="igazolas.pdf"'
    return response


# ------------------------------------------------------------------ the record


@desk_page(Right.SEARCH)
def gate(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Show a gate's record and what can be done with it."""
    found = _opened(request, account_id)
    waiting = standing_of(found.id, at=request.at)
    context = {
        "gate": found,
        "new_start": waiting,
        "new_start_told": _told(waiting) if waiting else "",
        "name": found.identity.current_name.display(),
        "tag": state_tag(found.state),
        "rows": [*identity_rows(found.identity), *_gate_rows(found)],
        "deadlines": _deadlines(found, request),
        "pending": found.state is State.PENDING_ACTIVATION,
        "active": found.state is State.ACTIVE,
        "suspended": found.state is State.SUSPENDED,
        "renewable": found.state in RENEWABLE,
        "done": _just_done(request, found),
    }
    return render(request, "clerk/gate.html", context)


def _just_done(request: DeskRequest, found: Gate) -> str:
    """Return what the step before did, if the gate still is as that left it."""
    compared = next((name for name in ("renewed", "unchanged") if name in request.GET), "")
    if compared and found.state in RENEWABLE:
        return compared
    if "not-capped" in request.GET and not found.capped:
        return "not-capped"
    if "not-active" in request.GET and found.state is not State.ACTIVE:
        return "not-active"
    active = ("restored", "finalised", "approved", "checked")
    results = {"suspended": State.SUSPENDED, **dict.fromkeys(active, State.ACTIVE)}
    return next((name for name, state in results.items() if name in request.GET and found.state is state), "")


def _told(waiting: Standing) -> str:
    """Say what a new start waits for."""
    if waiting.takes_effect_at is not None:
        return _("A new start waits. It takes effect: %(moment)s") % {
            "moment": dates.moment(waiting.takes_effect_at)
        }
    return _("A new start waits for a colleague's approval. Asked: %(moment)s, %(office)s") % {
        "moment": dates.moment(waiting.asked_at),
        "office": waiting.office,
    }


def _gate_rows(found: Gate) -> list[AnswerRow]:
    proved = _("proved") if found.email_proved else _("not proved yet")
    rows = [
        AnswerRow(_("Username"), found.username),
        AnswerRow(_("E-mail address"), f"{found.email} ({proved})"),
        AnswerRow(_("Registered"), f"{dates.moment(found.registered_at)} {found.office}".rstrip()),
        AnswerRow(_("How its owner was identified"), told_to_desk(found, office_names())),
    ]
    if found.activated_at is not None:
        rows.append(AnswerRow(_("Activated"), dates.moment(found.activated_at)))
    if found.suspended_for:
        rows.append(AnswerRow(_("Suspended because"), SUSPENSIONS[found.suspended_for]))
    return rows


@desk_page(Right.CORRECT, "GET", "HEAD", "POST")
def address(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Correct a wrong address before activation: a new code goes out (D24)."""
    found = _opened(request, account_id)
    form = AddressForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "gate": found, "name": found.identity.current_name.display(), "cause": None}
    if request.method != "POST":
        return render(request, "clerk/address.html", context)
    if not form.is_valid():
        return render(request, "clerk/address.html", context, status=UNPROCESSABLE)
    try:
        accounts.correct_address(account_id, email=form.cleaned_data["email"], by=request.by, at=request.at)
    except Refusal as refusal:
        context["cause"] = cause_of(explained_here(refusal))
        return render(request, "clerk/address.html", context, status=status_of(refusal))
    return SeeOther(f"{reverse('clerk:registered', args=[account_id])}?corrected")


@desk_page(Right.SUSPEND, "GET", "HEAD", "POST")
def suspend(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Suspend a gate at once (D24, D25)."""
    found = _opened(request, account_id)
    form = SuspendForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "gate": found, "name": found.identity.current_name.display(), "cause": None}
    if request.method != "POST":
        return render(request, "clerk/suspend.html", context)
    if not form.is_valid():
        return render(request, "clerk/suspend.html", context, status=UNPROCESSABLE)
    try:
        accounts.suspend(
            account_id, reason=SuspensionReason(form.cleaned_data["reason"]), by=request.by, at=request.at
        )
    except Refusal as refusal:
        context["cause"] = cause_of(explained_here(refusal))
        return render(request, "clerk/suspend.html", context, status=status_of(refusal))
    return SeeOther(f"{reverse('clerk:gate', args=[account_id])}?suspended")
