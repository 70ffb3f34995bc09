# SPDX-License-Identifier: EUPL-1.2
"""``…/ujrakezdes/``: one clerk makes the checks, another approves, and nobody at the desk sees a code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any  # Django's test client answers with what has no type
from uuid import uuid4

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.clerk import desk as typed
from tests.pages.clerk.desk import CARD, MARIA
from tests.pages.clerk.test_records import maria
from tests.personal import personal
from ugyfelkapu.access.models import Recovery
from ugyfelkapu.access.services import recovering
from ugyfelkapu.accounts import keys
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.deadlines import APPROVAL_LIFE, RECOVERY_WAIT
from ugyfelkapu.journal.actor import WORKER
from ugyfelkapu.staff.models import StaffMember
from ugyfelkapu.staff.rights import Role

pytestmark = pytest.mark.django_db
NEW_ADDRESS = personal("maria.ujcim@example.com")
ASKED = {**MARIA, **CARD, "same_person": "on", "step": "ask"}
APPROVALS = "/ugyintezo/jovahagyas/"
BrowserOf = Callable[..., Client]


@pytest.fixture
def built() -> builders.BuiltGate:
    """Return Mária's gate."""
    return builders.activated_gate(person=maria())


@pytest.fixture
def first(browser_of: BrowserOf) -> Client:
    """Return the browser of the clerk who asks."""
    return browser_of("elso")


@pytest.fixture
def second(browser_of: BrowserOf) -> Client:
    """Return the browser of a colleague."""
    return browser_of("masodik")


@pytest.fixture(autouse=True)
def _filled(register: object) -> None:
    """Let the sandbox register know Mária before her gate is built."""


def page_of(gate: builders.BuiltGate) -> str:
    """Return where a new start is asked for."""
    return f"{typed.record(gate.id)}ujrakezdes/"


def ask(browser: Client, gate: builders.BuiltGate, **more: str) -> Any:
    """Look the owner up and ask for the new start."""
    browser.post(page_of(gate), {**MARIA, **CARD, "step": "look-up"})
    return browser.post(page_of(gate), {**ASKED, **more})


def asked(browser: Client, gate: builders.BuiltGate, **more: str) -> str:
    """Ask for a new start; return the page on which it is decided."""
    answer = ask(browser, gate, **more)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def seen(page: Any) -> str:
    """Return the fingerprint that a page shows."""
    return str(page.text.partition('name="fingerprint" value="')[2].partition('"')[0])


def approve(browser: Client, path: str, **changes: str) -> Any:
    """Look at a request and approve it."""
    fingerprint = seen(browser.get(path))
    whole = {"step": "approve", "same_person": "on", "fingerprint": fingerprint}
    return browser.post(path, {**whole, **changes})


def starts_over_at(gate: builders.BuiltGate) -> object:
    """Return from when what opened a gate before is void."""
    return Account.objects.get(id=gate.id).starts_over_at


# ------------------------------------------------------------------ asking


def test_two_clerks_let_somebody_start_over(first: Client, second: Client, built: builders.BuiltGate) -> None:
    path = asked(first, built)
    listed = second.get(APPROVALS)
    shown = second.get(path)
    approved = approve(second, path)
    after = first.get(path)

    assert path.startswith("/ugyintezo/jovahagyas/ujrakezdes/")
    assert path in listed.text
    assert "Újrakezdés" in listed.text
    assert built.email in shown.text
    assert "nincs: az ismert marad" in shown.text
    assert approved.headers["Location"] == f"{typed.record(built.id)}?approved"
    assert starts_over_at(built) == builders.AT + RECOVERY_WAIT
    assert "2026. november 24., kedd, 10:42" in after.text


def test_a_new_address_is_given_twice_or_not_at_all(first: Client, built: builders.BuiltGate) -> None:
    once = ask(first, built, email=NEW_ADDRESS)
    again = ask(first, built, email_again=NEW_ADDRESS)
    different = ask(first, built, email=NEW_ADDRESS, email_again=personal("mas@example.com"))

    assert {once.status_code, again.status_code, different.status_code} == {422}
    assert not Recovery.objects.exists()
    assert ask(first, built, email=NEW_ADDRESS, email_again=NEW_ADDRESS).status_code == 303


def test_a_colleague_sees_the_new_address(first: Client, second: Client, built: builders.BuiltGate) -> None:
    path = asked(first, built, email=NEW_ADDRESS, email_again=NEW_ADDRESS)

    shown = second.get(path).text

    assert NEW_ADDRESS in shown
    assert "az új címre megy majd" in shown


def test_without_comparing_nothing_is_asked(first: Client, built: builders.BuiltGate) -> None:
    unseen = first.post(page_of(built), ASKED)
    first.post(page_of(built), {**MARIA, **CARD, "step": "look-up"})
    unticked = first.post(page_of(built), {**ASKED, "same_person": ""})

    assert (unseen.status_code, unticked.status_code) == (422, 422)
    assert not Recovery.objects.exists()


def test_somebody_elses_document_asks_for_nothing(first: Client, built: builders.BuiltGate) -> None:
    elek = {"document_number": "000011ZZ", "address_card_number": "000007ZZ"}

    first.post(page_of(built), {**MARIA, **CARD, **elek, "step": "look-up"})
    refused = first.post(page_of(built), {**ASKED, **elek})

    assert refused.status_code == 422
    assert not Recovery.objects.exists()


def test_only_an_active_gate_offers_it(first: Client) -> None:
    suspended, pending = builders.suspended_gate(), builders.registered_gate()

    for gate in (suspended, pending):
        answer = first.get(page_of(gate))
        assert (answer.status_code, answer.headers["Location"]) == (303, typed.record(gate.id))
        assert page_of(gate) not in first.get(typed.record(gate.id)).text


def test_the_record_offers_it_and_shows_what_waits(
    first: Client, second: Client, built: builders.BuiltGate
) -> None:
    offered = first.get(typed.record(built.id)).text
    path = asked(first, built)
    waiting = first.get(typed.record(built.id)).text
    approve(second, path)
    approved = first.get(typed.record(built.id)).text

    assert page_of(built) in offered
    assert path in waiting
    assert page_of(built) not in waiting
    assert "Hatályba lép: 2026. november 24., kedd, 10:42" in approved
    assert first.get(page_of(built)).headers["Location"] == typed.record(built.id)


def test_a_second_request_is_refused_while_one_waits(first: Client, built: builders.BuiltGate) -> None:
    asked(first, built)

    refused = ask(first, built)

    assert refused.status_code == 409
    assert Recovery.objects.count() == 1


def test_a_gate_that_is_not_there_is_not_found(first: Client) -> None:
    assert first.get(f"{typed.record(uuid4())}ujrakezdes/").status_code == 404
    assert first.get(f"{APPROVALS}ujrakezdes/{uuid4()}/").status_code == 404


# ------------------------------------------------------------------ deciding


def test_the_asker_cannot_approve_and_may_take_it_back(first: Client, built: builders.BuiltGate) -> None:
    path = asked(first, built)

    refused = first.post(path, {"step": "approve", "same_person": "on", "fingerprint": "00"})
    taken_back = first.post(path, {"step": "decline"})

    assert refused.status_code == 403
    assert taken_back.headers["Location"] == path
    assert "Nem hagyták jóvá" in first.get(path).text
    assert starts_over_at(built) is None


def test_a_colleague_declines(first: Client, second: Client, built: builders.BuiltGate) -> None:
    path = asked(first, built)

    answer = second.post(path, {"step": "decline"})

    assert answer.headers["Location"] == APPROVALS
    assert path not in second.get(APPROVALS).text
    assert second.get(path).status_code == 404
    assert second.post(path, {"step": "decline"}).status_code == 409


def test_the_colleague_must_have_looked(first: Client, second: Client, built: builders.BuiltGate) -> None:
    path = asked(first, built)

    unticked = approve(second, path, same_person="")
    edited = approve(second, path, fingerprint="00" * 32)
    garbled = approve(second, path, fingerprint="nem hexa")

    assert (unticked.status_code, edited.status_code, garbled.status_code) == (422, 422, 422)
    assert starts_over_at(built) is None


def test_another_office_sees_nothing(first: Client, browser_of: BrowserOf, built: builders.BuiltGate) -> None:
    path = asked(first, built)
    elsewhere = browser_of("tavoli", office="GYR-01")

    assert path not in elsewhere.get(APPROVALS).text
    assert elsewhere.get(path).status_code == 403
    assert elsewhere.post(path, {"step": "decline"}).status_code == 403


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_who_runs_the_house_does_neither(
    first: Client, browser_of: BrowserOf, built: builders.BuiltGate, role: Role
) -> None:
    path = asked(first, built)
    browser = browser_of("masik", role=role)

    assert {browser.get(page).status_code for page in (path, page_of(built))} == {403}
    assert {browser.post(page).status_code for page in (path, page_of(built))} == {403}


def test_nobody_decides_about_their_own_gate(
    first: Client, second: Client, built: builders.BuiltGate
) -> None:
    path = asked(first, built)
    StaffMember.objects.filter(username="masodik").update(person_key=keys.person_key(built.person))

    assert second.get(path).status_code == 403
    assert second.post(path, {"step": "decline"}).status_code == 403
    assert second.get(page_of(built)).status_code == 403
    assert path not in second.get(APPROVALS).text


def test_after_a_day_there_is_nothing_to_approve(
    first: Client, browser_of: BrowserOf, built: builders.BuiltGate, clock: Clock
) -> None:
    path = asked(first, built)
    clock.forward(seconds=int(APPROVAL_LIFE.total_seconds()))
    later = browser_of("masodik")

    assert later.get(path).status_code == 404
    assert path not in later.get(APPROVALS).text
    assert "Letelt a nap" in browser_of("elso").get(path).text


@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_are_refused(first: Client, built: builders.BuiltGate, method: str) -> None:
    path = asked(first, built)

    assert getattr(first, method)(path).status_code == 405
    assert getattr(first, method)(page_of(built)).status_code == 405


def test_nobody_at_the_desk_ever_sees_a_code(
    first: Client, second: Client, built: builders.BuiltGate
) -> None:
    path = asked(first, built)
    approve(second, path)
    recovering.carry_out_recoveries(by=WORKER, at=builders.AT + RECOVERY_WAIT)
    code = builders.code_for(built.id)

    pages = [first.get(page).text for page in (path, typed.record(built.id), APPROVALS)]

    assert code
    assert not any(part in page for page in pages for part in (code, code[:4] + "-" + code[4:8]))
    assert "Az újrakezdés megtörtént" in pages[0]


def test_a_stopped_one_says_so_to_the_asker(first: Client, second: Client, built: builders.BuiltGate) -> None:
    path = asked(first, built)
    approve(second, path)
    first.post(f"{typed.record(built.id)}felfuggesztes/", {"reason": "compromise"})

    assert "Az újrakezdést leállították" in first.get(path).text


def test_both_kinds_of_requests_stand_in_one_list_oldest_first(
    first: Client, second: Client, built: builders.BuiltGate
) -> None:
    path = asked(first, built)
    Recovery.objects.update(asked_at=builders.AT - timedelta(minutes=5))
    foreigner = builders.identity(citizenship="VNM")
    admission = accounts.ask_admission(
        builders.applicant(),
        identity=foreigner,
        evidence=builders.passport_of_a_stranger(),
        by=builders.clerk("elso"),
        at=builders.AT,
    )

    page = second.get(APPROVALS).text

    assert page.index(path) < page.index(str(admission))
    assert "Egyik nyilvántartásban sem szerepel" in page
    assert path in second.get("/ugyintezo/").text
