# SPDX-License-Identifier: EUPL-1.2
"""What the demo service answers at each of its addresses."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final  # what a server hands over is open
from urllib.parse import urlencode

import httpx

from . import pages, registration, signing_in
from .clock import Clock
from .frame import Frame
from .provider import Provider, Refused, Unreachable
from .raw import raw
from .registration import NotRegistered, Registration, origin_of
from .signing_in import Level
from .tokens import Untrusted
from .visitors import Notice, SignedIn, Visitor, Visitors
from .web import Request, Response, StartResponse, read, see_other
from .words import Speaker, language_of

STATIC: Final = Path(__file__).parent / "static"
FILES: Final = {"/stilus.css": ("style.css", "text/css"), "/jel.svg": ("symbol.svg", "image/svg+xml")}
VISITOR_COOKIE, LANGUAGE_COOKIE = "minta-szolgaltatas", "minta-nyelv"
DECLINED: Final = "access_denied"
UNMET: Final = "unmet_authentication_requirements"


@dataclass(slots=True)
class DemoService:
    """The service: a file that says who it is, a clock, and who is here."""

    file: Path
    clock: Clock = field(default_factory=Clock)
    transport: httpx.BaseTransport | None = None
    visitors: Visitors = field(default_factory=Visitors)
    _provider: Provider | None = None

    def __call__(self, environ: Mapping[str, Any], start: StartResponse) -> Iterable[bytes]:
        """Answer one request (WSGI)."""
        request = read(environ)
        response = self._answer(request)
        return response.send(start)

    # ------------------------------------------------------------------ which answer

    def _answer(self, request: Request) -> Response:
        if request.path in FILES:
            return _file(request.path)
        frame = _frame(request)
        try:
            provider = self._registered()
        except NotRegistered:
            return _page(pages.unregistered(frame), HTTPStatus.SERVICE_UNAVAILABLE)
        response = self._routed(request, frame, provider)
        response.cookies[LANGUAGE_COOKIE] = frame.say.language
        return _guarded(response, provider.registration)

    def _routed(self, request: Request, frame: Frame, provider: Provider) -> Response:
        if (request.method, request.path) == ("POST", "/kileptetes"):
            return self._told_of_sign_out(request, provider)
        visitor = self.visitors.known(request.cookies.get(VISITOR_COOKIE, ""))
        routes: dict[tuple[str, str], Callable[[Request, Provider, Visitor], Response]] = {
            ("POST", "/belepes"): self._sign_in,
            ("GET", "/visszateres"): self._came_back,
            ("POST", "/frissites"): self._refresh,
            ("POST", "/adatok"): self._ask_again,
            ("POST", "/kilepes"): self._sign_out,
        }
        if (request.method, request.path) == ("GET", "/"):
            return self._home(request, frame, visitor)
        if (request.method, request.path) == ("GET", "/nyers"):
            return _raw(frame, visitor)
        route = routes.get((request.method, request.path))
        if route is None:
            return _page(pages.missing(frame), HTTPStatus.NOT_FOUND)
        if request.method == "POST" and request.origin not in ("", provider.registration.origin):
            return _page(pages.mistaken(frame, Notice.UNTRUSTED), HTTPStatus.FORBIDDEN)
        return self._led(route, request, frame, provider, visitor)

    def _led(
        self,
        route: Callable[[Request, Provider, Visitor], Response],
        request: Request,
        frame: Frame,
        provider: Provider,
        visitor: Visitor | None,
    ) -> Response:
        """Do what somebody came for; whatever goes wrong is said on the start page."""
        if visitor is None and request.path == "/visszateres":
            return _page(pages.mistaken(frame, Notice.UNTRUSTED), HTTPStatus.BAD_REQUEST)
        here = visitor or self.visitors.welcome()
        try:
            response = route(request, provider, here)
        except (Refused, Untrusted, Unreachable) as error:
            here.tell(*_words_of(error))
            response = see_other("/")
        response.cookies[VISITOR_COOKIE] = here.key
        return response

    def _registered(self) -> Provider:
        """Return the gate that the file names, as it is now."""
        told = registration.read(self.file)
        if self._provider is None or self._provider.registration != told:
            self._provider = Provider(told, self.transport)
        return self._provider

    # ------------------------------------------------------------------ pages and deeds

    def _home(self, request: Request, frame: Frame, visitor: Visitor | None) -> Response:
        here = visitor or Visitor("")
        if here.leaving and request.query.get("state") == here.leaving:
            here.leaving = ""
            here.tell(Notice.SIGNED_OUT)
        return _page(pages.home(frame, here))

    def _sign_in(self, request: Request, provider: Provider, visitor: Visitor) -> Response:
        asked = request.form.get("szint", "")
        level = Level(asked) if asked in set(Level) else Level.ANY
        attempt = signing_in.begin(provider, level, language=_frame(request).say.language)
        visitor.keep(attempt)
        return see_other(attempt.address)

    def _came_back(self, request: Request, provider: Provider, visitor: Visitor) -> Response:
        attempt = visitor.attempts.pop(request.query.get("state", ""), None)
        if attempt is None:
            raise Untrusted("no sign-in of this browser has this state")
        code = signing_in.code_of(request.query, provider.registration.issuer)
        tokens = provider.redeem(code, attempt.verifier, nonce=attempt.nonce, at=self.clock.now())
        signing_in.require_level(attempt, tokens.claims)
        told = provider.userinfo(tokens.access_token, sub=str(tokens.claims["sub"]))
        self.visitors.renew(visitor)
        visitor.signed_in = SignedIn(tokens, told, attempt.address)
        reached = tokens.claims.get("acr") == signing_in.SUBSTANTIAL
        visitor.tell(Notice.STEPPED_UP if reached and attempt.level else Notice.SIGNED_IN)
        return see_other("/")

    def _refresh(self, request: Request, provider: Provider, visitor: Visitor) -> Response:
        here = visitor.signed_in
        if here is not None and self._renewed(provider, visitor, here) is not None:
            visitor.tell(Notice.REFRESHED)
        return see_other("/")

    def _ask_again(self, request: Request, provider: Provider, visitor: Visitor) -> Response:
        here = visitor.signed_in
        if here is None:
            return see_other("/")
        try:
            told = provider.userinfo(here.tokens.access_token, sub=here.sub)
        except Refused:  # an access token lives for minutes; the refresh token for as long as the session
            renewed = self._renewed(provider, visitor, here)
            if renewed is None:
                return see_other("/")
            here, told = renewed, provider.userinfo(renewed.tokens.access_token, sub=renewed.sub)
        visitor.signed_in = SignedIn(here.tokens, told, here.request)
        visitor.tell(Notice.ASKED_AGAIN)
        return see_other("/")

    def _renewed(self, provider: Provider, visitor: Visitor, here: SignedIn) -> SignedIn | None:
        """Return the sign-in with fresh tokens; ``None`` where the gate knows it no more."""
        try:
            tokens = provider.refresh(here.tokens, at=self.clock.now())
        except Refused:
            visitor.signed_in = None
            visitor.tell(Notice.LAPSED)
            return None
        visitor.signed_in = SignedIn(tokens, here.userinfo, here.request)
        return visitor.signed_in

    def _sign_out(self, request: Request, provider: Provider, visitor: Visitor) -> Response:
        """Forget the person here first, then ask the gate to (RP-Initiated Logout)."""
        here, visitor.signed_in = visitor.signed_in, None
        if here is None:
            return see_other("/")
        visitor.leaving = secrets.token_urlsafe(16)
        parameters = {
            "id_token_hint": here.tokens.id_token,
            "post_logout_redirect_uri": provider.registration.post_logout_redirect_uri,
            "state": visitor.leaving,
            "ui_locales": _frame(request).say.language,
        }
        return see_other(f"{provider.endpoint('end_session_endpoint')}?{urlencode(parameters)}")

    def _told_of_sign_out(self, request: Request, provider: Provider) -> Response:
        """Hear from the gate that somebody signed out elsewhere (Back-Channel Logout, 2.5)."""
        at = self.clock.now()
        try:
            claims = provider.logout_claims(request.form.get("logout_token", ""), at=at)
        except (Untrusted, Refused, Unreachable) as error:
            return _refusal(str(error))
        self.visitors.end(claims, at=at)
        return Response(headers={"Cache-Control": "no-store"})


def _words_of(error: Exception) -> tuple[Notice, str]:
    match error:
        case Refused(code=code) if code == DECLINED:
            return Notice.DECLINED, ""
        case Refused(code=code) if code == UNMET:
            return Notice.UNMET, ""
        case Refused(code=code, description=description):
            return Notice.REFUSED, f"{code}: {description}" if description else code
        case Unreachable():
            return Notice.UNREACHABLE, ""
        case _:
            return Notice.UNTRUSTED, str(error)


def _frame(request: Request) -> Frame:
    language = language_of(
        request.query.get("nyelv", ""), request.cookies.get(LANGUAGE_COOKIE, ""), request.languages
    )
    return Frame(Speaker(language), request.path if request.method == "GET" else "/")


def _raw(frame: Frame, visitor: Visitor | None) -> Response:
    if visitor is None or visitor.signed_in is None:
        return see_other("/")
    return _page(raw(frame, visitor.signed_in))


def _page(html: str, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(html.encode(), status, {"Content-Type": "text/html; charset=utf-8"})


def _refusal(reason: str) -> Response:
    body = json.dumps({"error": "invalid_request", "error_description": reason}).encode()
    return Response(
        body, HTTPStatus.BAD_REQUEST, {"Content-Type": "application/json", "Cache-Control": "no-store"}
    )


def _file(path: str) -> Response:
    name, kind = FILES[path]
    return Response(
        (STATIC / name).read_bytes(), headers={"Content-Type": kind, "Cache-Control": "max-age=300"}
    )


def _guarded(response: Response, here: Registration) -> Response:
    """Let pages load nothing from elsewhere, and forms lead to the gate alone."""
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {origin_of(here.issuer)}"
    )
    response.headers |= {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return response
