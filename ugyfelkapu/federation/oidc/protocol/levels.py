# SPDX-License-Identifier: EUPL-1.2
"""Levels of assurance: which one a service asks for, which one will do, which one it is told (D17)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL, self_asserted

from .clients import Client
from .errors import OAuthError

UNMET: Final = "unmet_authentication_requirements"
"""The code for an essential level that cannot be met (OpenID Connect Core Error Code unmet_… 1.0)."""

MINIMA: Final = {"": "", "low": LOW, "substantial": SUBSTANTIAL}
"""A client's ``minimum_level`` and the level that it names."""


@dataclass(frozen=True, slots=True)
class LevelsAsked:
    """Levels that a request names, of those that the gate has, in its order of preference.

    ``essential``: no other will do.
    """

    values: tuple[str, ...] = ()
    essential: bool = False


@dataclass(frozen=True, slots=True)
class Required:
    """What a sign-in is to reach: ``level`` is brought about where it can be, ``floor`` must be reached.

    Empty: any level will do.
    """

    level: str = ""
    floor: str = ""


def supported(issuer: str) -> tuple[str, str, str]:
    """Return every level of the gate, lowest first."""
    return (self_asserted(issuer), LOW, SUBSTANTIAL)


def unmet(description: str = "the level of assurance cannot be met") -> OAuthError:
    """Return the refusal of a sign-in that cannot reach what is essential."""
    return OAuthError(UNMET, description)


def levels_asked(wanted: Iterable[str], *, essential: bool, issuer: str) -> LevelsAsked:
    """Return the levels asked of those that the gate has; refuse where it has none and one is essential."""
    named = tuple(wanted)
    values = tuple(dict.fromkeys(level for level in named if level in supported(issuer)))
    if essential and named and not values:
        raise unmet("the gate has none of these levels")
    return LevelsAsked(values, essential=essential and bool(values))


def required_level(asked: LevelsAsked, client: Client) -> Required:
    """Return what a sign-in is to reach: what the request asks and what the service always takes.

    Of several levels the first is brought about where it can be; essential ones are met by the lowest.
    """
    floor = MINIMA[client.minimum_level]
    if asked.essential:
        floor = max(floor, min(asked.values, key=_rank), key=_rank)
    level = max(floor, asked.values[0] if asked.values else "", key=_rank)
    return Required(level, floor)


def meets(level: str, required: Required) -> bool:
    """Say whether nothing more need be asked of a person who reached this level."""
    return _rank(level) >= _rank(required.level)


def suffices(level: str, required: Required) -> bool:
    """Say whether a person who reached this level, and can reach no more, may go on."""
    return _rank(level) >= _rank(required.floor)


def told(level: str, asked: LevelsAsked) -> str:
    """Return the level that a service is told.

    Whoever reached a level reached those below: a service that insists on some is told the highest it named.
    """
    if not asked.essential:
        return level
    fitting = [value for value in asked.values if _rank(value) <= _rank(level)]
    return max(fitting, key=_rank, default=level)


def _rank(level: str) -> int:
    return {"": 0, LOW: 2, SUBSTANTIAL: 3}.get(level, 1)
