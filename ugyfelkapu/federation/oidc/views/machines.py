# SPDX-License-Identifier: EUPL-1.2
"""The endpoints that services' machines use: no cookie, session or page has a part in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Final, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.federation import trial
from ugyfelkapu.federation.oidc import clients, requests, secrets, statements
from ugyfelkapu.federation.oidc.answering import machine, refused
from ugyfelkapu.federation.oidc.authenticating import Asking, authenticate, nonces, proof_of
from ugyfelkapu.federation.oidc.jose import JoseError
from ugyfelkapu.federation.oidc.protocol import authorization
from ugyfelkapu.federation.oidc.protocol.authorization import Source
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.dpop import require_announced_key
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, invalid_request, unavailable
from ugyfelkapu.federation.oidc.protocol.introspection import TokenFacts, TokenKind, introspected
from ugyfelkapu.federation.oidc.protocol.profiles import GrantType
from ugyfelkapu.federation.oidc.protocol.token_requests import read_token_request
from ugyfelkapu.federation.oidc.services import tokens

Endpoint = Callable[[HttpRequest, datetime], HttpResponse]
NONCE_HEADER: Final = "DPoP-Nonce"


def posted(endpoint: Endpoint) -> Callable[[HttpRequest], HttpResponse]:
    """Make an endpoint that takes posted forms alone, and tells refusals as the standards do."""

    @wraps(endpoint)
    def answered(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        try:
            return endpoint(request, cast(GateRequest, request).at)
        except OAuthError as refusal:
            return refused(refusal)
        except (Refusal, JoseError):
            return refused(unavailable())

    return answered


@posted
def token(request: HttpRequest, at: datetime) -> HttpResponse:
    """Exchange a code or a refresh token, or give a client a token of its own (RFC 6749, 3.2)."""
    asking = authenticate(request, at=at)
    try:
        answer = tokens.issue(
            read_token_request(asking.parameters, asking.client),
            asking.client,
            proof_of(request, at=at),
            at=at,
        )
    except OAuthError as refusal:
        _note_refusal(asking.client, refusal, at=at)
        raise
    _note_redeemed(asking.client, at=at)
    response = machine(answer.body())
    if answer.jkt:
        response.headers[NONCE_HEADER] = nonces().nonce(at=at)
    return response


def _note_redeemed(client: Client, *, at: datetime) -> None:
    if not client.live:
        trial.saw(client.id, trial.Check.REDEEMED, trial.Finding.PASSED, at=at)


def _note_refusal(client: Client, refusal: OAuthError, *, at: datetime) -> None:
    if not client.live:
        trial.saw_refusal(client.id, refusal, at=at)


@posted
def push(request: HttpRequest, at: datetime) -> HttpResponse:
    """Take an authorization request from the client itself (RFC 9126)."""
    asking = authenticate(request, at=at)
    try:
        reference = _pushed(request, asking, at=at)
    except OAuthError as refusal:
        _note_refusal(asking.client, refusal, at=at)
        raise
    answer = {"request_uri": reference, "expires_in": int(requests.PUSHED_LIFE.total_seconds())}
    return machine(answer, status=HTTPStatus.CREATED)


def _pushed(request: HttpRequest, asking: Asking, *, at: datetime) -> str:
    client, parameters = asking.client, asking.parameters
    if GrantType.CODE not in client.policy.grants:
        raise OAuthError("unauthorized_client", "the client signs nobody in")
    if authorization.pushed_source_of(parameters) is Source.OBJECT:
        parameters = requests.opened(parameters, client, pushed=True, at=at)
    parameters = {**parameters, "client_id": parameters.get("client_id", client.client_id)}
    if client.policy.pushed and "redirect_uri" not in parameters:
        raise invalid_request("redirect_uri is missing")
    address = authorization.prove_redirect(parameters, client)
    asked = requests.validated(parameters, client, address, at=at)
    jkt = require_announced_key(asked.dpop_jkt, proof_of(request, at=at))
    return requests.push(asked.bound_to(jkt) if jkt else asked, client, at=at)


@posted
def introspect(request: HttpRequest, at: datetime) -> HttpResponse:
    """Tell a client of a token of its own, or of one meant for it (RFC 7662)."""
    asking = authenticate(request, at=at)
    shown = asking.parameters.get("token")
    if not shown:
        raise invalid_request("no token")
    facts = facts_of(shown, asking.client, at=at)
    return machine(introspected(facts, asking.client, issuer=settings.PUBLIC_URL, at=at))


def facts_of(shown: str, asking: Client, *, at: datetime) -> TokenFacts | None:
    """Return what is known of a living token of a service that is not disabled."""
    found = statements.token_facts(secrets.digest(shown), at=at)
    if found is None or not found.counts(at=at) or clients.client(found.client_id) is None:
        return None
    grant = found.grant
    return TokenFacts(
        kind=TokenKind(found.kind),
        client_id=found.client_id,
        scopes=tuple(found.scope.split()),
        sub=_sub(found, asking),
        issued_at=found.issued_at,
        ends_at=found.ends_at,
        audience=found.audience,
        jkt=found.jkt,
        acr=grant.acr if grant else "",
        auth_time=grant.auth_time if grant else None,
    )


def _sub(found: statements.TokenFacts, asking: Client) -> str:
    """Return the code by which the asking client knows the person; empty where it knows nobody by one."""
    if found.grant is None:
        return found.client_id
    if found.client == asking.id:
        return found.grant.sub
    return statements.known_sub(found.grant.account_id, asking.sector)


@posted
def revoke(request: HttpRequest, at: datetime) -> HttpResponse:
    """Take a token back from its client (RFC 7009)."""
    asking = authenticate(request, at=at)
    shown = asking.parameters.get("token")
    if not shown:
        raise invalid_request("no token")
    tokens.revoke(shown, asking.client, at=at)
    return machine({})
