# SPDX-License-Identifier: EUPL-1.2
"""What a service is told shrinks with what its token reaches, and with what it may still have."""

from __future__ import annotations

import json
from typing import Any  # one builder's gates pass for another's

import pytest

from tests import builders
from tests.builders import AT
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, tokens
from tests.protocols.relying import Service
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation import queries
from ugyfelkapu.federation.oidc.models import Client
from ugyfelkapu.federation.services import Particulars, change_service
from ugyfelkapu.journal.actor import COMMAND_LINE

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = {"name", "family_name", "given_name", "birthdate"}
ADDRESS = {"email", "email_verified"}


def _told(service: Service, access_token: str) -> set[str]:
    return set(service.userinfo(access_token).json()) - {"sub"}


def test_a_token_that_was_narrowed_tells_no_more_than_its_scopes() -> None:
    service = relying.service(statutory=True)
    got = tokens(service, Person())

    narrow = service.refresh(got["refresh_token"], scope="openid email").json()

    assert _told(service, got["access_token"]) == NAMES | ADDRESS
    assert _told(service, narrow["access_token"]) == ADDRESS


def test_the_token_after_a_narrowed_one_may_be_as_wide_as_the_first() -> None:
    service = relying.service(statutory=True)
    got = tokens(service, Person())
    narrow = service.refresh(got["refresh_token"], scope="openid email").json()

    wide = service.refresh(narrow["refresh_token"]).json()

    assert _told(service, wide["access_token"]) == NAMES | ADDRESS


def test_what_was_asked_for_by_name_stays_in_a_narrowed_token() -> None:
    service = relying.service(statutory=True)
    wish = json.dumps({"userinfo": {"nationalities": None}})
    got = tokens(service, Person(), claims=wish)

    narrow = service.refresh(got["refresh_token"], scope="openid").json()

    assert _told(service, narrow["access_token"]) == {"nationalities"}


def test_what_a_service_may_not_have_any_more_is_told_no_more() -> None:
    service = relying.service(statutory=True)
    got = tokens(service, Person())

    _let_it_receive(service, Datum.CONNECTION_CODE, Datum.EMAIL)

    assert _told(service, got["access_token"]) == ADDRESS


def test_a_service_that_is_closed_to_temporary_gates_keeps_none_of_their_tokens() -> None:
    service = relying.service(statutory=True, temporary=True)
    full, temporary = (tokens(service, person) for person in (Person(), _temporary()))

    _let_it_receive(service, *Datum)

    assert service.userinfo(temporary["access_token"]).status_code == 401
    assert service.refresh(temporary["refresh_token"]).json()["error"] == "invalid_grant"
    assert service.userinfo(full["access_token"]).status_code == 200


def test_a_service_that_stays_open_to_temporary_gates_keeps_their_tokens() -> None:
    service = relying.service(statutory=True, temporary=True)
    got = tokens(service, _temporary())

    _let_it_receive(service, Datum.CONNECTION_CODE, Datum.EMAIL, temporary=True)

    assert service.userinfo(got["access_token"]).status_code == 200


def _temporary() -> Person:
    gate: Any = builders.activated_temporary_gate()
    return Person(gate)


def _let_it_receive(service: Service, *data: Datum, temporary: bool = False) -> None:
    known = queries.service(Client.objects.get(client_id=service.client_id).service_id)
    particulars = Particulars(
        known.name_hu, known.owner_hu, receives=data, temporary=temporary, statutory=known.statutory
    )
    change_service(known.id, particulars=particulars, by=COMMAND_LINE, at=AT)
