# SPDX-License-Identifier: EUPL-1.2
"""A certificate provider's word behind HTTP: ``python -m tests.standins.provider HOLDERS.json``.

The file names, by the SHA-256 of each certificate, the date of birth of whoever got it. It checks every
request and every regular answer against the published description, prints its port, and misbehaves when told
to: ``PUT /fault`` with ``{"fault": …}``. It shares no code with the product.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jsonschema
import yaml

TOKEN = "stand-in-token"
DESCRIPTION = Path(__file__).resolve().parents[2] / "ugyfelkapu" / "registers" / "providers.openapi.yaml"
FAULTS = {"503", "malformed", "another_word", "more_than_asked", "slow", ""}


class Door(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    holders: dict[str, str]
    fault = ""
    over = threading.Event()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_PUT(self) -> None:
        """Take an order to misbehave."""
        type(self).fault = json.loads(self._body())["fault"]
        self._send(200 if self.fault in FAULTS else 400, b"{}")

    def do_POST(self) -> None:
        """Answer the question, or misbehave."""
        question = json.loads(self._body())
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._send(401, b"{}")
        elif self.path != "/v1/certificate-holder" or not _fits("Question", question):
            self._send(422, b"{}")
        elif self.fault == "503":
            self._send(503, b"{}")
        elif self.fault == "slow":
            self.over.wait(30)
        elif self.fault:
            bodies = {
                "malformed": b'{"holder": ',
                "another_word": b'{"holder": "perhaps"}',
                "more_than_asked": b'{"holder": "yes", "name": "Somebody"}',
            }
            self._send(200, bodies[self.fault])
        else:
            answer = {"holder": self._word(question)}
            assert _fits("Answer", answer)
            self._send(200, json.dumps(answer).encode())

    def _word(self, question: dict[str, str]) -> str:
        born = self.holders.get(question["certificate_sha256"])
        if born is None:
            return "unknown"
        return "yes" if born == question["birth_date"] else "no"

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("X-Request-Id", self.headers.get("X-Request-Id", ""))
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _fits(name: str, value: object) -> bool:
    whole = yaml.safe_load(DESCRIPTION.read_text(encoding="utf-8"))
    schema = {**whole["components"]["schemas"][name], "components": whole["components"]}
    return bool(jsonschema.Draft202012Validator(schema).is_valid(value))


def main(arguments: list[str]) -> int:
    """Serve until the caller closes our standard input."""
    Door.holders = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        sys.stdin.read()
        Door.over.set()
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
