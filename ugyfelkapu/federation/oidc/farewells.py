# SPDX-License-Identifier: EUPL-1.2
"""Which services a sign-out reaches, for whoever signs out: those that are told, and those that are not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from .models import Visit


@dataclass(frozen=True, slots=True)
class Farewell:
    """Services by number; ``untold`` are those that gave no address at which they could be told."""

    told: tuple[UUID, ...] = ()
    untold: tuple[UUID, ...] = ()


def farewell_of_session(session_id: UUID) -> Farewell:
    """Return where one session of the gate is used; asked before it ends."""
    return _farewell(Visit.objects.filter(session_id=session_id))


def farewell_of_gate(account_id: UUID, *, at: datetime) -> Farewell:
    """Return where any session of a gate is used; asked before they end."""
    return _farewell(Visit.objects.filter(account_id=account_id, ends_at__gt=at))


def _farewell(visits: QuerySet[Visit]) -> Farewell:
    rows = visits.order_by("client__service__name").values_list("client__service_id", "client__metadata")
    services = {service: bool(metadata.get("backchannel_logout_uri")) for service, metadata in rows}
    return Farewell(
        tuple(service for service, told in services.items() if told),
        tuple(service for service, told in services.items() if not told),
    )
