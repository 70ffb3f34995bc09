# SPDX-License-Identifier: EUPL-1.2
"""Sample personal data that tests have used: none of it may reach the journal or a log."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 5
"""Characters; shorter samples would be found by chance."""

_marked: dict[str, str] = {}
"""Samples, and how they are sought."""


def personal(value: str) -> str:
    """Mark a sample (a name, username, address, number) as personal and return it."""
    if len(value) >= SHORTEST:
        _marked[value] = value.casefold()
    return value


def found_in(texts: Iterable[str]) -> list[str]:
    """Return the marked samples that stand in any of the texts, whatever their case."""
    whole = "\n".join(texts).casefold()
    return sorted(sample for sample, sought in _marked.items() if sought in whole) if whole else []
