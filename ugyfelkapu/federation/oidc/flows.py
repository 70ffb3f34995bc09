# SPDX-License-Identifier: EUPL-1.2
"""Sign-ins for services under way: what was asked, when, and in which browser."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings

from ugyfelkapu.access import factors
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.domain.federation_errors import ServiceSignInLapsed
from ugyfelkapu.federation import queries

from . import clients, statements
from .models import Interaction
from .protocol.authorization import AuthorizationRequest
from .protocol.redirects import source
from .services.granting import Asked
from .standing import Begun, Standing, Step, asks, begun, next_step

LIFE: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Flow:
    """A sign-in for a service under way."""

    id: UUID
    asked: Asked
    since: Begun


def keep(asked: Asked, citizen: Citizen | None, *, binding: str, at: datetime) -> UUID:
    """Remember a validated request while its person is asked; return its number."""
    since = begun(citizen, at=at)
    kept = {
        "client": asked.client.client_id,
        "request": asked.request.to_json(),
        "pushed": asked.pushed.hex() if asked.pushed else "",
        "session": str(since.session_id) if since.session_id else "",
        "proofs": since.proofs,
    }
    flow = Interaction.objects.create(
        id=uuid4(),
        client_id=asked.client.id,
        binding=digest(binding),
        request=json.dumps(kept),
        begun_at=at,
        ends_at=at + LIFE,
    )
    return flow.id


def flow(interaction_id: UUID, *, binding: str, at: datetime) -> Flow:
    """Return a sign-in that waits in this browser. Raises :class:`ServiceSignInLapsed`."""
    row = Interaction.objects.filter(
        id=interaction_id, binding=digest(binding), used_at=None, ends_at__gt=at
    ).first()
    kept = json.loads(row.request) if row is not None else {}
    client = clients.client(kept["client"]) if kept else None
    if row is None or client is None:
        raise ServiceSignInLapsed
    asked = Asked(
        client,
        AuthorizationRequest.from_json(kept["request"]),
        bytes.fromhex(kept["pushed"]) if kept["pushed"] else None,
    )
    session = UUID(kept["session"]) if kept["session"] else None
    return Flow(row.id, asked, Begun(row.begun_at, session, kept["proofs"]))


def use(interaction_id: UUID, *, at: datetime) -> None:
    """Use a sign-in up: it is answered; part of an act. Raises :class:`ServiceSignInLapsed`."""
    if not Interaction.objects.filter(id=interaction_id, used_at=None).update(used_at=at):
        raise ServiceSignInLapsed


def step_of(
    asked: Asked, citizen: Citizen | None, *, since: Begun, at: datetime
) -> tuple[Step, statements.Relation | None]:
    """Return what is next, and what is known between the person and the client."""
    if citizen is None:
        return Step.SIGN_IN, None
    known = statements.relation(
        citizen.account_id, citizen.session_id, client=asked.client.id, sector=asked.client.sector
    )
    step = next_step(
        asked.request,
        asked.client,
        citizen,
        known,
        since=since,
        issuer=settings.PUBLIC_URL,
        has_factor=lambda: factors.has_counting(citizen.account_id, at=at),
    )
    return step, known


def standing(interaction_id: UUID, *, binding: str, citizen: Citizen | None, at: datetime) -> Standing:
    """Return how a sign-in for a service stands in this browser. Raises :class:`ServiceSignInLapsed`."""
    waiting = flow(interaction_id, binding=binding, at=at)
    client, request = waiting.asked.client, waiting.asked.request
    step, known = step_of(waiting.asked, citizen, since=waiting.since, at=at)
    asked = citizen is not None and known is not None and step is Step.CONSENT
    return Standing(
        interaction_id=waiting.id,
        step=step,
        service=queries.service(client.service_id),
        asks=asks(request, client, citizen, known) if asked and citizen and known else (),
        return_origin=source(request.redirect_uri),
        trial=not client.live,
        language=request.ui_locales,
        login_hint=request.login_hint,
    )


def return_origin_of(interaction_id: UUID, *, binding: str, at: datetime) -> str:
    """Return where the answer of a waiting sign-in will go, as content policies name it; empty for none."""
    try:
        return source(flow(interaction_id, binding=binding, at=at).asked.request.redirect_uri)
    except ServiceSignInLapsed:
        return ""


def digest(binding: str) -> bytes:
    """Return what the table holds of a browser's cookie."""
    return hashlib.sha256(binding.encode(errors="surrogatepass")).digest()
