# SPDX-License-Identifier: EUPL-1.2
"""The services that a person has signed in to, and what each of them may have."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # rows with annotations
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.domain.federation_events import ServiceEntered
from ugyfelkapu.federation.queries import ConnectedService, connected
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


@dataclass(frozen=True, slots=True)
class Acquaintance:
    """The services that somebody uses, and those that were asked for by number, connected or not."""

    connections: tuple[Connection, ...]
    services: Mapping[UUID, ConnectedService]


def connections(account_id: UUID, *, at: datetime) -> tuple[Connection, ...]:
    """Return the services with a living consent, or a sign-in that is remembered, by name."""
    return acquaintance(account_id, (), at=at).connections


def acquaintance(account_id: UUID, mentioned: Collection[UUID], *, at: datetime) -> Acquaintance:
    """Return the same, and whatever else is mentioned, in no more questions."""
    visited = _visited(account_id)
    consent = Consent.objects.filter(account_id=account_id, client=OuterRef("pk"), withdrawn_at=None)
    visit = Visit.objects.filter(account_id=account_id, client=OuterRef("pk"), ends_at__gt=at)
    clients: QuerySet[Any] = Client.objects.select_related("service").annotate(
        agreed=consent.values("data")[:1],
        agreed_at=consent.values("given_at")[:1],
        visiting=Exists(visit),
    )
    uses = Q(agreed__isnull=False) | Q(service__statutory=True, service__in=list(visited))
    found = list(clients.filter(uses | Q(service__in=list(mentioned))).order_by("service__name"))
    return Acquaintance(
        tuple(
            _connection(client, visited.get(client.service_id))
            for client in found
            if client.agreed is not None or (client.service.statutory and client.service_id in visited)
        ),
        {client.service_id: connected(client.service) for client in found},
    )


def _visited(account_id: UUID) -> dict[UUID, datetime]:
    """Return when each service was last signed in to, as far as the journal's newest entries say."""
    span = Span(frozenset({ServiceEntered.__name__}))
    entered = entries_in(account_id, span, limit=MOST_ENTRIES)
    return {UUID(entry.details["service"]): entry.at for entry in reversed(entered)}


def _connection(client: Any, last: datetime | None) -> Connection:
    service = connected(client.service)
    data = service.receives if client.agreed is None else from_full_gate(read_data(client.agreed))
    return Connection(service, data, client.agreed_at, last, client.visiting, client.agreed is None)
