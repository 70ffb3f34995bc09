# SPDX-License-Identifier: EUPL-1.2
"""Connected services: the catalogue, a new one, one as a whole, changing, disabling and enabling one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.domain.errors import ServiceNameTaken
from ugyfelkapu.federation import queries
from ugyfelkapu.federation import services as acts
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.metadata_words import in_words
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.pages.operator.service_form import ServiceForm, known
from ugyfelkapu.pages.operator.service_lines import line_of, particulars_of, registered_by


@operator_page()
def catalogue(request: OperatorRequest) -> HttpResponse:
    """List the connected services, the disabled ones too."""
    lines = [line_of(service) for service in queries.services()]
    return render(request, "operator/services.html", {"lines": lines})


@operator_page("GET", "HEAD", "POST")
def service(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Show all that is known of a service, and what can be done; a POST changes what is said of it.

    Raises :class:`Unknown`.
    """
    present = queries.service(service_id)
    if request.method == "POST":
        return _changed(request, present)
    context = {
        "line": line_of(present),
        "particulars": particulars_of(present),
        "registered": registered_by(present.client) if present.client else [],
        "has_secret": present.client is not None and present.client.registration.needs_secret,
        "on_trial": present.client is not None and not present.client.live,
    }
    return render(request, "operator/service.html", context)


@operator_page("GET", "HEAD", "POST")
def new(request: OperatorRequest) -> HttpResponse:
    """Take a service into the catalogue; what it registers comes next."""

    def add(form: ServiceForm) -> UUID:
        return acts.add_service(form.particulars(), by=request.by, at=request.at)

    form = ServiceForm(request.POST if request.method == "POST" else None)
    return _answer(request, form, add, _("New service"))


@operator_page("GET", "HEAD", "POST")
def change(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Change what is said of a service, and what it learns. Raises :class:`Unknown`."""
    return _changed(request, queries.service(service_id))


def _changed(request: OperatorRequest, present: queries.ConnectedService) -> HttpResponse:
    def keep(form: ServiceForm) -> UUID:
        acts.change_service(present.id, particulars=form.particulars(), by=request.by, at=request.at)
        return present.id

    form = ServiceForm(request.POST if request.method == "POST" else None, initial=known(present))
    return _answer(request, form, keep, _("Service: %(name)s") % {"name": present.name(get_language() or "")})


def _answer(
    request: OperatorRequest, form: ServiceForm, keep: Callable[[ServiceForm], UUID], title: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            return SeeOther(reverse("operator:service", args=[keep(form)]))
        except ServiceNameTaken:
            form.add_error("name", _("This owner has another service of this name. Choose another name."))
        except MetadataRefused as refusal:
            form.add_error("temporary", in_words(refusal))
    status = 422 if form.errors else 200
    return render(request, "operator/service_words.html", {"form": form, "title": title}, status=status)


@operator_page("GET", "HEAD", "POST")
def disable(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Ask whether to let nobody sign in to a service any more, then do it. Raises :class:`Unknown`."""
    present = queries.service(service_id)
    if request.method == "POST":
        acts.disable_service(service_id, by=request.by, at=request.at)
        return SeeOther(reverse("operator:services"))
    return render(request, "operator/service_disable.html", {"service": line_of(present)})


@operator_page("POST")
def enable(request: OperatorRequest, service_id: UUID) -> HttpResponse:
    """Let people sign in to a disabled service again. Raises :class:`Unknown`."""
    acts.enable_service(service_id, by=request.by, at=request.at)
    return SeeOther(reverse("operator:services"))
