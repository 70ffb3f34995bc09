# SPDX-License-Identifier: EUPL-1.2
"""Identity data rest as text and come back whole."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from ugyfelkapu.domain.identities import from_text, to_text
from ugyfelkapu.domain.person import Identity, Name

WORDS = some.text(some.characters(exclude_categories=["Cs"]))
NAMES = some.builds(Name, WORDS, WORDS, WORDS)


@given(some.builds(Identity, NAMES, NAMES, WORDS, some.dates(), NAMES, WORDS))
def test_what_was_written_is_read(identity: Identity) -> None:
    assert from_text(to_text(identity)) == identity


def test_letters_are_written_as_they_are() -> None:
    name = Name("Őry", "Gergő Ákos", "dr.")
    identity = Identity(name, name, "Ág", date(1984, 2, 29), Name("Tóth", "Ilona"), "HUN")

    assert "Gergő Ákos" in to_text(identity)
