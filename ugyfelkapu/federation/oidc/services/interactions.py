# SPDX-License-Identifier: EUPL-1.2
"""Answering services: with a code, or with the standard's error."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.errors import Forbidden
from ugyfelkapu.domain.federation_errors import ConsentIncomplete, ServiceSignInUnfinished
from ugyfelkapu.domain.federation_events import ServiceDeclined
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.federation.oidc import flows
from ugyfelkapu.federation.oidc.flows import return_origin_of, standing
from ugyfelkapu.federation.oidc.protocol.errors import OAuthError
from ugyfelkapu.federation.oidc.protocol.levels import unmet
from ugyfelkapu.federation.oidc.protocol.responses import ClientResponse, refused
from ugyfelkapu.federation.oidc.standing import Begun, Step, agreed, essential_data, means_another, wanted
from ugyfelkapu.federation.oidc.statements import Relation
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor

from .consents import keep_consent
from .granting import Asked, give, use_pushed

__all__ = ["agree", "answer", "answer_at_once", "decline", "return_origin_of", "standing"]

DECLINED = OAuthError("access_denied", "The person did not sign in, or let the service have nothing.")
ANOTHER = OAuthError("login_required", "another person is signed in")


@act
def answer_at_once(
    asked: Asked, citizen: Citizen, *, known: Relation, data: frozenset[Datum], by: Actor, at: datetime
) -> ClientResponse:
    """Answer a request for which nobody need be asked. Raises :class:`ServiceSignInLapsed`."""
    return give(asked, citizen, known, agreed=data, at=at)


@act
def answer(
    interaction_id: UUID, *, binding: str, citizen: Citizen | None, by: Actor, at: datetime
) -> ClientResponse:
    """Answer a sign-in that waited, once nothing is left to ask; for whom the service does not mean, with no.

    Raises :class:`ServiceSignInLapsed` and :class:`ServiceSignInUnfinished`.
    """
    waiting = flows.flow(interaction_id, binding=binding, at=at)
    if citizen is None:
        raise ServiceSignInUnfinished
    flows.use(waiting.id, at=at)
    return _answered(waiting.asked, citizen, since=waiting.since, at=at)


def _answered(asked: Asked, citizen: Citizen, *, since: Begun, at: datetime) -> ClientResponse:
    step, known = flows.step_of(asked, citizen, since=since, at=at)
    if known is not None and means_another(asked.request, known):
        return _refused(asked, ANOTHER, citizen, at=at)
    data = agreed(asked.request, asked.client, citizen, known) if known is not None else None
    if step is not Step.ANSWER or known is None or data is None:
        raise ServiceSignInUnfinished(subject=citizen.account_id)
    return give(asked, citizen, known, agreed=data, at=at)


@act
def agree(
    interaction_id: UUID,
    *,
    binding: str,
    citizen: Citizen | None,
    data: frozenset[Datum],
    by: Actor,
    at: datetime,
) -> ClientResponse:
    """Remember what the person lets the service have, and answer it.

    Raises :class:`ConsentIncomplete` without what the service cannot do without,
    :class:`ServiceSignInLapsed`, and :class:`ServiceSignInUnfinished` where consent is not what is next.
    """
    waiting = flows.flow(interaction_id, binding=binding, at=at)
    asked = waiting.asked
    step, known = flows.step_of(asked, citizen, since=waiting.since, at=at)
    if citizen is None or known is None or step is not Step.CONSENT:
        raise ServiceSignInUnfinished
    offered = wanted(asked.request, asked.client, temporary=citizen.state is State.TEMPORARY)
    data |= {Datum.CONNECTION_CODE}
    if not data <= offered:
        raise Forbidden(subject=citizen.account_id)
    if not essential_data(asked.request.claims) & offered <= data:
        raise ConsentIncomplete(subject=citizen.account_id)
    flows.use(waiting.id, at=at)
    keep_consent(asked.client, citizen.account_id, known, asked=offered, agreed=data, at=at)
    return give(asked, citizen, known, agreed=data, at=at)


@act
def decline(
    interaction_id: UUID, *, binding: str, citizen: Citizen | None, by: Actor, at: datetime
) -> ClientResponse:
    """Send the person back to the service without signing in. Raises :class:`ServiceSignInLapsed`."""
    waiting = flows.flow(interaction_id, binding=binding, at=at)
    step, _ = flows.step_of(waiting.asked, citizen, since=waiting.since, at=at)
    refusal = unmet() if step in {Step.UNMET, Step.ADD_FACTOR, Step.SECOND_STEP} else DECLINED
    flows.use(waiting.id, at=at)
    return _refused(waiting.asked, refusal, citizen, at=at)


def _refused(asked: Asked, refusal: OAuthError, citizen: Citizen | None, *, at: datetime) -> ClientResponse:
    use_pushed(asked.pushed, at=at)
    subject = citizen.account_id if citizen is not None else None
    record(ServiceDeclined(subject=subject, service=asked.client.service_id, code=refusal.code))
    return refused(asked.request.address, refusal, issuer=settings.PUBLIC_URL)
