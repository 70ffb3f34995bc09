# SPDX-License-Identifier: EUPL-1.2
"""Containers as attackers make them: members taken out, put in and written as no packer would."""

from __future__ import annotations

import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO

Members = dict[str, bytes]
NAME = "nyilatkozat.pdf"
PLAIN = frozenset({"mimetype"})


def members(data: bytes) -> Members:
    """Return the files of a container."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(files: list[tuple[str, bytes]], *, plain: frozenset[str] = PLAIN, comment: bytes = b"") -> bytes:
    """Return a container of these files, which may share names."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files:
            method = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            _add(archive, name, content, method)
        archive.comment = comment
    return out.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes, method: int) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = info.orig_filename = name
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice is what some tests want
        archive.writestr(info, content, method)


def changed(data: bytes, change: Callable[[Members], Members | None]) -> bytes:
    """Return a container with other files."""
    files = members(data)
    return packed(list((change(files) or files).items()))


def with_file(data: bytes, name: str, content: bytes = b"more") -> bytes:
    """Return a container with one more file."""
    return packed([*members(data).items(), (name, content)])


def without_file(data: bytes, name: str) -> bytes:
    """Return a container without a file."""
    return packed([item for item in members(data).items() if item[0] != name])


def central(data: bytes, name: str) -> int:
    """Return where the directory's entry of a file begins."""
    return data.index(b"PK\x01\x02", data.rindex(name.encode()) - 46)


def patched(data: bytes, place: int, layout: str, value: int) -> bytes:
    """Return the bytes with a number written over them."""
    written = struct.pack(layout, value)
    return data[:place] + written + data[place + len(written) :]


def encrypted(data: bytes, name: str) -> bytes:
    """Return a container that says that a file is encrypted."""
    local = data.index(b"PK\x03\x04", data.index(name.encode()) - 30)
    return patched(patched(data, local + 6, "<H", 1), central(data, name) + 8, "<H", 1)


def renamed_inside(data: bytes, name: str, other: str) -> bytes:
    """Return a container whose file has another name in its own header than in the directory."""
    assert len(name) == len(other)
    place = data.index(name.encode())
    return data[:place] + other.encode() + data[place + len(name) :]


def understated(data: bytes, name: str, size: int) -> bytes:
    """Return a container that promises a smaller file than there is."""
    local = data.index(b"PK\x03\x04", data.index(name.encode()) - 30)
    return patched(patched(data, local + 22, "<I", size), central(data, name) + 24, "<I", size)


def named_again(data: bytes, name: str, other: str, before: bytes, *, everywhere: bool) -> bytes:
    """Return a container that gives a file another name in an extra field, which some readers prefer."""
    written = b"\x01" + struct.pack("<I", zlib.crc32(name.encode())) + other.encode()
    extra = before + struct.pack("<2H", 0x7075, len(written)) + written
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for found, content in members(data).items():
            info = zipfile.ZipInfo(found)
            info.extra = extra if found == name else b""
            archive.writestr(info, content)
            if not everywhere:
                info.extra = b""  # the directory, written at the end, does not repeat it
    return out.getvalue()


def bomb(size: int) -> bytes:
    """Return a container whose payload is this many zeros."""
    return packed([("mimetype", b"application/vnd.etsi.asic-e+zip"), ("form.pdf", b"\x00" * size)])
