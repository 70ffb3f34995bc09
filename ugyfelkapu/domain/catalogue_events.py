# SPDX-License-Identifier: EUPL-1.2
"""What happens to connected services themselves, and what they ask about people, as the journal holds it.

``subject`` is the service; where a service asks about somebody it is the gate, if there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientRegistered(Event):
    """A service may sign people in from now on: by which profile, and where they return to it."""

    profile: str
    authentication: str
    redirect_uris: str
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientChanged(Event):
    """What a service registered was changed; ``fields`` names what differs from before."""

    profile: str
    authentication: str
    redirect_uris: str
    fields: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretRenewed(Event):
    """A service got a new secret; the one before is void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialBegun(Event):
    """Somebody began to try a service out before everybody may sign in to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEntered(Event):
    """A browser took the pass of a trial: it may sign in to the service until the trial is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceWentLive(Event):
    """A service passed its trial: everybody may sign in to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityCompared(Event):
    """A service had data that it holds compared with a gate's: match, no_match or not_proofed.

    ``request`` is a keyed hash of the service's own number of its question; the data are nowhere.
    """

    service: UUID
    request: str
    result: str
