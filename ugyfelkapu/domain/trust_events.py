# SPDX-License-Identifier: EUPL-1.2
"""What happens to the trusted lists that we keep, as the journal holds it."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedListsTaken(Event):
    """The trusted lists were looked at and what is genuine was taken.

    ``snapshot`` names what is believed from now on, ``changed`` says whether it is another than before;
    ``troubles`` counts the lists that could not be had or were refused.
    """

    snapshot: str
    number: int
    lists: int
    troubles: int
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustedListsRefused(Event):
    """Nothing new was taken: the list of the lists could not be had, or is not genuine."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustUpdateAsked(Event):
    """An operator asked for the trusted lists to be looked at soon."""
