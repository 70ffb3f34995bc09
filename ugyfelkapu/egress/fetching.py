# SPDX-License-Identifier: EUPL-1.2
"""Asking addresses that strangers named: the only way in which the house does so.

TLS only, public addresses only, each name resolved once and that very address used, no redirects, no
proxies, no cookies, five seconds in all and a cap on what is read. In development this machine may be asked
too, without TLS as well.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final, cast
from urllib.parse import urlencode

import httpcore
import httpx
from django.conf import settings

from ugyfelkapu.journal.clock import steady

from .addresses import Address, Allowed, is_loopback, parsed
from .transport import BoundedBackend, BoundedTransport, Remaining, ends_by

TOTAL_SECONDS: Final = 5.0
LARGEST_ANSWER: Final = 100_000
LONGEST_URL: Final = 2000
MOST_ADDRESSES: Final = 4
HTTPS_PORT: Final = 443
UNPRIVILEGED_PORTS: Final = range(1024, 65_536)

Resolve = Callable[[str, int], Sequence[str]]


class Trouble(StrEnum):
    """Why nothing came of asking."""

    ADDRESS = "address not allowed"
    NAME = "name not found"
    CONNECTION = "no connection"
    LATE = "too slow"
    LARGE = "answer too large"
    REDIRECT = "redirected"
    STATUS = "unexpected status"
    TYPE = "unexpected type of content"
    CONTENT = "unreadable content"


class FetchFailed(Exception):  # noqa: N818
    """Nothing came of asking; ``trouble`` says why, without the address."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    content_type: str
    body: bytes


def fetch(url: str, *, types: Collection[str] = (), largest: int = LARGEST_ANSWER) -> bytes:
    """Return what an address holds (200, and one of the ``types`` if any are named). Raises FetchFailed."""
    answer = _fetcher().ask("GET", url, largest=largest)
    if answer.status != HTTPStatus.OK:
        raise FetchFailed(Trouble.STATUS)
    if types and answer.content_type not in types:
        raise FetchFailed(Trouble.TYPE)
    return answer.body


def fetch_json(url: str, *, largest: int = LARGEST_ANSWER) -> Any:
    """Return the JSON that an address holds. Raises :class:`FetchFailed`."""
    body = fetch(url, largest=largest)
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise FetchFailed(Trouble.CONTENT) from error


def post_form(url: str, form: Mapping[str, str], *, largest: int = LARGEST_ANSWER) -> Answer:
    """Send a form and return the answer, whatever its status is. Raises :class:`FetchFailed`."""
    return _fetcher().ask("POST", url, form=form, largest=largest)


def check_address(url: str) -> None:
    """Raise :class:`FetchFailed` unless an address has the form that we ask; its name is not looked up."""
    _checked(url, plain=settings.DEVELOPMENT)


def _fetcher() -> Fetcher:
    return _fetcher_for(tuple(settings.EGRESS_ALLOWED), settings.DEVELOPMENT)


@lru_cache(maxsize=4)
def _fetcher_for(allowed: tuple[str, ...], development: bool) -> Fetcher:
    return Fetcher(Allowed.parse(allowed, loopback=development), plain=development)


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses that a name leads to, as the machine's resolver has it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Fetcher:
    """Asks by the rules of this module; ``plain``: this machine may be asked without TLS."""

    def __init__(
        self,
        allowed: Allowed,
        *,
        plain: bool = False,
        resolve: Resolve = resolved,
        clock: Callable[[], float] = steady,
        total: float = TOTAL_SECONDS,
    ) -> None:
        remaining = Remaining(clock)
        self._clock = clock
        self._total = total
        self._plain = plain
        self._transports = {
            scheme: BoundedTransport(_Guarded(admits, resolve, remaining), kept=0)
            for scheme, admits in (("https", allowed.admits), ("http", _on_this_machine))
        }

    def ask(
        self, method: str, url: str, *, form: Mapping[str, str] | None = None, largest: int = LARGEST_ANSWER
    ) -> Answer:
        """Ask once. Raises :class:`FetchFailed`."""
        address = _checked(url, plain=self._plain)
        request = httpx.Request(
            method,
            address,
            headers=_HEADERS | ({"Content-Type": "application/x-www-form-urlencoded"} if form else {}),
            content=urlencode(form).encode() if form else None,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._total)},
        )
        try:
            with ends_by(self._clock() + self._total):
                return self._exchange(request, largest)
        except httpx.TimeoutException as error:
            raise FetchFailed(Trouble.LATE) from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise FetchFailed(Trouble.CONNECTION) from error

    def _exchange(self, request: httpx.Request, largest: int) -> Answer:
        with closing(self._transports[request.url.scheme].handle_request(request)) as response:
            if response.is_redirect or HTTPStatus.MULTIPLE_CHOICES <= response.status_code < _CLIENT_ERROR:
                raise FetchFailed(Trouble.REDIRECT)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise FetchFailed(Trouble.TYPE)
            body = bytearray()
            for part in cast(Iterable[bytes], response.stream):
                body += part
                if len(body) > largest:
                    raise FetchFailed(Trouble.LARGE)
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Answer(response.status_code, kind, bytes(body))


_CLIENT_ERROR: Final = 400
_HEADERS: Final = {
    "Accept": "application/json, */*",
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "ugyfelkapu",
}
_WRITTEN: Final = re.compile(r"https?://[A-Za-z0-9\[][!-~]*")
_UNSAFE: Final = re.compile(r"[\\\"<>^`{|}]")


def _checked(url: str, *, plain: bool) -> httpx.URL:
    """Return an address, if it has the form that we ask."""
    if len(url) > LONGEST_URL or not _WRITTEN.fullmatch(url) or _UNSAFE.search(url):
        raise FetchFailed(Trouble.ADDRESS)
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise FetchFailed(Trouble.ADDRESS) from error
    port = HTTPS_PORT if address.port is None else address.port
    safe = address.scheme == "https" and (port == HTTPS_PORT or port in UNPRIVILEGED_PORTS)
    if not (safe or (plain and address.scheme == "http")):
        raise FetchFailed(Trouble.ADDRESS)
    if not address.host or address.userinfo or address.fragment:
        raise FetchFailed(Trouble.ADDRESS)
    return address


def _on_this_machine(host: str, address: Address) -> bool:
    return is_loopback(address)


class _Guarded(httpcore.NetworkBackend):
    """Resolves a name once, looks at every address it leads to, and connects to those and no others."""

    def __init__(
        self, admits: Callable[[str, Address], bool], resolve: Resolve, remaining: Remaining
    ) -> None:
        self._admits = admits
        self._resolve = resolve
        self._remaining = remaining
        self._backend = BoundedBackend(remaining)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: whatever a socket takes
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers. Raises :class:`FetchFailed` if one is not allowed."""
        addresses = self._addresses(host, port)
        if not addresses or not all(self._admits(host, address) for address in addresses):
            raise FetchFailed(Trouble.ADDRESS)
        *others, last = addresses[:MOST_ADDRESSES]
        for address in others:
            try:
                return self._backend.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except httpcore.ConnectError:
                continue
        return self._backend.connect_tcp(str(last), port, timeout, local_address, socket_options)

    def _addresses(self, host: str, port: int) -> list[Address]:
        """Look the name up in a thread of its own: the machine's resolver knows no deadline."""
        found: Future[Sequence[str]] = Future()

        def look() -> None:
            try:
                found.set_result(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                found.set_exception(error)

        threading.Thread(target=look, daemon=True, name="resolving").start()
        try:
            texts = found.result(self._remaining.of(None, httpcore.ConnectTimeout))
            return list(dict.fromkeys(parsed(text) for text in texts))
        except TimeoutError as error:
            raise FetchFailed(Trouble.LATE) from error
        except (OSError, UnicodeError) as error:
            raise FetchFailed(Trouble.NAME) from error
