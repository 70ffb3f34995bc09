# SPDX-License-Identifier: EUPL-1.2
"""Spoilt documents: no turned bit of what is signed is accepted, and no odd file is a surprise."""

from __future__ import annotations

import re
from random import Random

import pytest
from asn1crypto import cms
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.pki import Format, Level
from ugyfelkapu.esignature.findings import Code
from ugyfelkapu.esignature.intake import Kind, sniff

from .judging import codes, judged, sample
from .spoiling import SHAPES, flipped, says_nothing_new, some_flips, spoilt

FLIPS, SPOILS = 20, 20
MANY = 25_000
MARKS = [b"%PDF-1.7\n", b"PK\x03\x04", b"<?xml version='1.0'?>", b"<es:Dossier ", b"\x30\x82"]


def signed_places(shape: Format) -> list[int]:
    """Return where the octets stand that a signature covers as they are."""
    data = sample(shape)
    if shape is Format.PADES:
        found = re.search(rb"/ByteRange\s*\[([\d\s]+)\]", data)
        assert found is not None
        _, first, second, length = (int(part) for part in found[1].split())
        return [*range(first), *range(second, second + length)]
    info = cms.ContentInfo.load(data)["content"]["signer_infos"][0]
    places: list[int] = []
    for piece in (
        cms.ContentInfo.load(data)["content"]["encap_content_info"]["content"],
        info["signed_attrs"],
    ):
        octets = piece.contents
        start = data.index(octets)
        places += range(start, start + len(octets))
    value = info["signature"].contents
    return [*places, *range(data.index(value), data.index(value) + len(value))]


@pytest.mark.parametrize("shape", [Format.PADES, Format.CADES_ATTACHED])
def test_a_turned_bit_of_what_is_signed_is_refused(shape: Format) -> None:
    data, places, chance = sample(shape), signed_places(shape), Random(f"signed {shape}")

    for _ in range(3 * FLIPS):
        place, bit = chance.choice(places), chance.randrange(8)
        assert not judged(flipped(data, place, bit)).accepted, (place, bit)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_turned_bit_anywhere_makes_nobody_say_anything_else(shape: Format) -> None:
    for data in some_flips(sample(shape, Level.LTA), Random(f"flips {shape}"), FLIPS):
        assert says_nothing_new(data, shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_spoilt_document_is_no_surprise(shape: Format) -> None:
    chance = Random(f"spoilt {shape}")

    for _ in range(SPOILS):
        data = spoilt(sample(shape, Level.LTA), chance)
        assert says_nothing_new(data, shape)
        assert Code.UNEXPECTED not in codes(judged(data))


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(mark=st.sampled_from(MARKS), rest=st.binary(max_size=400))
def test_no_parser_is_surprised_by_noise(mark: bytes, rest: bytes) -> None:
    report = judged(mark + rest)

    assert not report.accepted
    assert Code.UNEXPECTED not in codes(report)


@pytest.mark.parametrize(
    ("mark", "kind"),
    [*zip(MARKS, [Kind.PDF, Kind.CONTAINER, Kind.XML, Kind.DOSSIER, Kind.CMS], strict=True)],
)
def test_a_file_is_what_it_begins_like(mark: bytes, kind: Kind) -> None:
    assert sniff(mark + b"rest") is kind


@pytest.mark.proof
@pytest.mark.parametrize("shape", [Format.PADES, Format.CADES_ATTACHED])
def test_every_turned_bit_of_what_is_signed_is_refused(shape: Format) -> None:
    data = sample(shape)

    for place in signed_places(shape):
        for bit in range(8):
            assert not judged(flipped(data, place, bit)).accepted, (place, bit)


@pytest.mark.proof
@pytest.mark.parametrize("shape", SHAPES)
def test_no_octet_can_be_changed_to_say_anything_else(shape: Format) -> None:
    data, chance = sample(shape, Level.LTA), Random(f"octets {shape}")
    lines = re.finditer(rb"[^0]|0(?!0{64})", data)  # the room kept for a PDF's signature is zeros

    for found in lines:
        assert says_nothing_new(flipped(data, found.start(), chance.randrange(8)), shape)


@pytest.mark.proof
@pytest.mark.parametrize("shape", SHAPES)
def test_no_spoilt_document_is_a_surprise(shape: Format) -> None:
    chance = Random(f"long {shape}")

    for number in range(MANY):
        data = spoilt(sample(shape, Level.LTA), chance)
        assert says_nothing_new(data, shape), number
        assert Code.UNEXPECTED not in codes(judged(data)), number
