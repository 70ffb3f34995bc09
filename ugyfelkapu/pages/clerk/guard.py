# SPDX-License-Identifier: EUPL-1.2
"""Who may enter the desk's pages: signed-in staff whose role has the right, asked anew at every request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import GateRequest, Staff
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.frame import navigation
from ugyfelkapu.pages.pieces import NavigationItem
from ugyfelkapu.staff.rights import Right, require

P = ParamSpec("P")


class DeskRequest(GateRequest):
    """A request from somebody who is signed in at the desk."""

    staff: Staff
    navigation: tuple[NavigationItem, ...]


Page = Callable[Concatenate[DeskRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def desk_page(right: Right, *methods: str) -> Callable[[Page[P]], Guarded[P]]:
    """Guard a page: strangers are asked to sign in, staff without the right are refused."""

    def guarded(view: Page[P]) -> Guarded[P]:
        @wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            stamped = cast(DeskRequest, request)
            if cast(GateRequest, request).staff is None:
                return ask_to_sign_in(stamped)
            require(stamped.by, right)
            stamped.navigation = navigation(request, _pages())
            return view(stamped, *args, **kwargs)

        return require_http_methods(methods or ("GET", "HEAD"))(enter)

    return guarded


def _pages() -> list[tuple[str, str]]:
    return [
        (reverse("clerk:new"), _("New registration")),
        (reverse("clerk:finalise"), _("Finalising")),
        (reverse("clerk:approvals"), _("Confirmations")),
        (reverse("clerk:search"), _("Search")),
    ]


def ask_to_sign_in(request: GateRequest) -> HttpResponse:
    """Send a stranger to sign in; afterwards they come back to this page, empty."""
    back = urlencode({"next": request.path})
    return SeeOther(f"{reverse('clerk:sign-in')}?{back}")
