# SPDX-License-Identifier: EUPL-1.2
"""The services that a person has signed in to, and what each of them may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.domain.federation_events import ServiceEntered
from ugyfelkapu.federation.queries import ConnectedService, services
from ugyfelkapu.journal.queries import Span, entries_in

from .models import Client, Consent, Visit
from .standing import read_data

MOST_ENTRIES: Final = 500


@dataclass(frozen=True, slots=True)
class Connection:
    """A service that somebody uses; ``given_at`` is when they agreed, ``None`` where a statute speaks."""

    service: ConnectedService
    data: tuple[Datum, ...]
    given_at: datetime | None
    last_visit_at: datetime | None
    signed_in: bool
    statutory: bool


def connections(account_id: UUID, *, at: datetime) -> list[Connection]:
    """Return the services with a living consent, or a sign-in that is remembered, by name."""
    consents = {
        row.client_id: row for row in Consent.objects.filter(account_id=account_id, withdrawn_at=None)
    }
    visited = _visited(account_id)
    here = set(
        Visit.objects.filter(account_id=account_id, ends_at__gt=at).values_list("client_id", flat=True)
    )
    known = {service.id: service for service in services()}
    found = [
        _connection(known[service], consents.get(client), visited.get(service), client in here)
        for client, service in Client.objects.values_list("id", "service_id")
        if client in consents or (known[service].statutory and service in visited)
    ]
    return sorted(found, key=lambda connection: connection.service.name_hu)


def _visited(account_id: UUID) -> dict[UUID, datetime]:
    """Return when each service was last signed in to, as far as the journal's newest entries say."""
    span = Span(frozenset({ServiceEntered.__name__}))
    entered = entries_in(account_id, span, limit=MOST_ENTRIES)
    return {UUID(entry.details["service"]): entry.at for entry in reversed(entered)}


def _connection(
    service: ConnectedService, consent: Consent | None, last: datetime | None, signed_in: bool
) -> Connection:
    data = from_full_gate(read_data(consent.data)) if consent is not None else service.receives
    given_at = consent.given_at if consent is not None else None
    return Connection(service, data, given_at, last, signed_in, consent is None)
