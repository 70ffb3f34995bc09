# SPDX-License-Identifier: EUPL-1.2
"""The owner's recovery codes: made, shown until they are kept, and never again."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from ugyfelkapu.access import factors
from ugyfelkapu.access.services import factors as acts
from ugyfelkapu.access.services.powers import require_power
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen import unconfirmed
from ugyfelkapu.pages.citizen.confirming import OwnersRequest
from ugyfelkapu.pages.citizen.entering import forget
from ugyfelkapu.pages.citizen.factor_forms import KeptForm
from ugyfelkapu.pages.citizen.guard import careful_page

from .security import done

FILE: Final = "ugyfelkapu-kodok.txt"


@careful_page("GET", "HEAD", "POST")
def recovery_codes(request: OwnersRequest) -> HttpResponse:
    """Make codes, show them until their owner says that they are kept; afterwards say how many are left."""
    require_power(request.citizen, Power.CHANGE_FACTORS, at=request.at)
    step = request.POST.get("step", "")
    if step == "make":
        return _make(request)
    codes = _shown(request)
    form = KeptForm(request.POST if step == "keep" else None)
    if step == "keep" and codes and form.is_valid():
        return _keep(request, codes)
    context = {
        "codes": codes,
        "form": form,
        "left": factors.kept_recovery_codes(request.citizen.account_id, at=request.at).count(),
        "has_factor": bool(factors.own_factors(request.citizen.account_id)),
        "replaced": "replaced" in request.GET,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "citizen/recovery_codes.html", context, status=status)


def _make(request: OwnersRequest) -> HttpResponse:
    codes = acts.make_codes(request.citizen, by=request.by, at=request.at)
    response = SeeOther(reverse("citizen:recovery-codes"))
    unconfirmed.put(response, request, unconfirmed.RECOVERY_CODES, " ".join(codes))
    return response


def _keep(request: OwnersRequest, codes: list[str]) -> HttpResponse:
    try:
        acts.keep_codes(request.citizen, shown=codes[0], by=request.by, at=request.at)
    except Unknown:
        response: HttpResponse = SeeOther(f"{reverse('citizen:recovery-codes')}?replaced")
    else:
        response = done("kept")
    forget(response, settings.UNCONFIRMED_COOKIE)
    return response


def _shown(request: OwnersRequest) -> list[str]:
    return unconfirmed.kept(request, unconfirmed.RECOVERY_CODES).split()


@careful_page()
def recovery_codes_text(request: OwnersRequest) -> HttpResponse:
    """Hand the codes out as a text file, as long as they are shown. Raises :class:`Unknown`."""
    codes = _shown(request)
    if not codes:
        raise Unknown
    text = render_to_string("citizen/recovery_codes.txt", {"codes": codes, "at": request.at}, request)
    headers = {"Content-Disposition": f'attachment; filename="{FILE}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
