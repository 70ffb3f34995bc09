# SPDX-License-Identifier: EUPL-1.2
"""The services that somebody uses: what each receives, and taking a consent back."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.federation.oidc.connections import connections
from ugyfelkapu.federation.oidc.services.consents import withdraw
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.guard import owners_page
from ugyfelkapu.pages.citizen.service_words import ServiceLine, service_line


@owners_page()
def connected(request: OwnersRequest) -> HttpResponse:
    """Show every service that knows the owner, and what it receives."""
    context = {"services": _lines(request).values(), "withdrawn": "withdrawn" in request.GET}
    return render(request, "citizen/connected.html", context)


@owners_page("GET", "HEAD", "POST")
def withdraw_consent(request: OwnersRequest, service_id: UUID) -> HttpResponse:
    """Say what withdrawing means, then do it. Raises :class:`Unknown` where no consent lives."""
    if request.method == "POST":
        withdraw(service_id, citizen=request.citizen, by=request.by, at=request.at)
        return SeeOther(f"{reverse('citizen:connected')}?withdrawn")
    line = _lines(request).get(service_id)
    if line is None or not line.withdraw_url:
        raise Unknown(service=service_id)
    return render(request, "citizen/connected_withdraw.html", {"service": line})


def _lines(request: OwnersRequest) -> dict[UUID, ServiceLine]:
    found = connections(request.citizen.account_id, at=request.at)
    return {one.service.id: service_line(one, at=request.at) for one in found}
