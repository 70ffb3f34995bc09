# SPDX-License-Identifier: EUPL-1.2
"""A process beside ours that has the trusted lists read and forks a worker for each document.

For callers of many threads, such as a web server, which must not fork. It speaks over two pipes, one
document after the other; if it dies or falls silent, the document is refused and the next one finds a
new process.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from asn1crypto import pem

from .findings import Code, Flaw, SubIndication
from .report_reading import Unreadable
from .reporting import context_of
from .revocation import Given
from .sandbox import examine_apart, write_all
from .signed_item import Material
from .trust.material import LOTL_SIGNERS, OWN_LIST, OWN_SIGNERS
from .trust.material import Material as Lists
from .trust.snapshot import TrustSnapshot
from .validation import refusal
from .wire import START, Examined, cut, framed, lengths, packed, unpacked

PATIENCE: Final = 20.0
"""Seconds of silence after which the process is given up; its workers live five at the most."""
_READY: Final = b"ready"


class Silent(Exception):  # noqa: N818
    """The process ended, or said nothing for too long."""


class Workshop:
    """Validates documents by one set of lists, from any thread; to be closed in the end."""

    def __init__(self, lists: Lists, trust: TrustSnapshot) -> None:
        """Take the files of the lists, and the snapshot that was read from them."""
        self._lists, self._trust = lists, trust
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def examine(self, document: bytes, *, at: datetime, evidence: Material | None = None) -> Examined:
        """Return the report on a document, and whose revocation should be asked to say more."""
        with self._lock:
            try:
                examined = self._ask(document, at, evidence or Material())
            except (Silent, Unreadable, OSError):
                self._end()
                examined = None
        lost = Flaw(SubIndication.GENERIC, Code.UNEXPECTED, "workshop")
        return examined or Examined(refusal(document, lost, context_of(self._trust, at)))

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ask(self, document: bytes, at: datetime, evidence: Material) -> Examined | None:
        questions, answers = _pipes(self._process or self._started())
        blobs = [document, *evidence.ocsps, *evidence.crls]
        head = {"at": at.isoformat(), "sizes": [len(blob) for blob in blobs], "ocsps": len(evidence.ocsps)}
        write_all(questions, framed(head, blobs))
        return unpacked(_message(answers))

    def _started(self) -> subprocess.Popen[bytes]:
        """Start the process and wait until it has read its lists."""
        with tempfile.TemporaryDirectory(prefix="ugyfelkapu-lists-") as folder:
            _lay_out(self._lists, Path(folder))
            command = [sys.executable, "-m", __name__, folder, self._trust.read_at.isoformat()]
            self._process = subprocess.Popen(  # noqa: S603  our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            if _read(_pipes(self._process)[1], len(_READY)) != _READY:
                raise Silent
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[int, int]:
    """Return where to write questions and where to read answers. Raises :class:`Silent`."""
    if process.stdin is None or process.stdout is None:
        raise Silent
    return process.stdin.fileno(), process.stdout.fileno()


def _lay_out(lists: Lists, folder: Path) -> None:
    """Write lists into a folder as a snapshot is read from one."""
    tops = [lists.list_of_lists, *lists.pivots]
    files = {f"top{number}.xml": octets for number, octets in enumerate(tops) if octets is not None}
    files |= {f"{territory}.xml": octets for territory, octets in lists.nationals.items()}
    if lists.own_list is not None:
        files[OWN_LIST] = lists.own_list
    for name, signers in ((LOTL_SIGNERS, lists.signers), (OWN_SIGNERS, lists.own_signers)):
        if signers:
            files[name] = b"".join(pem.armor("CERTIFICATE", signer.dump()) for signer in signers)
    for name, octets in files.items():
        (folder / name).write_bytes(octets)


def _read(source: int, length: int) -> bytes:
    """Return so many octets. Raises :class:`Silent`."""
    held = bytearray()
    waiting = select.poll()
    waiting.register(source, select.POLLIN)
    while len(held) < length:
        if not waiting.poll(PATIENCE * 1000):
            raise Silent
        piece = os.read(source, length - len(held))
        if not piece:
            raise Silent
        held += piece
    return bytes(held)


def _message(source: int) -> bytes:
    start = _read(source, START)
    return start + _read(source, sum(lengths(start)))


def serve(folder: Path, read_at: datetime, source: int, sink: int) -> None:
    """Read the lists, then examine documents until nobody asks any more."""
    trust = TrustSnapshot.from_directory(folder, read_at)
    write_all(sink, [_READY])
    while (start := _start(source)) is not None:
        head_length, rest_length = lengths(start)
        head = json.loads(_whole(source, head_length))
        document, *evidence = cut(_whole(source, rest_length), head["sizes"])
        at = datetime.fromisoformat(head["at"])
        given = Given(_evidence(evidence, int(head["ocsps"])))
        write_all(sink, packed(examine_apart(document, trust, at=at, source=given)))


def _evidence(pieces: Sequence[bytes], ocsps: int) -> Material:
    return Material((), tuple(pieces[:ocsps]), tuple(pieces[ocsps:]))


def _start(source: int) -> bytes | None:
    """Wait for the next question as long as it takes; None where there will be none."""
    first = os.read(source, 1)
    return first + _whole(source, START - 1) if first else None


def _whole(source: int, length: int) -> bytes:
    held = bytearray()
    while len(held) < length:
        piece = os.read(source, length - len(held))
        if not piece:
            raise Silent
        held += piece
    return bytes(held)


if __name__ == "__main__":
    serve(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]), sys.stdin.fileno(), sys.stdout.fileno())
