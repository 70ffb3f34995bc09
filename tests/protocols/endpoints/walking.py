# SPDX-License-Identifier: EUPL-1.2
"""A person in a browser on the way through a sign-in: follows the gate's pages up to a service's answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any  # Django's test client answers with what has no type

from django.test import Client as Browser

from tests import builders
from tests.builders import BuiltGate
from tests.pages.citizen.owners import give_password
from tests.protocols import relying
from tests.protocols.relying import Service

CONTINUE = "/belepes/szolgaltatas/"
STEP_UP = "/fiok/megerosites/"
SIGN_IN = "/belepes/"


@dataclass(slots=True)
class Person:
    """The owner of a gate in a browser of their own."""

    gate: BuiltGate = field(default_factory=builders.activated_gate)
    browser: Browser = field(default_factory=Browser)

    def sign_in(self) -> Person:
        """Sign in to the gate itself."""
        assert give_password(self.browser, self.gate).status_code == 303
        return self

    def walk(self, response: Any) -> tuple[Any, list[str]]:
        """Follow redirects inside the house, doing what each page asks; return the answer and the way.

        A sign-in form gets username and password, a proof the password, consent is given to everything.
        """
        way: list[str] = []
        while response.status_code == 303 and response["Location"].startswith("/"):
            page = response["Location"]
            way.append(page.partition("?")[0])
            response = self._do(page)
        return response, way

    def _do(self, page: str) -> Any:
        shown = self.browser.get(page)
        if shown.status_code != 200:
            return shown
        if page.startswith(STEP_UP):
            return self.browser.post(page, {"password": self.gate.password, "next": _next(page)})
        if page.startswith(CONTINUE):
            return self.browser.post(page, {**_ticked(shown), "step": "agree"})
        return give_password(self.browser, self.gate, next=_next(page))


def _next(page: str) -> str:
    return page.partition("next=")[2]


def _ticked(shown: Any) -> dict[str, Any]:
    """Return what the form of a consent page sends with everything ticked."""
    form = shown.context["form"]
    return {"chosen": [code for code, _ in form.fields["chosen"].choices], "read": form.initial["read"]}


def answer(service: Service, person: Person, **changed: str | None) -> dict[str, str]:
    """Return what the service is told at the end of a request."""
    response, _ = person.walk(service.send(person.browser, **changed))
    return relying.answer_of(response)


def tokens(service: Service, person: Person, **changed: str | None) -> dict[str, Any]:
    """Return the tokens of a whole sign-in."""
    told = answer(service, person, **changed)
    redeemed = service.redeem(told["code"])
    assert redeemed.status_code == 200, redeemed.json()
    found: dict[str, Any] = redeemed.json()
    return found
