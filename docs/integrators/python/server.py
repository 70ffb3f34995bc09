# SPDX-License-Identifier: EUPL-1.2
"""A service of six addresses around gate.py, served by the standard library; its sessions are in memory."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

from gate import SUBSTANTIAL, Gate, Kept, NotBelieved, Refused, SignedIn
from joserfc.errors import JoseError

HERE = os.environ["HERE"]
CALLBACK = f"{HERE}/callback"
gate = Gate(os.environ["GATE"], os.environ["CLIENT_ID"], os.environ["CLIENT_SECRET"])
attempts: dict[str, Kept] = {}
sessions: dict[str, SignedIn] = {}


def home(key: str, asked: dict[str, str]) -> Any:
    """Tell who is signed in."""
    here = sessions.get(key)
    if here is None:
        return {"signed_in": False}
    return {"signed_in": True, "claims": here.claims, "userinfo": here.userinfo}


def sign_in(key: str, asked: dict[str, str]) -> Any:
    """Send the browser to the gate."""
    kept = Kept(essential=SUBSTANTIAL if asked.get("level") == "substantial" else "")
    attempts[key] = kept
    return gate.begin(kept, CALLBACK)


def callback(key: str, asked: dict[str, str]) -> Any:
    """Take the browser back; a new sign-in gets a new cookie."""
    kept = attempts.pop(key, None)
    if kept is None:
        raise NotBelieved("no sign-in of this browser")
    new = secrets.token_urlsafe(32)
    sessions[new] = gate.finish(asked, kept, CALLBACK)
    sessions.pop(key, None)
    return "/", new


def refresh(key: str, asked: dict[str, str]) -> Any:
    """Get fresh tokens."""
    here = sessions.get(key)
    if here is not None:
        sessions[key] = gate.refresh(here)
    return "/"


def sign_out(key: str, asked: dict[str, str]) -> Any:
    """Forget the person here, then let the gate forget them."""
    here = sessions.pop(key, None)
    return gate.sign_out_address(here, f"{HERE}/") if here is not None else "/"


def backchannel(key: str, asked: dict[str, str]) -> Any:
    """Hear that somebody signed out elsewhere."""
    named = gate.logout_token_claims(asked.get("logout_token", ""))
    for other, here in list(sessions.items()):
        if here.claims["sid"] == named["sid"]:
            del sessions[other]
    return {}


ROUTES = {
    ("GET", "/"): home,
    ("GET", "/sign-in"): sign_in,
    ("GET", "/callback"): callback,
    ("POST", "/refresh"): refresh,
    ("POST", "/sign-out"): sign_out,
    ("POST", "/backchannel"): backchannel,
}


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer with JSON, or with an address to go on to."""
    cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get("service")
    key = cookie.value if cookie else secrets.token_urlsafe(32)
    route = ROUTES.get((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
    status, answer = "404 Not Found", {"error": "no such page"}
    if route is not None:
        try:
            status, answer = "200 OK", route(key, dict(parse_qsl(environ["QUERY_STRING"] or body)))
        except (NotBelieved, Refused, JoseError) as error:
            status, answer = "400 Bad Request", {"error": str(error)}
    address, key = answer if isinstance(answer, tuple) else (answer, key)
    secure = "; Secure" if HERE.startswith("https:") else ""
    headers = [
        ("Content-Type", "application/json"),
        ("Cache-Control", "no-store"),
        ("Set-Cookie", f"service={key}; Path=/; HttpOnly; SameSite=Lax{secure}"),
    ]
    if isinstance(address, str):
        start_response("303 See Other", [*headers, ("Location", address)])
        return [b""]
    start_response(status, headers)
    return [json.dumps(answer).encode()]


class Quiet(WSGIRequestHandler):
    """Logs no addresses: codes are in them."""

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    make_server("127.0.0.1", urlsplit(HERE).port or 8080, application, handler_class=Quiet).serve_forever()
