# SPDX-License-Identifier: EUPL-1.2
"""Where somebody goes who has signed in, and the cookies that come and go with it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.urls import reverse

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.access.services import Half, Opened
from ugyfelkapu.domain.deadlines import HALF_SIGN_IN_LIFE
from ugyfelkapu.pages.answers import SeeOther

DEVICE_LIFE: Final = timedelta(days=365)


def enter(request: GateRequest, opened: Opened, onward: str) -> HttpResponse:
    """Hand out the session and go where the citizen was heading."""
    rotate_token(request)
    response = SeeOther(onward or reverse("citizen:account"))
    keep(response, settings.SESSION_COOKIE, opened.token)
    keep(response, settings.DEVICE_COOKIE, opened.device, life=DEVICE_LIFE)
    forget(response, settings.HALF_COOKIE)
    return response


def go_half_way(half: Half, onward: str) -> HttpResponse:
    """Remember in this browser that the first step is done, and go on to the second."""
    response = SeeOther(towards("citizen:second-step", onward))
    keep(response, settings.HALF_COOKIE, half.token, life=HALF_SIGN_IN_LIFE)
    return response


def towards(page: str, onward: str, **more: str) -> str:
    """Return the address of a page that leads on to another one of this house."""
    query = urlencode({**more, **({"next": onward} if onward else {})}, safe="/")
    return f"{reverse(page)}?{query}" if query else reverse(page)


def keep(response: HttpResponse, name: str, value: str, *, life: timedelta | None = None) -> None:
    """Set a cookie that no script and no other site sees."""
    response.set_cookie(
        name, value, max_age=life, path="/", secure=settings.SECURE, httponly=True, samesite="Lax"
    )


def forget(response: HttpResponse, name: str) -> None:
    """Let the browser drop a cookie."""
    response.delete_cookie(name, path="/", samesite="Lax")
    if settings.SECURE:
        response.cookies[name]["secure"] = True
