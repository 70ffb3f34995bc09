# SPDX-License-Identifier: EUPL-1.2
"""Adding an authenticator app: a mailed code first where one is needed, then its first six digits."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from ugyfelkapu.access import factors
from ugyfelkapu.access.authenticator import address, new_secret
from ugyfelkapu.access.services import factors as acts
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.services.confirming import Wish
from ugyfelkapu.domain.checks import grouped
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen import unconfirmed
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.destinations import next_of
from ugyfelkapu.pages.citizen.entering import forget, towards
from ugyfelkapu.pages.citizen.factor_forms import NewAuthenticatorForm
from ugyfelkapu.pages.citizen.guard import careful_page
from ugyfelkapu.pages.citizen.under_way import heading
from ugyfelkapu.papers import qr

from .security import done


@careful_page("GET", "HEAD", "POST")
def new_authenticator(request: OwnersRequest) -> HttpResponse:
    """Show the secret, take what the app makes of it; nothing is stored before that is right."""
    acts.require_may_add(request.citizen, at=request.at)
    needs_mail = not factors.has_counting(request.citizen.account_id, at=request.at)
    if request.method == "POST" and request.POST.get("step") == "send":
        acts.ask_factor_code(request.citizen, by=request.by, at=request.at)
        return SeeOther(towards("citizen:authenticator-new", next_of(request)))
    secret = unconfirmed.kept(request, unconfirmed.AUTHENTICATOR)
    if request.method != "POST":
        return _page(request, NewAuthenticatorForm(needs_mail=needs_mail), secret, needs_mail=needs_mail)
    form = NewAuthenticatorForm(request.POST, needs_mail=needs_mail)
    if _confirmed(request, form, secret):
        response = done("added", next_of(request))
        forget(response, settings.UNCONFIRMED_COOKIE)
        return response
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _page(request, form, secret, needs_mail=needs_mail, status=status)


def _confirmed(request: OwnersRequest, form: NewAuthenticatorForm, secret: str) -> bool:
    if not form.is_valid():
        return False
    verdict = acts.add_authenticator(
        request.citizen,
        secret=secret,
        name=form.cleaned_data["name"],
        code=form.cleaned_data["code"],
        mailed_code=form.cleaned_data.get("mailed_code", ""),
        by=request.by,
        at=request.at,
    )
    if verdict is acts.Confirmed.WRONG_CODE:
        form.refuse_code()
    if verdict is acts.Confirmed.WRONG_MAILED_CODE:
        form.refuse_mailed_code()
    return verdict is acts.Confirmed.DONE


def _page(
    request: OwnersRequest,
    form: NewAuthenticatorForm,
    kept: str,
    *,
    needs_mail: bool,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    """Show the same secret until it is confirmed, and a new one where the browser has lost it."""
    gate = queries.gate(request.citizen.account_id, at=request.at)
    until = queries.confirmation_until(gate.id, Wish.FACTOR, at=request.at)
    secret = kept or new_secret()
    link = address(secret, gate.username)
    context = {
        "form": form,
        "next": next_of(request),
        "needs_mail": needs_mail,
        "email": gate.email,
        "sent_until": until,
        "ready": until is not None or not needs_mail,
        "picture": mark_safe(qr.svg(link, title=_("QR code for your authenticator app"))),  # noqa: S308  drawn here
        "link": link,
        "secret": grouped(secret).replace("-", " "),
    }
    towards_it = heading(request, next_of(request))
    response = towards_it.render(request, "citizen/authenticator_new.html", context, status=status)
    if not kept:
        unconfirmed.put(response, request, unconfirmed.AUTHENTICATOR, secret)
    return response
