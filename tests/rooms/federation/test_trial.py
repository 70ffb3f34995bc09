# SPDX-License-Identifier: EUPL-1.2
"""Trying a service out: one browser an hour, and what is seen of each check."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests import builders
from tests.rooms.federation import clients
from ugyfelkapu.domain.catalogue_errors import NotConnected, TrialPassLapsed
from ugyfelkapu.federation import trial
from ugyfelkapu.federation.oidc.models import Client, Trial
from ugyfelkapu.federation.trial import Check, Finding
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER
from ugyfelkapu.journal.queries import latest_entries

pytestmark = pytest.mark.django_db

AT = builders.AT
SOON = AT + timedelta(minutes=5)
LAST = AT + timedelta(minutes=60) - timedelta(microseconds=1)
OVER = AT + timedelta(minutes=60)


def _begun(**changes: object) -> tuple[UUID, UUID, str]:
    told = clients.on_trial(**changes)  # type: ignore[arg-type]
    token = trial.begin_trial(told.service_id, by=COMMAND_LINE, at=AT)
    return told.service_id, Client.objects.get(service_id=told.service_id).id, token


def _findings(service_id: UUID) -> dict[Check, Finding]:
    return {line.check: line.finding for line in trial.checklist(service_id).lines}


def test_the_link_of_a_trial_admits_one_browser_for_an_hour() -> None:
    service_id, client_id, token = _begun()

    offered = trial.offer(token, at=SOON)
    kept = trial.enter_trial(token, by=STRANGER, at=SOON)

    assert (offered.service_id, offered.ends_at) == (service_id, OVER)
    assert trial.admits(kept, client_id, at=LAST)
    assert not trial.admits(kept, client_id, at=OVER)
    assert not trial.admits(token, client_id, at=SOON)
    assert [entry.event for entry in latest_entries(limit=2)] == ["TrialEntered", "TrialBegun"]


def test_a_second_browser_is_not_admitted() -> None:
    _service, client_id, token = _begun()
    kept = trial.enter_trial(token, by=STRANGER, at=SOON)

    with pytest.raises(TrialPassLapsed):
        trial.enter_trial(token, by=STRANGER, at=SOON)
    with pytest.raises(TrialPassLapsed):
        trial.offer(token, at=SOON)

    assert trial.admits(kept, client_id, at=SOON)


def test_a_link_is_dead_after_its_hour_and_any_other_never_lived() -> None:
    _service, _client, token = _begun()

    for word, at in ((token, OVER), ("sehol", SOON), ("", SOON)):
        with pytest.raises(TrialPassLapsed):
            trial.enter_trial(word, by=STRANGER, at=at)


def test_a_pass_admits_to_its_own_service_alone() -> None:
    _service, _client, token = _begun()
    _other, other_client, _token = _begun()
    kept = trial.enter_trial(token, by=STRANGER, at=SOON)

    assert not trial.admits(kept, other_client, at=SOON)
    assert not trial.admits("", other_client, at=SOON)


def test_the_pass_rests_as_a_digest() -> None:
    _service, _client, token = _begun()
    kept = trial.enter_trial(token, by=STRANGER, at=SOON)

    digest = bytes(Trial.objects.get().digest)

    assert len(digest) == 32
    assert token.encode() not in digest
    assert kept.encode() not in digest


def test_nothing_was_seen_of_a_service_that_nobody_tried() -> None:
    told = clients.on_trial()

    listed = trial.checklist(told.service_id)

    assert (listed.begun_at, listed.passed) == (None, False)
    assert _findings(told.service_id) == dict.fromkeys(Check, Finding.UNSEEN)


def test_a_service_without_a_client_has_no_checklist() -> None:
    with pytest.raises(NotConnected):
        trial.checklist(uuid4())


def test_what_was_seen_last_counts() -> None:
    service_id, client_id, _token = _begun()

    trial.saw(client_id, Check.REDEEMED, Finding.METHOD, at=SOON)
    first = _findings(service_id)[Check.REDEEMED]
    trial.saw(client_id, Check.REDEEMED, Finding.PASSED, at=LAST)

    line = next(line for line in trial.checklist(service_id).lines if line.check is Check.REDEEMED)
    assert (first, line.finding, line.at) == (Finding.METHOD, Finding.PASSED, LAST)


def test_a_service_passes_once_every_check_did() -> None:
    service_id, client_id, _token = _begun()

    for check in Check:
        assert not trial.checklist(service_id).passed
        trial.saw(client_id, check, Finding.PASSED, at=SOON)

    assert trial.checklist(service_id).passed


def test_a_service_without_people_only_proves_who_it_is() -> None:
    service_id, client_id, _token = _begun(profile="service", redirect_uris=[])

    before = _findings(service_id)
    trial.saw(client_id, Check.REDEEMED, Finding.PASSED, at=SOON)

    assert before == {Check.REDEEMED: Finding.UNSEEN}
    assert trial.checklist(service_id).passed


def test_nothing_is_noted_outside_a_trial() -> None:
    service_id, client_id, _token = _begun()

    trial.saw(client_id, Check.REDEEMED, Finding.PASSED, at=OVER)
    trial.saw(uuid4(), Check.REDEEMED, Finding.PASSED, at=SOON)

    assert _findings(service_id)[Check.REDEEMED] is Finding.UNSEEN


def test_the_newest_trial_counts() -> None:
    service_id, client_id, _token = _begun()
    trial.saw(client_id, Check.REDEEMED, Finding.PASSED, at=SOON)

    trial.begin_trial(service_id, by=COMMAND_LINE, at=SOON)
    before = _findings(service_id)[Check.REDEEMED]
    trial.saw(client_id, Check.SIGN_OUT, Finding.PASSED, at=LAST)

    assert before is Finding.UNSEEN
    assert _findings(service_id)[Check.SIGN_OUT] is Finding.PASSED


def test_two_sign_ins_show_that_nonces_are_fresh() -> None:
    service_id, client_id, _token = _begun()

    trial.saw_request(client_id, nonce="egy", challenge="x" * 43, at=SOON)
    first = _findings(service_id)
    trial.saw_request(client_id, nonce="kettő", challenge="x" * 43, at=SOON)

    assert first[Check.REDIRECT] is first[Check.CHALLENGE] is Finding.PASSED
    assert first[Check.NONCE] is Finding.ONCE
    assert _findings(service_id)[Check.NONCE] is Finding.PASSED


def test_a_nonce_that_comes_again_is_noted_until_a_fresh_one_comes() -> None:
    service_id, client_id, _token = _begun()

    for nonce in ("egy", "egy"):
        trial.saw_request(client_id, nonce=nonce, challenge="x", at=SOON)
    repeated = _findings(service_id)[Check.NONCE]
    trial.saw_request(client_id, nonce="kettő", challenge="x", at=SOON)

    assert repeated is Finding.REPEATED
    assert _findings(service_id)[Check.NONCE] is Finding.PASSED


def test_what_a_request_lacks_is_noted() -> None:
    service_id, client_id, _token = _begun()

    trial.saw_request(client_id, nonce="", challenge="", at=SOON)

    found = _findings(service_id)
    assert found[Check.NONCE] is found[Check.CHALLENGE] is Finding.MISSING


def test_no_nonce_rests_as_it_came() -> None:
    _service, client_id, _token = _begun()

    trial.saw_request(client_id, nonce="furcsa \"$.nonce'", challenge="x", at=SOON)

    assert "furcsa" not in str(Trial.objects.get().checks)
    assert len([key for key in Trial.objects.get().checks if key.startswith("nonce ")]) == 1
