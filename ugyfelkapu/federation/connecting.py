# SPDX-License-Identifier: EUPL-1.2
"""Acts by which a service of the catalogue becomes a client that people sign in to.

A secret is 256 random bits, told once and kept as its digest.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final  # columns of several types
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from ugyfelkapu.domain.catalogue_errors import (
    ClientIdTaken,
    ConnectedAlready,
    MetadataRefused,
    NeedsNoSecret,
    NotConnected,
    TrialUnfinished,
)
from ugyfelkapu.domain.catalogue_events import (
    ClientChanged,
    ClientRegistered,
    SecretRenewed,
    ServiceWentLive,
)
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

from . import trial
from .models import Service
from .oidc import clients
from .oidc import secrets as tokens
from .oidc.models import Client, Trial
from .operators import require_operator
from .reasons import Reason
from .registration import SECRETS, Registration

CLIENT_ID_PREFIX: Final = "kapu-"


@dataclass(frozen=True, slots=True)
class Connected:
    """A service that was just registered; ``secret`` is empty where it has none, and told only now."""

    service_id: UUID
    client_id: str
    secret: str = field(default="", repr=False)


@act
def register_client(service_id: UUID, *, registration: Registration, by: Actor, at: datetime) -> Connected:
    """Register a service of the catalogue as a client, on trial.

    Raises :class:`Unknown`, :class:`ConnectedAlready`, :class:`ClientIdTaken`, :class:`MetadataRefused`,
    :class:`Forbidden`.
    """
    require_operator(by)
    service = Service.objects.filter(id=service_id).first()
    if service is None:
        raise Unknown(service=service_id)
    if Client.objects.filter(service_id=service_id).exists():
        raise ConnectedAlready(subject=service_id)
    return connect(service_id, registration, temporary=service.temporary, live_at=None)


def connect(
    service_id: UUID, registration: Registration, *, temporary: bool, live_at: datetime | None
) -> Connected:
    """Keep what a service registered, within an act; people are known to it by codes of its own sector.

    The sector stays for good, whatever is changed later: so do people's codes (D19).
    """
    _require_level(registration.minimum_level, temporary=temporary)
    client_id = registration.client_id or f"{CLIENT_ID_PREFIX}{secrets.token_hex(8)}"
    secret = _new_secret() if registration.needs_secret else ""
    try:
        with transaction.atomic():
            Client.objects.create(
                service_id=service_id,
                client_id=client_id,
                sector=urlsplit(registration.sector_identifier_uri).hostname or str(service_id),
                secret_digest=_digest(secret),
                live_at=live_at,
                **_columns(registration),
            )
    except IntegrityError:
        taken = Client.objects.filter(client_id=client_id).exists()
        raise (ClientIdTaken if taken else ConnectedAlready)(subject=service_id) from None
    tell_everybody()
    record(ClientRegistered(subject=service_id, live=live_at is not None, **_noted(registration)))
    return Connected(service_id, client_id, secret)


@act
def change_client(service_id: UUID, *, registration: Registration, by: Actor, at: datetime) -> Connected:
    """Change what a service registered; it keeps its ``client_id`` and, while its method lasts, its secret.

    What was seen in a trial counts no more. Raises :class:`Unknown`, :class:`NotConnected`,
    :class:`MetadataRefused`, :class:`Forbidden`.
    """
    require_operator(by)
    client = _client(service_id)
    _require_level(registration.minimum_level, temporary=client.service.temporary)
    before, after = _columns_of(client), _columns(registration)
    secret = _new_secret() if registration.needs_secret and client.authentication not in SECRETS else ""
    if secret or not registration.needs_secret:
        after["secret_digest"] = _digest(secret)
    Client.objects.filter(id=client.id).update(**after)
    Trial.objects.filter(client=client).delete()
    tell_everybody()
    fields = " ".join(name for name, value in before.items() if after[name] != value)
    record(ClientChanged(subject=service_id, fields=fields, **_noted(registration)))
    return Connected(service_id, client.client_id, secret)


@act
def renew_secret(service_id: UUID, *, by: Actor, at: datetime) -> Connected:
    """Give a service a new secret; the one before is void.

    Raises :class:`Unknown`, :class:`NotConnected`, :class:`NeedsNoSecret`, :class:`Forbidden`.
    """
    require_operator(by)
    client = _client(service_id)
    if client.authentication not in SECRETS:
        raise NeedsNoSecret(subject=service_id)
    secret = _new_secret()
    Client.objects.filter(id=client.id).update(secret_digest=_digest(secret))
    tell_everybody()
    record(SecretRenewed(subject=service_id))
    return Connected(service_id, client.client_id, secret)


def has_secret(service_id: UUID, secret: str) -> bool:
    """Say whether this is a service's present secret."""
    kept = Client.objects.filter(service_id=service_id).values_list("secret_digest", flat=True).first()
    return kept is not None and hmac.compare_digest(bytes(kept), tokens.digest(secret))


@act
def go_live(service_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let everybody sign in to a service whose last trial passed; one that is live already stays so.

    Raises :class:`Unknown`, :class:`NotConnected`, :class:`TrialUnfinished`, :class:`Forbidden`.
    """
    require_operator(by)
    client = _client(service_id)
    if client.live_at is None:
        open_ = [line.check for line in trial.checklist(service_id).lines if not line.passed]
        if open_:
            raise TrialUnfinished(subject=service_id, checks=" ".join(open_))
        Client.objects.filter(id=client.id, live_at=None).update(live_at=at)
        tell_everybody()
    record(ServiceWentLive(subject=service_id))


def require_level(service_id: UUID, *, temporary: bool) -> None:
    """Refuse to open a service to temporary gates that takes no sign-in of theirs (D17, D18)."""
    level = Client.objects.filter(service_id=service_id).values_list("minimum_level", flat=True).first()
    _require_level(level or "", temporary=temporary)


def _require_level(level: str, *, temporary: bool) -> None:
    if level and temporary:
        raise MetadataRefused(field="minimum_level", reason=Reason.TEMPORARY)


def tell_everybody() -> None:
    """Let this process read clients anew once the act is done; others do so within half a minute."""
    transaction.on_commit(clients.forget)


def _client(service_id: UUID) -> Client:
    client = Client.objects.select_related("service").filter(service_id=service_id).first()
    if client is not None:
        return client
    if not Service.objects.filter(id=service_id).exists():
        raise Unknown(service=service_id)
    raise NotConnected(subject=service_id)


def _new_secret() -> str:
    return tokens.new(tokens.SECRET)


def _digest(secret: str) -> bytes | None:
    return tokens.digest(secret) if secret else None


def _columns(registration: Registration) -> dict[str, Any]:
    return {
        "profile": registration.profile.value,
        "authentication": registration.authentication.value,
        "redirect_uris": list(registration.redirect_uris),
        "post_logout_redirect_uris": list(registration.post_logout_redirect_uris),
        "jwks": registration.jwks,
        "jwks_uri": registration.jwks_uri,
        "metadata": dict(registration.metadata),
        "minimum_level": registration.minimum_level,
        "audience": registration.audience,
    }


def _columns_of(client: Client) -> dict[str, Any]:
    names = ("profile", "authentication", "redirect_uris", "post_logout_redirect_uris", "jwks", "jwks_uri")
    return {name: getattr(client, name) for name in (*names, "metadata", "minimum_level", "audience")}


def _noted(registration: Registration) -> dict[str, str]:
    return {
        "profile": registration.profile.value,
        "authentication": registration.authentication.value,
        "redirect_uris": " ".join(registration.redirect_uris),
    }
