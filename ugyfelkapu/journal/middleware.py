# SPDX-License-Identifier: EUPL-1.2
"""Stamps every request with its one moment."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .clock import now
from .clock_watch import keep_up

GetResponse = Callable[[HttpRequest], HttpResponseBase]
ALIVE = "/healthz"


class MomentMiddleware:
    """Read the clock once and put it on ``request.at``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Stamp, then go on; whether the process lives is answered without the database."""
        if request.path != ALIVE:
            with suppress(DatabaseError):  # the page itself will say that the database is lost
                keep_up()
        request.at = now()  # type: ignore[attr-defined]  # declared by access.requests.GateRequest
        return self.get_response(request)
