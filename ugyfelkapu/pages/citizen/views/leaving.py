# SPDX-License-Identifier: EUPL-1.2
"""Signing out: of this browser, and when a service asks for it without proof of who it means."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.federation.oidc.answering import ToClient, admit
from ugyfelkapu.federation.oidc.farewells import Farewell, farewell_of_session
from ugyfelkapu.federation.oidc.protocol.redirects import source
from ugyfelkapu.federation.oidc.services.sign_outs import asked_sign_out, carry_out_sign_out
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen import parting
from ugyfelkapu.pages.citizen.entering import forget
from ugyfelkapu.pages.citizen.guard import public_page


@public_page("POST")
def sign_out(request: GateRequest) -> HttpResponse:
    """End the session on the server and forget its cookie."""
    if settings.SESSION_COOKIE not in request.COOKIES:
        return SeeOther(reverse("citizen:start"))
    farewell = _farewell(request)
    if request.citizen is not None:
        access.sign_out(request.citizen.session_id, by=request.by, at=request.at)
    return gone(request, "", farewell)


@public_page()
def signed_out(request: GateRequest) -> HttpResponse:
    """Say that the session is over, and which services are being told."""
    left = parting.parting_of(request, at=request.at)
    response = render(request, "citizen/signed_out.html", parting.in_words(left))
    parting.forget_parting(request, response)
    return response


@public_page("GET", "HEAD", "POST")
def service_sign_out(request: GateRequest) -> HttpResponse:
    """Ask whether to sign out, where a service wants it and has not shown whom it means.

    Raises :class:`SignOutTicketLapsed`.
    """
    posted = request.method == "POST"
    ticket = (request.POST if posted else request.GET).get("ticket", "")
    asked = asked_sign_out(ticket, at=request.at)
    farewell = _farewell(request)
    if posted:
        location = carry_out_sign_out(ticket, citizen=request.citizen, by=request.by, at=request.at)
        return gone(request, location, farewell)
    context = {
        "service": asked.service.name(get_language() or "hu") if asked.service is not None else "",
        "ticket": ticket,
        "signed_in": request.citizen is not None,
        **parting.in_words(farewell),
    }
    response = render(request, "citizen/service_sign_out.html", context)
    if asked.location:
        admit(response, source(asked.location))
    return response


def _farewell(request: GateRequest) -> Farewell:
    return farewell_of_session(request.citizen.session_id) if request.citizen is not None else Farewell()


def gone(request: GateRequest, location: str, farewell: Farewell) -> HttpResponse:
    """Go where the service wants, or to our own page, which names the services that are told."""
    if location:
        response: HttpResponse = ToClient(location)
    else:
        response = SeeOther(reverse("citizen:signed-out"))
        parting.keep_parting(response, farewell, at=request.at)
    forget(response, settings.SESSION_COOKIE)
    return response
