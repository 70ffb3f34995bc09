# SPDX-License-Identifier: EUPL-1.2
"""Comforts of development are nowhere else: each page asks the mode itself, however it was mounted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.pages.frame import navigation
from ugyfelkapu.pages.pieces import NavigationItem

P = ParamSpec("P")


class DevelopmentRequest(GateRequest):
    """A request to a development house."""

    navigation: tuple[NavigationItem, ...]


Page = Callable[Concatenate[DevelopmentRequest, P], HttpResponse]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def development_page(*methods: str) -> Callable[[Page[P]], Guarded[P]]:
    """Guard a page: in production there is no such thing, whatever the method."""

    def guarded(view: Page[P]) -> Guarded[P]:
        answered = require_http_methods(methods or ("GET", "HEAD"))(view)

        @wraps(view)
        def enter(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if not settings.DEVELOPMENT:
                raise Http404
            stamped = cast(DevelopmentRequest, request)
            stamped.navigation = navigation(request, _pages())
            return answered(stamped, *args, **kwargs)

        return enter

    return guarded


def _pages() -> list[tuple[str, str]]:
    return [
        (reverse("development:index"), _("Cast")),
        (reverse("development:mailbox"), _("Mailbox")),
        (reverse("development:gallery"), _("All letters")),
        (reverse("development:clock"), _("Clock")),
        (reverse("development:card"), _("Demo card")),
    ]
