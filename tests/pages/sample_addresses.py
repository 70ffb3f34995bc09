# SPDX-License-Identifier: EUPL-1.2
"""The citizen's and the clerk's addresses, and a few pages that only tests open."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tests.pages.sample_form import answer
from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.domain import errors as refusals

WAIT = timedelta(minutes=30)


def refused(request: HttpRequest, code: str) -> HttpResponse:
    """Raise the refusal with this code."""
    if code == "throttled":
        raise refusals.Throttled(until=cast(GateRequest, request).at + WAIT)
    if code == "lost_document":
        raise refusals.DocumentNotValid(reason="lost")
    kinds = {kind.code: kind for kind in refusals.Refusal.__subclasses__()}
    raise kinds[code]


def broken(request: HttpRequest) -> HttpResponse:
    """Fail in a way that nobody foresaw."""
    raise ZeroDivisionError


urlpatterns = [
    path("", include("ugyfelkapu.pages.citizen.urls")),
    path("ugyintezo/", include("ugyfelkapu.pages.clerk.urls")),
    path("gyakorlat/urlap/", answer),
    path("gyakorlat/hiba/", broken),
    path("gyakorlat/elutasitva/<slug:code>/", refused),
    path("ugyintezo/gyakorlat/<slug:code>/", refused),
]
handler400 = "ugyfelkapu.pages.errors.bad_request"
handler403 = "ugyfelkapu.pages.errors.forbidden"
handler404 = "ugyfelkapu.pages.errors.not_found"
handler500 = "ugyfelkapu.pages.errors.server_error"
