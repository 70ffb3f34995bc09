# SPDX-License-Identifier: EUPL-1.2
"""Where the owner is signed in, which browsers know them, and ending either."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access.own_sessions import own_devices, own_sessions
from ugyfelkapu.access.requests import origin_of
from ugyfelkapu.access.services import own
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.federation.oidc.farewells import farewell_of_gate
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.guard import owners_page
from ugyfelkapu.pages.citizen.session_words import device_line, session_line

from .leaving import gone

RESULTS = ("ended", "others", "forgotten")
LONGEST_NUMBER = 19


@owners_page("GET", "HEAD", "POST")
def sessions(request: OwnersRequest) -> HttpResponse:
    """List sessions and known browsers; end one, all others, all there are, or forget a browser."""
    if "end_all" in request.POST:
        return end_all(request)
    act = next((ACTS[name] for name in ACTS if name in request.POST), None)
    if request.method == "POST" and act is not None:
        return SeeOther(f"{reverse('citizen:sessions')}?{act(request)}")
    found = own_sessions(request.citizen, at=request.at)
    context = {
        "sessions": [session_line(one, at=request.at) for one in found],
        "others": len(found) > 1,
        "devices": [
            device_line(one, at=request.at)
            for one in own_devices(request.citizen, device=origin_of(request).device)
        ],
        "done": next((result for result in RESULTS if result in request.GET), ""),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "citizen/sessions.html", context, status=status)


def end_all(request: OwnersRequest) -> HttpResponse:
    """Sign the owner out of everything: every browser, and every service entered from one."""
    farewell = farewell_of_gate(request.citizen.account_id, at=request.at)
    own.end_every_session(request.citizen, by=request.by, at=request.at)
    return gone(request, "", farewell)


def _end(request: OwnersRequest) -> str:
    try:
        session_id = UUID(request.POST["end"])
    except ValueError:
        raise Unknown from None
    own.end_session(request.citizen, session_id, by=request.by, at=request.at)
    return "ended"


def _end_others(request: OwnersRequest) -> str:
    own.end_other_sessions(request.citizen, by=request.by, at=request.at)
    return "others"


def _forget(request: OwnersRequest) -> str:
    typed = request.POST["forget"]
    if not (typed.isascii() and typed.isdigit() and len(typed) < LONGEST_NUMBER):
        raise Unknown
    own.forget_device(request.citizen, int(typed), by=request.by, at=request.at)
    return "forgotten"


ACTS: dict[str, Callable[[OwnersRequest], str]] = {
    "end": _end,
    "end_others": _end_others,
    "forget": _forget,
}
"""What the page's buttons do, by their names; each returns what the page says afterwards."""
