# SPDX-License-Identifier: EUPL-1.2
"""Restoring a suspended gate: the in-person checks again, and a new address where the old was wrong (D25)."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.accounts.services import SuspensionReason
from ugyfelkapu.domain.errors import DifferentPerson, HasGate, Refusal, RegisterChanged, RegisterSilent
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.ports import RegisterUnavailable
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.asking import Papers, Sight, ask, judge, show, was_shown
from ugyfelkapu.pages.clerk.causes import explained_here
from ugyfelkapu.pages.clerk.forms import ADDRESS_CARD_NEEDS, LOOK_UP_NEEDS, SHOWN, RestoreForm
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.screen import Screen
from ugyfelkapu.staff.rights import Right

INITIAL: Final = {"category": "hun", "document": "id_card", "address_card": SHOWN}
RESTORE_NEEDS: Final = (*LOOK_UP_NEEDS, *ADDRESS_CARD_NEEDS, "email", "email_again", "same_person")


@desk_page(Right.RESTORE, "GET", "HEAD", "POST")
def restore(request: DeskRequest, account_id: UUID) -> HttpResponse:
    """Look the person up again and restore their gate; a mailed code sets a new password."""
    accounts.note_opened(account_id, by=request.by, at=request.at)
    gate = queries.gate_for_desk(account_id, by=request.by, at=request.at)
    if gate.state is not State.SUSPENDED:
        return SeeOther(reverse("clerk:gate", args=[account_id]))
    if request.method != "POST":
        return _screen(request, gate, _form(request, gate, ()))
    if request.POST.get("step") == "restore":
        return _restore(request, gate)
    return _answered(request, gate, _form(request, gate, LOOK_UP_NEEDS))


def _form(request: DeskRequest, gate: Gate, needs: tuple[str, ...]) -> RestoreForm:
    data = request.POST if request.method == "POST" else None
    form = RestoreForm(data, at=request.at, needs=needs, initial=INITIAL)
    if gate.suspended_for != SuspensionReason.WRONG_ADDRESS:
        form.keep_address()
    form.full_clean()
    return form


def _screen(
    request: DeskRequest,
    gate: Gate,
    form: RestoreForm,
    papers: Papers | None = None,
    sight: Sight | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    more = {"gate": gate, "name": gate.identity.current_name.display()}
    return Screen(request, form, papers, sight, refusal, template="clerk/restore.html", more=more).response()


def _seen(request: DeskRequest, gate: Gate, papers: Papers) -> Sight:
    """Ask and judge: this person must be the owner of this very gate."""
    sight = judge(ask(papers, at=request.at), papers, at=request.at)
    if sight.person is None or (sight.refusal is not None and not isinstance(sight.refusal, HasGate)):
        return sight
    return replace(sight, refusal=None if sight.gate == gate.id else DifferentPerson(subject=gate.id))


def _answered(request: DeskRequest, gate: Gate, form: RestoreForm) -> HttpResponse:
    papers = form.papers()
    if papers is None:
        return _screen(request, gate, form)
    try:
        sight = _seen(request, gate, papers)
    except RegisterUnavailable:
        return _screen(request, gate, form, papers, refusal=RegisterSilent())
    return _shown(request, gate, form, papers, sight)


def _shown(
    request: DeskRequest,
    gate: Gate,
    form: RestoreForm,
    papers: Papers,
    sight: Sight,
    refusal: Refusal | None = None,
) -> HttpResponse:
    if not was_shown(sight, request=request):
        form.untick("same_person")
    try:
        show(sight, papers, request=request)
    except Refusal as unseen:
        return _screen(request, gate, form, papers, refusal=explained_here(unseen))
    return _screen(request, gate, form, papers, sight, refusal)


def _restore(request: DeskRequest, gate: Gate) -> HttpResponse:
    form = _form(request, gate, RESTORE_NEEDS)
    papers = form.papers()
    if form.errors or papers is None:
        return _answered(request, gate, form)
    try:
        sight = _seen(request, gate, papers)
    except RegisterUnavailable:
        return _screen(request, gate, form, papers, refusal=RegisterSilent())
    if sight.person is None or sight.refusal is not None or not was_shown(sight, request=request):
        changed = RegisterChanged() if sight.refusal is None else None
        return _shown(request, gate, form, papers, sight, changed)
    try:
        accounts.restore(
            gate.id,
            answer=sight.answer,
            evidence=papers.evidence(sight.person.identity.citizenship),
            email=form.cleaned_data.get("email", ""),
            by=request.by,
            at=request.at,
        )
    except Refusal as refusal:
        return _screen(request, gate, form, papers, sight, explained_here(refusal))
    return SeeOther(f"{reverse('clerk:gate', args=[gate.id])}?restored")
