# SPDX-License-Identifier: EUPL-1.2
"""Proving anew, before something that matters, that it is the owner who sits there."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest, asking, fully_proved, proved
from ugyfelkapu.pages.citizen.destinations import destination
from ugyfelkapu.pages.citizen.guard import local, owners_page


@owners_page("GET", "HEAD", "POST")
def step_up(request: OwnersRequest) -> HttpResponse:
    """Ask for a code where a second factor counts, for the password otherwise; then go on."""
    posted = request.method == "POST"
    onward = local((request.POST if posted else request.GET).get("next", ""))
    asked = asking(request)
    done = proved(request, asked.form) if posted else fully_proved(request, asked.ways)
    if done:
        return SeeOther(onward or reverse("citizen:security"))
    context = {
        "asked": asked,
        "form": asked.form,
        "carried": [("next", onward)] if onward else [],
        "destination": destination(onward),
        "next_url": onward or reverse("citizen:security"),
        "late": False,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if posted else HTTPStatus.OK
    return render(request, "citizen/step_up.html", context, status=status)
