# SPDX-License-Identifier: EUPL-1.2
"""The watch over personal data finds what tests marked, in any case."""

from tests.personal import found_in, personal


def test_a_marked_sample_is_found_whatever_its_case() -> None:
    sample = personal("zz-watched-sample@example.com")

    found = found_in(["nothing here", "to ZZ-Watched-Sample@EXAMPLE.com"])

    assert found == [sample]


def test_other_texts_are_left_alone() -> None:
    personal("zz-watched-sample@example.com")

    assert found_in(["gate 7f3c activated"]) == []
