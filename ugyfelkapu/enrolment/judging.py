# SPDX-License-Identifier: EUPL-1.2
"""Having signed forms judged: in a process of one thread beside the worker, which forks for each form.

The worker itself has many threads, of which none may fork. A case is one line of JSON and the bytes that it
announces, an answer one line. A process that died, fell silent or spoke nonsense is ended, and the next form
finds a new one.
"""

from __future__ import annotations

import atexit
import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Final, Protocol

from ugyfelkapu.esignature.declared import Declared
from ugyfelkapu.esignature.report import Report, as_json
from ugyfelkapu.esignature.report_reading import Unreadable, from_json
from ugyfelkapu.esignature.signed_item import Material

COMMAND: Final = (sys.executable, "-m", "ugyfelkapu.enrolment.judge")
LOST: Final = "judge_lost"
PATIENCE: Final = 30.0
"""Seconds for one form, with starting the process and reading the lists; a form itself may take five."""
LONGEST_ANSWER: Final = 16 * 1024 * 1024
_NONSENSE: Final = (Unreadable, ValueError, TypeError, KeyError, AttributeError, RecursionError)


class NotJudged(Exception):  # noqa: N818
    """Nothing came of judging now: no trusted lists are kept, or the process is gone."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A certificate whose standing was asked about, and its issuer's, both as DER."""

    certificate: bytes
    issuer: bytes

    @property
    def name(self) -> str:
        """Return the name under which answers are kept: the certificate's SHA-256."""
        return sha256(self.certificate).hexdigest()


@dataclass(frozen=True, slots=True)
class Case:
    """A signed form, the declaration that it should be, and what was fetched on revocation."""

    document: bytes
    declared: Declared
    known: Mapping[str, Material]
    at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """The verdict, and the certificates whose standing it asked about."""

    report: Report
    asked: tuple[Asked, ...]


class Judge(Protocol):
    """Whoever judges signed forms."""

    def __call__(self, case: Case) -> Judged:
        """Judge one. Raises :class:`NotJudged`."""
        ...  # pragma: no cover


class Beside:
    """Judges in a process beside this one, which ends when this one does."""

    def __init__(self, command: Sequence[str] = COMMAND, *, patience: float = PATIENCE) -> None:
        self._command = command
        self._patience = patience
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def __call__(self, case: Case) -> Judged:
        """Judge a form there. Raises :class:`NotJudged`."""
        with self._lock:
            try:
                return _read_answer(self._ask(case))
            except (OSError, *_NONSENSE) as error:
                self._end()
                raise NotJudged(LOST) from error

    def close(self) -> None:
        """End the process, whatever it is doing; whoever waits for it is told that nothing came of it."""
        process = self._process
        if process is not None:
            process.kill()
            process.wait()

    def _ask(self, case: Case) -> bytes:
        process = self._running()
        assert process.stdin is not None  # noqa: S101  asked for below
        assert process.stdout is not None  # noqa: S101
        with _killed_after(self._patience, process):
            write_case(process.stdin, case)
            return process.stdout.readline(LONGEST_ANSWER)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  our own module, no word of anybody's
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill a process that takes longer: whoever waits at its pipes then finds them closed."""
    alarm = threading.Timer(seconds, process.kill)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _read_answer(line: bytes) -> Judged:
    """Return what a line says. Raises :class:`NotJudged`, and anything of ``_NONSENSE``."""
    answer = json.loads(line)
    if "hindrance" in answer:
        raise NotJudged(str(answer["hindrance"]))
    asked = tuple(Asked(_octets(one), _octets(other)) for one, other in answer["asked"])
    return Judged(from_json(answer["report"]), asked)


def write_case(stream: IO[bytes], case: Case) -> None:
    """Write a case as the process beside reads it."""
    parts = (case.document, case.declared.pdf, case.declared.xml)
    head = {"at": case.at.isoformat(), "lengths": [len(part) for part in parts], "known": plain(case.known)}
    stream.write(json.dumps(head).encode() + b"\n")
    for part in parts:
        stream.write(part)
    stream.flush()


def read_case(stream: IO[bytes]) -> Case | None:
    """Return the next case, or ``None`` once whoever asked is gone, perhaps in the middle of a word."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    head = json.loads(line)
    document, pdf, xml = parts = [stream.read(length) for length in head["lengths"]]
    if [len(part) for part in parts] != head["lengths"]:
        return None
    return Case(document, Declared(pdf, xml), material(head["known"]), datetime.fromisoformat(head["at"]))


def answer_text(judged: Judged) -> bytes:
    """Return an answer as :class:`Beside` reads it."""
    asked = [[_text(each.certificate), _text(each.issuer)] for each in judged.asked]
    return json.dumps({"report": as_json(judged.report), "asked": asked}).encode() + b"\n"


def plain(known: Mapping[str, Material]) -> dict[str, list[list[str]]]:
    """Return what was fetched on revocation as JSON knows it."""
    return {
        name: [[_text(each) for each in found.ocsps], [_text(each) for each in found.crls]]
        for name, found in known.items()
    }


def material(known: Mapping[str, list[list[str]]]) -> dict[str, Material]:
    """Return what :func:`plain` wrote."""
    return {
        name: Material((), tuple(map(_octets, ocsps)), tuple(map(_octets, crls)))
        for name, (ocsps, crls) in known.items()
    }


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")


def _octets(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
