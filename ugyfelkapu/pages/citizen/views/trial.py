# SPDX-License-Identifier: EUPL-1.2
"""Where the link of a trial leads: pressing its button lets this browser into a service on trial."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.federation import queries, trial
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.guard import public_page


@public_page("GET", "HEAD", "POST")
def take(request: GateRequest, token: str) -> HttpResponse:
    """Offer the pass of a trial to this browser, then give it. Raises :class:`TrialPassLapsed`."""
    if request.method != "POST":
        return _shown(request, "citizen/trial.html", trial.offer(token, at=request.at))
    kept = trial.enter_trial(token, by=request.by, at=request.at)
    response = SeeOther(reverse("citizen:trial-taken"))
    response.set_cookie(
        settings.TRIAL_COOKIE,
        kept,
        max_age=trial.TRIAL_LIFE,
        secure=settings.SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@public_page()
def taken(request: GateRequest) -> HttpResponse:
    """Say what this browser may do now, and until when. Raises :class:`TrialPassLapsed`."""
    kept = request.COOKIES.get(settings.TRIAL_COOKIE, "")
    return _shown(request, "citizen/trial_taken.html", trial.held(kept, at=request.at))


def _shown(request: GateRequest, template: str, offer: trial.Offer) -> HttpResponse:
    service = queries.service(offer.service_id)
    language = get_language() or ""
    context = {
        "name": service.name(language),
        "owner": service.owner(language),
        "until": offer.ends_at,
    }
    return render(request, template, context)
