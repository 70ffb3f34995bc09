# SPDX-License-Identifier: EUPL-1.2
"""Giving a service its answer: a code for a grant, written from the session as it lives at that instant."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings

from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.federation_errors import ServiceSignInLapsed
from ugyfelkapu.domain.federation_events import ServiceEntered
from ugyfelkapu.federation.oidc import people, secrets, statements
from ugyfelkapu.federation.oidc.models import PushedRequest
from ugyfelkapu.federation.oidc.protocol import claims, levels
from ugyfelkapu.federation.oidc.protocol.authorization import AuthorizationRequest
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.protocol.id_tokens import methods
from ugyfelkapu.federation.oidc.protocol.responses import ClientResponse, granted
from ugyfelkapu.federation.oidc.standing import level_of, write_data
from ugyfelkapu.journal.act import record
from ugyfelkapu.vault.index import keyed_hash

CODE_LIFE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Asked:
    """A validated request of a client, and the pushed one that it came from, if it did."""

    client: Client
    request: AuthorizationRequest
    pushed: bytes | None = None


def give(
    asked: Asked,
    citizen: Citizen,
    relation: statements.Relation,
    *,
    agreed: frozenset[Datum],
    at: datetime,
) -> ClientResponse:
    """Write the grant and return the answer with its code; part of an act.

    Raises :class:`ServiceSignInLapsed` where the pushed request was answered already, or the session, its
    gate or the consent has ended since the request began.
    """
    client, request = asked.client, asked.request
    use_pushed(asked.pushed, at=at)
    sub = relation.sub or _keep_sub(citizen.account_id, client.sector)
    visit = relation.visit_id or statements.keep_visit(
        uuid4(),
        client=client.id,
        account_id=citizen.account_id,
        session_id=citizen.session_id,
        sub=sub,
        at=at,
    )
    code = secrets.new(secrets.CODE)
    acr = levels.told(level_of(citizen, issuer=settings.PUBLIC_URL), request.levels)
    new = statements.NewGrant(
        id=uuid4(),
        client=client.id,
        session_id=citizen.session_id,
        state=citizen.state,
        visit_id=visit,
        sub=sub,
        scope=" ".join(request.scopes),
        claims=_claims(asked, citizen, sub, agreed, at=at),
        acr=acr,
        amr=" ".join(methods(citizen.factors)),
        auth_time=citizen.stepped_up_at or at,
        nonce=request.nonce or "",
        code=secrets.digest(code),
        code_ends_at=at + CODE_LIFE,
        challenge=request.challenge or "",
        redirect_uri=request.address.redirect_uri,
        redirect_uri_given=request.address.given,
        jkt=request.dpop_jkt or "",
        by_statute=client.statutory,
    )
    if not statements.insert_grant(new, at=at):
        raise ServiceSignInLapsed(subject=citizen.account_id)
    entered = ServiceEntered(
        subject=citizen.account_id, service=client.service_id, data=write_data(agreed), level=acr
    )
    record(entered)
    return granted(request.address, code, issuer=settings.PUBLIC_URL)


def use_pushed(pushed: bytes | None, *, at: datetime) -> None:
    """Use a pushed request up; part of an act. Raises :class:`ServiceSignInLapsed`."""
    if pushed is None:
        return
    if not PushedRequest.objects.filter(digest=pushed, used_at=None).update(used_at=at):
        raise ServiceSignInLapsed


def sub_of(account_id: UUID, sector: str) -> str:
    """Return the connection code of a gate for a sector: of use to nobody else, always the same (D19)."""
    hashed = keyed_hash("connection code", f"{sector}:{account_id}")
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()


def _keep_sub(account_id: UUID, sector: str) -> str:
    sub = sub_of(account_id, sector)
    statements.keep_subject(uuid4(), account_id=account_id, sector=sector, sub=sub)
    return sub


def _claims(asked: Asked, citizen: Citizen, sub: str, agreed: frozenset[Datum], *, at: datetime) -> object:
    """Return which claims the service gets, as they rest; ``agreed`` holds no more than the gate may give."""
    granted_claims = claims.granted(
        asked.request.claims,
        asked.request.scopes,
        ceiling=asked.client.claims,
        agreed=agreed,
        person=lambda: people.person(citizen.account_id, sub, with_proofing=True),
        at=at,
    )
    return granted_claims.to_json()
