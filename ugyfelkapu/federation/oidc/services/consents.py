# SPDX-License-Identifier: EUPL-1.2
"""What people let services have: given, remembered, withdrawn."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.access.services.powers import require_power
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.errors import Unknown
from ugyfelkapu.domain.federation_errors import ServiceSignInUnfinished
from ugyfelkapu.domain.federation_events import ConsentGiven, ConsentWithdrawn
from ugyfelkapu.domain.powers import Power
from ugyfelkapu.federation.oidc import visits
from ugyfelkapu.federation.oidc.models import Client as ClientRow
from ugyfelkapu.federation.oidc.models import Consent, Grant
from ugyfelkapu.federation.oidc.protocol.clients import Client
from ugyfelkapu.federation.oidc.standing import purposes_version, read_data, write_data
from ugyfelkapu.federation.oidc.statements import Relation
from ugyfelkapu.journal.act import act, record
from ugyfelkapu.journal.actor import Actor


def keep_consent(
    client: Client,
    account_id: UUID,
    known: Relation,
    *,
    asked: frozenset[Datum],
    agreed: frozenset[Datum],
    at: datetime,
) -> None:
    """Remember a consent in the place of the one before; part of an act.

    What was asked before, for the same purposes, and not now, stays as it was decided. Tokens of a consent
    that reached further end with it.
    """
    version = purposes_version(client)
    before, kept = frozenset[Datum](), frozenset[Datum]()
    if known.consent_version == version:
        before = read_data(known.consent_asked or "") - asked
        kept = read_data(known.consent_data) & before
    Consent.objects.filter(account_id=account_id, client_id=client.id, withdrawn_at=None).update(
        withdrawn_at=at
    )
    given = write_data(agreed | kept)
    if not read_data(known.consent_data) <= agreed | kept:
        _end_tokens(account_id, client.id, at=at)
    new = Consent(
        id=uuid4(),
        account_id=account_id,
        client_id=client.id,
        asked=write_data(asked | before),
        data=given,
        version=version,
        given_at=at,
    )
    try:
        with transaction.atomic():
            new.save(force_insert=True)
    except IntegrityError:  # another browser decided at the same moment
        raise ServiceSignInUnfinished(subject=account_id) from None
    record(ConsentGiven(subject=account_id, service=client.service_id, data=given))


@act
def withdraw(service_id: UUID, *, citizen: Citizen, by: Actor, at: datetime) -> None:
    """Withdraw a consent: the service's tokens end at once, and it is told of a sign-out.

    Raises :class:`Unknown` where none lives.
    """
    require_power(citizen, Power.SEE, at=at)
    client_id = ClientRow.objects.filter(service_id=service_id).values_list("id", flat=True).first()
    if client_id is None:
        raise Unknown(subject=citizen.account_id)
    account_id = citizen.account_id
    living = Consent.objects.filter(account_id=account_id, client_id=client_id, withdrawn_at=None)
    if not living.update(withdrawn_at=at):
        raise Unknown(subject=account_id)
    _end_tokens(account_id, client_id, at=at)
    visits.queue_of_service(account_id, client_id)
    record(ConsentWithdrawn(subject=account_id, service=service_id))


def _end_tokens(account_id: UUID, client_id: UUID, *, at: datetime) -> None:
    Grant.objects.filter(account_id=account_id, client_id=client_id, revoked_at=None).update(revoked_at=at)
