# SPDX-License-Identifier: EUPL-1.2
"""The services that a person has signed in to, and what each of them may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.federation.queries import ConnectedService, services

from .models import Client, Consent, Grant, Visit
from .standing import read_data


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
    visited = dict(
        Grant.objects.filter(account_id=account_id)
        .values_list("client_id")
        .annotate(last=Max("given_at"))
        .values_list("client_id", "last")
    )
    here = set(
        Visit.objects.filter(account_id=account_id, ends_at__gt=at).values_list("client_id", flat=True)
    )
    clients = dict(Client.objects.filter(id__in={*consents, *visited}).values_list("id", "service_id"))
    known = {service.id: service for service in services()}
    found = [
        _connection(known[service_id], consents.get(client_id), visited.get(client_id), client_id in here)
        for client_id, service_id in clients.items()
        if client_id in consents or known[service_id].statutory
    ]
    return sorted(found, key=lambda connection: connection.service.name_hu)


def _connection(
    service: ConnectedService, consent: Consent | None, last: datetime | None, signed_in: bool
) -> Connection:
    data = from_full_gate(read_data(consent.data)) if consent is not None else service.receives
    given_at = consent.given_at if consent is not None else None
    return Connection(service, data, given_at, last, signed_in, consent is None)
