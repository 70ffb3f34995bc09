# SPDX-License-Identifier: EUPL-1.2
"""What ``passkeys.js`` asks and sends, answered in JSON; and the page on which a passkey is added."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeVar

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ugyfelkapu.access import factors
from ugyfelkapu.access.requests import GateRequest, origin_of
from ugyfelkapu.access.services import Opened, passkeys, unlocking
from ugyfelkapu.access.services import factors as acts
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.services.confirming import Wish
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.destinations import next_of
from ugyfelkapu.pages.citizen.entering import enter, towards
from ugyfelkapu.pages.citizen.guard import careful_page, owners_page, public_page
from ugyfelkapu.pages.citizen.passkey_forms import AnswerForm, NewPasskeyForm
from ugyfelkapu.pages.citizen.under_way import heading
from ugyfelkapu.pages.refusals import STATUSES, explain

P = ParamSpec("P")
R = TypeVar("R", bound=GateRequest)

REFUSED = _("This passkey opens nothing here. Use another one, or your password.")
OPENS_NOTHING = _("This passkey opens no locked gate. Use another one, or your password and a code.")
NOT_PROVED = _("This passkey did not show that it is you. Try again, or use a code.")
NOT_MADE = _("The new passkey could not be saved. Try again.")
WRONG_MAILED_CODE = _(
    "This code is not right, or it has expired. Type the one from our latest letter, or ask for a new one."
)


def in_json(view: Callable[Concatenate[R, P], HttpResponse]) -> Callable[Concatenate[R, P], HttpResponse]:
    """Tell the script a refusal in words, where a page would explain it."""

    @wraps(view)
    def answer(request: R, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            words = explain(refusal, at_desk=False)
            return _no(f"{words.cause} {words.remedy}", status=STATUSES[refusal.kind])

    return answer


def _asked(options: str) -> HttpResponse:
    return HttpResponse(options, content_type="application/json")


def _no(text: str | Promise, *, status: int = HTTPStatus.UNPROCESSABLE_ENTITY) -> HttpResponse:
    return JsonResponse({"text": str(text)}, status=status)


def _answer(request: GateRequest) -> str:
    """Return what the browser answered; empty, and so refused like any wrong one, where it sent none."""
    form = AnswerForm(request.POST)
    return form.cleaned_data["answer"] if form.is_valid() else ""


def _entered(request: GateRequest, opened: Opened | None) -> HttpResponse:
    if opened is None:
        return _no(REFUSED)
    response = JsonResponse({})
    response.cookies = enter(request, opened, "").cookies
    return response


# ------------------------------------------------------------------ signing in


@public_page("POST")
@in_json
def sign_in_options(request: GateRequest) -> HttpResponse:
    """Ask for whichever passkey the person chooses."""
    return _asked(passkeys.ask_to_sign_in(binding=_browser(request), at=request.at))


@public_page("POST")
@in_json
def sign_in(request: GateRequest) -> HttpResponse:
    """Sign in with a passkey alone."""
    opened = passkeys.sign_in_with_passkey(
        answer=_answer(request),
        binding=_browser(request),
        origin=origin_of(request),
        replaces=request.citizen.session_id if request.citizen else None,
        by=request.by,
        at=request.at,
    )
    return _entered(request, opened)


def _browser(request: GateRequest) -> str:
    """Return what tells browsers apart before anybody is known: the secret against forged forms."""
    return request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")


@public_page("POST")
@in_json
def unlock_options(request: GateRequest) -> HttpResponse:
    """Ask for whichever passkey the person chooses, to open a gate that they locked."""
    return _asked(unlocking.ask_to_unlock(binding=_browser(request), at=request.at))


@public_page("POST")
@in_json
def unlock(request: GateRequest) -> HttpResponse:
    """Open a locked gate with a passkey; its owner signs in afterwards."""
    done = unlocking.unlock_with_passkey(
        answer=_answer(request),
        binding=_browser(request),
        origin=origin_of(request),
        by=request.by,
        at=request.at,
    )
    return JsonResponse({}) if done else _no(OPENS_NOTHING)


@public_page("POST")
@in_json
def second_step_options(request: GateRequest) -> HttpResponse:
    """Ask for a passkey of the gate whose password was given in this browser."""
    token = request.COOKIES.get(settings.HALF_COOKIE, "")
    return _asked(passkeys.ask_for_second_step(token, at=request.at))


@public_page("POST")
@in_json
def second_step(request: GateRequest) -> HttpResponse:
    """Finish with a passkey what the password began."""
    opened = passkeys.finish_with_passkey(
        request.COOKIES.get(settings.HALF_COOKIE, ""),
        answer=_answer(request),
        origin=origin_of(request),
        replaces=request.citizen.session_id if request.citizen else None,
        by=request.by,
        at=request.at,
    )
    return _entered(request, opened)


# ------------------------------------------------------------------ stepping up


@owners_page("POST")
@in_json
def step_up_options(request: OwnersRequest) -> HttpResponse:
    """Ask for a passkey of the gate's owner."""
    return _asked(passkeys.ask_to_step_up(request.citizen, at=request.at))


@owners_page("POST")
@in_json
def step_up(request: OwnersRequest) -> HttpResponse:
    """Prove with a passkey to be there."""
    done = passkeys.step_up_with_passkey(
        request.citizen, answer=_answer(request), origin=origin_of(request), by=request.by, at=request.at
    )
    return JsonResponse({}) if done else _no(NOT_PROVED)


# ------------------------------------------------------------------ adding


@careful_page("GET", "HEAD", "POST")
def new_passkey(request: OwnersRequest) -> HttpResponse:
    """Mail the code where one is needed, then take name and code; the script does the rest."""
    acts.require_may_add(request.citizen, at=request.at)
    if request.method == "POST":
        acts.ask_factor_code(request.citizen, by=request.by, at=request.at)
        return SeeOther(towards("citizen:passkey-new", next_of(request)))
    gate = queries.gate(request.citizen.account_id, at=request.at)
    needs_mail = _needs_mail(request)
    until = queries.confirmation_until(gate.id, Wish.FACTOR, at=request.at)
    context = {
        "form": NewPasskeyForm(needs_mail=needs_mail),
        "needs_mail": needs_mail,
        "email": gate.email,
        "sent_until": until,
        "ready": until is not None or not needs_mail,
        "next": next_of(request),
        "next_url": next_of(request) or f"{reverse('citizen:security')}?passkey",
    }
    return heading(request, next_of(request)).render(request, "citizen/passkey_new.html", context)


def _needs_mail(request: OwnersRequest) -> bool:
    return not factors.has_counting(request.citizen.account_id, at=request.at)


@owners_page("POST")
@in_json
def new_passkey_options(request: OwnersRequest) -> HttpResponse:
    """Look at what was typed, and ask for a new passkey."""
    form = NewPasskeyForm(request.POST, needs_mail=_needs_mail(request))
    if not form.is_valid():
        return _no(form.complaint)
    mailed_code = form.cleaned_data.get("mailed_code", "")
    options = passkeys.ask_for_new_passkey(
        request.citizen, mailed_code=mailed_code, by=request.by, at=request.at
    )
    return _no(WRONG_MAILED_CODE) if options is None else _asked(options)


@owners_page("POST")
@in_json
def add_passkey(request: OwnersRequest) -> HttpResponse:
    """Add the passkey that the browser made."""
    form = NewPasskeyForm(request.POST, needs_mail=_needs_mail(request))
    if not form.is_valid():
        return _no(form.complaint)
    confirmed = passkeys.add_passkey(
        request.citizen,
        answer=_answer(request),
        name=form.cleaned_data["name"],
        mailed_code=form.cleaned_data.get("mailed_code", ""),
        by=request.by,
        at=request.at,
    )
    if confirmed is acts.Confirmed.DONE:
        return JsonResponse({})
    return _no(WRONG_MAILED_CODE if confirmed is acts.Confirmed.WRONG_MAILED_CODE else NOT_MADE)
