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
import os
import resource
import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

from .findings import Code, Flaw, SubIndication
from .report import Report
from .reporting import context_of
from .revocation import NoRevocation, Noting, RevocationSource
from .trust.snapshot import TrustSnapshot
from .validation import refusal, validate
from .wire import LONGEST, Examined, Question, packed, unpacked

_PIECE: Final = 1 << 16
_OUT_OF_MEMORY: Final = 3
_MOST_OPEN: Final = 1 << 20
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
    limits: Limits = DEFAULT,
) -> Report:
    """Return what :func:`validate` returns, found in a process of its own."""
    return examine_apart(document, trust, at=at, source=source, limits=limits).report


def examine_apart(
    document: bytes,
    trust: TrustSnapshot,
    *,
    at: datetime,
    source: RevocationSource | None = None,
    then: Callable[[Report], Report] = lambda report: report,
    limits: Limits = DEFAULT,
) -> Examined:
    """Return a report found in a process of its own, and whose revocation it would have liked to ask.

    Who can ask, asks, and examines again with the answers for a source. ``then`` judges further there.
    """
    context = context_of(trust, at)  # reads files, which the worker cannot
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        noting = Noting(source or NoRevocation())
        _work(lambda: then(validate(document, trust, at=at, source=noting)), noting, limits, writing)
    os.close(writing)
    answer = _read_all(reading)
    _, status = os.waitpid(child, 0)
    examined = unpacked(answer) if status == 0 else None
    return examined or Examined(refusal(document, _death(status), context))


def _read_all(reading: int) -> bytes:
    """Return what the worker says; whoever says too much is left to speak to nobody."""
    held = bytearray()
    while len(held) <= LONGEST and (piece := os.read(reading, _PIECE)):
        held += piece
    os.close(reading)
    return bytes(held)


def _death(status: int) -> Flaw:
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    exhausted = number in _EXHAUSTED or os.waitstatus_to_exitcode(status) == _OUT_OF_MEMORY
    code = Code.OUT_OF_RESOURCES if exhausted else Code.UNEXPECTED
    return Flaw(SubIndication.GENERIC, code, f"worker ended by {number}" if number else "worker ended")


def _work(judge: Callable[[], Report], source: Noting, limits: Limits, writing: int) -> NoReturn:
    """Validate and write the report; this process never returns to its caller's code."""
    ending = 1
    try:
        _confine(limits, writing)
        report = judge()
        questions = tuple(Question(*pair) for pair in source.asked)
        write_all(writing, packed(Examined(report, questions)))
        ending = 0
    except MemoryError:
        ending = _OUT_OF_MEMORY
    finally:
        os._exit(ending)


def _confine(limits: Limits, kept: int) -> None:
    """Give up everything that validating does not need, so that no document can make use of it."""
    os.closerange(0, kept)
    os.closerange(kept + 1, _MOST_OPEN)
    faulthandler.disable()
    for number in (signal.SIGALRM, signal.SIGXCPU, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    with contextlib.suppress(FileNotFoundError):  # only Linux tells how much is used already
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


def write_all(writing: int, pieces: list[bytes | memoryview]) -> None:
    """Write all of a message."""
    for piece in pieces:
        view = memoryview(piece)
        while view:
            view = view[os.write(writing, view[:_PIECE]) :]
