# SPDX-License-Identifier: EUPL-1.2
"""Between looking and answering a consent may be taken back: then there is no answer."""

from __future__ import annotations

import pytest

from tests.builders import AT
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, answer
from tests.protocols.relying import BACK, Service
from ugyfelkapu.access.models import Session
from ugyfelkapu.access.requests import Citizen
from ugyfelkapu.domain.assurance import Factor
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.federation_errors import ServiceSignInLapsed
from ugyfelkapu.federation.oidc import clients, statements
from ugyfelkapu.federation.oidc.models import Consent, Grant
from ugyfelkapu.federation.oidc.protocol.authorization import AuthorizationRequest
from ugyfelkapu.federation.oidc.services import consents, interactions
from ugyfelkapu.federation.oidc.services.granting import Asked
from ugyfelkapu.journal.actor import citizen as by_citizen

pytestmark = pytest.mark.django_db(transaction=True)
DATA = frozenset({Datum.CONNECTION_CODE, Datum.EMAIL})


def _asked(service: Service) -> Asked:
    client = clients.client(service.client_id)
    assert client is not None
    request = AuthorizationRequest(
        client_id=client.client_id,
        redirect_uri=BACK,
        scopes=("openid", "email"),
        challenge=relying.challenge(),
    )
    return Asked(client, request)


def _citizen(person: Person) -> Citizen:
    session = Session.objects.get(account_id=person.gate.id)
    proved = frozenset(Factor(factor) for factor in session.factors)
    return Citizen(person.gate.id, session.id, "", proved, session.stepped_up_at)


def test_a_consent_that_was_taken_back_after_the_look_gives_nothing() -> None:
    service, person = relying.service(), Person()
    answer(service, person)
    asked, citizen = _asked(service), _citizen(person)
    known = _known(asked, citizen)
    by = by_citizen(citizen.account_id)
    consents.withdraw(asked.client.service_id, citizen=citizen, by=by, at=AT)

    with pytest.raises(ServiceSignInLapsed):
        interactions.answer_at_once(asked, citizen, known=known, data=DATA, by=by, at=AT)

    assert not Grant.objects.filter(revoked_at=None).exists()


def test_a_statute_needs_no_consent() -> None:
    service, person = relying.service(statutory=True), Person().sign_in()
    asked, citizen = _asked(service), _citizen(person)
    known = _known(asked, citizen)

    told = interactions.answer_at_once(
        asked, citizen, known=known, data=DATA, by=by_citizen(citizen.account_id), at=AT
    )

    assert "code" in told.parameters
    assert not Consent.objects.exists()


def _known(asked: Asked, citizen: Citizen) -> statements.Relation:
    return statements.relation(
        citizen.account_id, citizen.session_id, client=asked.client.id, sector=asked.client.sector
    )
