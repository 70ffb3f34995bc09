# SPDX-License-Identifier: EUPL-1.2
"""The test console: a pass for one browser, the checklist with state and remedy, and going live."""

from __future__ import annotations

import re
from itertools import product
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.html import Page, words
from tests.rooms.federation import clients
from ugyfelkapu.federation import trial
from ugyfelkapu.federation.oidc.models import Client as Registered
from ugyfelkapu.federation.queries import service
from ugyfelkapu.federation.services import add_service
from ugyfelkapu.federation.trial import Check, Finding
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.pages.operator.client_words import CHECKS, FINDINGS, remedy

LIST = "/uzemeltetes/szolgaltatasok/"
LINK = re.compile(r"http://localhost:8000(/proba/[\w-]{43}/)")


def _begun(operator: Client) -> tuple[UUID, UUID, str]:
    told = clients.on_trial()
    page = operator.post(f"{LIST}{told.service_id}/proba/").content.decode()
    (link,) = set(LINK.findall(page))
    return told.service_id, Registered.objects.get().id, link


def _rows(operator: Client, service_id: UUID) -> list[str]:
    page = Page(operator.get(f"{LIST}{service_id}/proba/").content)
    return [words(row) for row in page.all("tr")][1:]


def test_before_a_trial_nothing_was_seen(operator: Client) -> None:
    told = clients.on_trial()

    rows = _rows(operator, told.service_id)

    assert len(rows) == len(Check)
    assert all("még nem láttuk" in row for row in rows)


def test_the_link_of_a_trial_is_shown_once_and_admits_one_browser(operator: Client) -> None:
    service_id, client_id, link = _begun(operator)
    browser, second = Client(), Client()

    offered = browser.get(link)
    answer = browser.post(link)
    late = second.post(link)

    kept = browser.cookies[settings.TRIAL_COOKIE]
    assert service(service_id).name("hu") in offered.content.decode()
    assert (answer.status_code, answer.headers["Location"]) == (303, "/proba/kesz/")
    assert (kept["httponly"], kept["samesite"], kept["max-age"]) == (True, "Lax", 3600)
    assert trial.admits(kept.value, client_id, at=builders.AT)
    assert "11:42" in browser.get("/proba/kesz/").content.decode()
    assert late.status_code == 404
    assert settings.TRIAL_COOKIE not in second.cookies
    assert not LINK.search(operator.get(f"{LIST}{service_id}/proba/").content.decode())


def test_looking_at_the_link_takes_nothing(operator: Client) -> None:
    _service, _client, link = _begun(operator)

    looked = [Client().get(link).status_code for _ in range(2)]

    assert looked == [200, 200]
    assert Client().post(link).status_code == 303


def test_without_a_pass_there_is_nothing_to_say(db: None) -> None:
    assert Client().get("/proba/kesz/").status_code == 404


def test_a_pass_is_over_after_its_hour(operator: Client, clock: Clock) -> None:
    _service, _client, link = _begun(operator)
    browser = Client()
    browser.post(link)

    clock.forward(hours=1)

    assert browser.get("/proba/kesz/").status_code == 404


def test_the_checklist_says_what_was_seen_and_what_to_do(operator: Client) -> None:
    service_id, client_id, _link = _begun(operator)
    trial.saw_request(client_id, nonce="", challenge="x", at=builders.AT)
    trial.saw(client_id, Check.REDEEMED, Finding.LATE, at=builders.AT)

    redirect, challenge, nonce, redeemed, sign_out = _rows(operator, service_id)

    assert "rendben" in redirect
    assert "rendben" in challenge
    assert "hiányzik" in nonce
    assert "küldjön nonce értéket" in nonce
    assert "elkésett" in redeemed
    assert "10:42" in redeemed
    assert "még nem láttuk" in sign_out


def test_a_service_goes_live_when_every_check_passed(operator: Client) -> None:
    service_id, client_id, _link = _begun(operator)
    before = operator.get(f"{LIST}{service_id}/proba/").content.decode()
    for check in Check:
        trial.saw(client_id, check, Finding.PASSED, at=builders.AT)
    offered = operator.get(f"{LIST}{service_id}/proba/").content.decode()

    answer = operator.post(f"{LIST}{service_id}/elesites/")

    client = service(service_id).client
    assert "/elesites/" not in before
    assert f'action="{LIST}{service_id}/elesites/"' in offered
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIST}{service_id}/")
    assert client is not None
    assert client.live


def test_a_service_with_open_checks_does_not_go_live(operator: Client) -> None:
    service_id, _client, _link = _begun(operator)

    answer = operator.post(f"{LIST}{service_id}/elesites/")

    client = service(service_id).client
    assert answer.status_code == 409
    assert "még nem élesíthető" in answer.content.decode()
    assert client is not None
    assert not client.live


def test_a_service_that_registered_nothing_cannot_be_tried(operator: Client) -> None:
    service_id = add_service(clients.particulars(), by=COMMAND_LINE, at=builders.AT)

    answers = [operator.get(f"{LIST}{service_id}/proba/"), operator.post(f"{LIST}{service_id}/proba/")]

    assert [answer.status_code for answer in answers] == [409, 409]


@pytest.mark.parametrize(("check", "finding"), list(product(Check, Finding)))
def test_whatever_is_seen_has_a_state_and_a_remedy(check: Check, finding: Finding) -> None:
    asked = {Finding.MISSING: {Check.CHALLENGE, Check.NONCE}}.get(finding, set(Check))

    assert CHECKS[check]
    assert FINDINGS[finding][0]
    if check in asked:
        assert bool(remedy(check, finding)) is (finding is not Finding.PASSED)
