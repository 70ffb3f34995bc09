# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out at the desk; everybody who works for the gate comes in here."""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.access.sessions import staffs_session
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.clerk.forms import SignInForm
from ugyfelkapu.staff.rights import Right, may

HOUSE: Final = "/uzemeltetes/"
UNPROCESSABLE: Final = 422


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign a staff member in and send them to where their role works."""
    stamped = cast(GateRequest, request)
    if request.method == "POST":
        return _try(stamped)
    if stamped.staff is not None:
        return SeeOther(home_of(stamped.staff.role))
    form = SignInForm(initial={"next": request.GET.get("next", "")})
    return render(request, "clerk/sign_in.html", {"form": form})


def _try(request: GateRequest) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return render(request, "clerk/sign_in.html", {"form": form}, status=UNPROCESSABLE)
    token = access.sign_in_staff(
        form.cleaned_data["username"],
        password=form.cleaned_data["password"],
        code=form.cleaned_data.get("code", ""),
        origin=origin_of(request),
        replaces=request.staff.session_id if request.staff else None,
        by=request.by,
        at=request.at,
    )
    if token is None:
        form.add_error(None, _wrong())
        return render(request, "clerk/sign_in.html", {"form": form}, status=UNPROCESSABLE)
    rotate_token(request)
    session = staffs_session(token, at=request.at)
    role = session.staff.role if session is not None and session.staff is not None else ""
    return _remembering(token, SeeOther(_destination(form.cleaned_data["next"], role)))


def _wrong() -> str:
    if settings.STAFF_PASSWORD_ALONE:
        return _("The username or the password is not right.")
    return _("The username, the password or the code is not right. Wait for the next code and try again.")


def home_of(role: str) -> str:
    """Return where a role works: clerks at the workbench, operators and auditors in the house."""
    return reverse("clerk:workbench") if may(role, Right.REGISTER) else HOUSE


def _destination(back: str, role: str) -> str:
    home = home_of(role)
    local = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if local and back.startswith(home) else home


def _remembering(token: str, response: SeeOther) -> SeeOther:
    response.set_cookie(
        settings.STAFF_COOKIE, token, httponly=True, samesite="Lax", secure=settings.SECURE, path="/"
    )
    return response


@require_http_methods(["POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End one's own session."""
    stamped = cast(GateRequest, request)
    if stamped.staff is None:
        return SeeOther(reverse("clerk:sign-in"))
    access.sign_out(stamped.staff.session_id, by=stamped.by, at=stamped.at)
    response = SeeOther(reverse("clerk:sign-in"))
    response.delete_cookie(settings.STAFF_COOKIE, path="/", samesite="Lax")
    return response
