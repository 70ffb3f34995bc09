# SPDX-License-Identifier: EUPL-1.2
"""What a service registers, and its secret: shown in the answer itself, once, for nobody keeps it."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from ugyfelkapu.domain.catalogue_errors import ClientIdTaken, MetadataRefused
from ugyfelkapu.federation import connecting, queries
from ugyfelkapu.federation.addresses import present_reach
from ugyfelkapu.federation.connecting import Connected
from ugyfelkapu.federation.registration import Registration, read
from ugyfelkapu.federation.sectors import require_sector
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.operator.client_form import ChangedClientForm, ClientForm, known
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.pages.refusal_texts import REFUSAL_TEXTS


@operator_page("GET", "HEAD", "POST")
def register(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Register a service, or change what it registered. Raises :class:`Unknown`."""
    present = queries.service(service_id)
    sent = request.POST if request.method == "POST" else None
    if present.client is None:
        form = ClientForm(sent, initial={"profile": "oidc_strict"})
    else:
        form = ChangedClientForm(sent, initial=known(present.client))
    if request.method != "POST":
        return _asked(request, present, form)
    connected = _kept(request, present, form) if form.is_valid() else None
    if connected is None:
        return _asked(request, present, form, status=422)
    return _told(request, present, connected)


def _kept(request: OperatorRequest, present: queries.ConnectedService, form: ClientForm) -> Connected | None:
    """Keep what is registered; none, with the error at its field, where something is wrong."""
    keep = connecting.register_client if present.client is None else connecting.change_client
    try:
        return keep(present.id, registration=_read(form), by=request.by, at=request.at)
    except MetadataRefused as refusal:
        form.refuse(refusal)
    except ClientIdTaken as refusal:
        form.add_error("client_id", str(REFUSAL_TEXTS[refusal.code].cause))
    return None


def _read(form: ClientForm) -> Registration:
    registration = read(form.metadata(), reach=present_reach())
    require_sector(registration)
    return registration


@operator_page("GET", "HEAD", "POST")
def secret(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Ask whether a service is to have a new secret, then show it. Raises :class:`Unknown`."""
    present = queries.service(service_id)
    if request.method == "POST":
        renewed = connecting.renew_secret(service_id, by=request.by, at=request.at)
        return _told(request, present, renewed)
    context = {"service": present, "name": _name(present)}
    return render(request, "operator/service_secret_new.html", context)


def _told(request: OperatorRequest, present: queries.ConnectedService, connected: Connected) -> HttpResponse:
    if not connected.secret:
        return SeeOther(reverse("operator:service", args=[present.id]))
    context = {
        "service": present,
        "name": _name(present),
        "connected": connected,
        "issuer": settings.PUBLIC_URL,
    }
    return render(request, "operator/service_secret.html", context)


def _asked(
    request: OperatorRequest, present: queries.ConnectedService, form: ClientForm, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "service": present, "name": _name(present)}
    return render(request, "operator/service_client.html", context, status=status)


def _name(present: queries.ConnectedService) -> str:
    return present.name(get_language() or "")
