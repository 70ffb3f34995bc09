# SPDX-License-Identifier: EUPL-1.2
"""Requests of services' machines: their parameters, which client asks, and which key it proves to hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from ugyfelkapu.federation import trial
from ugyfelkapu.vault.index import keyed_hash

from . import clients, statements
from .jose import PublicKeys
from .protocol.client_authentication import Credentials, prove, read_credentials
from .protocol.clients import Client
from .protocol.dpop import Nonces, Proof, read_proof
from .protocol.errors import OAuthError, invalid_client, invalid_dpop_proof, invalid_request
from .protocol.metadata import ENDPOINTS
from .protocol.parameters import LARGEST, Parameters, read_encoded
from .protocol.single_use import SingleUse

FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Asking:
    """A proven client, and what it says."""

    client: Client
    parameters: Parameters


def posted(request: HttpRequest) -> Parameters:
    """Return the parameters of a posted form. Raises :class:`OAuthError`."""
    if request.content_type != FORM:
        raise invalid_request(f"the body must be {FORM}")
    return read_encoded(request.read(LARGEST + 1))


def authenticate(request: HttpRequest, *, at: datetime) -> Asking:
    """Return the client that posts a form, proven as it registered. Raises :class:`OAuthError`."""
    parameters = posted(request)
    return Asking(authenticated(request, parameters, at=at), parameters)


def authenticated(request: HttpRequest, parameters: Mapping[str, str], *, at: datetime) -> Client:
    """Return the client of a request, proven as it registered. Raises :class:`OAuthError`.

    An assertion counts once, whatever runs in parallel; it is used up before anything is done for it.
    """
    credentials = read_credentials(parameters, request.headers.get("Authorization"))
    known = clients.client(credentials.client_id)
    try:
        try:
            single = _proved(credentials, known, at=at)
        except OAuthError:  # its secret or keys may have changed a moment ago
            known = clients.fresh(credentials.client_id)
            single = _proved(credentials, known, at=at)
    except OAuthError as refusal:
        if known is not None and not known.live:
            trial.saw_refusal(known.id, refusal, at=at)
        raise
    if known is None:
        raise invalid_client("unknown client")
    if single is not None and not _first(single):
        raise invalid_client("the assertion was used before")
    return known


def _proved(credentials: Credentials, known: Client | None, *, at: datetime) -> SingleUse | None:
    return prove(
        credentials,
        known,
        keys=lambda: clients.keys_of(known) if known is not None else PublicKeys(),
        issuer=settings.PUBLIC_URL,
        endpoints=our_addresses(),
        at=at,
    )


def proof_of(request: HttpRequest, *, at: datetime, access_token: str = "") -> Proof | None:
    """Return the proof of a key that a request holds, if any; it counts once. Raises :class:`OAuthError`."""
    header = request.headers.get("DPoP")
    if header is None:
        return None
    proof = read_proof(
        header,
        method=request.method or "",
        url=settings.PUBLIC_URL + request.path,
        nonces=nonces(),
        at=at,
        access_token=access_token,
    )
    if not _first(proof.single):
        raise invalid_dpop_proof("the proof was used before")
    return proof


def _first(single: SingleUse) -> bool:
    return statements.say_once(single.digest, ends_at=single.ends_at)


@cache
def nonces() -> Nonces:
    """Return what we hand out so that proofs are fresh."""
    return Nonces(key=keyed_hash("dpop", "nonce"))


@cache
def our_addresses() -> frozenset[str]:
    """Return the addresses for which an assertion may be meant where it need not be the issuer's."""
    return frozenset(settings.PUBLIC_URL + path for path in ENDPOINTS.values())
