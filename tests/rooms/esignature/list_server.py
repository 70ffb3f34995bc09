# SPDX-License-Identifier: EUPL-1.2
"""A web server of lists for tests: what lies at which path, and how it misbehaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ugyfelkapu.esignature.fetching import Way
from ugyfelkapu.journal.clock import steady

HOST = "lists.example.test"


@dataclass
class Answer:
    """What is answered at a path."""

    body: bytes = b""
    status: int = 200
    location: str = ""
    drip: bool = False


@dataclass
class Lists:
    """A server's answers by path, and what it was asked."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = HOST) -> str:
        """Return an address on this server, by any name of a host."""
        return f"http://{host}:{self.port}{path}"

    def way(self, *, seconds: float = 10.0, largest: int = 1_000_000, outside: bool = True) -> Way:
        """Return the way on which every host leads here."""
        return Way(
            steady,
            resolve=lambda host, port: ("127.0.0.1",),
            outside=lambda address: outside,
            ports=frozenset({self.port}),
            seconds=seconds,
            largest=largest,
        )


@contextmanager
def serving() -> Iterator[Lists]:
    """Serve until the end of the block."""
    lists = Lists()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            lists.asked.append(self.path)
            answer = lists.answers.get(self.path, Answer(status=404))
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if not answer.drip:
                self.wfile.write(answer.body)
                return
            for octet in answer.body:
                if lists.stop.wait(0.05):
                    return
                self.wfile.write(bytes([octet]))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    lists.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield lists
    finally:
        lists.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
