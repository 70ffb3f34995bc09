# SPDX-License-Identifier: EUPL-1.2
"""Answers on their way out: to services through the browser, and to their machines."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any  # answers are open JSON

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from .protocol.errors import OAuthError, UnsafeToRedirectError
from .protocol.redirects import source
from .protocol.responses import ClientResponse, ResponseMode, location


class ToClient(HttpResponseRedirect):
    """The browser goes to the service with a GET, whatever it came with (RFC 9700, 4.12)."""

    status_code = HTTPStatus.SEE_OTHER

    def __init__(self, address: str) -> None:
        self.allowed_schemes = [address.partition(":")[0]]  # registered, maybe an app's own
        super().__init__(address)


def to_client(request: HttpRequest, response: ClientResponse) -> HttpResponse:
    """Send an answer to its service: in the address, or by a form that the browser posts."""
    if response.mode is ResponseMode.QUERY:
        return ToClient(location(response))
    return sending(request, response.address, response.parameters, ends_at=source(response.address))


def sending(
    request: HttpRequest, address: str, parameters: Mapping[str, str], *, ends_at: str
) -> HttpResponse:
    """Let the browser post a form by itself; ``ends_at`` is the origin where that leads, empty for ours."""
    page = render(request, "oidc/form_post.html", {"address": address, "parameters": dict(parameters)})
    admit(page, ends_at)
    return page


def admit(response: HttpResponse, origin: str) -> None:
    """Let the forms of a page end at a service: browsers check every redirect after them."""
    directives = dict(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"])
    if origin:
        directives["form-action"] = [*directives["form-action"], origin]
    policy = "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())
    response.headers["Content-Security-Policy"] = policy


def explained(request: HttpRequest, refusal: UnsafeToRedirectError) -> HttpResponse:
    """Explain a request that cannot be answered to anybody but the person who brought it."""
    context = {"code": refusal.code, "description": refusal.description}
    return render(request, "oidc/error.html", context, status=HTTPStatus.BAD_REQUEST)


def machine(answer: Mapping[str, Any], *, status: int = HTTPStatus.OK) -> JsonResponse:
    """Answer a machine; nothing of it is kept by caches."""
    response = JsonResponse(dict(answer), status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Pragma"] = "no-cache"
    return response


def refused(refusal: OAuthError) -> HttpResponse:
    """Tell a machine that a request is refused (RFC 6749, 5.2)."""
    body = {"error": refusal.code, "error_description": refusal.description} if refusal.code else {}
    response = machine({name: value for name, value in body.items() if value}, status=refusal.status)
    for name, value in refusal.headers.items():
        response.headers[name] = value
    return response
