# SPDX-License-Identifier: EUPL-1.2
"""Requests and answers over WSGI: as much as a service of a few pages needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final  # what a server hands over is open
from urllib.parse import parse_qsl

LONGEST_BODY: Final = 64 * 1024
StartResponse = Callable[[str, list[tuple[str, str]]], object]


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked; of repeated names the first counts."""

    method: str
    path: str
    query: Mapping[str, str]
    form: Mapping[str, str]
    cookies: Mapping[str, str]
    origin: str
    languages: str


@dataclass(slots=True)
class Response:
    """What is answered."""

    body: bytes = b""
    status: HTTPStatus = HTTPStatus.OK
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def send(self, start: StartResponse) -> Iterable[bytes]:
        """Hand it to the server."""
        cookies = [
            ("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax")
            for name, value in self.cookies.items()
        ]
        length = ("Content-Length", str(len(self.body)))
        start(f"{self.status.value} {self.status.phrase}", [*self.headers.items(), length, *cookies])
        return [self.body]


def see_other(address: str) -> Response:
    """Send the browser on, with GET."""
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": address})


def read(environ: Mapping[str, Any]) -> Request:
    """Return what a server handed over."""
    form = _body(environ) if environ["REQUEST_METHOD"] == "POST" else ""
    return Request(
        method="GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", "/"),
        query=_pairs(environ.get("QUERY_STRING", "")),
        form=_pairs(form),
        cookies=_cookies(environ.get("HTTP_COOKIE", "")),
        origin=environ.get("HTTP_ORIGIN", ""),
        languages=environ.get("HTTP_ACCEPT_LANGUAGE", ""),
    )


def _body(environ: Mapping[str, Any]) -> str:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > LONGEST_BODY:
        return ""
    body: bytes = environ["wsgi.input"].read(int(length))
    return body.decode("ascii", "replace")


def _pairs(text: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        pairs.setdefault(name, value)
    return pairs


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(header).items()}
    except CookieError:
        return {}
