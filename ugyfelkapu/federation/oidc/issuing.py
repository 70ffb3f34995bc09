# SPDX-License-Identifier: EUPL-1.2
"""Making tokens: opaque ones, signed access tokens where a service chose them, and ID tokens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import uuid4

from django.conf import settings

from . import clients, keys, people, secrets, statements
from .jose import JoseError, PublicKeys, sign
from .protocol.claims import ClaimsGranted, id_token_values
from .protocol.clients import Client
from .protocol.errors import OAuthError
from .protocol.id_tokens import SignIn, id_token_claims, sealed_id_token
from .protocol.introspection import (
    LONGEST_SIGNED_LIFE,
    SIGNED_TYPE,
    TokenFacts,
    TokenKind,
    signed_access_token_claims,
)
from .protocol.profiles import Authentication
from .protocol.token_requests import TokenAnswer
from .statements import GrantFacts, NewToken

ACCESS_LIFE: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class New:
    """Tokens to be made: of a grant, or a client's own; bound to a key where ``jkt`` names one."""

    client: Client
    grant: GrantFacts | None
    scopes: tuple[str, ...]
    jkt: str
    refresh: bool = False

    def ends_at(self, *, at: datetime) -> datetime:
        """Return the first instant at which its access token is dead: never after its grant."""
        ends_at = at + (LONGEST_SIGNED_LIFE if self.client.audience else ACCESS_LIFE)
        return min(ends_at, self.grant.ends_at) if self.grant is not None else ends_at


@dataclass(frozen=True, slots=True)
class Made:
    """Tokens that are made and signed, and not written yet: nothing of them counts."""

    answer: TokenAnswer
    rows: tuple[NewToken, ...]

    def write(self, *, at: datetime) -> TokenAnswer:
        """Let them count; part of a transaction."""
        statements.insert_tokens(*self.rows, at=at)
        return self.answer


def made(new: New, *, nonce: str, at: datetime) -> Made:
    """Return an access token, a refresh token where one is due, and the ID token of a grant.

    Signed outside any transaction, for the module that signs may be slow. A refresh token keeps all that
    was granted, whatever this access token was narrowed to (RFC 6749, 6).
    """
    ends_at = new.ends_at(at=at)
    access = _signed(new, at=at) if new.client.audience else secrets.new(secrets.ACCESS)
    rows = [_row(new, access, TokenKind.ACCESS, " ".join(new.scopes), new.jkt, ends_at)]
    renewing = ""
    if new.refresh and new.grant is not None:
        renewing = secrets.new(secrets.REFRESH)
        public = new.client.authentication is Authentication.NONE
        jkt = new.jkt if public else ""  # who proves who it is may change its keys (RFC 9449, 5)
        rows.append(_row(new, renewing, TokenKind.REFRESH, new.grant.scope, jkt, new.grant.ends_at))
    answer = TokenAnswer(
        access_token=access,
        expires_in=int((ends_at - at).total_seconds()),
        scopes=new.scopes,
        jkt=new.jkt,
        refresh_token=renewing,
        id_token=_id_token(new, access, nonce=nonce, at=at),
    )
    return Made(answer, tuple(rows))


def _row(new: New, token: str, kind: TokenKind, scope: str, jkt: str, ends_at: datetime) -> NewToken:
    return NewToken(
        digest=secrets.digest(token),
        kind=kind,
        grant_id=new.grant.id if new.grant else None,
        client=new.client.id,
        account_id=new.grant.account_id if new.grant else None,
        scope=scope,
        jkt=jkt,
        ends_at=ends_at,
    )


def _signed(new: New, *, at: datetime) -> str:
    """Return an access token that a resource server reads by itself (RFC 9068); it can be looked up too."""
    grant = new.grant
    facts = TokenFacts(
        kind=TokenKind.ACCESS,
        client_id=new.client.client_id,
        scopes=new.scopes,
        sub=grant.sub if grant else new.client.client_id,
        issued_at=at,
        ends_at=new.ends_at(at=at),
        audience=new.client.audience,
        jkt=new.jkt,
        acr=grant.acr if grant else "",
        auth_time=grant.auth_time if grant else None,
    )
    told = signed_access_token_claims(facts, issuer=settings.PUBLIC_URL, jti=str(uuid4()), at=at)
    return sign(told, keys.signer(new.client.signing_algorithm, at=at), typ=SIGNED_TYPE)


def _id_token(new: New, access_token: str, *, nonce: str, at: datetime) -> str:
    """Return the ID token of a grant; its nonce only beside the first access token.

    Raises :class:`OAuthError` where the client's keys, to encrypt it with, cannot be had.
    """
    grant, client = new.grant, new.client
    if grant is None:
        return ""
    sign_in = SignIn(
        sub=grant.sub,
        sid=str(grant.visit_id),
        acr=grant.acr,
        amr=tuple(grant.amr.split()),
        auth_time=grant.auth_time,
        nonce=nonce,
    )
    granted = ClaimsGranted.from_json(grant.claims).within(client.claims)
    told = {}
    if granted.told_in_id_token:
        with_proofing = bool(granted.verified_id_token)
        told = id_token_values(
            granted, people.person(grant.account_id, grant.sub, with_proofing=with_proofing)
        )
    claims = id_token_claims(
        client, sign_in, issuer=settings.PUBLIC_URL, access_token=access_token, claims=told, at=at
    )
    signer = keys.signer(client.signing_algorithm, at=at)
    return sealed_id_token(claims, client, signer, encryption_keys(client, "id_token"))


def encryption_keys(client: Client, purpose: str) -> PublicKeys | None:
    """Return the keys of a client that registered encryption for a purpose; ``None`` for others.

    Raises :class:`OAuthError` where they cannot be had.
    """
    if not client.registered(f"{purpose}_encrypted_response_alg"):
        return None
    try:
        return clients.keys_of(client)
    except JoseError:
        raise OAuthError(
            "server_error", "the client's keys cannot be had", status=HTTPStatus.SERVICE_UNAVAILABLE
        ) from None
