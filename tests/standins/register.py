# SPDX-License-Identifier: EUPL-1.2
"""A register of fictional people behind HTTP: ``python -m tests.standins.register PEOPLE.csv``.

It answers as the published description says, checks every request and every regular answer against
it, prints its port, and misbehaves when told to: ``PUT /fault`` with ``{"fault": …, "times": …}``.
``GET /seen`` tells how many questions arrived. It shares no code with the product.
"""

from __future__ import annotations

import csv
import json
import re
import socket
import sys
import threading
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.standins.description import BIRTHS, HOLDERS, SIGNERS, Description

TOKEN = "stand-in-token"
FAULTS = {
    "slow",
    "drip",
    "500",
    "502",
    "503",
    "504",
    "401",
    "redirect",
    "malformed",
    "html",
    "zipped",
    "huge",
    "more_than_asked",
    "other_request",
    "drop",
    "half",
    "duplicate",
    "nobody",
}
NOBODY = b'{"people": []}'
TYPED = {"ß": "ss", "æ": "ae", "þ": "th", "đ": "d", "ð": "d", "ł": "l", "ø": "o", "ı": "i"}
OTHER_REQUEST = "00000000-0000-4000-8000-000000000000"
Answer = dict[str, object]


@dataclass(slots=True)
class State:
    """Who is registered, and what is to go wrong next."""

    people: list[dict[str, str]]
    today: date
    descriptions: dict[str, Description] = field(
        default_factory=lambda: {path: Description(path) for path in (HOLDERS, BIRTHS, SIGNERS)}
    )
    faults: list[str] = field(default_factory=list)
    seen: int = 0
    requests: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_fault(self) -> str:
        with self.lock:
            self.seen += 1
            return self.faults.pop(0) if self.faults else ""


def holders(state: State, question: dict[str, str]) -> list[Answer]:
    """Return everybody who has the document in question."""
    found = []
    for person in state.people:
        for place in ("1", "2", "3"):
            paper = {
                part: person.get(f"document_{place}_{part}") or ""
                for part in ("kind", "country", "number", "valid_until", "mark")
            }
            if _is_asked(paper, question):
                found.append(_answer(person, paper, question, state.today))
    return found


def born(state: State, question: Answer) -> list[Answer]:
    """Return everybody whose data at birth are those in question."""
    people = [_known(person) for person in state.people]
    return [person for person in people if _at_birth(person) == question]


def _people(state: State, path: str, question: dict[str, str]) -> list[Answer]:
    if path == HOLDERS:
        return holders(state, question)
    return born(state, {**question}) if path == BIRTHS else signers(state, {**question})


def signers(state: State, question: Answer) -> list[Answer]:
    """Return everybody whom a certificate names."""
    return [_known(person) for person in state.people if question in _certificates(person)]


def _certificates(person: dict[str, str]) -> list[Answer]:
    """Return what certificates of somebody may say, as questions have it."""
    known = _known(person)
    day = {"birth_date": known["birth_date"]}
    here = {"birth_place": _folded(str(known["birth_place"]))}
    names = [{"name": _folded_name(known[name]), **day} for name in ("current_name", "birth_name")]
    said: list[Answer] = [*names, *({**name, **here} for name in names)]
    if person.get("personal_identifier"):
        said.append({"identifier": f"PNOHU-{person['personal_identifier']}"})
    for place in ("1", "2", "3"):
        kind = {"id_card": "IDC", "passport": "PAS"}.get(person.get(f"document_{place}_kind") or "", "")
        country = person.get(f"document_{place}_country") or person["citizenship"]
        if kind and country == "HUN":
            said.append({"identifier": f"{kind}HU-{person[f'document_{place}_number']}"})
    return said


def _at_birth(person: Answer) -> Answer:
    """Return what a question about somebody looks like."""
    return {
        "birth_name": _folded_name(person["birth_name"]),
        "birth_place": _folded(str(person["birth_place"])),
        "birth_date": person["birth_date"],
        "mother_birth_name": _folded_name(person["mother_birth_name"]),
    }


def _folded_name(name: object) -> dict[str, str]:
    assert isinstance(name, dict)
    return {part: _folded(text) for part, text in name.items() if part != "title"}


def _folded(text: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    plain = "".join(TYPED.get(char, char) for char in bare.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", plain.replace("'", "")).split())


def _is_asked(paper: dict[str, str], question: dict[str, str]) -> bool:
    country = question.get("issuing_country", paper["country"])
    asked = (question["document_kind"], country, question["number"])
    return (paper["kind"], paper["country"], paper["number"]) == asked


def _answer(person: dict[str, str], paper: dict[str, str], question: dict[str, str], today: date) -> Answer:
    own_card = question.get("address_card") and question["address_card"] == person["address_card"]
    card_mark = person.get("address_card_mark", "")
    card_until = person.get("address_card_valid_until", "")
    answer = _known(person) | {
        "document": _standing(paper["mark"], paper["valid_until"], today),
        "address_card": _standing(card_mark, card_until, today) if own_card else "not_listed",
    }
    if paper["valid_until"]:
        answer["document_valid_until"] = paper["valid_until"]
    return answer


def _known(person: dict[str, str]) -> Answer:
    return {
        "register": person["register"],
        "reference": person["reference"],
        "current_name": _name(person["family_name"], person["given_names"], person["current_title"]),
        "birth_name": _name(
            person["birth_family_name"] or person["family_name"],
            person["birth_given_names"] if person["birth_family_name"] else person["given_names"],
            person["birth_title"],
        ),
        "birth_place": person["birth_place"],
        "birth_date": person["birth_date"],
        "mother_birth_name": _name(
            person["mother_family_name"], person["mother_given_names"], person["mother_title"]
        ),
        "citizenship": person["citizenship"],
        "deceased": person["deceased"] == "yes",
        "under_guardianship": person["under_guardianship"] == "yes",
    }


def _standing(mark: str, valid_until: str, today: date) -> str:
    if mark:
        return mark
    return "expired" if valid_until and date.fromisoformat(valid_until) < today else "valid"


def _name(family: str, given: str, title: str) -> dict[str, str]:
    parts = {"family": family, "given": given, "title": title}
    return {part: value for part, value in parts.items() if value}


class Door(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    state: State

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Tell how many questions arrived."""
        seen = {"seen": self.state.seen, "requests": self.state.requests}
        self._send(200, json.dumps(seen).encode(), "application/json")

    def do_PUT(self) -> None:
        """Take an order to misbehave."""
        order = json.loads(self._body())
        known = order["fault"] in FAULTS or order["times"] == 0
        self.state.faults = [order["fault"]] * order["times"]
        self.state.seen, self.state.requests = 0, []
        self._send(200 if known else 400, b"{}", "application/json")

    def do_POST(self) -> None:
        """Answer the question, or misbehave."""
        body = self._body()
        fault = self.state.next_fault()
        self.state.requests.append(self.headers.get("X-Request-Id", ""))
        if fault and fault not in {"duplicate", "nobody"}:
            self._misbehave(fault)
            return
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            self._problem(401)
            return
        description = self.state.descriptions.get(self.path)
        if description is None:
            self._problem(400)
            return
        if flaws := description.flaws_of_request(dict(self.headers.items()), body):
            sys.stderr.write(f"bad request: {flaws}\n")
            self._problem(422)
            return
        people = _people(self.state, self.path, json.loads(body))
        if fault == "duplicate":
            people = [people[0], {**people[0], "reference": "another record"}]
        if fault == "nobody":
            people = []
        self._regular(200, json.dumps({"people": people}).encode(), "application/json")

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _regular(self, status: int, body: bytes, kind: str) -> None:
        """Send what the description allows, and nothing else."""
        headers = {"Content-Type": kind, "X-Request-Id": self.headers.get("X-Request-Id", "")}
        description = self.state.descriptions.get(self.path, self.state.descriptions[HOLDERS])
        flaws = description.flaws_of_response(status, headers, body)
        if flaws:
            sys.stderr.write(f"bad answer: {flaws}\n")
            self._send(500, b"", "text/plain")
            return
        self._send(status, body, kind)

    def _problem(self, status: int) -> None:
        body = {"type": "about:blank", "title": "No answer", "status": status}
        self._regular(status, json.dumps(body).encode(), "application/problem+json")

    def _send(self, status: int, body: bytes, kind: str, **headers: str) -> None:
        self.send_response(status)
        request_id = headers.pop("request_id", self.headers.get("X-Request-Id", ""))
        all_headers = {
            "Content-Type": kind,
            "X-Request-Id": request_id,
            "Content-Length": str(len(body)),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for name, value in all_headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _misbehave(self, fault: str) -> None:
        json_type = "application/json"
        useless: dict[str, tuple[int, bytes, str, dict[str, str]]] = {
            "redirect": (302, b"", "text/plain", {"Location": "http://127.0.0.1:1/"}),
            "html": (200, b"<!doctype html><title>Gateway</title>", "text/html", {}),
            "zipped": (200, NOBODY, json_type, {"Content_Encoding": "gzip"}),
            "huge": (200, NOBODY + b" " * 2_000_000, json_type, {}),
            "more_than_asked": (
                200,
                b'{"people": [], "personal_identifier": "2-880229-9914"}',
                json_type,
                {},
            ),
            "other_request": (200, NOBODY, json_type, {"request_id": OTHER_REQUEST}),
            "malformed": (200, NOBODY[:-2], json_type, {}),
        }
        if fault.isdigit():
            self._problem(int(fault))
        elif fault in useless:
            status, body, kind, headers = useless[fault]
            self._send(status, body, kind, **headers)
        else:
            self._break_off(fault)

    def _break_off(self, fault: str) -> None:
        """Leave the connection in the middle: at once, drop by drop, or never."""
        self.close_connection = True
        if fault == "slow":
            self.state.over.wait(30)
        elif fault == "drip":
            for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 300:
                if self.state.over.wait(0.05):
                    return
                self.wfile.write(bytes([byte]))
        elif fault == "half":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Request-Id", self.headers.get("X-Request-Id", ""))
            self.send_header("Content-Length", "900")
            self.end_headers()
            self.wfile.write(b"{")
        else:
            self.connection.shutdown(socket.SHUT_RDWR)


class Server(ThreadingHTTPServer):
    """Threads that nobody waits for; a caller that hung up is no news."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def main(arguments: list[str]) -> int:
    """Serve until the caller closes our standard input."""
    with Path(arguments[0]).open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    today = date.fromisoformat(arguments[1]) if len(arguments) > 1 else datetime.now(UTC).date()  # noqa: TID251
    Door.state = State(people, today)
    with Server(("127.0.0.1", 0), Door) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        sys.stdin.read()
        Door.state.over.set()
        server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
