# SPDX-License-Identifier: EUPL-1.2
"""The end-session endpoint (RP-Initiated Logout 1.0)."""

from __future__ import annotations

from typing import Final, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import Citizen, GateRequest
from ugyfelkapu.federation import trial
from ugyfelkapu.federation.oidc import clients, keys, statements
from ugyfelkapu.federation.oidc.answering import ToClient, explained, sending
from ugyfelkapu.federation.oidc.authenticating import posted
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, UnsafeToRedirectError
from ugyfelkapu.federation.oidc.protocol.logout import (
    Presence,
    SignOutRequest,
    Way,
    judge,
    read_sign_out_request,
)
from ugyfelkapu.federation.oidc.protocol.parameters import Parameters, read_encoded
from ugyfelkapu.federation.oidc.protocol.redirects import source
from ugyfelkapu.federation.oidc.services.sign_outs import sign_out_by_service, ticket_of

AGAIN: Final = "again"
"""Marks a form that a page of ours sent once more."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def logout(request: HttpRequest) -> HttpResponse:
    """Sign a person out at a service's request; without proof of who asks, ask the person."""
    stamped = cast(GateRequest, request)
    try:
        parameters = _parameters(stamped)
        own_keys = keys.own_keys_for(parameters.get("id_token_hint", ""), at=stamped.at)
        asked = read_sign_out_request(parameters, own_keys, issuer=settings.PUBLIC_URL)
    except OAuthError as refusal:
        return explained(request, UnsafeToRedirectError(refusal.code, refusal.description))
    client = clients.client(asked.client_id) if asked.client_id else None
    verdict = judge(asked, client, _presence(stamped.citizen, asked, client))
    if verdict.way is Way.REFUSE:
        return explained(request, UnsafeToRedirectError("invalid_request", verdict.reason))
    if _came_without_cookies(stamped, parameters):
        ends_at = source(verdict.location) if verdict.location else ""
        return sending(request, request.path, {**parameters, AGAIN: "1"}, ends_at=ends_at)
    if verdict.way is Way.ASK:
        ticket = ticket_of(client.service_id if client else None, verdict.location, at=stamped.at)
        page = reverse("citizen:service-sign-out")
        return HttpResponseRedirect(f"{page}?{urlencode({'ticket': ticket})}")
    return _signed_out(stamped, client, verdict.location)


def _parameters(request: GateRequest) -> Parameters:
    if request.method == "POST":
        return posted(request)
    return read_encoded(request.META.get("QUERY_STRING", "").encode("latin-1"))


def _came_without_cookies(request: GateRequest, parameters: Parameters) -> bool:
    """Say whether a form came for the first time and without our cookie, as other sites' forms do."""
    shown = settings.SESSION_COOKIE in request.COOKIES
    return request.method == "POST" and not shown and AGAIN not in parameters


def _presence(citizen: Citizen | None, asked: SignOutRequest, client: Client | None) -> Presence:
    """Return who is signed in: nobody, the person whom the service means, or somebody else."""
    if citizen is None:
        return Presence.NOBODY
    hinted = asked.hint is not None and client is not None
    if hinted and asked.hint and client:
        known = statements.known_sub(citizen.account_id, client.sector)
        return Presence.HINTED if known == asked.hint.sub else Presence.SOMEBODY
    return Presence.SOMEBODY


def _signed_out(request: GateRequest, client: Client | None, location: str) -> HttpResponse:
    citizen = request.citizen
    if citizen is not None and client is not None:
        sign_out_by_service(citizen, service_id=client.service_id, by=request.by, at=request.at)
        if not client.live:
            trial.saw(client.id, trial.Check.SIGN_OUT, trial.Finding.PASSED, at=request.at)
    response = ToClient(location) if location else HttpResponseRedirect(reverse("citizen:signed-out"))
    if settings.SESSION_COOKIE not in request.COOKIES:
        return response
    response.delete_cookie(settings.SESSION_COOKIE, path="/", samesite="Lax")
    if settings.SECURE:
        response.cookies[settings.SESSION_COOKIE]["secure"] = True
    return response
