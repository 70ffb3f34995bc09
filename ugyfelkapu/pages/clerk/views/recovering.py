# SPDX-License-Identifier: EUPL-1.2
"""Starting over after everything was lost: the in-person checks, and a colleague who approves (I14)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access import recoveries
from ugyfelkapu.access.recoveries import Standing, WaitingStart
from ugyfelkapu.access.services import recovering
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages import dates
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.causes import UNPROCESSABLE, cause_of, explained_here, status_of
from ugyfelkapu.pages.clerk.forms import RecoverForm
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.owner_check import Checked, Errand, check_owner
from ugyfelkapu.pages.clerk.screen import identity_rows
from ugyfelkapu.pages.clerk.words import DOCUMENT_NAMES
from ugyfelkapu.pages.pieces import AnswerRow
from ugyfelkapu.staff.queries import display_name_of
from ugyfelkapu.staff.rights import Right

# ------------------------------------------------------------------ asking


@desk_page(Right.RESTORE, "GET", "HEAD", "POST")
def recover(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Look the owner up again and ask a colleague to approve the new start."""
    accounts.note_opened(account_id, by=request.by, at=request.at)
    gate = queries.gate_for_desk(account_id, by=request.by, at=request.at)
    if gate.state is not State.ACTIVE or (request.method != "POST" and _waits(gate, request)):
        return SeeOther(reverse("clerk:gate", args=[account_id]))
    return check_owner(request, gate, _ERRAND)


def _waits(gate: Gate, request: DeskRequest) -> bool:
    return recoveries.standing_of(gate.id, at=request.at) is not None


def _ask(request: DeskRequest, gate: Gate, checked: Checked) -> str:
    recovery_id = recovering.ask_recovery(
        gate.id,
        answer=checked.answer,
        evidence=checked.evidence,
        email=checked.cleaned.get("email", ""),
        by=request.by,
        at=request.at,
    )
    return reverse("clerk:recovery", args=[recovery_id])


_ERRAND = Errand(
    step="ask",
    template="clerk/recover.html",
    do=_ask,
    address=True,
    needs=("email", "email_again"),
    form=RecoverForm,
)


# ------------------------------------------------------------------ deciding


@desk_page(Right.APPROVE, "GET", "HEAD", "POST")
def recovery(request: DeskRequest, recovery_id: UUID) -> HttpResponse:
    """Show a colleague's request, and approve or decline it; one's own shows how it stands."""
    own = recoveries.own_standing(recovery_id, by=request.by, at=request.at)
    if request.method == "POST" and request.POST.get("step") == "decline":
        recovering.decline_recovery(recovery_id, by=request.by, at=request.at)
        back = reverse("clerk:recovery", args=[recovery_id]) if own else reverse("clerk:approvals")
        return SeeOther(back)
    if request.method == "POST":
        return _approve(request, recovery_id)
    if own is not None:
        return _own(request, own)
    return _shown(request, recoveries.waiting_start(recovery_id, by=request.by, at=request.at))


def _own(request: DeskRequest, own: Standing) -> HttpResponse:
    effect = dates.moment(own.takes_effect_at) if own.takes_effect_at is not None else ""
    context = {"id": own.id, "outcome": own.outcome, "takes_effect": effect, "account_id": own.account_id}
    return render(request, "clerk/recovery_waiting.html", context)


def _approve(request: DeskRequest, recovery_id: UUID) -> HttpResponse:
    found = recoveries.waiting_start(recovery_id, by=request.by, at=request.at)
    if request.POST.get("same_person") != "on":
        return _shown(request, found, unconfirmed=True)
    try:
        fingerprint = bytes.fromhex(request.POST.get("fingerprint", ""))
    except ValueError:
        fingerprint = b""
    try:
        recovering.approve_recovery(recovery_id, fingerprint=fingerprint, by=request.by, at=request.at)
    except Refusal as refusal:
        return _shown(request, found, refusal=explained_here(refusal))
    return SeeOther(f"{reverse('clerk:gate', args=[found.account_id])}?approved")


def _shown(
    request: DeskRequest, found: WaitingStart, *, refusal: Refusal | None = None, unconfirmed: bool = False
) -> HttpResponse:
    context = {
        "id": found.id,
        "rows": _rows(found),
        "fingerprint": found.fingerprint.hex(),
        "new_address": bool(found.request.email),
        "asked": _("%(name)s asked at %(time)s")
        % {"name": display_name_of(found.asked_by), "time": dates.clock_time(found.asked_at)},
        "cause": cause_of(refusal) if refusal else None,
        "unconfirmed": unconfirmed,
    }
    status = status_of(refusal) if refusal else UNPROCESSABLE if unconfirmed else 200
    return render(request, "clerk/recovery.html", context, status=status)


def _rows(found: WaitingStart) -> list[AnswerRow]:
    shown = found.request.evidence
    document = f"{DOCUMENT_NAMES[shown.document]}, {shown.issuing_country}, …{shown.last_two}"
    new = found.request.email
    return [
        *identity_rows(found.identity),
        AnswerRow(_("Document"), document),
        AnswerRow(_("Known e-mail address"), found.known_email),
        AnswerRow(_("New e-mail address"), new or _("none: the known one stays")),
    ]
