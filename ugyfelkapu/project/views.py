# SPDX-License-Identifier: EUPL-1.2
"""Addresses for machines: alive, ready, how busy."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from ugyfelkapu.access.requests import client_address

from .metrics import CONTENT_TYPE, exposition
from .readiness import migrations_missing


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether requests can be served: the database answers and has every table."""
    try:
        with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
            cursor.execute("SELECT 1")
        missing = migrations_missing()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    if missing:
        return HttpResponse("migrations are missing\n", status=503, content_type="text/plain")
    return HttpResponse("ready\n", content_type="text/plain")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Show counters to this machine and to the trusted networks; to others there is no such page."""
    if not _from_inside(request):
        raise Http404
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)


def _from_inside(request: HttpRequest) -> bool:
    """Say whether the request was made on this machine or in a trusted network.

    A request that was forwarded, though no proxy is trusted, comes from anywhere.
    """
    trusted = settings.TRUSTED_PROXIES
    if not trusted and "X-Forwarded-For" in request.headers:
        return False
    address = ipaddress.ip_address(client_address(request))
    networks = [ipaddress.ip_network(network) for network in (trusted if isinstance(trusted, tuple) else ())]
    return address.is_loopback or any(address in network for network in networks)
