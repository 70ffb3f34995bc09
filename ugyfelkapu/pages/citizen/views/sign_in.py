# SPDX-License-Identifier: EUPL-1.2
"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.forms import SignInForm
from ugyfelkapu.pages.citizen.guard import local, public_page

DEVICE_LIFE = timedelta(days=365)


@public_page("GET", "HEAD", "POST")
def sign_in(request: GateRequest) -> HttpResponse:
    """Ask for username and password; afterwards go where the citizen was heading."""
    if request.method == "POST":
        return _sign_in(request)
    onward = local(request.GET.get("next", ""))
    if request.citizen is not None:
        return SeeOther(onward or reverse("citizen:account"))
    lapsed = bool(onward) and settings.SESSION_COOKIE in request.COOKIES
    return _page(request, SignInForm(), onward, lapsed=lapsed)


def _sign_in(request: GateRequest) -> HttpResponse:
    onward = local(request.POST.get("next", ""))
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, onward, status=422)
    opened = access.sign_in(
        form.cleaned_data["username"],
        password=form.cleaned_data["password"],
        origin=origin_of(request),
        replaces=request.citizen.session_id if request.citizen else None,
        by=request.by,
        at=request.at,
    )
    if opened is None:
        form.refuse_pair()
        return _page(request, form, onward, status=422)
    rotate_token(request)
    response = SeeOther(onward or reverse("citizen:account"))
    _keep(response, settings.SESSION_COOKIE, opened.token)
    _keep(response, settings.DEVICE_COOKIE, opened.device, life=DEVICE_LIFE)
    return response


def _page(
    request: GateRequest, form: SignInForm, onward: str, *, lapsed: bool = False, status: int = 200
) -> HttpResponse:
    context = {"form": form, "next": onward, "lapsed": lapsed}
    return render(request, "citizen/sign_in.html", context, status=status)


def _keep(response: HttpResponse, name: str, value: str, *, life: timedelta | None = None) -> None:
    response.set_cookie(
        name, value, max_age=life, path="/", secure=settings.SECURE, httponly=True, samesite="Lax"
    )


@public_page("POST")
def sign_out(request: GateRequest) -> HttpResponse:
    """End the session on the server and forget its cookie."""
    if settings.SESSION_COOKIE not in request.COOKIES:
        return SeeOther(reverse("citizen:start"))
    if request.citizen is not None:
        access.sign_out(request.citizen.session_id, by=request.by, at=request.at)
    response = SeeOther(reverse("citizen:signed-out"))
    response.delete_cookie(settings.SESSION_COOKIE, path="/", samesite="Lax")
    if settings.SECURE:
        response.cookies[settings.SESSION_COOKIE]["secure"] = True
    return response


@public_page()
def signed_out(request: GateRequest) -> HttpResponse:
    """Say that the session is over."""
    return render(request, "citizen/signed_out.html")
