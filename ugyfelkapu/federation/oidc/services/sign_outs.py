# SPDX-License-Identifier: EUPL-1.2
"""Signing out at a service's request, which ends the session and so every other service's too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.core import signing

from ugyfelkapu.access import sessions
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.access.services import sign_out
from ugyfelkapu.domain.federation_errors import SignOutTicketLapsed
from ugyfelkapu.domain.federation_events import SignedOutByService
from ugyfelkapu.federation import queries
from ugyfelkapu.federation.oidc import visits
from ugyfelkapu.federation.queries import ConnectedService
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

TICKET_LIFE: Final = timedelta(minutes=10)
SALT: Final = "sign-out of a service"


@dataclass(frozen=True, slots=True)
class SignOutAsked:
    """A service wants the person signed out, who is asked; ``location`` is where they go then."""

    service: ConnectedService | None
    location: str


@act
def sign_out_by_service(citizen: Citizen, *, service_id: UUID, by: Actor, at: datetime) -> None:
    """End the session that the person is in, at the request of a service; others are told."""
    sessions.end(citizen.session_id)
    visits.queue_of_session(citizen.session_id)
    record(SignedOutByService(subject=citizen.account_id, service=service_id))


def ticket_of(service_id: UUID | None, location: str, *, at: datetime) -> str:
    """Return a signed note of what a service wants, for the page that asks the person."""
    said = {"service": str(service_id) if service_id else "", "to": location, "at": at.isoformat()}
    return signing.dumps(said, salt=SALT, compress=True)


def asked_sign_out(ticket: str, *, at: datetime) -> SignOutAsked:
    """Return what a ticket says. Raises :class:`SignOutTicketLapsed`."""
    try:
        said = signing.loads(ticket, salt=SALT)
    except signing.BadSignature:
        raise SignOutTicketLapsed from None
    if not timedelta() <= at - datetime.fromisoformat(said["at"]) < TICKET_LIFE:
        raise SignOutTicketLapsed
    service = queries.service(UUID(said["service"])) if said["service"] else None
    return SignOutAsked(service, said["to"])


def carry_out_sign_out(ticket: str, *, citizen: Citizen | None, by: Actor, at: datetime) -> str:
    """Sign out whoever agreed to it; return where they go, empty for our own page.

    Raises :class:`SignOutTicketLapsed`.
    """
    asked = asked_sign_out(ticket, at=at)
    if citizen is not None:
        service_id = asked.service.id if asked.service is not None else None
        _sign_out(citizen, service_id=service_id, by=by, at=at)
    return asked.location


def _sign_out(citizen: Citizen, *, service_id: UUID | None, by: Actor, at: datetime) -> None:
    if service_id is not None:
        sign_out_by_service(citizen, service_id=service_id, by=by, at=at)
        return
    sign_out(citizen.session_id, by=by, at=at)
