# SPDX-License-Identifier: EUPL-1.2
"""Redeeming mailed codes: activating a gate, and setting a new password for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ugyfelkapu.access import services as access
from ugyfelkapu.access.requests import GateRequest, Origin, origin_of
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.services import CodeVerdict, NewPassword
from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.errors import PasswordRefused
from ugyfelkapu.journal.actor import Actor
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.forms import NewPasswordForm
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.views.information import DAYS
from ugyfelkapu.pages.pieces import Deadline, deadline


class Redeem(Protocol):
    """A service that redeems a code."""

    def __call__(
        self, username: str, *, code: str, password: NewPassword, origin: Origin, by: Actor, at: datetime
    ) -> CodeVerdict:
        """Redeem it and set the password."""
        ...


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a code is for: the service that takes it, its page, and where success leads."""

    name: str
    redeem: Redeem
    template: str
    done: str


ACTIVATION = Purpose("activation", access.activate, "citizen/activate.html", "citizen:activated")
RESET = Purpose("reset", access.reset_password, "citizen/new_password.html", "citizen:password-changed")


@public_page("GET", "HEAD", "POST")
def activate(request: GateRequest) -> HttpResponse:
    """Take username, code and a password; the link in a letter only fills in the code."""
    if request.method == "POST":
        return _redeem(request, ACTIVATION)
    form = NewPasswordForm(initial={"code": request.GET.get("code", "")})
    return _asked(request, ACTIVATION, form)


@public_page("GET", "HEAD", "POST")
def new_password(request: GateRequest) -> HttpResponse:
    """Take username, the code that was asked for, and a new password."""
    if request.method == "POST":
        return _redeem(request, RESET)
    form = NewPasswordForm(initial={"code": request.GET.get("code", "")})
    return _asked(request, RESET, form)


def _asked(
    request: GateRequest, purpose: Purpose, form: NewPasswordForm, *, status: int = 200
) -> HttpResponse:
    return render(request, purpose.template, {"form": form, "days": DAYS}, status=status)


def _redeem(request: GateRequest, purpose: Purpose) -> HttpResponse:
    form = NewPasswordForm(request.POST)
    if not form.is_valid():
        return _asked(request, purpose, form, status=422)
    try:
        verdict = purpose.redeem(
            form.cleaned_data["username"],
            code=form.cleaned_data["code"],
            password=access.new_password(form.cleaned_data["password"]),
            origin=origin_of(request),
            by=request.by,
            at=request.at,
        )
    except PasswordRefused as refusal:
        form.refuse_password(refusal.data["reason"])
        return _asked(request, purpose, form, status=422)
    if verdict is CodeVerdict.RIGHT:
        return SeeOther(reverse(purpose.done))
    return _refused(request, purpose, form, verdict)


def _refused(
    request: GateRequest, purpose: Purpose, form: NewPasswordForm, verdict: CodeVerdict
) -> HttpResponse:
    """Explain to whoever has the right pair, and tell everybody else the same (D12)."""
    if verdict is CodeVerdict.WRONG:
        form.refuse_pair()
        return _asked(request, purpose, form, status=422)
    if verdict is CodeVerdict.REPLACED:
        form.refuse_replaced()
        return _asked(request, purpose, form, status=409)
    last_day = queries.last_day_for_codes(form.cleaned_data["username"], at=request.at)
    context = {
        "verdict": str(verdict),
        "purpose": purpose.name,
        "deadline": _deadline(last_day, request.at) if last_day else None,
    }
    return render(request, "citizen/code_refused.html", context, status=409)


def _deadline(last_day: date, at: datetime) -> Deadline:
    return deadline(_("Last day for a new code"), last_day, today=day_of(at))


@public_page()
def activated(request: GateRequest) -> HttpResponse:
    """Say that the gate is open."""
    return render(request, "citizen/activated.html")


@public_page()
def password_changed(request: GateRequest) -> HttpResponse:
    """Say that the new password counts."""
    return render(request, "citizen/password_changed.html")
