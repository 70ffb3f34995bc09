# SPDX-License-Identifier: EUPL-1.2
"""HTTP in which a whole exchange has one deadline, however slowly the other side drips.

The time-outs of HTTP libraries start anew with every byte read; whoever sends one byte a second would hold
us for ever.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import httpcore
import httpx

CONNECT_SECONDS: Final = 1.0
CONNECTIONS: Final = 20
IDLE_SECONDS: Final = 30.0

_ends: ContextVar[float | None] = ContextVar("exchange_ends", default=None)


@contextmanager
def ends_by(moment: float) -> Iterator[None]:
    """Let everything that this thread reads and writes inside end by ``moment`` of the clock."""
    token = _ends.set(moment)
    try:
        yield
    finally:
        _ends.reset(token)


class BoundedTransport(httpx.HTTPTransport):
    """A pool of connections whose every wait is cut at the deadline of :func:`ends_by`; ``kept`` may idle."""

    def __init__(self, backend: httpcore.NetworkBackend, *, kept: int = CONNECTIONS) -> None:
        context = ssl.create_default_context()
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=CONNECTIONS,
            max_keepalive_connections=kept,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=backend,
        )


class Remaining:
    """How long a wait may last by the deadline; ``clock`` returns seconds that never jump."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock

    def of(self, timeout: float | None, late: type[Exception]) -> float | None:
        """Return the wait cut at the deadline; raise ``late`` when nothing is left."""
        ends = _ends.get()
        if ends is None:
            return timeout
        left = ends - self._clock()
        if left <= 0:
            raise late
        return left if timeout is None else min(timeout, left)


class BoundedBackend(httpcore.NetworkBackend):
    """Sockets whose every wait is cut at the deadline."""

    def __init__(self, remaining: Remaining) -> None:
        self._backend = httpcore.SyncBackend()
        self._remaining = remaining

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: whatever a socket takes
    ) -> httpcore.NetworkStream:
        """Connect."""
        wait = self._remaining.of(timeout, httpcore.ConnectTimeout)
        stream = self._backend.connect_tcp(host, port, wait, local_address, socket_options)
        return _Stream(stream, self._remaining)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, remaining: Remaining) -> None:
        self._stream = stream
        self._remaining = remaining

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, self._remaining.of(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._remaining.of(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = self._remaining.of(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, wait), self._remaining)

    def get_extra_info(self, info: str) -> Any:  # as the library has it
        return self._stream.get_extra_info(info)
