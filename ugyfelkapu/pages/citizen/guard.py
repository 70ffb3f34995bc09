# SPDX-License-Identifier: EUPL-1.2
"""Who may see a gate's own pages: whoever is signed in, asked anew at every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.access.services.powers import stepped_up
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.frame import navigation

from .confirming import IN_A_FORM, answered, ask_in_the_middle, asking, proved
from .confirming import OwnersRequest as OwnersRequest
from .entering import towards

P = ParamSpec("P")


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
                return SeeOther(towards("citizen:sign-in", request.path))
            stamped.navigation = navigation(request, own_pages())
            return view(stamped, *args, **kwargs)

        return require_http_methods(methods or ("GET", "HEAD"))(enter)

    return guarded


def careful_page(*methods: str, withheld: tuple[str, ...] = ()) -> Callable[[OwnersPage[P]], Guarded[P]]:
    """Guard a page on which what matters is changed: its owner proved to be there just now (D17).

    Whoever opens it too late proves it first and comes back. Whoever had it open for too long proves it
    in the middle, and what they sent is done then; fields ``withheld`` must be typed again.
    """

    def guarded(view: OwnersPage[P]) -> Guarded[P]:
        @wraps(view)
        def enter(request: OwnersRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if stepped_up(request.citizen, at=request.at):
                return view(request, *args, **kwargs)
            if request.method != "POST":
                return SeeOther(towards("citizen:step-up", request.get_full_path()))
            asked = asking(request, prefix=IN_A_FORM)
            if not answered(request):
                return ask_in_the_middle(request, asked, withheld=withheld)
            if not proved(request, asked.form):
                status = HTTPStatus.UNPROCESSABLE_ENTITY
                return ask_in_the_middle(request, asked, withheld=withheld, status=status)
            return view(request, *args, **kwargs)

        return owners_page(*methods)(enter)

    return guarded


def own_pages() -> list[tuple[str, str]]:
    """Return the citizen's own pages as addresses and labels."""
    return [
        (reverse("citizen:account"), _("Overview")),
        (reverse("citizen:connected"), _("Services")),
        (reverse("citizen:security"), _("Security")),
        (reverse("citizen:sessions"), _("Sign-ins")),
        (reverse("citizen:password"), _("Password")),
        (reverse("citizen:email"), _("E-mail")),
        (reverse("citizen:activity"), _("Activity")),
        (reverse("citizen:own-data"), _("My data")),
    ]
