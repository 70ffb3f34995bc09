# SPDX-License-Identifier: EUPL-1.2
"""Asking an outside register over HTTP, as ``openapi.yaml`` describes it.

Whatever goes wrong (silence, an error, an answer that breaks the description) is one thing to the
desk: the register does not answer. Nothing of the question or the answer is ever logged.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

import httpx

from ugyfelkapu.domain.person import Identity, Name
from ugyfelkapu.domain.ports import (
    DocumentQuestion,
    DocumentStatus,
    Register,
    RegisterAnswer,
    RegisteredPerson,
    RegisterUnavailable,
)

from .breaker import Breaker

TIMEOUT: Final = httpx.Timeout(2.0, connect=1.0)
"""Seconds for one try; a clerk and a citizen are waiting."""
TRIES: Final = 2
LONGEST_ANSWER: Final = 200_000
MOST_PEOPLE: Final = 20
WORTH_REPEATING: Final = frozenset({502, 503, 504})


@dataclass(slots=True)
class HttpRegisters:
    """A register behind HTTP; ``pause`` waits between two tries."""

    url: str
    token: str
    breaker: Breaker
    pause: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self._client = httpx.Client(
            base_url=self.url,
            timeout=TIMEOUT,
            follow_redirects=False,
            trust_env=False,
            headers={"Authorization": f"Bearer {self.token}", "Accept": "application/json"},
        )

    def who_has_document(self, question: DocumentQuestion, *, at: datetime) -> RegisterAnswer:
        """Look the holder of a document up. Raises :class:`RegisterUnavailable`."""
        if not self.breaker.admits():
            raise RegisterUnavailable("resting")
        try:
            answer = RegisterAnswer(at, _people(self._ask(question)))
        except RegisterUnavailable:
            self.breaker.failed()
            raise
        self.breaker.succeeded()
        return answer

    def _ask(self, question: DocumentQuestion) -> bytes:
        request_id = str(uuid4())
        reason = ""
        for attempt in range(TRIES):
            if attempt:
                self.pause(random.uniform(0.05, 0.2))  # noqa: S311  spreading, not a secret
            try:
                with self._client.stream(
                    "POST", "/v1/document-holders", json=_body(question), headers={"X-Request-Id": request_id}
                ) as response:
                    if response.status_code == httpx.codes.OK:
                        return _bounded(response)
                    reason = f"status {response.status_code}"
                    if response.status_code not in WORTH_REPEATING:
                        break
            except httpx.TimeoutException:
                raise RegisterUnavailable("time-out") from None
            except httpx.TransportError:
                reason = "connection"
        raise RegisterUnavailable(reason)


def _bounded(response: httpx.Response) -> bytes:
    content = b""
    for part in response.iter_bytes():
        content += part
        if len(content) > LONGEST_ANSWER:
            raise RegisterUnavailable("too long")
    return content


def _body(question: DocumentQuestion) -> dict[str, str]:
    body = {
        "document_kind": str(question.kind),
        "issuing_country": question.issuing_country,
        "number": question.number,
    }
    return body | ({"address_card": question.address_card} if question.address_card else {})


def _people(content: bytes) -> tuple[RegisteredPerson, ...]:
    try:
        people = json.loads(content)["people"]
        if not isinstance(people, list) or len(people) > MOST_PEOPLE:
            raise TypeError
        return tuple(_person(person) for person in people)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise RegisterUnavailable("malformed answer") from None


def _person(data: dict[str, Any]) -> RegisteredPerson:  # Any: JSON, checked below
    valid_until = data.get("document_valid_until")
    return RegisteredPerson(
        register=Register(data["register"]),
        reference=_text(data["reference"]),
        identity=Identity(
            current_name=_name(data["current_name"]),
            birth_name=_name(data["birth_name"]),
            birth_place=_text(data["birth_place"]),
            birth_date=date.fromisoformat(data["birth_date"]),
            mother_birth_name=_name(data["mother_birth_name"]),
            citizenship=_text(data["citizenship"]),
        ),
        document=DocumentStatus(data["document"]),
        document_valid_until=None if valid_until is None else date.fromisoformat(valid_until),
        address_card=DocumentStatus(data.get("address_card", DocumentStatus.NOT_LISTED)),
        deceased=_flag(data["deceased"]),
        under_guardianship=_flag(data["under_guardianship"]),
    )


def _name(data: dict[str, Any]) -> Name:
    return Name(
        _text(data["family"]),
        _text(data.get("given", ""), empty=True),
        _text(data.get("title", ""), empty=True),
    )


def _text(value: object, *, empty: bool = False) -> str:
    if not isinstance(value, str) or (not value and not empty):
        raise TypeError
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value
