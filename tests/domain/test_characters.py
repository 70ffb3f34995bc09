# SPDX-License-Identifier: EUPL-1.2
"""What nobody sees."""

from __future__ import annotations

import pytest

from ugyfelkapu.domain.characters import ascii_upper, invisible, without_invisible


@pytest.mark.parametrize(
    "char", ["\u0000", "\u200b", "\u200d", "\u202e", "\ufeff", "\u3164", "\ufe0f", "\u2800"]
)
def test_controls_formats_and_fillers_are_invisible(char: str) -> None:
    assert invisible(char)
    assert without_invisible(f"a{char}b") == "ab"


@pytest.mark.parametrize("char", ["a", "ő", " ", "\u0301", "王", "-"])
def test_what_shows_is_not(char: str) -> None:
    assert not invisible(char)


def test_line_breaks_stay() -> None:
    assert without_invisible("a\tb\r\nc") == "a\tb\r\nc"


def test_only_ascii_letters_are_made_large() -> None:
    assert ascii_upper("azßıőſ1<") == "AZßıőſ1<"
