# SPDX-License-Identifier: EUPL-1.2
"""What a worker says to its caller: text and lengths, never objects.

A worker that a document took over can lie about that document, but it cannot make its caller run code.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from .report import Report, as_json
from .report_reading import Unreadable, from_json
from .signed_item import Part

_HEAD: Final = struct.Struct(">II")
LONGEST: Final = 256 * 1024 * 1024
"""How much of an answer is read; nobody has that much to say."""


@dataclass(frozen=True, slots=True)
class Question:
    """A certificate of whose revocation the verdict would hear, and its issuer's; both as bytes."""

    certificate: bytes
    issuer: bytes


@dataclass(frozen=True, slots=True)
class Examined:
    """A report, and what would have to be asked of the world to say more."""

    report: Report
    questions: tuple[Question, ...] = ()


def framed(head: object, blobs: Iterable[bytes | memoryview]) -> list[bytes | memoryview]:
    """Return the pieces of a message: lengths, a JSON head, and what it is about."""
    text = json.dumps(head, ensure_ascii=False).encode()
    rest = list(blobs)
    return [_HEAD.pack(len(text), sum(len(blob) for blob in rest)), text, *rest]


def cut(rest: bytes, sizes: Sequence[object]) -> list[bytes]:
    """Return the pieces of these sizes that bytes consist of. Raises :class:`Unreadable`."""
    pieces, place = [], 0
    for size in sizes:
        if type(size) is not int or size < 0:
            raise Unreadable("size")
        pieces.append(rest[place : place + size])
        place += size
    if place != len(rest):
        raise Unreadable("sizes")
    return pieces


def packed(examined: Examined) -> list[bytes | memoryview]:
    """Return a worker's answer as a message."""
    parts = examined.report.payload
    asked = [piece for each in examined.questions for piece in (each.certificate, each.issuer)]
    head = {
        "report": as_json(examined.report),
        "parts": [[part.name, len(part.content)] for part in parts],
        "questions": [len(piece) for piece in asked],
    }
    return framed(head, [*(part.content for part in parts), *asked])


def unpacked(message: bytes) -> Examined | None:
    """Return the answer that a message holds; None unless it is a whole one."""
    try:
        head_length, rest_length = _HEAD.unpack_from(message)
        rest = _HEAD.size + head_length
        if len(message) != rest + rest_length:
            return None
        head = json.loads(message[_HEAD.size : rest])
        names = [str(name) for name, _ in head["parts"]]
        sizes = [size for _, size in head["parts"]] + list(head["questions"])
        pieces = cut(message[rest:], sizes)
        contents, asked = pieces[: len(names)], pieces[len(names) :]
        payload = tuple(Part(name, content) for name, content in zip(names, contents, strict=True))
        questions = tuple(Question(*pair) for pair in zip(asked[::2], asked[1::2], strict=True))
        return Examined(from_json(str(head["report"]), payload), questions)
    except (struct.error, Unreadable, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
