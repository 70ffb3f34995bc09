# SPDX-License-Identifier: EUPL-1.2
"""The way back for whoever forgot the password or let the first code lapse (D15)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.forms import ForgottenPasswordForm
from ugyfelkapu.pages.citizen.guard import public_page


@public_page("GET", "HEAD", "POST")
def forgotten_password(request: GateRequest) -> HttpResponse:
    """Take username and address; the answer is the same whether or not they belong together."""
    form = ForgottenPasswordForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "citizen/forgotten_password.html", {"form": form})
    if not form.is_valid():
        return render(request, "citizen/forgotten_password.html", {"form": form}, status=422)
    access.ask_for_code(
        form.cleaned_data["username"],
        email=form.cleaned_data["email"],
        origin=origin_of(request),
        by=request.by,
        at=request.at,
    )
    return SeeOther(reverse("citizen:code-sent"))


@public_page()
def code_sent(request: GateRequest) -> HttpResponse:
    """Say what was done if the two belong together, and where either kind of code is used."""
    return render(request, "citizen/code_sent.html")
