# SPDX-License-Identifier: EUPL-1.2
"""Proving anew, before something that matters, that it is the owner who sits there."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse

from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import Asking, OwnersRequest, asking, fully_proved, proved
from ugyfelkapu.pages.citizen.destinations import next_of
from ugyfelkapu.pages.citizen.guard import owners_page
from ugyfelkapu.pages.citizen.under_way import Heading, heading


@owners_page("GET", "HEAD", "POST")
def step_up(request: OwnersRequest) -> HttpResponse:
    """Ask for a code where a second factor counts, for the password otherwise; then go on.

    A service that wants a proof of this very sign-in has one, however fresh the last is.
    """
    posted = request.method == "POST"
    onward = next_of(request)
    asked = asking(request)
    if posted and proved(request, asked.form):
        return _on(onward)
    towards_it = heading(request, onward, citizen=request.citizen)
    if not posted and _settled(request, towards_it, asked):
        return _on(onward)
    context = {
        "asked": asked,
        "form": asked.form,
        "carried": [("next", onward)] if onward else [],
        "next_url": onward or reverse("citizen:security"),
        "late": False,
        "wanted": towards_it.step,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return towards_it.render(request, "citizen/step_up.html", context, status=status)


def _settled(request: OwnersRequest, towards_it: Heading, asked: Asking) -> bool:
    if towards_it.under_way is not None:
        return not towards_it.wants_proof
    return fully_proved(request, asked.ways)


def _on(onward: str) -> HttpResponse:
    return SeeOther(onward or reverse("citizen:security"))
