# SPDX-License-Identifier: EUPL-1.2
"""The file of a sector, asked over the network: what it must say, and what is no such file."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.rooms.federation.clients import RETURN, registration
from ugyfelkapu.domain.catalogue_errors import MetadataRefused
from ugyfelkapu.federation.addresses import DEVELOPMENT
from ugyfelkapu.federation.reasons import Reason
from ugyfelkapu.federation.sectors import require_sector

Serve = Callable[[str], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a maker of addresses on this machine that hold a text."""
    servers: list[HTTPServer] = []

    def served(text: str) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200 if text else 404)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_args: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        return f"http://127.0.0.1:{server.server_address[1]}/sector.json"

    yield served
    for server in servers:
        server.shutdown()
        server.server_close()


def _asked(uri: str) -> None:
    require_sector(registration(reach=DEVELOPMENT, sector_identifier_uri=uri))


def test_a_service_of_one_host_needs_no_file() -> None:
    require_sector(registration())


def test_a_file_that_lists_every_address_is_taken(serve: Serve) -> None:
    _asked(serve(json.dumps([RETURN, "https://masik.example.com/", 1])))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[]", Reason.UNLISTED),
        (json.dumps([f"{RETURN}/"]), Reason.UNLISTED),
        (json.dumps({"redirect_uris": [RETURN]}), Reason.SHAPE),
        ("no JSON", Reason.UNREACHABLE),
        ("", Reason.UNREACHABLE),
    ],
)
def test_any_other_file_is_refused(serve: Serve, text: str, reason: Reason) -> None:
    with pytest.raises(MetadataRefused) as refused:
        _asked(serve(text))

    assert (refused.value.data["field"], refused.value.data["reason"]) == ("sector_identifier_uri", reason)
