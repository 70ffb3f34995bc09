# SPDX-License-Identifier: EUPL-1.2
"""A web server of what is published, for tests: what lies at which path, and how it misbehaves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ugyfelkapu.egress.addresses import Allowed
from ugyfelkapu.egress.fetching import Fetcher
from ugyfelkapu.egress.rules import Rules

HOST = "lists.example.test"


@dataclass
class Answer:
    """What is answered at a path."""

    body: bytes = b""
    status: int = 200
    location: str = ""
    drip: bool = False
    pause: float = 0.0


@dataclass
class Lists:
    """A server's answers by path (or by folder, for all that lies in it alike), and what it was asked."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str, host: str = HOST) -> str:
        """Return an address on this server, by any name of a host."""
        return f"http://{host}:{self.port}{path}"

    def here(self, rules: Rules) -> Rules:
        """Return rules by which this server's port may be asked too."""
        return replace(rules, ports=(*rules.ports, range(self.port, self.port + 1)))

    def fetcher(self, rules: Rules, *hosts: str) -> Fetcher:
        """Return who finds every host here and may ask those that are named."""
        allowed = Allowed(hosts=frozenset(hosts or (HOST,)))
        return Fetcher(allowed, self.here(rules), resolve=lambda host, port: ["127.0.0.1"])


@contextmanager
def serving() -> Iterator[Lists]:
    """Serve until the end of the block."""
    lists = Lists()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            lists.asked.append(self.path)
            folder = self.path.rpartition("/")[0] + "/"
            answer = lists.answers.get(self.path) or lists.answers.get(folder) or Answer(status=404)
            lists.stop.wait(answer.pause)
            self.send_response(answer.status)
            if answer.location:
                self.send_header("Location", answer.location)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            pieces = [bytes([octet]) for octet in answer.body] if answer.drip else [answer.body]
            with suppress(OSError):
                for piece in pieces:
                    if answer.drip and lists.stop.wait(0.05):
                        return
                    self.wfile.write(piece)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    lists.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield lists
    finally:
        lists.stop.set()
        server.shutdown()
        server.server_close()
        thread.join()
