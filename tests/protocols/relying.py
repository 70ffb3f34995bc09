# SPDX-License-Identifier: EUPL-1.2
"""A connected service for tests, which asks the endpoints through a browser and by itself."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any  # answers are open JSON, Django's test client answers with what has no type
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.test import Client as Browser

from tests.builders import AT
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.oidc.protocol.profiles import Authentication, Profile
from ugyfelkapu.federation.registration import Registration
from ugyfelkapu.federation.services import Particulars, connect_without_trial
from ugyfelkapu.journal.actor import COMMAND_LINE

AUTHORIZE = "/oidc/authorize"
TOKEN = "/oidc/token"
USERINFO = "/oidc/userinfo"
BACK = "https://service.example/back"
VERIFIER = "what-only-this-service-knows-of-its-own-request"
EVERYTHING = tuple(Datum)

_numbers = count(1)


def challenge(verifier: str = VERIFIER) -> str:
    """Return the PKCE challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


@dataclass(slots=True)
class Service:
    """A connected service and what it knows of itself."""

    client_id: str
    secret: str
    machine: Browser = field(default_factory=Browser)
    redirect_uri: str = BACK

    def request(self, **changed: str | None) -> dict[str, str]:
        """Return the parameters of an authorization request; None leaves one out."""
        usual: dict[str, str | None] = {
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "response_type": "code",
            "scope": "openid email profile",
            "state": "af0ifjsldkj",
            "nonce": "n-0S6_WzA2Mj",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in {**usual, **changed}.items() if value is not None}

    def send(self, browser: Browser, **changed: str | None) -> Any:
        """Send a browser to the authorization endpoint."""
        return browser.get(f"{AUTHORIZE}?{urlencode(self.request(**changed))}")

    def ask(self, address: str, form: Mapping[str, str], **headers: Any) -> Any:
        """Post a form as this service's machine, with its secret in the header."""
        return post(
            self.machine, address, form, HTTP_AUTHORIZATION=basic(self.client_id, self.secret), **headers
        )

    def redeem(self, code: str, **changed: str | None) -> Any:
        """Redeem a code."""
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": VERIFIER,
        }
        form = {name: value for name, value in {**usual, **changed}.items() if value is not None}
        return self.ask(TOKEN, form)

    def refresh(self, token: str, **more: str) -> Any:
        """Exchange a refresh token."""
        return self.ask(TOKEN, {"grant_type": "refresh_token", "refresh_token": token, **more})

    def userinfo(self, access_token: str) -> Any:
        """Ask about the person."""
        return self.machine.get(USERINFO, HTTP_AUTHORIZATION=f"Bearer {access_token}")


def post(machine: Browser, address: str, form: Mapping[str, str], **headers: Any) -> Any:
    """Post a form as machines do."""
    return machine.post(address, urlencode(form), content_type="application/x-www-form-urlencoded", **headers)


def basic(client_id: str, secret: str) -> str:
    """Return the header of HTTP Basic."""
    return "Basic " + base64.b64encode(f"{client_id}:{secret}".encode()).decode()


def service(
    profile: Profile = Profile.OIDC_STRICT,
    *,
    receives: tuple[Datum, ...] = EVERYTHING,
    temporary: bool = False,
    statutory: bool = False,
    authentication: Authentication = Authentication.BASIC,
    **registered: Any,
) -> Service:
    """Return a service that everybody may sign in to."""
    number = next(_numbers)
    registration = Registration(
        profile=profile,
        authentication=authentication,
        redirect_uris=registered.pop("redirect_uris", (BACK,)),
        **registered,
    )
    connected = connect_without_trial(
        Particulars(
            f"Minta szolgáltatás {number}",
            "Minta Hivatal",
            receives=receives,
            temporary=temporary,
            statutory=statutory,
        ),
        registration=registration,
        by=COMMAND_LINE,
        at=AT,
    )
    return Service(connected.client_id, connected.secret)


def answer_of(response: Any) -> dict[str, str]:
    """Return what an answer through the browser says to the service."""
    assert response.status_code == 303, response.status_code
    return dict(parse_qsl(urlsplit(response["Location"]).query, keep_blank_values=True))


def claims_of(token: str) -> dict[str, Any]:
    """Return what a signed token says, unproven."""
    part = token.split(".")[1]
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return told


def issuer() -> str:
    """Return who we are."""
    return str(settings.PUBLIC_URL)
