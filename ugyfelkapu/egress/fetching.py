# SPDX-License-Identifier: EUPL-1.2
"""Asking addresses that others named: the only way in which the house does so.

Whatever the rules: public addresses only and those that the operator allows, each name resolved once and
that very address used, no proxies, no cookies, one deadline for all of it and a cap on what is read.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final, cast
from urllib.parse import urlencode, urljoin

import httpcore
import httpx
from django.conf import settings

from ugyfelkapu.journal.clock import steady

from .addresses import Address, Allowed, is_loopback, parsed
from .rules import SERVICES, Rules, Tls, checked
from .transport import BoundedBackend, BoundedTransport, Remaining, ends_by
from .troubles import FetchFailed, Trouble

MOST_ADDRESSES: Final = 4

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    content_type: str
    body: bytes


def fetch(url: str, *, types: Collection[str] = ()) -> bytes:
    """Return what an address of a service holds. Raises :class:`FetchFailed`."""
    return fetcher(_present_rules()).fetch(url, types=types)


def fetch_json(url: str) -> Any:
    """Return the JSON that an address of a service holds. Raises :class:`FetchFailed`."""
    body = fetch(url)
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise FetchFailed(Trouble.CONTENT) from error


def post_form(url: str, form: Mapping[str, str]) -> Answer:
    """Send a form to a service; return the answer, whatever its status is. Raises :class:`FetchFailed`."""
    return fetcher(_present_rules()).ask("POST", url, form=form)


def check_address(url: str) -> None:
    """Raise :class:`FetchFailed` unless we would ask a service there; its name is not looked up."""
    checked(url, _present_rules())


def _present_rules() -> Rules:
    return replace(SERVICES, tls=Tls.BUT_HERE) if settings.DEVELOPMENT else SERVICES


def fetcher(rules: Rules) -> Fetcher:
    """Return who asks by these rules whom this installation allows."""
    return _fetcher(rules, tuple(settings.EGRESS_ALLOWED))


@lru_cache(maxsize=8)
def _fetcher(rules: Rules, allowed: tuple[str, ...]) -> Fetcher:
    return Fetcher(Allowed.parse(allowed, loopback=rules.tls is Tls.BUT_HERE), rules)


def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses that a name leads to, as the machine's resolver has it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Fetcher:
    """Asks by rules whom ``allowed`` admits."""

    def __init__(
        self,
        allowed: Allowed,
        rules: Rules = SERVICES,
        *,
        resolve: Resolve = resolved,
        clock: Callable[[], float] = steady,
    ) -> None:
        remaining = Remaining(clock)
        without_tls = allowed.admits if rules.tls is Tls.UNNEEDED else _on_this_machine
        self._clock = clock
        self._rules = rules
        self._transports = {
            scheme: BoundedTransport(_Guarded(admits, resolve, remaining), kept=0)
            for scheme, admits in (("https", allowed.admits), ("http", without_tls))
        }

    def fetch(self, url: str, *, hosts: frozenset[str] | None = None, types: Collection[str] = ()) -> bytes:
        """Return what an address holds: 200, and one of the ``types`` if any are named.

        It must lie on one of the ``hosts`` if any are named, wherever redirects lead.
        Raises :class:`FetchFailed`.
        """
        answer = self.ask("GET", url, hosts=hosts)
        if answer.status != HTTPStatus.OK:
            raise FetchFailed(Trouble.STATUS)
        if types and answer.content_type not in types:
            raise FetchFailed(Trouble.TYPE)
        return answer.body

    def ask(
        self,
        method: str,
        url: str,
        *,
        form: Mapping[str, str] | None = None,
        hosts: frozenset[str] | None = None,
    ) -> Answer:
        """Ask, and once more for every redirect that the rules allow; a form goes no further.

        Raises :class:`FetchFailed`.
        """
        redirects = 0 if form else self._rules.redirects
        try:
            with ends_by(self._clock() + self._rules.total):
                for _ in range(redirects + 1):
                    found = self._exchange(self._request(method, checked(url, self._rules, hosts), form))
                    if isinstance(found, Answer):
                        return found
                    url = _onward(url, found)
        except httpx.TimeoutException as error:
            raise FetchFailed(Trouble.LATE) from error
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise FetchFailed(Trouble.CONNECTION) from error
        raise FetchFailed(Trouble.REDIRECT)

    def _request(self, method: str, address: httpx.URL, form: Mapping[str, str] | None) -> httpx.Request:
        headers = {**_HEADERS, "Accept": self._rules.accept}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        return httpx.Request(
            method,
            address,
            headers=headers,
            content=urlencode(form).encode() if form else None,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), self._rules.total)},
        )

    def _exchange(self, request: httpx.Request) -> Answer | str:
        """Return the answer, or where it leads on to."""
        with closing(self._transports[request.url.scheme].handle_request(request)) as response:
            if response.has_redirect_location:
                return str(response.headers["Location"])
            if response.is_redirect:
                raise FetchFailed(Trouble.REDIRECT)
            if response.headers.get("Content-Encoding", "identity").lower() != "identity":
                raise FetchFailed(Trouble.TYPE)
            body = bytearray()
            for part in cast(Iterable[bytes], response.stream):
                body += part
                if len(body) > self._rules.largest:
                    raise FetchFailed(Trouble.LARGE)
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            return Answer(response.status_code, kind, bytes(body))


def _onward(url: str, location: str) -> str:
    """Return where a redirect leads to."""
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchFailed(Trouble.REDIRECT) from error


_HEADERS: Final = {
    "Accept-Encoding": "identity",
    "Connection": "close",
    "User-Agent": "ugyfelkapu",
}


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
            raise FetchFailed(Trouble.PLACE)
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
