# SPDX-License-Identifier: EUPL-1.2
"""Stamps every request with its one moment."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .clock import now

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class MomentMiddleware:
    """Read the clock once and put it on ``request.at``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Stamp, then go on."""
        request.at = now()  # type: ignore[attr-defined]  # declared by access.requests.GateRequest
        return self.get_response(request)
