# SPDX-License-Identifier: EUPL-1.2
"""The sign-in for a service that a page of ours leads on to: whose it is, and where its answer goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final  # a template's context
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import get_language

from ugyfelkapu.access.requests import Citizen, GateRequest
from ugyfelkapu.domain.federation_errors import ServiceSignInLapsed
from ugyfelkapu.federation.oidc.answering import admit
from ugyfelkapu.federation.oidc.services.interactions import standing
from ugyfelkapu.federation.oidc.standing import Standing, Step

from .destinations import destination

CONTINUE: Final = "citizen:continue"


@dataclass(frozen=True, slots=True)
class Heading:
    """Where somebody goes from here: ``under_way`` is the sign-in for a service, if it leads to one."""

    name: str
    under_way: Standing | None = None

    @property
    def login_hint(self) -> str:
        """Return the username that the service believes to be the person's."""
        return self.under_way.login_hint if self.under_way is not None else ""

    @property
    def step(self) -> str:
        """Return what the service waits for; empty where there is none."""
        return self.under_way.step if self.under_way is not None else ""

    @property
    def wants_proof(self) -> bool:
        """Say whether the service waits for a proof that the owner is there, however fresh the last is."""
        return self.step in {Step.PROVE_AGAIN, Step.SECOND_STEP}

    def render(
        self, request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
    ) -> HttpResponse:
        """Draw a page that names where it leads, and whose forms may end there."""
        return self.admitting(render(request, template, {**context, **self.texts}, status=status))

    @property
    def texts(self) -> dict[str, str]:
        """Return what a page says of where it leads."""
        under_way = self.under_way
        service_url = reverse(CONTINUE, args=[under_way.interaction_id]) if under_way is not None else ""
        return {"destination": self.name, "service_url": service_url}

    def admitting(self, response: HttpResponse) -> HttpResponse:
        """Let the forms of a page end where it leads."""
        if self.under_way is not None:
            admit(response, self.under_way.return_origin)
        return response


def binding_of(request: HttpRequest) -> str:
    """Return what tells the browser in which a sign-in for a service began."""
    return request.COOKIES.get(settings.FLOW_COOKIE, "")


def heading(request: GateRequest, onward: str, *, citizen: Citizen | None = None) -> Heading:
    """Return where an address of ours leads; for whom, only where the next step matters.

    A form that is sent is heard even where the sign-in for the service has lapsed meanwhile; its page is
    not worth filling in any more. Raises :class:`ServiceSignInLapsed`.
    """
    number = _interaction(onward)
    if number is None:
        return Heading(destination(onward))
    try:
        under_way = standing(number, binding=binding_of(request), citizen=citizen, at=request.at)
    except ServiceSignInLapsed:
        if request.method == "POST":
            return Heading("")
        raise
    return Heading(under_way.service.name(get_language() or "hu"), under_way)


def _interaction(onward: str) -> UUID | None:
    try:
        found = resolve(onward.partition("?")[0])
    except Resolver404:
        return None
    return UUID(str(found.kwargs["interaction_id"])) if found.view_name == CONTINUE else None
