# SPDX-License-Identifier: EUPL-1.2
"""Asking an outside register over HTTP, as ``openapi.yaml`` describes it, and never for long.

A whole look-up takes three seconds at the most. It is repeated only where that is safe and may help:
it could not connect, the connection broke, or a gateway said that the register is away. Whatever
goes wrong is :class:`RegisterUnavailable` with one word of why: no name, no number, no answer.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final, TypeVar
from uuid import uuid4

import httpx

from ugyfelkapu.domain.ports import (
    BirthQuestion,
    DocumentQuestion,
    RegisterAnswer,
    RegisterUnavailable,
    SignerQuestion,
)
from ugyfelkapu.egress.transport import (
    CONNECT_SECONDS,
    BoundedBackend,
    BoundedTransport,
    Remaining,
    ends_by,
)

from .answers import MalformedAnswer, birth_text, question_text, read_answer, read_births, signer_text
from .breaker import Breaker

HOLDERS: Final = "/v1/document-holders"
BIRTHS: Final = "/v1/births"
SIGNERS: Final = "/v1/signers"
REQUEST_ID: Final = "X-Request-Id"
TOTAL_SECONDS: Final = 3.0
REPEATS: Final = 2
BACK_OFF_SECONDS: Final = 0.1
LARGEST_ANSWER: Final = 64 * 1024
AWAY: Final = frozenset({502, 503, 504})
OK: Final = 200
SERVER_ERROR: Final = 500

Answer = TypeVar("Answer")

_log = logging.getLogger(__name__)
_dice = random.SystemRandom()


class _Failure(Exception):  # noqa: N818
    """One try did not succeed. ``again``: repeating may help; ``alive``: the register itself spoke."""

    def __init__(self, reason: str, *, again: bool = False, alive: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.alive = alive


class HttpRegisters:
    """The registers behind an address; one object a process, shared by its threads.

    ``clock`` returns seconds that never jump, ``pause`` waits for some, and ``total`` is how many of them
    a look-up may take.
    """

    def __init__(
        self,
        url: str,
        token: str,
        breaker: Breaker,
        *,
        clock: Callable[[], float],
        pause: Callable[[float], object],
        total: float = TOTAL_SECONDS,
    ) -> None:
        self._clock = clock
        self._pause = pause
        self._total = total
        self._breaker = breaker
        self._url = url.rstrip("/")
        self._http = httpx.Client(
            transport=BoundedTransport(BoundedBackend(Remaining(clock))),
            timeout=httpx.Timeout(total, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            follow_redirects=False,
            trust_env=False,
            headers={
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "ugyfelkapu",
            },
        )

    def who_has_document(self, question: DocumentQuestion, *, at: datetime) -> RegisterAnswer:
        """Look the holder of a document up. Raises :class:`RegisterUnavailable`."""
        return self.look_up(HOLDERS, question_text(question), partial(read_answer, at=at))

    def who_was_born(self, question: BirthQuestion, *, at: datetime) -> RegisterAnswer:
        """Look everybody up who was born like this. Raises :class:`RegisterUnavailable`."""
        return self.look_up(BIRTHS, birth_text(question), partial(read_births, at=at))

    def who_signs(self, question: SignerQuestion, *, at: datetime) -> RegisterAnswer:
        """Look everybody up whom a certificate names. Raises :class:`RegisterUnavailable`."""
        return self.look_up(SIGNERS, signer_text(question), partial(read_births, at=at))

    def look_up(self, path: str, question: bytes, read: Callable[[bytes], Answer]) -> Answer:
        """Ask one question and read the answer strictly. Raises :class:`RegisterUnavailable`."""
        if not self._breaker.admits():
            raise RegisterUnavailable("resting")
        request_id = str(uuid4())
        try:
            answer = read(self._ask(self._url + path, question, request_id))
        except _Failure as failure:
            self._note(failure.alive)
            raise self._unavailable(failure.reason, request_id) from None
        except MalformedAnswer as flaw:
            self._note(True)
            raise self._unavailable(f"malformed ({flaw})", request_id) from None
        self._note(True)
        return answer

    def close(self) -> None:
        """Let the kept connections go."""
        self._http.close()

    def _note(self, alive: bool) -> None:
        """Count only silence: one odd record, asked for again and again, must not stop all questions."""
        if alive:
            self._breaker.succeeded()
        else:
            self._breaker.failed()

    def _unavailable(self, reason: str, request_id: str) -> RegisterUnavailable:
        _log.warning("register unavailable: %s, request %s", reason, request_id)
        return RegisterUnavailable(reason)

    def _ask(self, url: str, question: bytes, request_id: str) -> bytes:
        """Ask, and ask again where that may help, all before one deadline."""
        ends = self._clock() + self._total
        repeats = 0
        while True:
            try:
                with ends_by(ends):
                    return self._try(url, question, request_id)
            except _Failure as failure:
                wait = BACK_OFF_SECONDS * 2**repeats * _dice.uniform(0.5, 1.5)
                if not failure.again or repeats >= REPEATS or self._clock() + wait >= ends:
                    raise
            repeats += 1
            self._pause(wait)

    def _try(self, url: str, question: bytes, request_id: str) -> bytes:
        try:
            with self._http.stream(
                "POST", url, content=question, headers={REQUEST_ID: request_id}
            ) as response:
                _require_answer(response, request_id)
                return _body(response)
        except httpx.ConnectTimeout:
            raise _Failure("no connection", again=True) from None
        except httpx.TimeoutException:
            raise _Failure("time-out") from None
        except httpx.TransportError:
            raise _Failure("no connection", again=True) from None


def _require_answer(response: httpx.Response, request_id: str) -> None:
    status = response.status_code
    if status != OK:
        raise _Failure(f"status {status}", again=status in AWAY, alive=status < SERVER_ERROR)
    if response.headers.get(REQUEST_ID) != request_id:
        raise _Failure("answer to another request", alive=True)
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" or response.headers.get("Content-Encoding", "identity") != "identity":
        raise _Failure("content type", alive=True)


def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    for part in response.iter_raw():
        body += part
        if len(body) > LARGEST_ANSWER:
            raise _Failure("too large", alive=True)
    return bytes(body)
