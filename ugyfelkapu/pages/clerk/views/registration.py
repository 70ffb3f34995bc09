# SPDX-License-Identifier: EUPL-1.2
"""Registering a person: one page, posted step by step; Enter looks up and never registers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import pgettext

from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.services import Applicant
from ugyfelkapu.domain.desk import NOTICE_IN_FORCE
from ugyfelkapu.domain.errors import HasGate, Refusal, RegisterChanged, RegisterSilent, UsernameTaken
from ugyfelkapu.domain.ports import RegisterUnavailable
from ugyfelkapu.domain.usernames import parse_username
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.admission_form import AdmissionForm
from ugyfelkapu.pages.clerk.asking import Papers, Sight, ask, judge, show, was_shown
from ugyfelkapu.pages.clerk.causes import explained_here
from ugyfelkapu.pages.clerk.forms import (
    INITIAL,
    LOOK_UP_NEEDS,
    REGISTER_NEEDS,
    RegistrationForm,
)
from ugyfelkapu.pages.clerk.guard import DeskRequest, desk_page
from ugyfelkapu.pages.clerk.screen import Screen, admission_for, offers_admission
from ugyfelkapu.pages.clerk.words import DOCUMENTS, REFUSAL_REASONS, flaw
from ugyfelkapu.staff.rights import Right


@desk_page(Right.REGISTER, "GET", "HEAD", "POST")
def new(request: DeskRequest) -> HttpResponse:
    """Show the empty screen, or take the step whose button was pressed."""
    if request.method != "POST":
        return Screen(request, RegistrationForm(None, at=request.at, initial=INITIAL)).response()
    return _STEPS.get(request.POST.get("step", ""), _look_up)(request)


def _look_up(request: DeskRequest) -> HttpResponse:
    return _answered(request, _form(request, LOOK_UP_NEEDS))


def _form(request: DeskRequest, needs: tuple[str, ...]) -> RegistrationForm:
    form = RegistrationForm(request.POST, at=request.at, needs=needs)
    form.full_clean()
    return form


def _answered(request: DeskRequest, form: RegistrationForm) -> HttpResponse:
    """Ask the registers as far as the papers are clear, and show the answer beside what was typed."""
    papers = form.papers()
    if papers is None:
        return Screen(request, form).response()
    try:
        sight = judge(ask(papers, at=request.at), papers, at=request.at)
    except RegisterUnavailable:
        return Screen(request, form, papers, refusal=RegisterSilent()).response()
    return _shown(request, form, papers, sight)


def _shown(
    request: DeskRequest, form: RegistrationForm, papers: Papers, sight: Sight, refusal: Refusal | None = None
) -> HttpResponse:
    """Show an answer, noting that it was; a tick meant for another answer is taken back."""
    if not was_shown(sight, request=request):
        form.untick("same_person")
    try:
        show(sight, papers, request=request)
    except Refusal as unseen:
        return Screen(request, form, papers, refusal=explained_here(unseen)).response()
    return Screen(request, form, papers, sight, refusal, admission_for(form, papers, sight)).response()


def _register(request: DeskRequest) -> HttpResponse:
    form = _form(request, REGISTER_NEEDS)
    papers = form.papers()
    if form.errors or papers is None:
        return _answered(request, form)
    try:
        sight = judge(ask(papers, at=request.at), papers, at=request.at)
    except RegisterUnavailable:
        return Screen(request, form, papers, refusal=RegisterSilent()).response()
    if sight.person is None or sight.refusal is not None or not was_shown(sight, request=request):
        changed = RegisterChanged() if sight.refusal is None else None
        return _shown(request, form, papers, sight, changed)
    try:
        registered = accounts.register_in_person(
            _applicant(form),
            answer=sight.answer,
            evidence=papers.evidence(sight.person.identity.citizenship),
            by=request.by,
            at=request.at,
        )
    except UsernameTaken:
        form.add_error("username", flaw("username", "taken"))
        return Screen(request, form, papers, sight).response()
    except HasGate:
        gate = queries.living_gate_of(sight.person, at=request.at)
        return Screen(request, form, papers, sight, HasGate(gate=gate)).response()
    except Refusal as refusal:
        return Screen(request, form, papers, sight, explained_here(refusal)).response()
    return SeeOther(reverse("clerk:registered", args=[registered.account_id]))


def _applicant(form: RegistrationForm) -> Applicant:
    cleaned = form.cleaned_data
    return Applicant(
        email=cleaned["email"],
        username=cleaned["username"],
        language=cleaned["language"] or "hu",
        consent_version=NOTICE_IN_FORCE,
    )


def _ask_admission(request: DeskRequest) -> HttpResponse:
    """Ask a colleague to confirm a foreigner whom no register knows (D8)."""
    form = _form(request, REGISTER_NEEDS)
    form.demand_zone()
    papers = form.papers()
    if papers is None or form.zone is None:
        return _answered(request, form)
    try:
        sight = judge(ask(papers, at=request.at), papers, at=request.at)
    except RegisterUnavailable:
        return Screen(request, form, papers, refusal=RegisterSilent()).response()
    if not offers_admission(sight, papers):
        return _shown(request, form, papers, sight, RegisterChanged() if sight.refusal is None else None)
    return _ask_with(request, form, papers, sight, AdmissionForm(request.POST, zone=form.zone))


def _ask_with(
    request: DeskRequest, form: RegistrationForm, papers: Papers, sight: Sight, admission: AdmissionForm
) -> HttpResponse:
    if not admission.is_valid() or form.errors:
        return Screen(request, form, papers, sight, admission=admission).response()
    try:
        request_id = accounts.ask_admission(
            _applicant(form),
            identity=admission.identity(),
            evidence=papers.evidence(admission.zone.nationality),
            by=request.by,
            at=request.at,
        )
    except Refusal as refusal:
        return Screen(request, form, papers, sight, explained_here(refusal), admission).response()
    return SeeOther(reverse("clerk:waiting", args=[request_id]))


def _refuse(request: DeskRequest) -> HttpResponse:
    """End the registration: only the reason is noted, everything typed is gone (D8)."""
    note_ended(request)
    return SeeOther(f"{reverse('clerk:new')}?refused")


def note_ended(request: DeskRequest) -> None:
    """Note that the clerk ended what they had begun, with the reason that they chose."""
    reason = request.POST.get("reason", "")
    document = request.POST.get("document", "")
    accounts.note_refused(
        document if document in dict(DOCUMENTS) else "",
        reason=reason if reason in dict(REFUSAL_REASONS) else REFUSAL_REASONS[0][0],
        by=request.by,
        at=request.at,
    )


_STEPS: Final[dict[str, Callable[[DeskRequest], HttpResponse]]] = {
    "look-up": _look_up,
    "register": _register,
    "ask-admission": _ask_admission,
    "refuse": _refuse,
}


@desk_page(Right.REGISTER, "GET")
def username(request: DeskRequest) -> JsonResponse:
    """Say while typing whether a username may be one, and is free (D11)."""
    typed = request.GET.get("username", "")
    try:
        name = parse_username(typed)
    except Refusal as refusal:
        return JsonResponse({"free": False, "message": flaw("username", refusal.data["reason"])})
    if not queries.username_is_free(name, at=request.at):
        return JsonResponse({"free": False, "message": flaw("username", "taken")})
    return JsonResponse({"free": True, "message": pgettext("username", "Free")})
