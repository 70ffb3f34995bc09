# SPDX-License-Identifier: EUPL-1.2
"""The in-person checks before something is done to a gate whose owner stands at the desk (D25)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import HttpResponse

from ugyfelkapu.accounts.queries import Gate
from ugyfelkapu.domain.desk import Evidence
from ugyfelkapu.domain.errors import DifferentPerson, HasGate, Refusal, RegisterChanged, RegisterSilent
from ugyfelkapu.domain.ports import RegisterAnswer, RegisterUnavailable
from ugyfelkapu.pages.answers import SeeOther

from .asking import Papers, Sight, ask, judge, show, was_shown
from .causes import explained_here
from .forms import ADDRESS_CARD_NEEDS, INITIAL, LOOK_UP_NEEDS, RestoreForm
from .guard import DeskRequest
from .screen import Screen

CHECK_NEEDS: Final = (*LOOK_UP_NEEDS, *ADDRESS_CARD_NEEDS, "same_person")


@dataclass(frozen=True, slots=True)
class Checked:
    """The owner was looked up, compared and found right: what an act needs of it."""

    answer: RegisterAnswer
    evidence: Evidence
    cleaned: Mapping[str, Any]  # what else the form holds


def _nothing_more(gate: Gate, sight: Sight | None) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Errand:
    """What is done after the checks.

    ``step`` is the value of the button that does it; ``do`` returns where to go on to, and its refusals are
    shown on the screen. ``address``: whether the form asks for a new e-mail address, ``needs`` what must
    be filled in besides the papers; ``more`` is further context of the template.
    """

    step: str
    template: str
    do: Callable[[DeskRequest, Gate, Checked], str]
    address: bool = False
    needs: tuple[str, ...] = ()
    form: type[RestoreForm] = RestoreForm
    more: Callable[[Gate, Sight | None], Mapping[str, Any]] = _nothing_more


def check_owner(request: DeskRequest, gate: Gate, errand: Errand) -> HttpResponse:
    """Look the person up, show them, and do the errand once the clerk compared them."""
    if request.method != "POST":
        return _screen(request, gate, errand, _form(request, errand, ()))
    if request.POST.get("step") == errand.step:
        return _done(request, gate, errand)
    return _answered(request, gate, errand, _form(request, errand, LOOK_UP_NEEDS))


def _form(request: DeskRequest, errand: Errand, needs: tuple[str, ...]) -> RestoreForm:
    data = request.POST if request.method == "POST" else None
    form = errand.form(data, at=request.at, needs=needs, initial=INITIAL)
    if not errand.address:
        form.keep_address()
    form.full_clean()
    return form


def _screen(
    request: DeskRequest,
    gate: Gate,
    errand: Errand,
    form: RestoreForm,
    papers: Papers | None = None,
    sight: Sight | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    more = {"gate": gate, "name": gate.identity.current_name.display(), **errand.more(gate, sight)}
    return Screen(request, form, papers, sight, refusal, template=errand.template, more=more).response()


def _seen(request: DeskRequest, gate: Gate, papers: Papers) -> Sight:
    """Ask and judge: this person must be the owner of this very gate."""
    sight = judge(ask(papers, at=request.at), papers, at=request.at)
    if sight.person is None or (sight.refusal is not None and not isinstance(sight.refusal, HasGate)):
        return sight
    return replace(sight, refusal=None if sight.gate == gate.id else DifferentPerson(subject=gate.id))


def _answered(request: DeskRequest, gate: Gate, errand: Errand, form: RestoreForm) -> HttpResponse:
    papers = form.papers()
    if papers is None:
        return _screen(request, gate, errand, form)
    try:
        sight = _seen(request, gate, papers)
    except RegisterUnavailable:
        return _screen(request, gate, errand, form, papers, refusal=RegisterSilent())
    return _shown(request, gate, errand, form, papers, sight)


def _shown(
    request: DeskRequest,
    gate: Gate,
    errand: Errand,
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
        return _screen(request, gate, errand, form, papers, refusal=explained_here(unseen))
    return _screen(request, gate, errand, form, papers, sight, refusal)


def _done(request: DeskRequest, gate: Gate, errand: Errand) -> HttpResponse:
    form = _form(request, errand, (*CHECK_NEEDS, *errand.needs))
    papers = form.papers()
    if form.errors or papers is None:
        return _answered(request, gate, errand, form)
    try:
        sight = _seen(request, gate, papers)
    except RegisterUnavailable:
        return _screen(request, gate, errand, form, papers, refusal=RegisterSilent())
    if sight.person is None or sight.refusal is not None or not was_shown(sight, request=request):
        changed = RegisterChanged() if sight.refusal is None else None
        return _shown(request, gate, errand, form, papers, sight, changed)
    evidence = papers.evidence(sight.person.identity.citizenship)
    try:
        return SeeOther(errand.do(request, gate, Checked(sight.answer, evidence, form.cleaned_data)))
    except Refusal as refusal:
        return _screen(request, gate, errand, form, papers, sight, explained_here(refusal))
