# SPDX-License-Identifier: EUPL-1.2
"""References survive being said and written down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.references import MistypedReference, for_saying, make_reference, parse_reference


@given(some.binary(min_size=5, max_size=5))
def test_a_reference_survives_being_said(randomness: bytes) -> None:
    reference = make_reference(randomness)

    assert len(reference) == 8
    assert for_saying(reference)[4] == "-"
    assert parse_reference(for_saying(reference).lower()) == reference


def test_references_differ() -> None:
    assert len({make_reference() for _ in range(50)}) == 50


@pytest.mark.parametrize("text", ["", "K7M4", "K7M4-P2X!", "00000001", "000000000"])
def test_what_cannot_be_a_reference_is_refused(text: str) -> None:
    with pytest.raises(MistypedReference):
        parse_reference(text)
