# SPDX-License-Identifier: EUPL-1.2
"""How long a period is stands in ``domain/deadlines.py``; no sentence of the house says it again."""

from __future__ import annotations

import re

import pytest

from tests.house.catalogue import entries, messages
from ugyfelkapu.domain.deadlines import RULES

NUMBERS = {5: ("five", "öt"), 30: ("thirty", "harminc"), 60: ("sixty", "hatvan")}
"""How people write the lengths; a new length gets its words here."""
SENTENCES = {
    "The code lives for five days",
    "A kód öt napig él",
    "within 60 days",
    "5-day",
    "60 nappal később",
}


def _lengths() -> re.Pattern[str]:
    written = "|".join(form for rule in RULES.values() for form in (str(rule.days), *NUMBERS[rule.days]))
    return re.compile(rf"\b(?:{written})[\s\u00a0-]*(?:days?|nap\w*)\b", re.IGNORECASE)


@pytest.mark.parametrize("sentence", sorted(SENTENCES))
def test_a_length_is_recognised_however_it_is_written(sentence: str) -> None:
    assert _lengths().search(sentence)


def test_no_message_says_how_long_a_period_is() -> None:
    said = [
        text for message in messages() for text in (message.text, message.plural) if _lengths().search(text)
    ]

    assert not said


def test_no_translation_says_how_long_a_period_is() -> None:
    said = [
        text
        for entry in entries()
        for text in (entry.msgstr, *entry.msgstr_plural.values())
        if _lengths().search(text)
    ]

    assert not said
