# SPDX-License-Identifier: EUPL-1.2
"""The owner closes their gate, after all that it means was said (D21)."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.access.services.closing import close_own_gate
from ugyfelkapu.access.services.powers import require_power
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.entering import forget
from ugyfelkapu.pages.citizen.factor_forms import UnderstoodForm
from ugyfelkapu.pages.citizen.guard import careful_page, public_page


@careful_page("GET", "HEAD", "POST")
def close(request: OwnersRequest) -> HttpResponse:
    """Say what ends and that there is no way back; close once that is understood."""
    require_power(request.citizen, Power.CLOSE, at=request.at)
    form = UnderstoodForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        close_own_gate(request.citizen, by=request.by, at=request.at)
        response = SeeOther(reverse("citizen:closed"))
        forget(response, settings.SESSION_COOKIE)
        return response
    gate = queries.gate(request.citizen.account_id, at=request.at)
    context = {"form": form, "gate": gate, "temporary": gate.state is State.TEMPORARY}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "citizen/close.html", context, status=status)


@public_page()
def closed(request: GateRequest) -> HttpResponse:
    """Say that the gate is closed, and what comes next."""
    return render(request, "citizen/closed.html")
