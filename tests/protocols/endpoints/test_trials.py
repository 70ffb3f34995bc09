# SPDX-License-Identifier: EUPL-1.2
"""A service on trial: who may sign in to it, and what the endpoints note of its checks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any  # answers of Django's test client have no type
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client as Browser

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import give_password
from tests.protocols import relying
from tests.rooms.federation import clients
from ugyfelkapu.federation import trial
from ugyfelkapu.federation.connecting import go_live
from ugyfelkapu.federation.trial import Check, Finding
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER

pytestmark = pytest.mark.django_db(transaction=True)

AT = builders.AT
AFTERWARDS = "https://szolgaltatas.example.com/"


@dataclass(frozen=True, slots=True)
class Tried:
    """A service on trial, and a browser that holds its pass and is signed in to a gate."""

    service_id: UUID
    service: relying.Service
    browser: Browser

    def findings(self) -> dict[Check, Finding]:
        return {line.check: line.finding for line in trial.checklist(self.service_id).lines}

    def code(self, **changed: str | None) -> str:
        return relying.answer_of(self.service.send(self.browser, **changed))["code"]


@pytest.fixture
def tried() -> Tried:
    """Return a service whose trial has just begun."""
    told = clients.on_trial(statutory=True, post_logout_redirect_uris=[AFTERWARDS])
    browser = Browser()
    give_password(browser, builders.activated_gate())
    link = trial.begin_trial(told.service_id, by=COMMAND_LINE, at=AT)
    browser.cookies[settings.TRIAL_COOKIE] = trial.enter_trial(link, by=STRANGER, at=AT)
    service = relying.Service(told.client_id, told.secret, redirect_uri=clients.RETURN)
    return Tried(told.service_id, service, browser)


def test_only_the_browser_with_the_pass_signs_in(tried: Tried) -> None:
    other = Browser()
    give_password(other, builders.activated_gate())

    refused = tried.service.send(other)

    assert refused.status_code == 400
    assert set(tried.findings().values()) == {Finding.UNSEEN}
    assert tried.code()


def test_a_service_that_does_everything_well_goes_live(tried: Tried) -> None:
    first = tried.service.redeem(tried.code(nonce="first-nonce-0001")).json()
    tried.service.redeem(tried.code(nonce="second-nonce-002"))
    before = tried.findings()

    _sign_out(tried, first["id_token"])
    go_live(tried.service_id, by=COMMAND_LINE, at=AT)
    stranger = Browser()
    give_password(stranger, builders.activated_gate())

    assert before == {**dict.fromkeys(Check, Finding.PASSED), Check.SIGN_OUT: Finding.UNSEEN}
    assert tried.service.send(stranger).status_code == 303


def _sign_out(tried: Tried, hint: str) -> Any:
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": AFTERWARDS}
    return tried.browser.get(f"/oidc/logout?{urlencode(asked)}")


def test_the_same_nonce_again_is_noted(tried: Tried) -> None:
    for _ in range(2):
        tried.code()

    assert tried.findings()[Check.NONCE] is Finding.REPEATED


def test_a_request_without_challenge_or_nonce_is_noted(tried: Tried) -> None:
    tried.service.send(tried.browser, code_challenge=None, code_challenge_method=None)
    tried.service.send(tried.browser, nonce=None)

    findings = tried.findings()
    assert findings[Check.NONCE] is Finding.MISSING
    assert findings[Check.CHALLENGE] is Finding.PASSED


def test_a_missing_challenge_alone_is_noted(tried: Tried) -> None:
    tried.service.send(tried.browser, code_challenge=None, code_challenge_method=None)

    assert tried.findings()[Check.CHALLENGE] is Finding.MISSING


def test_an_address_that_is_not_registered_is_noted(tried: Tried) -> None:
    refused = tried.service.send(tried.browser, redirect_uri=f"{clients.RETURN}/")

    assert refused.status_code == 400
    assert tried.findings()[Check.REDIRECT] is Finding.UNREGISTERED


def test_a_code_that_comes_late_or_twice_is_noted(tried: Tried, clock: Clock) -> None:
    code = tried.code()
    tried.service.redeem(code)
    tried.service.redeem(code)
    twice = tried.findings()[Check.REDEEMED]
    fresh = tried.code(nonce="another-nonce-01")
    clock.forward(minutes=2)
    tried.service.redeem(fresh)

    assert twice is tried.findings()[Check.REDEEMED] is Finding.LATE


def test_a_verifier_of_another_request_is_noted(tried: Tried) -> None:
    tried.service.redeem(tried.code(), code_verifier="x" * 43)

    assert tried.findings()[Check.REDEEMED] is Finding.MISMATCH


def test_another_method_than_registered_is_noted(tried: Tried) -> None:
    form = {
        "grant_type": "authorization_code",
        "code": tried.code(),
        "redirect_uri": clients.RETURN,
        "code_verifier": relying.VERIFIER,
        "client_id": tried.service.client_id,
        "client_secret": tried.service.secret,
    }

    answer = relying.post(Browser(), relying.TOKEN, form)

    assert answer.status_code == 401
    assert tried.findings()[Check.REDEEMED] is Finding.METHOD


def test_what_is_pushed_is_noted_too(tried: Tried) -> None:
    tried.service.ask("/oidc/par", tried.service.request(code_challenge=None))

    assert tried.findings()[Check.CHALLENGE] is Finding.MISSING
