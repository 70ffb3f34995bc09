# SPDX-License-Identifier: EUPL-1.2
"""Sample personal data that tests have used: none of it may reach the journal or a log."""

from __future__ import annotations

from collections.abc import Iterable

SHORTEST = 5
"""Characters; shorter samples would be found by chance."""

_marked: set[str] = set()


def personal(value: str) -> str:
    """Mark a sample (a name, username, address, number) as personal and return it."""
    if len(value) >= SHORTEST:
        _marked.add(value)
    return value


def found_in(texts: Iterable[str]) -> list[str]:
    """Return the marked samples that stand in any of the texts, whatever their case."""
    whole = "\n".join(texts).casefold()
    return sorted(sample for sample in _marked if sample.casefold() in whole)
