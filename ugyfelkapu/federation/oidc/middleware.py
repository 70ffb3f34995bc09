# SPDX-License-Identifier: EUPL-1.2
"""The short way of machines: past sessions, languages and form tokens, of which they have none."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.journal.clock import now

from .protocol.metadata import ENDPOINTS
from .views import machines
from .views.userinfo import userinfo
from .views.verification import verify

IDENTITY_VERIFICATION: Final = "/azonositas/"
MACHINES: Final = MappingProxyType(
    {
        ENDPOINTS["token_endpoint"]: machines.token,
        ENDPOINTS["userinfo_endpoint"]: userinfo,
        ENDPOINTS["pushed_authorization_request_endpoint"]: machines.push,
        ENDPOINTS["introspection_endpoint"]: machines.introspect,
        ENDPOINTS["revocation_endpoint"]: machines.revoke,
        IDENTITY_VERIFICATION: verify,
    }
)


class MachineMiddleware:
    """Answer requests for the machine endpoints here; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Stamp the moment and answer, or go on."""
        endpoint = MACHINES.get(request.path)
        if endpoint is None:
            return self.get_response(request)
        cast(GateRequest, request).at = now()
        return endpoint(request)
