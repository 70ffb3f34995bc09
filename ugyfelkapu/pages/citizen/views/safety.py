# SPDX-License-Identifier: EUPL-1.2
"""Where the link of a security letter leads: opening it changes nothing, pressing its button acts."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access import safety_links
from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.access.services.recovering import confirm_by_link, stop_by_link
from ugyfelkapu.access.services.safety import cancel_factor, lock_by_link
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.factor_words import KINDS
from ugyfelkapu.pages.citizen.guard import public_page


@public_page("GET", "HEAD", "POST")
def safety(request: GateRequest, token: str) -> HttpResponse:
    """Offer to cancel the factor that waits, or to lock the gate. Raises :class:`LinkLapsed`."""
    offer = safety_links.offer(token, at=request.at)
    step = request.POST.get("step", "")
    if step == "cancel":
        cancel_factor(token, by=request.by, at=request.at)
        return SeeOther(reverse("citizen:safety-cancelled"))
    if step == "stop":
        stop_by_link(token, by=request.by, at=request.at)
        return SeeOther(reverse("citizen:safety-stopped"))
    if step == "confirm":
        confirm_by_link(token, by=request.by, at=request.at)
        return SeeOther(reverse("citizen:safety-confirmed"))
    if step == "lock":
        lock_by_link(token, by=request.by, at=request.at)
        return SeeOther(reverse("citizen:safety-locked"))
    context = {
        "factor": KINDS[offer.factor] if offer.factor is not None else "",
        "waits_until": offer.waits_until,
        "starts_over_at": offer.starts_over_at,
        "confirmable": offer.confirmable,
        "disowns": offer.disowns,
        "ends": offer.ends,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "citizen/safety.html", context, status=status)


@public_page()
def cancelled(request: GateRequest) -> HttpResponse:
    """Say that the factor is gone, and what comes next."""
    return render(request, "citizen/safety_cancelled.html")


@public_page()
def locked(request: GateRequest) -> HttpResponse:
    """Say that the gate is locked, and how it is opened again."""
    return render(request, "citizen/safety_locked.html")


@public_page()
def stopped(request: GateRequest) -> HttpResponse:
    """Say that the new start is stopped, and what somebody else may have done."""
    return render(request, "citizen/safety_stopped.html")


@public_page()
def confirmed(request: GateRequest) -> HttpResponse:
    """Say that the gate has started over, and that a code is on its way."""
    return render(request, "citizen/safety_confirmed.html")
