# SPDX-License-Identifier: EUPL-1.2
"""A sign-in that began where nobody's session was seen gains nothing by a session that was there before.

Browsers send our cookies with no form that another site posts, so a service that posts its request meets a
stranger first.
"""

from __future__ import annotations

from typing import Any  # Django's test client answers with what has no type

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests.clock import Clock
from tests.protocols import relying
from tests.protocols.endpoints.walking import SIGN_IN, STEP_UP, Person
from tests.protocols.relying import Service, claims_of

pytestmark = pytest.mark.django_db(transaction=True)


def _posted(service: Service, person: Person, **changed: str) -> Any:
    """Return where a request leads that came without the cookies that the browser has."""
    cookieless = Browser()
    led = relying.post(cookieless, relying.AUTHORIZE, service.request(**changed))
    person.browser.cookies[settings.FLOW_COOKIE] = cookieless.cookies[settings.FLOW_COOKIE].value
    return led


@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "1"}], ids=lambda wish: next(iter(wish)))
def test_a_session_of_before_is_no_proof_of_this_sign_in(clock: Clock, wish: dict[str, str]) -> None:
    service, person = relying.service(statutory=True), Person().sign_in()
    clock.forward(minutes=1)

    response, way = person.walk(_posted(service, person, **wish))

    told = claims_of(service.redeem(relying.answer_of(response)["code"]).json()["id_token"])
    assert STEP_UP in way
    assert told["auth_time"] == int(clock.at.timestamp())


def test_a_session_of_before_does_where_no_fresh_proof_is_wanted(clock: Clock) -> None:
    service, person = relying.service(statutory=True), Person().sign_in()
    clock.forward(minutes=1)

    response, way = person.walk(_posted(service, person))

    assert "code" in relying.answer_of(response)
    assert not {STEP_UP, SIGN_IN} & set(way)


def test_whoever_signs_in_for_it_has_proved_enough(clock: Clock) -> None:
    service, person = relying.service(statutory=True), Person()
    led = _posted(service, person, prompt="login", max_age="1")
    clock.forward(minutes=1)

    response, way = person.walk(led)

    assert "code" in relying.answer_of(response)
    assert SIGN_IN in way
    assert STEP_UP not in way
