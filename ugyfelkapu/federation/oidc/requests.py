# SPDX-License-Identifier: EUPL-1.2
"""From an HTTP request to a validated authorization request, from wherever its parameters are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

from ugyfelkapu.federation import trial

from . import clients, keys, secrets, statements
from .authenticating import posted
from .models import PushedRequest
from .protocol import authorization
from .protocol.authorization import AuthorizationRequest, Source
from .protocol.clients import Client
from .protocol.errors import OAuthError, UnsafeToRedirectError, invalid_request
from .protocol.logout import read_hint
from .protocol.parameters import Parameters, read_encoded
from .protocol.request_objects import read_request_object
from .protocol.responses import ReturnAddress
from .services.granting import Asked

PUSHED_LIFE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Refusable(Exception):  # noqa: N818  carries the standard's error to the service
    """A request of a proven client is refused; the service may be told."""

    client: Client
    address: ReturnAddress
    refusal: OAuthError


def read(request: HttpRequest, *, at: datetime) -> Asked:
    """Return what a service asks through a browser.

    Raises :class:`UnsafeToRedirectError` for the person to be told, :class:`Refusable` for the service.
    """
    parameters = _parameters(request)
    client = clients.client(parameters.get("client_id", ""))
    if client is None:
        raise UnsafeToRedirectError("invalid_client", "client_id is missing or unknown")
    try:
        source = authorization.source_of(parameters, client)
        if source is Source.PUSHED:
            return _pushed(parameters["request_uri"], client, at=at)
        if source is Source.OBJECT:
            parameters = opened(parameters, client, pushed=False, at=at)
        address = authorization.prove_redirect(parameters, client)
        return Asked(client, validated(parameters, client, address, at=at))
    except OAuthError as refusal:
        if not client.live:
            trial.saw_refusal(client.id, refusal, at=at)
        raise _told(refusal, parameters, client) from None


def _parameters(request: HttpRequest) -> Parameters:
    if request.method != "POST":
        return read_encoded(request.META.get("QUERY_STRING", "").encode("latin-1"))
    try:
        return posted(request)
    except OAuthError as refusal:
        raise UnsafeToRedirectError(refusal.code, refusal.description) from None


def _told(refusal: OAuthError, parameters: Parameters, client: Client) -> Exception:
    """Return the refusal as the service is told, or the person where nothing is proven."""
    if isinstance(refusal, UnsafeToRedirectError):
        return refusal
    address = authorization.safe_address(parameters, client)
    if address is None:
        return UnsafeToRedirectError(refusal.code, refusal.description)
    return Refusable(client, address, refusal)


def opened(parameters: Parameters, client: Client, *, pushed: bool, at: datetime) -> Parameters:
    """Return the parameters of a signed request object; it counts once where it says so."""
    found = read_request_object(
        parameters["request"],
        client,
        lambda: clients.keys_of(client),
        issuer=settings.PUBLIC_URL,
        pushed=pushed,
        at=at,
    )
    if found.single is not None and not statements.say_once(
        found.single.digest, ends_at=found.single.ends_at
    ):
        raise OAuthError("invalid_request_object", "the request object was used before")
    return found.over(parameters, client, pushed=pushed)


def validated(
    parameters: Parameters, client: Client, address: ReturnAddress, *, at: datetime
) -> AuthorizationRequest:
    """Return the request that parameters make. Raises :class:`OAuthError`."""

    def hinted(token: str) -> str:
        hint = read_hint(token, keys.own_keys_for(token, at=at), issuer=settings.PUBLIC_URL)
        if hint.client_id != client.client_id:
            raise invalid_request("id_token_hint is another client's")
        return hint.sub

    return authorization.read_authorization_request(
        parameters, client, address, issuer=settings.PUBLIC_URL, hints=hinted
    )


def push(asked: AuthorizationRequest, client: Client, *, at: datetime) -> str:
    """Keep a request that a proven client pushed; return the reference to it (RFC 9126)."""
    reference = secrets.new(secrets.REQUEST)
    PushedRequest.objects.create(
        id=uuid4(),
        digest=secrets.digest(reference),
        client_id=client.id,
        request=asked.to_json(),
        ends_at=at + PUSHED_LIFE,
    )
    return reference


def _pushed(reference: str, client: Client, *, at: datetime) -> Asked:
    """Return a pushed request of this client; it may be opened again until it is answered."""
    digest = secrets.digest(reference)
    row = PushedRequest.objects.filter(
        digest=digest, client_id=client.id, used_at=None, ends_at__gt=at
    ).first()
    if row is None:
        raise UnsafeToRedirectError("invalid_request", "request_uri is unknown, expired or used")
    return Asked(client, AuthorizationRequest.from_json(row.request), digest)
