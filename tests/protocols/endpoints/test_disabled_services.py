# SPDX-License-Identifier: EUPL-1.2
"""Nothing that a service was given counts while an operator has it disabled."""

from __future__ import annotations

import pytest

from tests.builders import AT
from tests.protocols import relying
from tests.protocols.endpoints.walking import Person, tokens
from ugyfelkapu.federation.oidc.models import Client
from ugyfelkapu.federation.oidc.protocol.profiles import Profile
from ugyfelkapu.federation.services import disable_service, enable_service
from ugyfelkapu.journal.actor import COMMAND_LINE

pytestmark = pytest.mark.django_db(transaction=True)
INTROSPECT = "/oidc/introspect"


def test_its_tokens_are_dead_to_everybody_until_it_is_enabled_again() -> None:
    resource = relying.service(Profile.SERVICE, redirect_uris=())
    service = relying.service(statutory=True, audience=resource.client_id)
    token = tokens(service, Person())["access_token"]
    number = Client.objects.get(client_id=service.client_id).service_id
    before = resource.ask(INTROSPECT, {"token": token}).json()

    disable_service(number, by=COMMAND_LINE, at=AT)
    disabled = resource.ask(INTROSPECT, {"token": token}).json()
    about = service.userinfo(token)
    enable_service(number, by=COMMAND_LINE, at=AT)
    after = resource.ask(INTROSPECT, {"token": token}).json()

    assert before["active"] is True
    assert disabled == {"active": False}
    assert about.status_code == 401
    assert after == before
