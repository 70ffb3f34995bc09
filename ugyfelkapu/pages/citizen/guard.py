# SPDX-License-Identifier: EUPL-1.2
"""Who may see a gate's own pages: whoever is signed in, asked anew at every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import Citizen, GateRequest
from ugyfelkapu.pages.answers import SeeOther

P = ParamSpec("P")


class OwnersRequest(GateRequest):
    """A request from the signed-in owner of a gate."""

    citizen: Citizen


Page = Callable[Concatenate[GateRequest, P], HttpResponse]
OwnersPage = Callable[Concatenate[OwnersRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public_page(*methods: str) -> Callable[[Page[P]], Guarded[P]]:
    """Open a page to everybody."""

    def opened(view: Page[P]) -> Guarded[P]:
        @wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            return view(cast(GateRequest, request), *args, **kwargs)

        return require_http_methods(methods or ("GET", "HEAD"))(enter)

    return opened


def owners_page(*methods: str) -> Callable[[OwnersPage[P]], Guarded[P]]:
    """Guard a page: whoever is not signed in is asked to, and comes back afterwards."""

    def guarded(view: OwnersPage[P]) -> Guarded[P]:
        @wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            stamped = cast(OwnersRequest, request)
            if cast(GateRequest, request).citizen is None:
                return SeeOther(f"{reverse('citizen:sign-in')}?{urlencode({'next': request.path}, safe='/')}")
            return view(stamped, *args, **kwargs)

        return require_http_methods(methods or ("GET", "HEAD"))(enter)

    return guarded


def local(address: str) -> str:
    """Return an address of this house as it is, and nothing for any other."""
    own = address.startswith("/") and address.isprintable()
    return address if own and url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
