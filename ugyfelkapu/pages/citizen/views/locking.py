# SPDX-License-Identifier: EUPL-1.2
"""The owner locks their gate in an emergency, and opens it again with a second factor."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access import factors
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.access.services.own import lock_own_gate
from ugyfelkapu.access.services.unlocking import unlock_with_code
from ugyfelkapu.accounts import queries
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.entering import forget
from ugyfelkapu.pages.citizen.factor_forms import UnlockForm
from ugyfelkapu.pages.citizen.guard import owners_page, public_page


@owners_page("GET", "HEAD", "POST")
def lock(request: OwnersRequest) -> HttpResponse:
    """Say what locking means, and lock at once: nothing more is asked in an emergency."""
    if request.method == "POST":
        lock_own_gate(request.citizen, by=request.by, at=request.at)
        response = SeeOther(reverse("citizen:safety-locked"))
        forget(response, settings.SESSION_COOKIE)
        return response
    gate = queries.gate(request.citizen.account_id, at=request.at)
    context = {
        "temporary": gate.state is State.TEMPORARY,
        "opens_it_alone": factors.has_counting(gate.id, at=request.at),
    }
    return render(request, "citizen/lock.html", context)


@public_page("GET", "HEAD", "POST")
def unlock(request: GateRequest) -> HttpResponse:
    """Open a gate that its owner locked, with the password and a code."""
    opened = f"{reverse('citizen:sign-in')}?unlocked"
    form = UnlockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = unlock_with_code(**form.cleaned_data, origin=origin_of(request), by=request.by, at=request.at)
        if done:
            return SeeOther(opened)
        form.refuse()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "citizen/unlock.html", {"form": form, "sign_in_url": opened}, status=status)
