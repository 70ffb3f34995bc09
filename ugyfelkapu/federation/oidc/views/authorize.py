# SPDX-License-Identifier: EUPL-1.2
"""The authorization endpoint: answers at once, or leads the person through what is still to be asked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import Citizen, GateRequest
from ugyfelkapu.domain.federation_errors import ServiceSignInLapsed
from ugyfelkapu.federation import trial
from ugyfelkapu.federation.oidc import flows, requests
from ugyfelkapu.federation.oidc.answering import explained, to_client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, UnsafeToRedirectError
from ugyfelkapu.federation.oidc.protocol.levels import unmet
from ugyfelkapu.federation.oidc.protocol.prompts import Prompt
from ugyfelkapu.federation.oidc.protocol.responses import ClientResponse, refused
from ugyfelkapu.federation.oidc.services import interactions
from ugyfelkapu.federation.oidc.services.granting import Asked
from ugyfelkapu.federation.oidc.standing import Step, agreed, begun, means_another
from ugyfelkapu.federation.oidc.statements import Relation

BINDING_BYTES: Final = 32
_SIGN_IN: Final = OAuthError("login_required", "the person must sign in")
SILENT: Final[Mapping[Step, OAuthError | None]] = MappingProxyType(
    {
        Step.ANSWER: None,
        Step.SIGN_IN: _SIGN_IN,
        Step.PROVE_AGAIN: _SIGN_IN,
        Step.SECOND_STEP: OAuthError("interaction_required", "the person must take a second step"),
        Step.CONSENT: OAuthError("consent_required", "the person must be asked"),
        Step.UNMET: unmet(),
        Step.ADD_FACTOR: unmet(),
        Step.NOT_FOR_TEMPORARY: OAuthError("access_denied", "the service admits no temporary gates"),
    }
)
"""What a service is told that wants nobody asked (``prompt=none``)."""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def authorize(request: HttpRequest) -> HttpResponse:
    """Take a service's request from a browser (RFC 6749, 3.1; OpenID Connect Core, 3.1.2)."""
    stamped = cast(GateRequest, request)
    try:
        asked = requests.read(request, at=stamped.at)
        _require_admitted(stamped, asked)
    except UnsafeToRedirectError as refusal:
        return explained(request, refusal)
    except requests.Refusable as told:
        return to_client(request, refused(told.address, told.refusal, issuer=settings.PUBLIC_URL))
    return _next(stamped, asked)


def _require_admitted(request: GateRequest, asked: Asked) -> None:
    """Let only browsers with a pass sign in to a service that is on trial."""
    client = asked.client
    if client.live:
        return
    if not trial.admits(request.COOKIES.get(settings.TRIAL_COOKIE, ""), client.id, at=request.at):
        raise UnsafeToRedirectError("unauthorized_client", "the service is on trial and not open yet")
    trial.saw_request(
        client.id, nonce=asked.request.nonce or "", challenge=asked.request.challenge, at=request.at
    )


def _next(request: GateRequest, asked: Asked) -> HttpResponse:
    citizen = request.citizen
    step, known = flows.step_of(asked, citizen, since=begun(citizen, at=request.at), at=request.at)
    contradiction = _contradiction(asked, step, known)
    if contradiction is not None:
        return to_client(request, refused(asked.request.address, contradiction, issuer=settings.PUBLIC_URL))
    if step is Step.ANSWER and citizen is not None and known is not None:
        answer = _answered(request, asked, citizen, known)
        if answer is not None:
            return to_client(request, answer)
    return _led_on(request, asked)


def _contradiction(asked: Asked, step: Step, known: Relation | None) -> OAuthError | None:
    """Return why a service cannot have what it wants: nobody may be asked, or somebody else is there."""
    if known is not None and means_another(asked.request, known):
        return interactions.ANOTHER
    if Prompt.NONE not in asked.request.prompts:
        return None
    return SILENT[step]


def _answered(request: GateRequest, asked: Asked, citizen: Citizen, known: Relation) -> ClientResponse | None:
    """Answer at once; ``None`` where the gate changed since the request began."""
    data = agreed(asked.request, asked.client, citizen, known)
    if data is None:
        return None
    try:
        return interactions.answer_at_once(
            asked, citizen, known=known, data=data, by=request.by, at=request.at
        )
    except ServiceSignInLapsed:
        return None


def _led_on(request: GateRequest, asked: Asked) -> HttpResponse:
    """Keep the request for this browser and lead the person to the page that asks."""
    binding = request.COOKIES.get(settings.FLOW_COOKIE) or secrets.token_urlsafe(BINDING_BYTES)
    flow = flows.keep(asked, request.citizen, binding=binding, at=request.at)
    response = HttpResponseRedirect(reverse("citizen:continue", args=[flow]))
    response.status_code = HTTPStatus.SEE_OTHER
    response.set_cookie(
        settings.FLOW_COOKIE, binding, path="/", secure=settings.SECURE, httponly=True, samesite="Lax"
    )
    return response
