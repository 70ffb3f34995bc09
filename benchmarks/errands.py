# SPDX-License-Identifier: EUPL-1.2
"""What services ask of a gateway, step by step the same of each: counted in its processor time."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final  # answers are open JSON
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from benchmarks.gateways import Client, Gateway
from tests.guest import Guest

VERIFIER: Final = "what-only-this-service-knows-of-its-own-request"
CHALLENGE: Final = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
SCOPE: Final = "openid email profile"
FRESH, SECOND, REFRESH, PROGRAM, INTROSPECTION, DOCUMENTS = (
    "fresh browser, besides the password's hash",
    "second service with a running session",
    "refresh",
    "client credentials",
    "introspection",
    "discovery and JWKS",
)
TIMES: Final = {REFRESH: 200, PROGRAM: 300, INTROSPECTION: 300, DOCUMENTS: 500}
_browsers = count(1)


@dataclass(slots=True)
class Visit:
    """A browser that is signed in, and what its first service holds."""

    guest: Guest
    tokens: dict[str, Any]


@dataclass(slots=True)
class Errands:
    """One gateway and the service's side of everything; connections stay open, as services keep them."""

    gateway: Gateway
    transport: httpx.HTTPTransport = field(default_factory=httpx.HTTPTransport)
    metadata: Mapping[str, Any] = field(init=False)
    machine: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.machine = httpx.Client(transport=self.transport, timeout=30)
        address = f"{self.gateway.issuer}/.well-known/openid-configuration"
        self.metadata = self.machine.get(address).raise_for_status().json()

    def close(self) -> None:
        """Close its connections."""
        self.transport.close()

    def round(self, browsers: int) -> dict[str, float]:
        """Do everything; return the milliseconds of each thing."""
        visits: list[Visit] = []
        first, second = self.gateway.services
        spent = {
            FRESH: self._spent(browsers, lambda: visits.append(self.fresh(first))),
            SECOND: self._spent(browsers, _each(visits, lambda visit: self.again(visit, second))),
        }
        return spent | self.machines(visits)

    def machines(self, visits: list[Visit]) -> dict[str, float]:
        """Do what needs no browser."""
        first = self.gateway.services[0]
        asked = {
            REFRESH: _each(visits, lambda visit: self.refresh(visit, first)),
            PROGRAM: self.program,
            INTROSPECTION: _each(visits, lambda visit: self.introspect(visit, first)),
            DOCUMENTS: self.documents,
        }
        return {name: self._spent(TIMES[name], ask) for name, ask in asked.items()}

    def _spent(self, times: int, ask: Callable[[], object]) -> float:
        before = self.gateway.watched.milliseconds()
        for _ in range(times):
            ask()
        return (self.gateway.watched.milliseconds() - before) / times

    # ------------------------------------------------------------------ what is asked

    def fresh(self, service: Client) -> Visit:
        """Sign somebody in who comes with no cookie, and learn who it is."""
        number = next(_browsers)
        headers = {"X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        client = httpx.Client(transport=self.transport, timeout=30, headers=headers)
        guest = Guest(self.gateway.issuer, next(self.gateway.people), self.gateway.password, client=client)
        tokens = self._entered(guest, service)
        told = self.machine.get(
            self.metadata["userinfo_endpoint"], headers={"Authorization": f"Bearer {tokens['access_token']}"}
        )
        assert told.json()["email"], told.text
        return Visit(guest, tokens)

    def again(self, visit: Visit, service: Client) -> None:
        """Let somebody into another service who is signed in already."""
        self._entered(visit.guest, service)

    def refresh(self, visit: Visit, service: Client) -> None:
        """Exchange a refresh token."""
        form = {"grant_type": "refresh_token", "refresh_token": visit.tokens["refresh_token"]}
        visit.tokens = self._token(service, form)

    def program(self) -> None:
        """Get a token for a program of its own."""
        self._token(self.gateway.program, {"grant_type": "client_credentials"})

    def introspect(self, visit: Visit, service: Client) -> None:
        """Ask whether an access token lives."""
        address, form = self.metadata["introspection_endpoint"], {"token": visit.tokens["access_token"]}
        answer = self.machine.post(address, data=form, auth=(service.client_id, service.secret))
        assert answer.json()["active"], answer.text

    def documents(self) -> None:
        """Read what everybody may know."""
        self.machine.get(f"{self.gateway.issuer}/.well-known/openid-configuration").raise_for_status()
        self.machine.get(self.metadata["jwks_uri"]).raise_for_status()

    def _entered(self, guest: Guest, service: Client) -> dict[str, Any]:
        parameters = {
            "client_id": service.client_id,
            "redirect_uri": service.redirect_uri,
            "response_type": "code",
            "scope": SCOPE,
            "state": "af0ifjsldkj",
            "nonce": "n-0S6_WzA2Mj",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        asked = f"{self.metadata['authorization_endpoint']}?{urlencode(parameters)}"
        back = guest.go(asked, until=service.redirect_uri)
        assert back.is_redirect, f"{back.url}: {back.status_code}\n{back.text}"
        answer = dict(parse_qsl(urlsplit(back.headers["Location"]).query))
        form = {
            "grant_type": "authorization_code",
            "code": answer["code"],
            "redirect_uri": service.redirect_uri,
            "code_verifier": VERIFIER,
        }
        return self._token(service, form)

    def _token(self, client: Client, form: Mapping[str, str]) -> dict[str, Any]:
        address = self.metadata["token_endpoint"]
        answer = self.machine.post(address, data=dict(form), auth=(client.client_id, client.secret))
        assert answer.is_success, answer.text
        return dict(answer.json())


def _each(visits: list[Visit], ask: Callable[[Visit], object]) -> Callable[[], object]:
    """Return what asks of one visit after the other, again and again."""
    turns = _turns(visits)
    return lambda: ask(next(turns))


def _turns(visits: list[Visit]) -> Iterator[Visit]:
    while True:
        yield from visits
