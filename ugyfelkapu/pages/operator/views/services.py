# SPDX-License-Identifier: EUPL-1.2
"""Connected services: the catalogue, a new one, changing, disabling and enabling one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ugyfelkapu.domain.errors import ServiceNameTaken
from ugyfelkapu.federation import queries
from ugyfelkapu.federation import services as acts
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.disclosure import data_in_words
from ugyfelkapu.pages.operator.forms import ServiceForm
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.pages.operator.words import SERVICE_GATES, SERVICE_STATES
from ugyfelkapu.pages.pieces import Tag


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service of the list."""

    id: UUID
    name: str
    owner: str
    receives: str
    gates: Tag
    state: Tag
    disabled: bool


def _line(service: queries.ConnectedService) -> ServiceLine:
    language = get_language() or ""
    return ServiceLine(
        id=service.id,
        name=service.name(language),
        owner=service.owner(language),
        receives=data_in_words(service.receives),
        gates=Tag(*SERVICE_GATES[service.temporary]),
        state=Tag(*SERVICE_STATES[service.disabled]),
        disabled=service.disabled,
    )


@operator_page()
def catalogue(request: OperatorRequest) -> HttpResponse:
    """List the connected services, the disabled ones too."""
    lines = [_line(service) for service in queries.services()]
    return render(request, "operator/services.html", {"lines": lines})


@operator_page("GET", "HEAD", "POST")
def new(request: OperatorRequest) -> HttpResponse:
    """Connect a service."""

    def add(form: ServiceForm) -> None:
        acts.add_service(form.particulars(), by=request.by, at=request.at)

    form = ServiceForm(request.POST if request.method == "POST" else None)
    return _answer(request, form, add, _("New service"))


@operator_page("GET", "HEAD", "POST")
def change(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Change what is said of a service, and whether temporary gates may use it. Raises :class:`Unknown`."""
    present = queries.service(service_id)

    def keep(form: ServiceForm) -> None:
        acts.change_service(service_id, particulars=form.particulars(), by=request.by, at=request.at)

    form = ServiceForm(request.POST if request.method == "POST" else None, initial=_known(present))
    title = _("Service: %(name)s") % {"name": present.name(get_language() or "")}
    return _answer(request, form, keep, title)


def _known(present: queries.ConnectedService) -> dict[str, object]:
    return {
        "name": present.name_hu,
        "owner": present.owner_hu,
        "name_en": present.name_en,
        "owner_en": present.owner_en,
        "receives": present.receives,
        "temporary": present.temporary,
    }


def _answer(
    request: OperatorRequest, form: ServiceForm, keep: Callable[[ServiceForm], None], title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            keep(form)
        except ServiceNameTaken:
            form.add_error("name", _("This owner has another service of this name. Choose another name."))
        else:
            return SeeOther(reverse("operator:services"))
    status = 422 if form.errors else 200
    return render(request, "operator/service.html", {"form": form, "title": title}, status=status)


@operator_page("GET", "HEAD", "POST")
def disable(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Ask whether to let nobody sign in to a service any more, then do it. Raises :class:`Unknown`."""
    present = queries.service(service_id)
    if request.method == "POST":
        acts.disable_service(service_id, by=request.by, at=request.at)
        return SeeOther(reverse("operator:services"))
    return render(request, "operator/service_disable.html", {"service": _line(present)})


@operator_page("POST")
def enable(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Let people sign in to a disabled service again. Raises :class:`Unknown`."""
    acts.enable_service(service_id, by=request.by, at=request.at)
    return SeeOther(reverse("operator:services"))
