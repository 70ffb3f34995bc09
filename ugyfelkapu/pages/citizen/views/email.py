# SPDX-License-Identifier: EUPL-1.2
"""The owner changes their e-mail address: a code goes to the new one, then it counts (D10, D17).

One that was given with a signed form is confirmed here in the same way.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access.services.addresses import ask_address_code, change_address
from ugyfelkapu.access.services.powers import require_power
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.queries import AddressWish, Gate
from ugyfelkapu.domain.deadlines import day_of, end_of
from ugyfelkapu.domain.emails import comparison_key
from ugyfelkapu.domain.errors import AddressTaken, SameAddress, Throttled
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.address_forms import AddressCodeForm, NewAddressForm
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.guard import careful_page
from ugyfelkapu.pages.refusals import retry_after

UNPROCESSABLE: Final = HTTPStatus.UNPROCESSABLE_ENTITY


@careful_page("GET", "HEAD", "POST")
def email(request: OwnersRequest) -> HttpResponse:
    """Show the address, mail a code to another one, or take that one."""
    require_power(request.citizen, Power.CHANGE_ADDRESS, at=request.at)
    step = request.POST.get("step", "") if request.method == "POST" else ""
    if step == "send":
        return _send(request)
    return _confirm(request) if step == "confirm" else _shown(request)


def _send(request: OwnersRequest) -> HttpResponse:
    form = NewAddressForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, status=UNPROCESSABLE)
    try:
        ask_address_code(request.citizen, email=form.cleaned_data["email"], by=request.by, at=request.at)
    except SameAddress:
        form.refuse_same()
        return _ask(request, form, status=UNPROCESSABLE)
    except Throttled:
        form.refuse_today()
        response = _ask(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = retry_after(end_of(day_of(request.at)), at=request.at)
        return response
    return SeeOther(reverse("citizen:email"))


def _confirm(request: OwnersRequest) -> HttpResponse:
    form = AddressCodeForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, status=UNPROCESSABLE)
    wish = queries.wished_address(request.citizen.account_id, at=request.at)
    gate = queries.gate(request.citizen.account_id, at=request.at)
    try:
        done = change_address(request.citizen, code=form.cleaned_data["code"], by=request.by, at=request.at)
    except AddressTaken:
        address = wish.address if wish else ""
        again = NewAddressForm({"email": address, "email_again": address})
        again.is_valid()
        again.refuse_taken()
        return _ask(request, again, status=HTTPStatus.CONFLICT)
    if done:
        told = "confirmed" if wish and _confirms(gate, wish.address) else "done"
        return SeeOther(f"{reverse('citizen:email')}?{told}")
    form.refuse()
    return _shown(request, form, status=UNPROCESSABLE)


def _shown(
    request: OwnersRequest, form: AddressCodeForm | None = None, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Ask for the code where one is on its way, and for an address where none is."""
    wish = queries.wished_address(request.citizen.account_id, at=request.at)
    if wish is None or not wish.living or "other" in request.GET:
        address = wish.address if wish else _unproved(request)
        if "other" in request.GET and address == _unproved(request):
            address = ""
        initial = {"email": address}
        return _ask(request, NewAddressForm(initial=initial), lapsed=form is not None, status=status)
    return _page(request, form or AddressCodeForm(), wish=wish, status=status)


def _ask(
    request: OwnersRequest, form: NewAddressForm, *, lapsed: bool = False, status: int = HTTPStatus.OK
) -> HttpResponse:
    """Ask for an address; ``lapsed`` where the code that was sent counts no more."""
    return _page(request, form, lapsed=lapsed, status=status)


def _unproved(request: OwnersRequest) -> str:
    """Return the gate's address if nobody has proved it yet."""
    gate = queries.gate(request.citizen.account_id, at=request.at)
    return "" if gate.email_proved else gate.email


def _confirms(gate: Gate, address: str) -> bool:
    """Say whether a code to an address confirms the one that the gate has, and changes none."""
    return not gate.email_proved and comparison_key(address) == comparison_key(gate.email)


def _page(
    request: OwnersRequest,
    form: forms.Form,
    *,
    status: int,
    wish: AddressWish | None = None,
    lapsed: bool = False,
) -> HttpResponse:
    gate = queries.gate(request.citizen.account_id, at=request.at)
    address = wish.address if wish else str(form["email"].value() or "")
    told = next((each for each in ("done", "confirmed") if each in request.GET), "")
    context = {
        "gate": gate,
        "form": form,
        "wish": wish,
        "confirms": _confirms(gate, address),
        "lapsed": lapsed,
        "told": told if request.method != "POST" and gate.email_proved else "",
    }
    return render(request, "citizen/email.html", context, status=status)
