# SPDX-License-Identifier: EUPL-1.2
"""Validating in a process apart, with bounds on time and memory and no way to open anything.

The process is forked, so the trusted lists need not be read again; it must therefore be forked by a
process of one thread, such as a command or the worker. It reads nothing but its own memory: no file,
socket or process can be opened in it. Whatever becomes of it, the answer is a report.
"""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import os
import resource
import signal
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

from .findings import Code, Flaw, SubIndication
from .report import Report, as_json, software
from .report_reading import Unreadable, from_json
from .revocation import RevocationSource
from .signed_item import Part
from .trust.snapshot import TrustSnapshot
from .validation import refusal, validate

_HEAD: Final = struct.Struct(">II")
_PIECE: Final = 1 << 16
_OUT_OF_MEMORY: Final = 3
_EXHAUSTED: Final = frozenset({signal.SIGALRM, signal.SIGXCPU, signal.SIGKILL})


for _needed_later in (
    "encodings.ascii",
    "encodings.cp1252",
    "encodings.cp437",
    "encodings.idna",
    "encodings.latin_1",
    "encodings.utf_16",
    "encodings.utf_16_be",
    "encodings.utf_16_le",
    "encodings.utf_32",
    "pyhanko.pdf_utils.crypt.pdfmac",
    "pyhanko.pdf_utils.filters",
    "pyhanko.pdf_utils.metadata.xmp_xml",
    "pyhanko.pdf_utils.rw_common",
    "pyhanko.sign.validation.settings",
):
    importlib.import_module(_needed_later)  # the worker cannot open a file, so not a module either


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: seconds of work and of waiting, and octets beyond what is used already."""

    cpu_seconds: int = 4
    wall_seconds: float = 4.5
    memory: int = 96 * 1024 * 1024


DEFAULT: Final = Limits()


def validate_apart(
    document: bytes,
    trust: TrustSnapshot,
    *,
    at: datetime,
    source: RevocationSource | None = None,
    then: Callable[[Report], Report] = lambda report: report,
    limits: Limits = DEFAULT,
) -> Report:
    """Return what :func:`validate` returns, found in a process of its own; ``then`` judges further there."""
    software()  # reads files, which the worker cannot
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(lambda: then(validate(document, trust, at=at, source=source)), limits, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    return _understood(answer, status) or refusal(document, _death(status), trust, at)


def _death(status: int) -> Flaw:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    exhausted = number in _EXHAUSTED or os.waitstatus_to_exitcode(status) == _OUT_OF_MEMORY
    code = Code.OUT_OF_RESOURCES if exhausted else Code.UNEXPECTED
    return Flaw(SubIndication.GENERIC, code, f"worker ended by {number}" if number else "worker ended")


def _understood(answer: bytes, status: int) -> Report | None:
    """Return the report that the worker wrote; None unless it wrote a whole one and ended in order."""
    if status != 0 or len(answer) < _HEAD.size:
        return None
    report_length, parts_length = _HEAD.unpack_from(answer)
    report_end = _HEAD.size + report_length
    contents = memoryview(answer)[report_end + parts_length :]
    try:
        named = json.loads(answer[report_end : report_end + parts_length])
        parts, place = [], 0
        for name, length in named:
            parts.append(Part(str(name), bytes(contents[place : place + int(length)])))
            place += int(length)
        if place != len(contents):
            return None
        return from_json(answer[_HEAD.size : report_end].decode(), tuple(parts))
    except (Unreadable, ValueError, TypeError):
        return None


def _work(judge: Callable[[], Report], limits: Limits, writing: int) -> NoReturn:
    """Validate and write the report; this process never returns to its caller's code."""
    ending = 1
    try:
        _confine(limits)
        report = judge()
        _write(writing, report)
        ending = 0
    except MemoryError:
        ending = _OUT_OF_MEMORY
    finally:
        os._exit(ending)


def _confine(limits: Limits) -> None:
    """Give up everything that validating does not need, so that no document can make use of it."""
    faulthandler.disable()
    for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    _limit(resource.RLIMIT_AS, _address_space() + limits.memory)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds)
    for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NPROC):
        _limit(kind, 0)


def _limit(kind: int, most: int) -> None:
    with contextlib.suppress(ValueError):  # lower already
        resource.setrlimit(kind, (most, most))


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def _write(writing: int, report: Report) -> None:
    text = as_json(report).encode()
    parts = json.dumps([[part.name, len(part.content)] for part in report.payload]).encode()
    for piece in (_HEAD.pack(len(text), len(parts)), text, parts, *(part.content for part in report.payload)):
        view = memoryview(piece)
        while view:
            view = view[os.write(writing, view[:_PIECE]) :]
