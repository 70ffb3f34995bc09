# SPDX-License-Identifier: EUPL-1.2
"""The owner compares the gate's data with the register after a name change, and takes what it says.

The register is asked when the comparison is shown and once more when it is taken: only what its owner
saw gets in (D224 § 7 (7)).
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access.services import reconciling
from ugyfelkapu.access.services.powers import require_power
from ugyfelkapu.accounts import comparing
from ugyfelkapu.domain.errors import RegisterChanged, RegisterSilent
from ugyfelkapu.domain.ports import RegisterAnswer, RegisterUnavailable
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.guard import careful_page
from ugyfelkapu.pages.identity_lines import before_and_after
from ugyfelkapu.registers.services import register


@careful_page("GET", "HEAD", "POST")
def reconcile(request: OwnersRequest) -> HttpResponse:
    """Say what will happen, show before and after, or put the new data in the gate."""
    require_power(request.citizen, Power.RECONCILE, at=request.at)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    return _STEPS.get(step, _explain)(request)


def _explain(request: OwnersRequest) -> HttpResponse:
    if "done" in request.GET:
        return _page(request, "done")
    known = comparing.stands_in_a_register(request.citizen.account_id)
    return _page(request, "ask" if known else "desk")


def _page(request: OwnersRequest, stage: str, *, status: int = HTTPStatus.OK, **more: object) -> HttpResponse:
    return render(request, "citizen/reconcile.html", {"stage": stage, **more}, status=status)


def _compare(request: OwnersRequest) -> HttpResponse:
    return _shown(request, _ask(request))


def _ask(request: OwnersRequest) -> RegisterAnswer:
    """Ask the register about the owner, outside any act; a question without an answer does not count."""
    question = comparing.question_about(request.citizen.account_id)
    turn = reconciling.take_turn(request.citizen, at=request.at)
    try:
        answer = register().who_was_born(question, at=request.at)
    except RegisterUnavailable:
        turn.forgive()
        raise RegisterSilent from None
    turn.fail()
    reconciling.note_asked(request.citizen, answer=answer, by=request.by, at=request.at)
    return answer


def _shown(request: OwnersRequest, answer: RegisterAnswer, *, otherwise: bool = False) -> HttpResponse:
    """Show before and after; ``otherwise`` says that it is not what was shown last."""
    found = comparing.comparison(request.citizen.account_id, answer)
    return _page(
        request,
        "differs" if found.changed else "same",
        lines=before_and_after(found.before, found.person.identity),
        mark=reconciling.mark_of(request.citizen, found),
        otherwise=otherwise,
        status=HTTPStatus.CONFLICT if otherwise else HTTPStatus.OK,
    )


def _take(request: OwnersRequest) -> HttpResponse:
    answer = _ask(request)
    shown = request.POST.get("shown", "")
    try:
        reconciling.take_data(request.citizen, answer=answer, shown=shown, by=request.by, at=request.at)
    except RegisterChanged:
        return _shown(request, answer, otherwise=True)
    return SeeOther(f"{reverse('citizen:reconcile')}?done")


_STEPS: Final[dict[str, Callable[[OwnersRequest], HttpResponse]]] = {"compare": _compare, "take": _take}
