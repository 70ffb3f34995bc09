# SPDX-License-Identifier: EUPL-1.2
"""Pushed requests: kept for their client, opened again until they are answered (RFC 9126)."""

from __future__ import annotations

from typing import Any  # Django's test client answers with what has no type

import pytest
from django.test import Client as Browser

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import give_password
from tests.protocols import relying
from tests.protocols.relying import AUTHORIZE, Service

pytestmark = pytest.mark.django_db(transaction=True)


def _browser() -> Browser:
    browser = Browser()
    give_password(browser, builders.activated_gate())
    return browser


def _push(service: Service, **changed: str | None) -> str:
    pushed = service.ask("/oidc/par", service.request(**changed))
    assert pushed.status_code == 201, pushed.json()
    return str(pushed.json()["request_uri"])


def _open(browser: Browser, service: Service, reference: str) -> Any:
    return browser.get(AUTHORIZE, {"client_id": service.client_id, "request_uri": reference})


def test_a_pushed_request_is_answered() -> None:
    service = relying.service(statutory=True)

    answer = relying.answer_of(_open(_browser(), service, _push(service)))

    assert "code" in answer
    assert service.redeem(answer["code"]).status_code == 200


def test_it_is_answered_once() -> None:
    service, browser = relying.service(statutory=True), _browser()
    reference = _push(service)
    assert _open(browser, service, reference).status_code == 303

    again = _open(browser, service, reference)

    assert again.status_code == 400


def test_it_may_be_opened_again_until_the_person_has_signed_in() -> None:
    service, gate, browser = relying.service(statutory=True), builders.activated_gate(), Browser()
    reference = _push(service)
    for _ in range(2):
        led = _open(browser, service, reference)
        assert led["Location"].startswith("/belepes/szolgaltatas/")
    give_password(browser, gate)

    answered = browser.get(led["Location"])

    assert "code" in relying.answer_of(answered)


def test_it_is_of_no_use_to_another_client() -> None:
    service, other = relying.service(statutory=True), relying.service(statutory=True)

    refused = _open(_browser(), other, _push(service))

    assert refused.status_code == 400


def test_it_expires(clock: Clock) -> None:
    service, browser = relying.service(statutory=True), _browser()
    reference = _push(service)

    clock.forward(seconds=60)

    assert _open(browser, service, reference).status_code == 400
