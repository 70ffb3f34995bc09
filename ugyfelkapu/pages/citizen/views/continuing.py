# SPDX-License-Identifier: EUPL-1.2
"""What is next in a sign-in for a service: a page of ours, a question, or the answer to the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final  # a template's context
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from ugyfelkapu.access import services as access
from ugyfelkapu.access.factors import own_factors
from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts.credentials import quiet_until_of
from ugyfelkapu.domain.deadlines import day_of
from ugyfelkapu.domain.federation_errors import ServiceSignInUnfinished
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.federation.oidc.answering import admit, to_client
from ugyfelkapu.federation.oidc.services import interactions
from ugyfelkapu.federation.oidc.services.interactions import standing
from ugyfelkapu.federation.oidc.standing import Standing, Step
from ugyfelkapu.pages.answers import SeeOther
from ugyfelkapu.pages.citizen.consent_form import ConsentForm, asked_line
from ugyfelkapu.pages.citizen.entering import forget, towards
from ugyfelkapu.pages.citizen.guard import public_page
from ugyfelkapu.pages.citizen.slip import gate_deadline
from ugyfelkapu.pages.citizen.under_way import binding_of
from ugyfelkapu.pages.language import keep_asked, speak_as_asked

EVERYTHING: Final = "agree-all"
"""The button by which a person lets a service have everything that it asks for."""


@public_page("GET", "POST")
def carry_on(request: GateRequest, interaction_id: UUID) -> HttpResponse:
    """Do the next step of a sign-in for a service, or what the person decided on the page of one.

    Raises :class:`ServiceSignInLapsed`.
    """
    at = request.at
    here = standing(interaction_id, binding=binding_of(request), citizen=request.citizen, at=at)
    speak_as_asked(request, here.language)
    decide = DECISIONS.get(request.POST.get("step", "")) if request.method == "POST" else STEPS[here.step]
    response = SeeOther(request.path) if decide is None else decide(request, here)
    keep_asked(request, response, here.language)
    return response


def _page(
    request: GateRequest,
    here: Standing,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    language = get_language() or "hu"
    known = {
        "service": here.service.name(language),
        "owner": here.service.owner(language),
        "trial": here.trial,
    }
    response = render(request, template, {**known, **context}, status=status)
    admit(response, here.return_origin)
    return response


# ------------------------------------------------------------------ steps


def _sign_in(request: GateRequest, here: Standing) -> HttpResponse:
    return SeeOther(towards("citizen:sign-in", request.path))


def _prove(request: GateRequest, here: Standing) -> HttpResponse:
    return SeeOther(towards("citizen:step-up", request.path))


def _add_factor(request: GateRequest, here: Standing) -> HttpResponse:
    """Explain why the service asks for more; a second step that waits, or may not be added yet, says so."""
    citizen, at = _signed_in(request), request.at
    waiting = [factor.counts_from for factor in own_factors(citizen) if factor.counts_from > at]
    quiet_until = quiet_until_of(citizen)
    context = {
        "counts_from": min(waiting, default=None),
        "quiet_until": quiet_until if quiet_until is not None and at < quiet_until else None,
        "app_url": towards("citizen:authenticator-new", request.path),
        "passkey_url": towards("citizen:passkey-new", request.path),
    }
    return _page(request, here, "citizen/service_add_factor.html", context)


def _not_for_temporary(request: GateRequest, here: Standing) -> HttpResponse:
    gate = queries.gate(_signed_in(request), at=request.at)
    context = {"gate_deadline": gate_deadline(gate, today=day_of(request.at))}
    return _page(request, here, "citizen/service_full_only.html", context)


def _unmet(request: GateRequest, here: Standing) -> HttpResponse:
    temporary = request.citizen is not None and request.citizen.state is State.TEMPORARY
    return _page(request, here, "citizen/service_unmet.html", {"temporary": temporary})


def _consent(request: GateRequest, here: Standing) -> HttpResponse:
    return _asked(request, here, None)


def _asked(
    request: GateRequest,
    here: Standing,
    form: ConsentForm | None,
    *,
    changed: bool = False,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    gate = queries.gate(_signed_in(request), at=request.at)
    context = {
        "form": form or ConsentForm(asks=here.asks, gate=gate),
        "needed": [asked_line(ask, gate) for ask in here.asks if ask.essential],
        "person": gate.identity.current_name.display(),
        "username": gate.username,
        "changed": changed,
    }
    return _page(request, here, "citizen/service_consent.html", context, status=status)


def _answer(request: GateRequest, here: Standing) -> HttpResponse:
    response = interactions.answer(
        here.interaction_id,
        binding=binding_of(request),
        citizen=request.citizen,
        by=request.by,
        at=request.at,
    )
    return to_client(request, response)


STEPS: Final[Mapping[Step, Callable[[GateRequest, Standing], HttpResponse]]] = MappingProxyType(
    {
        Step.SIGN_IN: _sign_in,
        Step.PROVE_AGAIN: _prove,
        Step.SECOND_STEP: _prove,
        Step.ADD_FACTOR: _add_factor,
        Step.NOT_FOR_TEMPORARY: _not_for_temporary,
        Step.UNMET: _unmet,
        Step.CONSENT: _consent,
        Step.ANSWER: _answer,
    }
)
"""What each step shows or does."""


# ------------------------------------------------------------------ decisions


def _agree(request: GateRequest, here: Standing) -> HttpResponse:
    """Take what was ticked, if it was ticked on a page that asked for the same."""
    if here.step is not Step.CONSENT:
        return SeeOther(request.path)
    gate = queries.gate(_signed_in(request), at=request.at)
    form = ConsentForm(request.POST, asks=here.asks, gate=gate)
    if not form.is_of_today:
        return _asked(request, here, None, changed=True, status=HTTPStatus.CONFLICT)
    if not form.is_valid():
        return _asked(request, here, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    response = interactions.agree(
        here.interaction_id,
        binding=binding_of(request),
        citizen=request.citizen,
        data=form.everything if request.POST["step"] == EVERYTHING else form.agreed,
        by=request.by,
        at=request.at,
    )
    return to_client(request, response)


def _decline(request: GateRequest, here: Standing) -> HttpResponse:
    response = interactions.decline(
        here.interaction_id,
        binding=binding_of(request),
        citizen=request.citizen,
        by=request.by,
        at=request.at,
    )
    return to_client(request, response)


def _somebody_else(request: GateRequest, here: Standing) -> HttpResponse:
    """Sign out whoever is signed in, and let somebody else sign in for the same service."""
    if request.citizen is not None:
        access.sign_out(request.citizen.session_id, by=request.by, at=request.at)
    response = SeeOther(towards("citizen:sign-in", request.path))
    forget(response, settings.SESSION_COOKIE)
    return response


DECISIONS: Final[Mapping[str, Callable[[GateRequest, Standing], HttpResponse]]] = MappingProxyType(
    {"agree": _agree, EVERYTHING: _agree, "decline": _decline, "somebody-else": _somebody_else}
)
"""What the buttons of these pages do, by their values."""


def _signed_in(request: GateRequest) -> UUID:
    if request.citizen is None:
        raise ServiceSignInUnfinished
    return request.citizen.account_id
