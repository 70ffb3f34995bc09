# SPDX-License-Identifier: EUPL-1.2
"""Clients as the protocol knows them, read from the tables and kept in the process for half a minute.

A change made elsewhere is therefore felt after half a minute at the latest; one made in this process at
once. Nothing about people is kept.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, Final  # keys are open JSON
from uuid import UUID

from ugyfelkapu.domain.disclosure import Datum, from_full_gate
from ugyfelkapu.egress.fetching import fetch_json
from ugyfelkapu.egress.troubles import FetchFailed
from ugyfelkapu.journal.clock import steady

from . import models
from .jose import JoseError, PublicKeys, parse_keys
from .protocol.claims import DATA_OF_CLAIM
from .protocol.clients import Client
from .protocol.profiles import Authentication, Profile

KEPT: Final = timedelta(seconds=30)
FRESH_SECONDS: Final = 1.0
SILENT_SECONDS: Final = 10.0
"""How long an address that gave no keys is not asked again: a hanging one would hold up all requests."""
MOST_KEPT: Final = 10_000

_clients: dict[str, tuple[float, Client]] = {}
_keys: dict[UUID, tuple[float, PublicKeys]] = {}
_unheard: dict[UUID, float] = {}


def client(client_id: str) -> Client | None:
    """Return the client of an enabled service by what it calls itself."""
    read_at, known = _clients.get(client_id, (-FRESH_SECONDS, None))
    if known is not None and steady() < read_at + KEPT.total_seconds():
        return known
    return _read(client_id)


def fresh(client_id: str) -> Client | None:
    """Return a client as it is now: it may have changed since another process of ours read it.

    Asked where a client could not prove who it is; it is read once a second at the most.
    """
    read_at, known = _clients.get(client_id, (-FRESH_SECONDS, None))
    if known is None or steady() < read_at + FRESH_SECONDS:
        return known
    _keys.pop(known.id, None)
    return _read(client_id)


def _read(client_id: str) -> Client | None:
    found = models.Client.objects.select_related("service").filter(
        client_id=client_id, service__disabled_at=None
    )
    row = found.first()
    value = client_of(row) if row is not None else None
    if len(_clients) >= MOST_KEPT:
        _clients.clear()
    if value is None:
        _clients.pop(client_id, None)
    else:
        _clients[client_id] = (steady(), value)
    return value


def forget() -> None:
    """Read every client anew at the next question: something about one changed."""
    _clients.clear()
    _keys.clear()
    _unheard.clear()


def client_of(row: models.Client) -> Client:
    """Return a row of the table as the protocol knows it."""
    service = row.service
    received = from_full_gate(Datum(code) for code in service.receives)
    return Client(
        id=row.id,
        service_id=service.id,
        client_id=row.client_id,
        profile=Profile(row.profile),
        authentication=Authentication(row.authentication),
        redirect_uris=tuple(row.redirect_uris),
        post_logout_redirect_uris=tuple(row.post_logout_redirect_uris),
        sector=row.sector,
        secret_digest=bytes(row.secret_digest) if row.secret_digest is not None else None,
        jwks=row.jwks,
        jwks_uri=row.jwks_uri,
        claims=frozenset(claim for claim, datum in DATA_OF_CLAIM.items() if datum in received),
        minimum_level=row.minimum_level,
        temporary=service.temporary,
        statutory=service.statutory,
        audience=row.audience,
        live=row.live_at is not None,
        purposes=MappingProxyType(service.purposes),
        metadata=MappingProxyType(row.metadata),
    )


def keys_of(known: Client) -> PublicKeys:
    """Return a client's public keys, fetched where it publishes them. Raises :class:`JoseError`."""
    until, kept = _keys.get(known.id, (0.0, None))
    if kept is not None and steady() < until:
        return kept
    if steady() < _unheard.get(known.id, 0.0):
        raise JoseError("the client's keys could not be had a moment ago")
    try:
        keys = parse_keys(_published(known) if known.jwks_uri else known.jwks or {"keys": []})
    except JoseError:
        _unheard[known.id] = steady() + SILENT_SECONDS
        raise
    _keys[known.id] = (steady() + KEPT.total_seconds(), keys)
    return keys


def _published(known: Client) -> Any:
    try:
        return fetch_json(known.jwks_uri)
    except FetchFailed as trouble:
        raise JoseError("the client's keys cannot be fetched") from trouble


def keys_when_needed(known: Client | None) -> Any:
    """Return the question for a client's keys, asked only where something is signed."""
    return partial(keys_of, known) if known is not None else None
