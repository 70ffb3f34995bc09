# SPDX-License-Identifier: EUPL-1.2
"""Signing in, in one step or two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse

from ugyfelkapu.access import devices, factors
from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.errors import SignInLapsed
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.destinations import next_of
from ugyfelkapu.pages.citizen.entering import enter, forget, go_half_way, towards
from ugyfelkapu.pages.citizen.factor_forms import CodeForm
from ugyfelkapu.pages.citizen.forms import SignInForm
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.under_way import Heading, heading
from ugyfelkapu.pages.frame import frame_of
from ugyfelkapu.pages.kept import filled_in

PAGE: Final = "citizen/sign_in.html"


@public_page("GET", "HEAD", "POST")
def sign_in(request: GateRequest) -> HttpResponse:
    """Ask for username and password; afterwards go where the citizen was heading."""
    if request.method == "POST":
        return _sign_in(request)
    onward = next_of(request)
    if request.citizen is not None:
        return SeeOther(onward or reverse("citizen:account"))
    towards_it = heading(request, onward)
    notice = ""
    if "unlocked" in request.GET:
        notice = "unlocked"
    elif "lapsed" in request.GET:
        notice = "half"
    elif onward and settings.SESSION_COOKIE in request.COOKIES:
        notice = "session"
    return _empty_page(request, onward, towards_it, notice)


def _sign_in(request: GateRequest) -> HttpResponse:
    onward = next_of(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _refused(request, form, onward)
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
        return _refused(request, form, onward)
    if isinstance(opened, access.Half):
        return go_half_way(opened, onward)
    return enter(request, opened, onward)


def _refused(request: GateRequest, form: SignInForm, onward: str) -> HttpResponse:
    context = {"form": form, "next": onward, "notice": "", "passkey_first": _passkey_first(request)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return heading(request, onward).render(request, PAGE, context, status=status)


def _empty_page(request: GateRequest, onward: str, towards_it: Heading, notice: str) -> HttpResponse:
    """Return the page that people open most: drawn once a variant, and filled in for each of them."""
    frame = frame_of(request)
    passkey_first = _passkey_first(request)
    texts = {
        "csrf_token": get_token(request),
        "next": onward,
        "username": towards_it.login_hint,
        **towards_it.texts,
        **{f"in_{language.code}": language.url for language in frame.languages},
    }

    def draw(marks: Mapping[str, str]) -> str:
        languages = [replace(language, url=marks[f"in_{language.code}"]) for language in frame.languages]
        context = {
            **marks,
            "form": SignInForm(initial={"username": marks["username"]}),
            "frame": replace(frame, languages=tuple(languages)),
            "notice": notice,
            "passkey_first": passkey_first,
        }
        return render_to_string(PAGE, context, request)

    variant = (notice, passkey_first, replace(frame, languages=()))
    return towards_it.admitting(HttpResponse(filled_in(PAGE, variant, texts, draw)))


def _passkey_first(request: GateRequest) -> bool:
    return devices.last_method_of_anybody(origin_of(request).device) == Factor.PASSKEY


@public_page("GET", "HEAD", "POST")
def second_step(request: GateRequest) -> HttpResponse:
    """Ask for a code, from the authenticator or the sheet, and finish what the password began."""
    posted = request.method == "POST"
    onward = next_of(request)
    gate = access.waiting_gate(request.COOKIES.get(settings.HALF_COOKIE, ""), at=request.at)
    if gate is None:
        return _begin_again(request, onward)
    ways = factors.ways(gate, at=request.at)
    by_sheet = "sheet" in request.GET or Factor.TOTP not in ways.kinds
    form = CodeForm(request.POST if posted else None, by_sheet=by_sheet)
    status = HTTPStatus.OK
    if posted:
        answer = _finish(request, form, onward)
        if answer is not None:
            return answer
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "form": form,
        "next": onward,
        "back_url": towards("citizen:sign-in", onward),
        "takes_code": ways.by_code,
        "by_sheet": by_sheet,
        "sheet_url": towards("citizen:second-step", onward, sheet="") if ways.recovery else "",
        "app_url": towards("citizen:second-step", onward) if Factor.TOTP in ways.kinds else "",
        "has_passkey": Factor.PASSKEY in ways.kinds,
        "next_url": onward or reverse("citizen:account"),
        "passkey_first": devices.last_method(gate, origin_of(request).device) == Factor.PASSKEY,
    }
    return heading(request, onward).render(request, "citizen/second_step.html", context, status=status)


def _finish(request: GateRequest, form: CodeForm, onward: str) -> HttpResponse | None:
    """Take the code; ``None`` where the form must be shown again."""
    if not form.is_valid():
        return None
    try:
        opened = access.finish_sign_in(
            request.COOKIES[settings.HALF_COOKIE],
            code=form.cleaned_data["code"],
            origin=origin_of(request),
            replaces=request.citizen.session_id if request.citizen else None,
            by=request.by,
            at=request.at,
        )
    except SignInLapsed:
        return _begin_again(request, onward)
    if opened is None:
        form.refuse()
        return None
    return enter(request, opened, onward)


def _begin_again(request: GateRequest, onward: str) -> HttpResponse:
    """Lead on whoever signed in meanwhile, in another window; everybody else begins with the password."""
    if request.citizen is not None:
        return SeeOther(onward or reverse("citizen:account"))
    response = SeeOther(towards("citizen:sign-in", onward, lapsed=""))
    forget(response, settings.HALF_COOKIE)
    return response
