# SPDX-License-Identifier: EUPL-1.2
"""A service in a browser's eyes: another origin, which notes with what people come back to it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.protocols.relying import challenge
from tests.servers import Product

PAGE = b'<!DOCTYPE html><html lang="hu"><title>Megjott</title><h1>Megjott</h1></html>'


@dataclass(slots=True)
class Landing:
    """The service's own pages, and what was sent to them."""

    base: str
    client_id: str = ""
    arrived: list[dict[str, str]] = field(default_factory=list)

    @property
    def back(self) -> str:
        """Return where people return to."""
        return f"{self.base}/vissza"

    @property
    def signed_out(self) -> str:
        """Return where people go who signed out."""
        return f"{self.base}/viszlat"

    def asking(self, **asked: str) -> str:
        """Return the address of ours to which the service sends a browser."""
        usual = {
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "response_type": "code",
            "scope": "openid email profile",
            "state": "visszateres",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        }
        return f"/oidc/authorize?{urlencode({**usual, **asked})}"

    def register(self, gate: Product, name: str, *options: str) -> None:
        """Be added to the services of a gate by its command line."""
        told = gate.command(
            *("services", "add", "--name", name, "--name-en", "Library membership"),
            *("--owner", "Minta Városi Könyvtár", "--owner-en", "Sample Town Library"),
            *("--receives", "email", "name", "place_and_date_of_birth"),
            *("--purpose", "email=Ide írjuk meg, ha lejár egy könyv|We write to it when a book is due"),
            *("--purpose", "name=Ez áll az olvasójegyén|It stands on your card"),
            *("--client-id", self.client_id, "--redirect-uri", self.back),
            *("--post-logout-redirect-uri", self.signed_out),
            *options,
        )
        assert told.returncode == 0, told.stderr


@contextmanager
def landing(client_id: str) -> Iterator[Landing]:
    """Serve a service's pages on a port of their own."""
    place = Landing("", client_id)

    class Handler(BaseHTTPRequestHandler):
        """Answers everything alike, and notes the parameters."""

        def do_GET(self) -> None:
            """Take what comes in the address."""
            self._take(urlsplit(self.path).query)

        def do_POST(self) -> None:
            """Take what comes in a form."""
            self._take(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

        def _take(self, parameters: str) -> None:
            if urlsplit(self.path).path != "/favicon.ico":
                place.arrived.append(dict(parse_qsl(parameters)))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PAGE)

        def log_message(self, format: str, *args: object) -> None:
            """Be silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    place.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
