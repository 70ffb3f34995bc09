# SPDX-License-Identifier: EUPL-1.2
"""Fetching lists from the network: only from the hosts allowed, never from inside, bounded in size and time.

The address that is connected to is the one that was examined, so that no name changes its meaning between
the two. A whole exchange has one deadline, however slowly the other side drips.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

LARGEST: Final = 32 * 1024 * 1024
SECONDS: Final = 60.0
READ_SECONDS: Final = 15.0
REDIRECTS: Final = 3
PORTS: Final = frozenset({80, 443})
TRANSLATED: Final = ipaddress.IPv6Network("64:ff9b::/32")
"""IPv4 addresses behind translators (RFC 6052), and those of somebody's own translators (RFC 8215)."""
_ACCEPT: Final = "application/vnd.etsi.tsl+xml, text/xml, application/xml"


class Hindrance(StrEnum):
    """Why something could not be fetched."""

    ADDRESS = "address_not_allowed"
    HOST = "host_not_allowed"
    INSIDE = "host_is_inside"
    UNREACHABLE = "unreachable"
    ANSWER = "answered_no"
    SIZE = "too_large"
    REDIRECTS = "too_many_redirects"


class NotFetched(Exception):  # noqa: N818  reads as the thing it is
    """Nothing was fetched, for a reason."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(hindrance.value)
        self.hindrance = hindrance


def resolved(host: str, port: int) -> tuple[str, ...]:
    """Return the addresses of a host."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def outside(address: str) -> bool:
    """Tell whether an address is of the open Internet, also behind IPv6 forms of IPv4 addresses."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    within = _within(parsed) if isinstance(parsed, ipaddress.IPv6Address) else None
    return parsed.is_global and not parsed.is_multicast and (within is None or within.is_global)


def _within(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, if it stands for one."""
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]


@dataclass(frozen=True)
class Way:
    """How the network is reached."""

    steady: Callable[[], float]
    """A clock that never runs back."""
    resolve: Callable[[str, int], tuple[str, ...]] = resolved
    outside: Callable[[str], bool] = outside
    ports: frozenset[int] = PORTS
    seconds: float = SECONDS
    largest: int = LARGEST


def fetch(url: str, hosts: frozenset[str], way: Way) -> bytes:
    """Return what lies at an address on one of the hosts. Raises :class:`NotFetched`."""
    ends = way.steady() + way.seconds
    transport = httpx.HTTPTransport(verify=ssl.create_default_context(), trust_env=False)
    transport._pool = httpcore.ConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=_Backend(way, ends)
    )
    with httpx.Client(transport=transport, timeout=READ_SECONDS, trust_env=False) as client:
        for _ in range(REDIRECTS + 1):
            _require_allowed(url, hosts, way)
            try:
                following = _answer(client, url, way, ends)
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                raise NotFetched(Hindrance.UNREACHABLE) from error
            if isinstance(following, bytes):
                return following
            url = following
    raise NotFetched(Hindrance.REDIRECTS)


def _require_allowed(url: str, hosts: frozenset[str], way: Way) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise NotFetched(Hindrance.ADDRESS) from error
    if parts.scheme not in ("http", "https") or parts.username is not None:
        raise NotFetched(Hindrance.ADDRESS)
    if (parts.hostname or "") not in hosts:
        raise NotFetched(Hindrance.HOST)
    if port not in way.ports:
        raise NotFetched(Hindrance.ADDRESS)


def _answer(client: httpx.Client, url: str, way: Way, ends: float) -> bytes | str:
    """Return what was answered, or the address that the answer leads on to."""
    with client.stream("GET", url, headers={"Accept": _ACCEPT}) as response:
        if response.is_redirect:
            return str(urljoin(url, response.headers.get("location", "")))
        if response.status_code != httpx.codes.OK:
            raise NotFetched(Hindrance.ANSWER)
        found = bytearray()
        for chunk in response.iter_bytes():
            found += chunk
            if len(found) > way.largest:
                raise NotFetched(Hindrance.SIZE)
            if way.steady() > ends:
                raise NotFetched(Hindrance.UNREACHABLE)
        return bytes(found)


class _Backend(httpcore.NetworkBackend):
    """Connects only to addresses of the open Internet, and waits no longer than the deadline."""

    def __init__(self, way: Way, ends: float) -> None:
        self._backend = httpcore.SyncBackend()
        self._way = way
        self._ends = ends

    def left(self, timeout: float | None, late: type[Exception]) -> float:
        """Return how long a wait may last."""
        left = self._ends - self._way.steady()
        if left <= 0:
            raise late
        return left if timeout is None else min(timeout, left)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: whatever a socket takes
    ) -> httpcore.NetworkStream:
        """Connect to the host's first address, if all of them are outside."""
        addresses = self._way.resolve(host, port)
        if not addresses or not all(self._way.outside(address) for address in addresses):
            raise NotFetched(Hindrance.INSIDE)
        wait = self.left(timeout, httpcore.ConnectTimeout)
        stream = self._backend.connect_tcp(addresses[0], port, wait, local_address, socket_options)
        return _Stream(stream, self)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, backend: _Backend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._backend.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._backend.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = self._backend.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, wait), self._backend)

    def get_extra_info(self, info: str) -> Any:  # as the library has it
        return self._stream.get_extra_info(info)
