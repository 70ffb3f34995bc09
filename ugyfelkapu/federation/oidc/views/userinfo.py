# SPDX-License-Identifier: EUPL-1.2
"""What a service is told about a person, for an access token (OpenID Connect Core, 5.3)."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from ugyfelkapu.access.requests import GateRequest
from ugyfelkapu.domain.errors import Refusal
from ugyfelkapu.federation.oidc import clients, keys, people, secrets, statements
from ugyfelkapu.federation.oidc.answering import refused
from ugyfelkapu.federation.oidc.authenticating import FORM, posted, proof_of
from ugyfelkapu.federation.oidc.issuing import encryption_keys
from ugyfelkapu.federation.oidc.jose import JoseError
from ugyfelkapu.federation.oidc.protocol.bearer import (
    Scheme,
    ShownToken,
    at_resource,
    insufficient_scope,
    invalid_token,
    read_access_token,
    require_holder,
)
from ugyfelkapu.federation.oidc.protocol.claims import ClaimsGranted
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError, unavailable
from ugyfelkapu.federation.oidc.protocol.introspection import TokenKind
from ugyfelkapu.federation.oidc.protocol.parameters import read_encoded
from ugyfelkapu.federation.oidc.protocol.userinfo import algorithm_of, answer, userinfo_claims
from ugyfelkapu.federation.oidc.statements import GrantFacts


def userinfo(request: HttpRequest) -> HttpResponse:
    """Answer a token with what was granted of its person, read now and kept nowhere."""
    if request.method not in {"GET", "POST"}:
        return HttpResponseNotAllowed(["GET", "POST"])
    scheme: Scheme | None = None
    try:
        shown = _shown(request)
        scheme = shown.scheme
        return _told(request, shown, at=cast(GateRequest, request).at)
    except OAuthError as refusal:
        return refused(at_resource(refusal, scheme))
    except (Refusal, JoseError):
        return refused(unavailable())


def _shown(request: HttpRequest) -> ShownToken:
    form = posted(request) if request.method == "POST" and request.content_type == FORM else {}
    query = read_encoded(request.META.get("QUERY_STRING", "").encode("latin-1"))
    return read_access_token(request.headers.get("Authorization"), form, query)


def _told(request: HttpRequest, shown: ShownToken, *, at: datetime) -> HttpResponse:
    found = statements.token_facts(secrets.digest(shown.token), at=at)
    if found is None or found.kind != TokenKind.ACCESS or not found.counts(at=at):
        raise invalid_token()
    proof = proof_of(request, at=at, access_token=shown.token) if shown.scheme is Scheme.DPOP else None
    require_holder(shown, found.jkt, proof)
    client = clients.client(found.client_id)
    if client is None or (found.grant is not None and found.grant.temporary and not client.temporary):
        raise invalid_token()
    if found.grant is None or "openid" not in found.scope.split():
        raise insufficient_scope("openid")
    granted = ClaimsGranted.from_json(found.grant.claims).within(client.claims)
    told = granted.narrowed(found.grant.scope.split(), found.scope.split())
    return _answer(client, found.grant, told, at=at)


def _answer(client: Client, grant: GrantFacts, granted: ClaimsGranted, *, at: datetime) -> HttpResponse:
    facts = people.person(grant.account_id, grant.sub, with_proofing=bool(granted.verified_userinfo))
    algorithm = algorithm_of(client)
    told = answer(
        userinfo_claims(granted, facts),
        client,
        issuer=settings.PUBLIC_URL,
        signer=keys.signer(algorithm, at=at) if algorithm else None,
        keys=encryption_keys(client, "userinfo"),
    )
    response = HttpResponse(told.body, content_type=told.content_type, status=HTTPStatus.OK)
    response.headers["Cache-Control"] = "no-store"
    return response
