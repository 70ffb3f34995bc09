# SPDX-License-Identifier: EUPL-1.2
"""What happens between people and connected services, as the journal holds it.

``service`` is the service's number; what a service was told of somebody never stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from .events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceEntered(Event):
    """The owner of a gate signed in to a service, which may now fetch what ``data`` names."""

    service: UUID
    data: str
    level: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDeclined(Event):
    """Somebody went back to a service without signing in; ``code`` is what it was told."""

    service: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """The owner lets a service have what ``data`` names, until they withdraw it."""

    service: UUID
    data: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """The owner withdrew it; the service's tokens ended, and it is told of a sign-out."""

    service: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRevoked(Event):
    """Tokens ended early: a code or token was used twice, or the service gave them back."""

    service: UUID
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOutByService(Event):
    """The owner signed out at a service, and so of the gate."""

    service: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutsQueued(Event):
    """Services are to be told that sessions of a gate are over."""

    services: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutAbandoned(Event):
    """A service could not be told of a sign-out in time; ``subject`` is the service."""

    error: str
