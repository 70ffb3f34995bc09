# SPDX-License-Identifier: EUPL-1.2
"""The worker apart: it answers as the room does, opens nothing, and dies of its bounds instead of ours."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from asn1crypto import x509

from tests.pki import VALIDATED_AT, Format, Leaf, Level
from tests.pki.pades import document, signed
from ugyfelkapu.esignature.findings import Code, SubIndication
from ugyfelkapu.esignature.report import Report
from ugyfelkapu.esignature.sandbox import Limits, validate_apart
from ugyfelkapu.esignature.signed_item import Material

from .judging import UNDER_ROOT, judged, outcome, sample, snapshot
from .pdf_making import Change, updated
from .zip_making import bomb

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
FORMATS = [shape for shape in Format if shape is not Format.CADES_DETACHED]


class Meddling:
    """Fetched answers that try to do something else on the way."""

    def __init__(self, deed: Callable[[], object]) -> None:
        self.deed = deed

    def evidence_for(self, certificate: x509.Certificate, issuer: x509.Certificate) -> Material:
        """Do it."""
        self.deed()
        return Material()


def apart(data: bytes, deed: Callable[[], object] | None = None, limits: Limits | None = None) -> Report:
    """Return the worker's report."""
    source = Meddling(deed) if deed else None
    return validate_apart(data, snapshot(), at=VALIDATED_AT, source=source, limits=limits or Limits())


@pytest.mark.parametrize("shape", FORMATS)
@pytest.mark.parametrize("level", [Level.B, Level.LTA])
def test_the_worker_finds_the_same(shape: Format, level: Level) -> None:
    assert apart(sample(shape, level)) == judged(sample(shape, level))


@pytest.mark.parametrize("data", [b"", b"%PDF-", b"PK\x03\x04", b"<a/>", b"\x30\x80", b"junk"])
def test_the_worker_refuses_the_same(data: bytes) -> None:
    assert apart(data) == judged(data)


def _allocate() -> object:
    return bytearray(1 << 30)


def _recurse() -> object:
    return _recurse()


def _spin() -> object:
    while True:
        pass


def _die() -> object:
    os.abort()


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _flood() -> object:
    (sink,) = filter(_is_open, range(4096))
    while True:
        os.write(sink, bytes(1 << 20))


DEEDS: dict[str, tuple[Callable[[], object], Code]] = {
    "open a file": (lambda: Path("/etc/passwd").read_bytes(), Code.UNEXPECTED),
    "open a socket": (lambda: socket.socket(socket.AF_UNIX), Code.UNEXPECTED),
    "ask a name": (lambda: socket.getaddrinfo("attacker.example.com", 80), Code.UNEXPECTED),
    "start a process": (lambda: subprocess.run(["/bin/true"], check=True), Code.UNEXPECTED),
    "raise its bounds": (
        lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (1 << 20, 1 << 21)),
        Code.UNEXPECTED,
    ),
    "take memory": (_allocate, Code.OUT_OF_RESOURCES),
    "recurse without end": (_recurse, Code.UNEXPECTED),
    "die": (_die, Code.UNEXPECTED),
    "leave": (lambda: os._exit(0), Code.UNEXPECTED),
    "speak without end": (_flood, Code.UNEXPECTED),
}


@pytest.mark.parametrize(("deed", "code"), DEEDS.values(), ids=list(DEEDS))
def test_whatever_happens_inside_is_a_refusal(deed: Callable[[], object], code: Code) -> None:
    report = apart(sample(Format.CADES_ATTACHED), deed)

    assert not report.accepted
    assert outcome(report) == (SubIndication.GENERIC, code)


@pytest.mark.parametrize("limits", [Limits(cpu_seconds=1), Limits(wall_seconds=0.5)])
def test_work_without_end_is_ended(limits: Limits) -> None:
    report = apart(sample(Format.CADES_ATTACHED), _spin, limits)

    assert outcome(report) == (SubIndication.GENERIC, Code.OUT_OF_RESOURCES)


def stream_bomb(kilobytes: int) -> Change:
    """Return the change that puts a small stream with an endless content into the security store."""
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    def change(writer: IncrementalPdfFileWriter) -> None:
        packed = zlib.compress(b"\x00" * (kilobytes * 1024), 9)
        stream = generic.StreamObject(encoded_data=packed)
        stream[generic.pdf_name("/Filter")] = generic.pdf_name("/FlateDecode")
        held = generic.ArrayObject([writer.add_object(stream)])
        store = generic.DictionaryObject({generic.pdf_name("/CRLs"): held})
        writer.root[generic.pdf_name("/DSS")] = writer.add_object(store)
        writer.update_root()

    return change


def nested_xml(depth: int) -> bytes:
    """Return elements inside each other."""
    return b"<a>" * depth + b"</a>" * depth


def crowded_xml(count: int) -> bytes:
    """Return as many elements beside each other."""
    return b"<a>" + b"<b/>" * count + b"</a>"


def crowded_attributes(count: int) -> bytes:
    """Return one element with as many attributes."""
    return b"<a " + b" ".join(f'a{number}="x"'.encode() for number in range(count)) + b"/>"


def nested_asn1(depth: int) -> bytes:
    """Return sequences inside each other, of endless length."""
    return b"\x30\x80" * depth + b"\x00\x00" * depth


def nested_pdf(depth: int) -> bytes:
    """Return a document with arrays inside each other."""
    deep = b"[" * depth + b"]" * depth
    return document().replace(b"/Type /Catalog", b"/Type /Catalog /Deep " + deep)


BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros in a container": lambda: bomb(30 * 1024 * 1024),
    "more zeros in a container": lambda: bomb(400 * 1024 * 1024),
    "a stream in a PDF": lambda: updated(signed(document(), Level.B, Leaf.CITIZEN), stream_bomb(600_000)),
    "deep XML": lambda: nested_xml(100_000),
    "wide XML": lambda: crowded_xml(3_000_000),
    "many attributes": lambda: crowded_attributes(400_000),
    "deep ASN.1": lambda: nested_asn1(1_000_000),
    "deep PDF": lambda: nested_pdf(100_000),
    "entities": lambda: b"<!DOCTYPE a [" + b"<!ENTITY b 'cccc'>" * 1000 + b"]><a>&b;</a>",
    "a PDF of comments": lambda: b"%PDF-1.7\n" + b"%\n" * 5_000_000,
    "too large": lambda: b"%PDF-1.7\n" + b"\x00" * (17 * 1024 * 1024),
}


@pytest.mark.parametrize("make", BOMBS.values(), ids=list(BOMBS))
def test_bombs_are_refused_within_bounds(make: Callable[[], bytes]) -> None:
    data = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    report = apart(data)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert not report.accepted
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 5


def test_the_worker_follows_a_long_path_too() -> None:
    document = sample(Format.CADES_ATTACHED, Level.LT, Leaf.ADVANCED)

    report = validate_apart(document, snapshot(UNDER_ROOT), at=VALIDATED_AT)

    assert report.accepted
