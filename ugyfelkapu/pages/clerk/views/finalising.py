# SPDX-License-Identifier: EUPL-1.2
"""Finalising a temporary gate: one page, posted step by step; Enter looks up and never finalises (D5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.services import OpenedForm
from ugyfelkapu.domain.desk import NOTICE_IN_FORCE
from ugyfelkapu.domain.errors import (
    FormDiffers,
    HasGate,
    Refusal,
    RegisterChanged,
    RegisterSilent,
    SaidDiffers,
    UnknownReference,
)
from ugyfelkapu.domain.ports import RegisterUnavailable
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.admission_form import AdmissionForm
from ugyfelkapu.pages.clerk.asking import Papers, Sight, ask, judge, show, was_shown
from ugyfelkapu.pages.clerk.causes import explained_here
from ugyfelkapu.pages.clerk.finalise_form import CLAIM_NEEDS, FINALISE_NEEDS, FinaliseForm
from ugyfelkapu.pages.clerk.finalising_screen import FinalisingScreen, fields_that_differ
from ugyfelkapu.pages.clerk.forms import INITIAL, LOOK_UP_NEEDS
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.screen import admission_for, offers_admission
from ugyfelkapu.pages.clerk.views.registration import note_ended
from ugyfelkapu.pages.clerk.words import flaw
from ugyfelkapu.staff.rights import Right


@desk_page(Right.REGISTER, "GET", "HEAD", "POST")
def finalise(request: DeskRequest) -> HttpResponse:
    """Show the empty screen, or take the step whose button was pressed."""
    if request.method != "POST":
        return FinalisingScreen(request, FinaliseForm(None, at=request.at, initial=INITIAL)).response()
    return _STEPS.get(request.POST.get("step", ""), _look_up)(request)


def _form(request: DeskRequest, needs: tuple[str, ...]) -> FinaliseForm:
    form = FinaliseForm(request.POST, at=request.at, needs=needs)
    form.full_clean()
    return form


def _look_up(request: DeskRequest) -> HttpResponse:
    return _answered(request, _form(request, (*CLAIM_NEEDS, *LOOK_UP_NEEDS)))


def _answered(request: DeskRequest, form: FinaliseForm) -> HttpResponse:
    """Open the form, ask the registers, and show both sides; nothing of the form before its pair is right."""
    seen = _seen(request, form)
    if isinstance(seen, HttpResponse):
        return seen
    return _shown(request, form, *seen)


def _seen(request: DeskRequest, form: FinaliseForm) -> HttpResponse | tuple[OpenedForm, Papers, Sight]:
    claim = form.claim()
    if claim is None:
        return FinalisingScreen(request, form).response()
    reference, username, email = claim
    try:
        opened = accounts.open_form(reference, username=username, email=email, by=request.by, at=request.at)
    except (UnknownReference, SaidDiffers) as refusal:
        return _unopened(request, form, refusal)
    papers = form.papers()
    if papers is None:
        return FinalisingScreen(request, form, opened=opened).response()
    try:
        sight = judge(ask(papers, at=request.at), papers, at=request.at)
    except RegisterUnavailable:
        return FinalisingScreen(request, form, papers, refusal=RegisterSilent(), opened=opened).response()
    return opened, papers, _compared(opened, sight)


def _unopened(
    request: DeskRequest, form: FinaliseForm, refusal: UnknownReference | SaidDiffers
) -> HttpResponse:
    """Say at the field why no form was opened; everything typed stays, nothing of a form is shown."""
    name, reason = ("reference", "unknown") if isinstance(refusal, UnknownReference) else ("username", "said")
    form.add_error(name, flaw(name, reason))
    return FinalisingScreen(request, form, refusal=refusal).response()


def _compared(opened: OpenedForm, sight: Sight) -> Sight:
    """Refuse a person whom the form does not speak of (D5); the act makes the same check again."""
    if sight.person is None or sight.refusal is not None:
        return sight
    fields = fields_that_differ(opened.identity, sight.person.identity)
    return replace(sight, refusal=FormDiffers(fields=fields)) if fields else sight


def _shown(
    request: DeskRequest,
    form: FinaliseForm,
    opened: OpenedForm,
    papers: Papers,
    sight: Sight,
    refusal: Refusal | None = None,
) -> HttpResponse:
    if not was_shown(sight, request=request, about=_about(opened)):
        form.untick("same_person")
    try:
        show(sight, papers, request=request, about=_about(opened))
    except Refusal as unseen:
        return FinalisingScreen(request, form, papers, refusal=explained_here(unseen)).response()
    admission = admission_for(form, papers, sight)
    return FinalisingScreen(request, form, papers, sight, refusal, admission, opened=opened).response()


def _about(opened: OpenedForm) -> str:
    """Return what binds a clerk's comparison to this very form."""
    return f"{opened.account_id}:"


def _finalise(request: DeskRequest) -> HttpResponse:
    form = _form(request, FINALISE_NEEDS)
    seen = _seen(request, form)
    if isinstance(seen, HttpResponse):
        return seen
    opened, papers, sight = seen
    if form.errors or sight.person is None or sight.refusal is not None:
        return _shown(request, form, opened, papers, sight)
    if not was_shown(sight, request=request, about=_about(opened)):
        return _shown(request, form, opened, papers, sight, RegisterChanged())
    try:
        done = accounts.finalise(
            form.cleaned_data["reference"],
            username=form.cleaned_data["username"],
            email=form.cleaned_data["email"],
            answer=sight.answer,
            evidence=papers.evidence(sight.person.identity.citizenship),
            consent_version=NOTICE_IN_FORCE,
            by=request.by,
            at=request.at,
        )
    except HasGate:
        gate = queries.living_gate_of(sight.person, at=request.at)
        refused = HasGate(gate=gate)
        return FinalisingScreen(request, form, papers, sight, refused, opened=opened).response()
    except UnknownReference as refusal:
        return _unopened(request, form, refusal)
    except Refusal as refusal:
        told = explained_here(refusal)
        return FinalisingScreen(request, form, papers, sight, told, opened=opened).response()
    if done.activated:
        return SeeOther(f"{reverse('clerk:gate', args=[done.account_id])}?finalised")
    return SeeOther(reverse("clerk:registered", args=[done.account_id]))


def _ask_admission(request: DeskRequest) -> HttpResponse:
    """Ask a colleague to confirm the owner, a foreigner whom no register knows (D8)."""
    form = _form(request, FINALISE_NEEDS)
    form.demand_zone()
    seen = _seen(request, form)
    if isinstance(seen, HttpResponse):
        return seen
    opened, papers, sight = seen
    if form.zone is None or not offers_admission(sight, papers):
        changed = RegisterChanged() if not form.errors and sight.refusal is None else None
        return _shown(request, form, opened, papers, sight, changed)
    admission = AdmissionForm(request.POST, zone=form.zone)
    if not admission.is_valid() or form.errors:
        return FinalisingScreen(request, form, papers, sight, admission=admission, opened=opened).response()
    try:
        request_id = accounts.ask_finalisation(
            form.cleaned_data["reference"],
            username=form.cleaned_data["username"],
            email=form.cleaned_data["email"],
            identity=admission.identity(),
            evidence=papers.evidence(form.zone.nationality),
            consent_version=NOTICE_IN_FORCE,
            by=request.by,
            at=request.at,
        )
    except UnknownReference as refusal:
        return _unopened(request, form, refusal)
    except Refusal as refusal:
        told = explained_here(refusal)
        return FinalisingScreen(request, form, papers, sight, told, admission, opened=opened).response()
    return SeeOther(reverse("clerk:waiting", args=[request_id]))


def _refuse(request: DeskRequest) -> HttpResponse:
    """End it: only the reason is noted; the temporary gate stays as it is (D5)."""
    note_ended(request)
    return SeeOther(f"{reverse('clerk:finalise')}?refused")


_STEPS: Final[dict[str, Callable[[DeskRequest], HttpResponse]]] = {
    "look-up": _look_up,
    "finalise": _finalise,
    "ask-admission": _ask_admission,
    "refuse": _refuse,
}
