# SPDX-License-Identifier: EUPL-1.2
"""Questions about connected services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any  # keys are open JSON
from uuid import UUID

from django.db.models import QuerySet

from ugyfelkapu.domain.disclosure import Datum, from_full_gate, from_temporary_gate
from ugyfelkapu.domain.errors import Unknown

from .models import Service
from .oidc.models import Client
from .oidc.protocol.profiles import Authentication, Profile
from .registration import Registration
from .services import Purpose

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class KnownClient:
    """What a service registered; it is on trial until it went live."""

    client_id: str
    sector: str
    registration: Registration
    live_at: datetime | None

    @property
    def live(self) -> bool:
        """Say whether everybody may sign in to it."""
        return self.live_at is not None


@dataclass(frozen=True, slots=True)
class ConnectedService:
    """A service as people may know it; ``temporary``: temporary gates may use it (D18).

    ``client`` is empty while nothing is registered by which people sign in to it.
    """

    id: UUID
    name_hu: str
    name_en: str
    owner_hu: str
    owner_en: str
    receives: tuple[Datum, ...]
    temporary: bool
    purposes: Mapping[Datum, Purpose]
    statutory: bool
    added_at: datetime
    disabled_at: datetime | None
    client: KnownClient | None

    @property
    def disabled(self) -> bool:
        """Say whether nobody may sign in to it."""
        return self.disabled_at is not None

    @property
    def receives_from_temporary_gates(self) -> tuple[Datum, ...]:
        """Return what it receives from temporary gates; nothing where it is not open to them (D17, D18)."""
        return from_temporary_gate(self.receives) if self.temporary else ()

    def name(self, language: str) -> str:
        """Return its name in a language, in Hungarian where it has no other."""
        return (self.name_en if language == ENGLISH else "") or self.name_hu

    def owner(self, language: str) -> str:
        """Return who runs it, in a language, in Hungarian where nothing else is known."""
        return (self.owner_en if language == ENGLISH else "") or self.owner_hu


def services() -> list[ConnectedService]:
    """Return every service by name, the disabled ones too."""
    return [connected(service) for service in _all().order_by("name", "owner")]


def service(service_id: UUID) -> ConnectedService:
    """Return one service. Raises :class:`Unknown`."""
    found = _all().filter(id=service_id).first()
    if found is None:
        raise Unknown(service=service_id)
    return connected(found)


def open_to_temporary_gates() -> list[ConnectedService]:
    """Return the services that temporary gates may use, by name (D18); no disabled one."""
    marked = _all().filter(temporary=True, disabled_at=None)
    return [connected(service) for service in marked.order_by("name", "owner")]


def _all() -> QuerySet[Service]:
    return Service.objects.select_related("client")


def connected(service: Service) -> ConnectedService:
    """Return a row of the catalogue as people may know it."""
    client: Client | None = getattr(service, "client", None)
    return ConnectedService(
        id=service.id,
        name_hu=service.name,
        name_en=service.name_en,
        owner_hu=service.owner,
        owner_en=service.owner_en,
        receives=from_full_gate(Datum(code) for code in service.receives),
        temporary=service.temporary,
        purposes=MappingProxyType(
            {Datum(code): Purpose(hu, en) for code, (hu, en) in service.purposes.items()}
        ),
        statutory=service.statutory,
        added_at=service.added_at,
        disabled_at=service.disabled_at,
        client=_known(client) if client is not None else None,
    )


def _known(client: Client) -> KnownClient:
    jwks: Mapping[str, Any] | None = client.jwks
    registration = Registration(
        profile=Profile(client.profile),
        authentication=Authentication(client.authentication),
        client_id=client.client_id,
        redirect_uris=tuple(client.redirect_uris),
        post_logout_redirect_uris=tuple(client.post_logout_redirect_uris),
        jwks=jwks,
        jwks_uri=client.jwks_uri,
        minimum_level=client.minimum_level,
        audience=client.audience,
        metadata=MappingProxyType(client.metadata),
    )
    return KnownClient(client.client_id, client.sector, registration, client.live_at)
