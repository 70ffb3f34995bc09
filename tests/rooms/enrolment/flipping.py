# SPDX-License-Identifier: EUPL-1.2
"""Signed forms with one bit turned in what the signature covers, format by format."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from asn1crypto import cms

from tests.pki import Format
from tests.rooms.esignature.spoiling import flipped
from tests.rooms.esignature.zip_making import members, packed

MAIN = (
    Format.PADES,
    Format.ASICE_XADES,
    Format.ASICE_CADES,
    Format.XADES_ENVELOPED,
    Format.CADES_ATTACHED,
    Format.ES3_DOCUMENT,
)
_COVERED = re.compile(
    rb"<(?:\w+:)?(SignedInfo|SignedProperties)[ >].*?</(?:\w+:)?\1>|<(?:\w+:)?SignatureValue[^>]*>[\w+/]{40}",
    re.DOTALL,
)
_RANGE = re.compile(rb"/ByteRange\s*\[([\d\s]+)\]")


@dataclass(frozen=True, slots=True)
class Spot:
    """Octets that a signature covers, one after the other; ``member`` is the file of a container, if any."""

    start: int
    end: int
    member: str = ""


def spots(shape: Format, data: bytes, document: bytes) -> list[Spot]:
    """Return what the signature of a signed document covers as it stands."""
    if shape is Format.PADES:
        found = _RANGE.search(data)
        assert found is not None
        _, first, second, length = (int(part) for part in found[1].split())
        return [Spot(0, first), Spot(second, second + length)]
    if shape in (Format.ASICE_XADES, Format.ASICE_CADES):
        return [spot for name, content in members(data).items() for spot in _in_member(name, content)]
    if shape is Format.CADES_ATTACHED:
        return [*_in_cms(data), _whole(data, document)]
    if shape is Format.XADES_ENVELOPED:
        return [*_in_xml(data), Spot(data.index(b"<", data.index(b"?>")), data.index(b"<ds:Signature "))]
    return [*_in_xml(data), _whole(data, base64.b64encode(document)[:-4])]  # its last quantum has spare bits


def _whole(data: bytes, piece: bytes) -> Spot:
    start = data.index(piece)
    return Spot(start, start + len(piece))


def _in_member(name: str, content: bytes) -> Iterator[Spot]:
    found: list[Spot] = []
    if name.endswith(".p7s"):
        found = _in_cms(content)
    elif name.startswith("META-INF/signatures"):
        found = _in_xml(content)
    elif name.startswith("META-INF/ASiCManifest") or not name.startswith(("META-INF/", "mimetype")):
        found = [Spot(0, len(content))]
    for spot in found:
        yield Spot(spot.start, spot.end, name)


def _in_xml(data: bytes) -> list[Spot]:
    return [Spot(*found.span()) for found in _COVERED.finditer(data)]


def _in_cms(data: bytes) -> list[Spot]:
    signer = cms.ContentInfo.load(data)["content"]["signer_infos"][0]
    return [_whole(data, signer["signed_attrs"].contents), _whole(data, signer["signature"].contents)]


def turned(data: bytes, spot: Spot, place: int, bit: int) -> bytes:
    """Return the signed document with one bit turned."""
    if not spot.member:
        return flipped(data, place, bit)
    files = members(data)
    files[spot.member] = flipped(files[spot.member], place, bit)
    return packed(list(files.items()))


def some(shape: Format, data: bytes, document: bytes, count: int) -> Iterator[bytes]:
    """Yield so many documents with a bit turned, always the same ones, each piece as often as the others."""
    chance, found = Random(f"journey {shape}"), spots(shape, data, document)
    for number in range(count):
        spot = found[number % len(found)]
        yield turned(data, spot, chance.randrange(spot.start, spot.end), chance.randrange(8))


def every(shape: Format, data: bytes, document: bytes) -> Iterator[bytes]:
    """Yield every document with a bit turned."""
    for spot in spots(shape, data, document):
        for place in range(spot.start, spot.end):
            for bit in range(8):
                yield turned(data, spot, place, bit)
