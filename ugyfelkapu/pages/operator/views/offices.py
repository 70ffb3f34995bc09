# SPDX-License-Identifier: EUPL-1.2
"""Document offices: the list, a new one, changing one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.operator.forms import NewOfficeForm, OfficeForm
from ugyfelkapu.pages.operator.guard import OperatorRequest, operator_page
from ugyfelkapu.staff.queries import office, public_offices
from ugyfelkapu.staff.services import add_office


@operator_page()
def offices(request: OperatorRequest) -> HttpResponse:
    """List the offices."""
    return render(request, "operator/offices.html", {"offices": public_offices()})


@operator_page("GET", "HEAD", "POST")
def new(request: OperatorRequest) -> HttpResponse:
    """Add an office."""
    form = NewOfficeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _saved(request, form.cleaned_data["code"], form)
    return _asked(request, form, _("New office"))


@operator_page("GET", "HEAD", "POST")
def change(request: OperatorRequest, code: str) -> HttpResponse:
    """Change an office's particulars. Raises :class:`Unknown`."""
    present = office(code)
    known = {
        "name": present.name,
        "address": present.address,
        "opening_hours": present.opening_hours,
    }
    form = OfficeForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        return _saved(request, code, form)
    return _asked(request, form, _("Office: %(code)s") % {"code": code})


def _saved(request: OperatorRequest, code: str, form: OfficeForm) -> HttpResponse:
    add_office(
        code,
        name=form.cleaned_data["name"],
        address=form.cleaned_data["address"],
        opening_hours=form.cleaned_data["opening_hours"].replace("\r\n", "\n"),
        by=request.by,
        at=request.at,
    )
    return SeeOther(reverse("operator:offices"))


def _asked(request: OperatorRequest, form: OfficeForm, title: str) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "operator/office.html", {"form": form, "title": title}, status=status)
