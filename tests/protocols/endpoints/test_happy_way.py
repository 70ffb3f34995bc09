# SPDX-License-Identifier: EUPL-1.2
"""One whole sign-in, from the service's request to what it learns."""

from __future__ import annotations

import pytest
from django.test import Client as Browser

from tests import builders
from tests.pages.citizen.owners import give_password
from tests.protocols import relying

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_statutory_service_signs_somebody_in_and_learns_what_it_may() -> None:
    gate = builders.activated_gate()
    service = relying.service(statutory=True)
    browser = Browser()
    give_password(browser, gate)

    answer = relying.answer_of(service.send(browser))
    tokens = service.redeem(answer["code"]).json()
    assert "access_token" in tokens, tokens
    told = service.userinfo(tokens["access_token"]).json()

    id_token = relying.claims_of(tokens["id_token"])
    assert answer["iss"] == relying.issuer()
    assert id_token["sub"] == told["sub"]
    assert id_token["nonce"] == "n-0S6_WzA2Mj"
    assert id_token["acr"] == "http://eidas.europa.eu/LoA/low"
    assert told["email"] == gate.email
    assert told["family_name"] == gate.person.identity.current_name.family
    refreshed = service.refresh(tokens["refresh_token"]).json()
    assert relying.claims_of(refreshed["id_token"])["sub"] == told["sub"]
    reused = service.refresh(tokens["refresh_token"])
    assert reused.status_code == 400
    assert service.userinfo(refreshed["access_token"]).status_code == 401
