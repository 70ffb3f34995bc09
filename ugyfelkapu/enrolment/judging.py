# SPDX-License-Identifier: EUPL-1.2
"""Having signed forms judged: in a process of one thread beside the worker, which forks for each form.

The worker itself has many threads, of which none may fork. Requests and answers are one line of JSON and the
bytes that it announces; a process that died is started again with the next form.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from hashlib import sha256
from operator import add
from typing import IO, Final, Protocol

from ugyfelkapu.esignature.declared import Declared
from ugyfelkapu.esignature.queries import trust
from ugyfelkapu.esignature.report import Report, as_json
from ugyfelkapu.esignature.report_reading import Unreadable, from_json
from ugyfelkapu.esignature.revocation import Given
from ugyfelkapu.esignature.sandbox import examine_apart
from ugyfelkapu.esignature.signed_item import Material

MODULE: Final = "ugyfelkapu.enrolment.judge"
NO_LISTS: Final = "no_lists"


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


def judge_here(case: Case) -> Judged:
    """Judge a form in a fork of this process, which must have one thread. Raises :class:`NotJudged`."""
    lists = trust()
    if lists is None:
        raise NotJudged(NO_LISTS)
    examined = examine_apart(
        case.document,
        lists,
        at=case.at,
        source=Given(reduce(add, case.known.values(), Material())),
        then=case.declared.held_against,
    )
    return Judged(examined.report, tuple(Asked(q.certificate, q.issuer) for q in examined.questions))


class Beside:
    """Judges in a process beside this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, case: Case) -> Judged:
        """Judge a form there. Raises :class:`NotJudged`."""
        with self._lock:
            try:
                return self._ask(case)
            except (OSError, ValueError, KeyError, Unreadable) as error:
                self._end()
                raise NotJudged(type(error).__name__) from error

    def _ask(self, case: Case) -> Judged:
        process = self._running()
        assert process.stdin is not None  # noqa: S101  asked for below
        assert process.stdout is not None  # noqa: S101
        write_case(process.stdin, case)
        answer = json.loads(process.stdout.readline())
        if "hindrance" in answer:
            raise NotJudged(str(answer["hindrance"]))
        asked = tuple(Asked(_octets(one), _octets(other)) for one, other in answer["asked"])
        return Judged(from_json(answer["report"]), asked)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(  # noqa: S603  our own module, no word of anybody's
                [sys.executable, "-m", MODULE], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def write_case(stream: IO[bytes], case: Case) -> None:
    """Write a case as the process beside reads it."""
    parts = (case.document, case.declared.pdf, case.declared.xml)
    head = {"at": case.at.isoformat(), "lengths": [len(part) for part in parts], "known": plain(case.known)}
    stream.write(json.dumps(head).encode() + b"\n")
    for part in parts:
        stream.write(part)
    stream.flush()


def read_case(stream: IO[bytes]) -> Case | None:
    """Return the next case, or ``None`` once whoever asked is gone."""
    line = stream.readline()
    if not line:
        return None
    head = json.loads(line)
    document, pdf, xml = (stream.read(length) for length in head["lengths"])
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
