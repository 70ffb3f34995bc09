# SPDX-License-Identifier: EUPL-1.2
"""The owner chooses a new password while signed in."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access.services import new_password
from ugyfelkapu.access.services.own import change_password
from ugyfelkapu.domain.errors import PasswordRefused
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.forms import ChosenPasswordForm
from ugyfelkapu.pages.citizen.guard import careful_page


@careful_page("GET", "HEAD", "POST", withheld=("password", "password_again"))
def password(request: OwnersRequest) -> HttpResponse:
    """Take a new password; this session goes on, every other one ends."""
    if request.method != "POST":
        return _page(request, ChosenPasswordForm(), done="done" in request.GET)
    form = ChosenPasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    chosen = new_password(form.cleaned_data["password"])
    try:
        change_password(request.citizen, password=chosen, by=request.by, at=request.at)
    except PasswordRefused as refusal:
        form.refuse_password(refusal.data["reason"])
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return SeeOther(f"{reverse('citizen:password')}?done")


def _page(
    request: OwnersRequest, form: ChosenPasswordForm, *, done: bool = False, status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "citizen/password.html", {"form": form, "done": done}, status=status)
