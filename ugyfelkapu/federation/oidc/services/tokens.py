# SPDX-License-Identifier: EUPL-1.2
"""Redeeming codes, refreshing, and clients' own tokens. Single use is decided by one conditional update."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ugyfelkapu.domain.federation_events import GrantRevoked
from ugyfelkapu.federation.oidc import secrets, statements
from ugyfelkapu.federation.oidc.issuing import New, made
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.dpop import Proof, bound_key, require_bound_key
from ugyfelkapu.federation.oidc.protocol.errors import invalid_grant
from ugyfelkapu.federation.oidc.protocol.introspection import TokenKind
from ugyfelkapu.federation.oidc.protocol.pkce import verify
from ugyfelkapu.federation.oidc.protocol.token_requests import (
    ClientRequest,
    CodeRequest,
    RefreshRequest,
    TokenAnswer,
    TokenRequest,
    narrowed,
    require_same_redirect,
)
from ugyfelkapu.federation.oidc.statements import GrantFacts
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor, ActorKind


class Reused(Exception):  # noqa: N818  an outcome: the family ends after the rollback
    """A code or refresh token was used before."""

    def __init__(self, grant: GrantFacts, what: str) -> None:
        super().__init__(what)
        self.grant = grant
        self.what = what


def issue(request: TokenRequest, client: Client, proof: Proof | None, *, at: datetime) -> TokenAnswer:
    """Return the tokens that a proven client asks for. Raises :class:`OAuthError`.

    Where a code or refresh token comes a second time, its whole family ends (RFC 9700, 4.14.2); that is
    written on its own, or it would be undone with what is refused.
    """
    try:
        match request:
            case CodeRequest():
                return _redeem(request, client, proof, at=at)
            case RefreshRequest():
                return _refresh(request, client, proof, at=at)
            case ClientRequest():
                own = New(client, None, request.scopes, bound_key(proof, client))
                return made(own, nonce="", at=at).write(at=at)
    except Reused as reuse:
        by = Actor(ActorKind.SERVICE, str(client.service_id))
        end_family(reuse.grant, client=client, reason=f"{reuse.what}_reused", by=by, at=at)
        raise invalid_grant(f"the {reuse.what} was used before") from None


def _redeem(request: CodeRequest, client: Client, proof: Proof | None, *, at: datetime) -> TokenAnswer:
    facts = statements.code_facts(secrets.digest(request.code), at=at)
    if facts is None or facts.grant.client != client.id:
        raise invalid_grant("unknown code")
    grant = facts.grant
    if facts.used:
        raise Reused(grant, "code")
    if facts.ends_at <= at or not _counts(grant, client, at=at):
        raise invalid_grant("the code has expired, or the person has signed out")
    require_same_redirect(request, sent_to=facts.redirect_uri, was_named=facts.redirect_uri_given)
    verify(request.verifier, facts.challenge)
    require_bound_key(facts.jkt, proof)
    new = New(client, grant, tuple(grant.scope.split()), bound_key(proof, client), refresh=True)
    tokens = made(new, nonce=grant.nonce, at=at)
    with transaction.atomic():
        if not statements.use_code(grant.id, at=at):
            raise Reused(grant, "code")
        return tokens.write(at=at)


def _counts(grant: GrantFacts, client: Client, *, at: datetime) -> bool:
    """Say whether a grant counts, and its gate is one that the client admits (D18)."""
    return grant.counts(at=at) and (client.temporary or not grant.temporary)


def _refresh(request: RefreshRequest, client: Client, proof: Proof | None, *, at: datetime) -> TokenAnswer:
    digest = secrets.digest(request.token)
    facts = statements.token_facts(digest, at=at)
    if facts is None or facts.client != client.id or facts.kind != TokenKind.REFRESH or facts.grant is None:
        raise invalid_grant("unknown refresh token")
    if facts.used:
        raise Reused(facts.grant, "refresh token")
    if not facts.counts(at=at) or not _counts(facts.grant, client, at=at):
        raise invalid_grant("the refresh token has expired, or the person has signed out")
    require_bound_key(facts.jkt, proof)
    scopes = narrowed(facts.scope.split(), request.scopes)
    new = New(client, facts.grant, scopes, bound_key(proof, client), refresh=client.policy.rotates)
    tokens = made(new, nonce="", at=at)
    with transaction.atomic():
        if new.refresh and not statements.use_refresh_token(digest, at=at):
            raise Reused(facts.grant, "refresh token")
        return tokens.write(at=at)


@act
def end_family(grant: GrantFacts, *, client: Client, reason: str, by: Actor, at: datetime) -> None:
    """Take a grant back with every token of it."""
    statements.revoke_grant(grant.id, at=at)
    record(GrantRevoked(subject=grant.account_id, service=client.service_id, reason=reason))


def revoke(token: str, client: Client, *, at: datetime) -> None:
    """End the family of a token that its own client gives back; others and unknown ones are passed over.

    A client's own token ends alone (RFC 7009, 2.1 and 2.2).
    """
    digest = secrets.digest(token)
    facts = statements.token_facts(digest, at=at)
    if facts is None or facts.client != client.id:
        return
    if facts.grant is None:
        statements.end_token(digest, at=at)
    elif facts.grant.revoked_at is None:
        by = Actor(ActorKind.SERVICE, str(client.service_id))
        end_family(facts.grant, client=client, reason="given_back", by=by, at=at)
