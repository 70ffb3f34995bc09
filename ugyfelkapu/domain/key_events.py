# SPDX-License-Identifier: EUPL-1.2
"""What happens to the keys that sign for the gate, as the journal holds it; ``subject`` is the key."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyMade(Event):
    """A key was made and published; ``state`` says whether it signs at once or is the next one."""

    kid: str
    algorithm: str
    place: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyActivated(Event):
    """A published key began to sign in the stead of the one before."""

    kid: str
    algorithm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyRetired(Event):
    """A key stopped signing; what it signed before still counts."""

    kid: str
    algorithm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyWithdrawn(Event):
    """A key was withdrawn for good: nothing that it signed counts any more."""

    kid: str
    algorithm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKeyDestroyed(Event):
    """The private half of a withdrawn key was destroyed."""

    kid: str
    algorithm: str
