# SPDX-License-Identifier: EUPL-1.2
"""Who may see how the house runs: operators all of it, auditors the journal; desk roles nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, Final, ParamSpec, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import GateRequest, Staff
from ugyfelkapu.domain.errors import Forbidden
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.frame import navigation
from ugyfelkapu.pages.pieces import NavigationItem
from ugyfelkapu.staff.rights import Right, may

P = ParamSpec("P")
WATCH: Final = (Right.RUN, Right.READ_JOURNAL)
"""Who may read the journal."""


class OperatorRequest(GateRequest):
    """A request from somebody who may see this page."""

    staff: Staff
    navigation: tuple[NavigationItem, ...]


Page = Callable[Concatenate[OperatorRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def operator_page(*methods: str, rights: tuple[Right, ...] = (Right.RUN,)) -> Callable[[Page[P]], Guarded[P]]:
    """Guard a page: strangers are asked to sign in, staff without any of the rights are refused."""

    def guarded(view: Page[P]) -> Guarded[P]:
        @wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            member = cast(GateRequest, request).staff
            if member is None:
                back = urlencode({"next": request.path})
                return SeeOther(f"{reverse('clerk:sign-in')}?{back}")
            if not any(may(member.role, right) for right in rights):
                raise Forbidden(right=rights[0])
            stamped = cast(OperatorRequest, request)
            stamped.navigation = navigation(request, _pages(member))
            return view(stamped, *args, **kwargs)

        return require_http_methods(methods or ("GET", "HEAD"))(enter)

    return guarded


def _pages(member: Staff) -> list[tuple[str, str]]:
    log = (reverse("operator:journal"), _("Journal"))
    if not may(member.role, Right.RUN):
        return [log]
    return [
        (reverse("operator:overview"), _("Overview")),
        (reverse("operator:offices"), _("Offices")),
        (reverse("operator:staff"), _("Staff")),
        (reverse("operator:services"), _("Services")),
        (reverse("operator:letters"), _("Letters")),
        (reverse("operator:trust"), _("Trusted lists")),
        log,
    ]
