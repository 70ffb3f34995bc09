# SPDX-License-Identifier: EUPL-1.2
"""The owner's second factors: what there is, what it is worth, naming and removing."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ugyfelkapu.access import factors
from ugyfelkapu.access.services import factors as acts
from ugyfelkapu.access.services.powers import require_power
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.credentials import quiet_until_of
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.factor_forms import FactorNameForm
from ugyfelkapu.pages.citizen.factor_words import line_of
from ugyfelkapu.pages.citizen.guard import careful_page, owners_page
from ugyfelkapu.pages.citizen.levels import panel

RESULTS = ("added", "passkey", "removed", "renamed", "kept", "stopped")


@owners_page()
def security(request: OwnersRequest) -> HttpResponse:
    """Show the level, the second factors and the recovery codes that are left."""
    account_id, at = request.citizen.account_id, request.at
    gate = queries.gate(account_id, at=at)
    owned = factors.own_factors(account_id)
    quiet_until = quiet_until_of(account_id)
    context = {
        "level": panel(gate.state, request.citizen, owned, here=reverse("citizen:security"), at=at),
        "factors": [line_of(factor, at=at) for factor in owned],
        "starts_over_at": request.citizen.starts_over_at,
        "codes_left": factors.kept_recovery_codes(account_id, at=at).count(),
        "quiet_until": quiet_until if quiet_until is not None and at < quiet_until else None,
        "done": next((result for result in RESULTS if result in request.GET), ""),
    }
    return render(request, "citizen/security.html", context)


def done(result: str, onward: str = "") -> HttpResponse:
    """Go on, or back to the overview, which says what was done."""
    return SeeOther(onward or f"{reverse('citizen:security')}?{result}")


@owners_page("GET", "HEAD", "POST")
def rename(request: OwnersRequest, factor_id: UUID) -> HttpResponse:
    """Give a factor another name."""
    factor = _own(request, factor_id)
    form = FactorNameForm(request.POST if request.method == "POST" else None, initial={"name": factor.name})
    if request.method == "POST" and form.is_valid():
        acts.name_factor(
            request.citizen, factor_id, name=form.cleaned_data["name"], by=request.by, at=request.at
        )
        return done("renamed")
    context = {"form": form, "factor": line_of(factor, at=request.at)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "citizen/factor_rename.html", context, status=status)


@careful_page("GET", "HEAD", "POST")
def remove(request: OwnersRequest, factor_id: UUID) -> HttpResponse:
    """Remove a factor, after saying what that means for the level."""
    factor = _own(request, factor_id)
    if request.method == "POST":
        acts.remove_factor(request.citizen, factor_id, by=request.by, at=request.at)
        return done("removed")
    require_power(request.citizen, Power.CHANGE_FACTORS, at=request.at)
    last = len(factors.own_factors(request.citizen.account_id)) == 1
    context = {"factor": line_of(factor, at=request.at), "last": last}
    return render(request, "citizen/factor_remove.html", context)


def _own(request: OwnersRequest, factor_id: UUID) -> factors.OwnFactor:
    owned = factors.own_factors(request.citizen.account_id)
    found = next((factor for factor in owned if factor.id == factor_id), None)
    if found is None:
        raise Unknown
    return found
