# SPDX-License-Identifier: EUPL-1.2
"""Asking the owner of a session to prove anew that they are there, on a page or in the middle of a form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from django.http import HttpResponse

from ugyfelkapu.access import factors
from ugyfelkapu.access.requests import Citizen, GateRequest, origin_of
from ugyfelkapu.access.services.powers import stepped_up
from ugyfelkapu.access.services.stepping_up import step_up
from ugyfelkapu.domain.assurance import SECOND_FACTORS, Factor
from ugyfelkapu.pages.pieces import NavigationItem

from .destinations import next_of
from .factor_forms import CodeForm, PasswordForm
from .under_way import heading

IN_A_FORM: Final = "confirm"
"""Prefix of the fields that ask in the middle of another form."""
CSRF: Final = "csrfmiddlewaretoken"


class OwnersRequest(GateRequest):
    """A request from the signed-in owner of a gate."""

    citizen: Citizen
    navigation: tuple[NavigationItem, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """How this owner may prove to be there, and the form that asks."""

    ways: factors.Ways
    form: CodeForm | PasswordForm

    @property
    def takes_form(self) -> bool:
        """Say whether the form can be right: an owner with passkeys alone has neither app nor sheet."""
        return not self.ways.kinds or self.ways.by_code


def asking(request: OwnersRequest, *, prefix: str | None = None) -> Asking:
    """Return the form for the proof that this gate needs: a code where a factor counts, else the password."""
    ways = factors.ways(request.citizen.account_id, at=request.at)
    data = request.POST if request.method == "POST" and (prefix is None or answered(request)) else None
    if not ways.kinds:
        return Asking(ways, PasswordForm(data, prefix=prefix))
    by_sheet = "sheet" in request.GET or Factor.TOTP not in ways.kinds
    return Asking(ways, CodeForm(data, prefix=prefix, by_sheet=by_sheet))


def proved(request: OwnersRequest, form: CodeForm | PasswordForm) -> bool:
    """Judge what was typed; when it is right, this request counts as stepped up too."""
    if not form.is_valid():
        return False
    typed = {"password": "", "code": "", form.proof: form.cleaned_data[form.proof]}
    done = step_up(request.citizen, **typed, origin=origin_of(request), by=request.by, at=request.at)
    if not done:
        form.refuse()
        return False
    request.citizen = replace(request.citizen, stepped_up_at=request.at)
    return True


def fully_proved(request: OwnersRequest, ways: factors.Ways) -> bool:
    """Say whether nothing is left to prove: lately, and with a second factor where one counts."""
    settled = not ways.kinds or bool(request.citizen.factors & SECOND_FACTORS)
    return settled and stepped_up(request.citizen, at=request.at)


def answered(request: GateRequest) -> bool:
    """Say whether a form was sent together with the proof that was asked in its middle."""
    return any(name.startswith(f"{IN_A_FORM}-") for name in request.POST)


def ask_in_the_middle(
    request: OwnersRequest, asked: Asking, *, withheld: tuple[str, ...], status: int = HTTPStatus.FORBIDDEN
) -> HttpResponse:
    """Ask for the proof on a page that carries what was sent, so that nothing typed is lost.

    Passwords among it are ``withheld``: no page repeats them.
    """
    left_out = {CSRF, *withheld}
    carried = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in left_out and not name.startswith(f"{IN_A_FORM}-")
        for value in values
    ]
    context = {"asked": asked, "form": asked.form, "carried": carried, "late": True}
    return heading(request, next_of(request)).render(request, "citizen/step_up.html", context, status=status)
