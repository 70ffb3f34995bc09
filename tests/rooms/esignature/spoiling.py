# SPDX-License-Identifier: EUPL-1.2
"""Spoiling documents by chance, always the same chance: bits, pieces and whole passages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from tests.pki import Format, Level
from ugyfelkapu.esignature.report import Report

from .judging import judged, sample

SHAPES = [shape for shape in Format if shape is not Format.CADES_DETACHED]


def flipped(data: bytes, place: int, bit: int) -> bytes:
    """Return the bytes with one bit turned."""
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


def some_flips(data: bytes, chance: Random, count: int) -> Iterator[bytes]:
    """Yield the document with one bit turned, at so many places."""
    for _ in range(count):
        yield flipped(data, chance.randrange(len(data)), chance.randrange(8))


def _cut(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 200) :]


def _insert(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + chance.randbytes(chance.randrange(1, 40)) + data[start:]


def _repeat(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 400)]
    place = chance.randrange(len(data))
    return data[:place] + piece + data[place:]


def _overwrite(data: bytes, chance: Random) -> bytes:
    start = chance.randrange(len(data))
    piece = chance.randbytes(chance.randrange(1, 16))
    return data[:start] + piece + data[start + len(piece) :]


def _end(data: bytes, chance: Random) -> bytes:
    return data[: chance.randrange(len(data))]


def _digits(data: bytes, chance: Random) -> bytes:
    """Write another digit where one stands: lengths, places and versions are made of them."""
    places = [place for place, octet in enumerate(data) if 48 <= octet <= 57]
    place = chance.choice(places or [0])
    return data[:place] + bytes([chance.randrange(48, 58)]) + data[place + 1 :]


SPOILS: tuple[Callable[[bytes, Random], bytes], ...] = (_cut, _insert, _repeat, _overwrite, _end, _digits)


def spoilt(data: bytes, chance: Random) -> bytes:
    """Return the document spoilt in one to three ways."""
    for _ in range(chance.randrange(1, 4)):
        data = chance.choice(SPOILS)(data, chance) or b"\x00"
    return data


def payloads(report: Report) -> list[bytes]:
    """Return what was signed."""
    return sorted(bytes(part.content) for part in report.payload)


def says_nothing_new(data: bytes, shape: Format, level: Level = Level.LTA) -> bool:
    """Return whether a spoilt document is refused, or says the very same by the very same person."""
    sound, report = judged(sample(shape, level)), judged(data)
    if not report.accepted:
        return not report.payload
    subjects = {signature.subject for signature in report.signatures}
    return payloads(report) == payloads(sound) and subjects == {sound.signatures[0].subject}
