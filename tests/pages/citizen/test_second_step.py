# SPDX-License-Identifier: EUPL-1.2
"""``/belepes/masodik-lepes/``: what comes after the password where a second factor counts."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.owners import (
    SECOND_STEP,
    SIGN_IN,
    authenticator_of,
    give_code,
    give_password,
)
from tests.pages.html import Page
from tests.rooms.access.factors import signed_in_twice
from ugyfelkapu.access.services import factors, new_password
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.journal.actor import STRANGER

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate()


@pytest.fixture
def secret(gate: builders.BuiltGate) -> str:
    """Return the secret of its authenticator."""
    return authenticator_of(gate)


def test_the_password_leads_to_the_second_step_and_that_into_the_gate(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    first = give_password(client, gate, next="/fiok/biztonsag/")
    before = client.get("/fiok/").status_code
    second = give_code(client, secret, builders.AT, next="/fiok/biztonsag/")

    assert (first.status_code, first.headers["Location"]) == (303, f"{SECOND_STEP}?next=/fiok/biztonsag/")
    assert before == 303
    assert (second.status_code, second.headers["Location"]) == (303, "/fiok/biztonsag/")
    assert client.get("/fiok/").status_code == 200


def test_the_cookie_between_the_steps_is_kept_short_and_dropped_afterwards(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)
    between = client.cookies["kapu-half"]
    kept = (between["httponly"], between["samesite"], between["path"], between["max-age"])
    give_code(client, secret, builders.AT)

    assert kept == (True, "Lax", "/", 600)
    assert client.cookies["kapu-half"].value == ""


def test_behind_https_the_cookie_between_the_steps_is_secure(
    client: Client, gate: builders.BuiltGate, secret: str, settings: Settings
) -> None:
    settings.SECURE = True

    give_password(client, gate)

    assert client.cookies["kapu-half"]["secure"]


def test_a_wrong_code_says_so_and_keeps_where_the_person_is_going(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)

    answer = client.post(SECOND_STEP, {"code": "000000", "next": "/fiok/"})

    assert answer.status_code == 422
    assert "Ez a kód nem jó, vagy már felhasználta." in answer.text
    assert '<input type="hidden" name="next" value="/fiok/">' in answer.text
    assert "kapu-session" not in client.cookies


def test_an_empty_code_costs_no_try(client: Client, gate: builders.BuiltGate, secret: str) -> None:
    give_password(client, gate)
    statuses = {client.post(SECOND_STEP, {"code": " "}).status_code for _ in range(6)}

    assert statuses == {422}
    assert give_code(client, secret, builders.AT).status_code == 303


def test_too_many_wrong_codes_are_answered_with_the_time(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)
    for _ in range(5):
        client.post(SECOND_STEP, {"code": "000000"})

    answer = give_code(client, secret, builders.AT)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1800"
    assert "11:12" in answer.text


def test_the_page_says_where_the_person_is_going(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)

    assert (
        "Utána ide visszük: <strong>az ügyfélkapuja</strong>" in client.get(f"{SECOND_STEP}?next=/fiok/").text
    )


def test_an_address_elsewhere_is_not_gone_to(client: Client, gate: builders.BuiltGate, secret: str) -> None:
    give_password(client, gate, next="https://example.com/")

    answer = give_code(client, secret, builders.AT, next="//example.com/")

    assert answer.headers["Location"] == "/fiok/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_first_step_the_way_leads_to_the_password(client: Client, method: str) -> None:
    answer = getattr(client, method)(SECOND_STEP, {"next": "/fiok/", "code": "000000"})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{SIGN_IN}?lapsed=&next=/fiok/")
    assert "Nem tudtuk befejezni a belépését" in client.get(answer.headers["Location"]).text


def test_after_ten_minutes_the_password_is_asked_again(
    client: Client, gate: builders.BuiltGate, secret: str, clock: Clock
) -> None:
    give_password(client, gate)
    clock.forward(minutes=10)

    answer = give_code(client, secret, clock.at)

    assert answer.headers["Location"] == f"{SIGN_IN}?lapsed="
    assert client.cookies["kapu-half"].value == ""


def test_a_changed_password_ends_what_was_half_done(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)
    accounts.ask_for_code(gate.username, email=gate.email, by=STRANGER, at=builders.AT)
    accounts.reset_password(
        gate.username,
        code=builders.code_for(gate.id),
        password=new_password(builders.OTHER_PASSWORD),
        by=STRANGER,
        at=builders.AT,
    )

    assert give_code(client, secret, builders.AT).headers["Location"] == f"{SIGN_IN}?lapsed="


def test_another_browser_cannot_take_the_second_step(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)

    answer = give_code(Client(), secret, builders.AT)

    assert answer.headers["Location"] == f"{SIGN_IN}?lapsed="


def test_the_way_back_after_signing_in_leads_on(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)
    give_code(client, secret, builders.AT)

    pages = [client.get(page).headers["Location"] for page in (SECOND_STEP, SIGN_IN)]

    assert pages == ["/fiok/", "/fiok/"]


def test_a_second_window_that_is_late_goes_on_in_the_same_session(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)
    give_code(client, secret, builders.AT)

    answer = give_code(client, secret, builders.AT, next="/fiok/biztonsag/")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/fiok/biztonsag/")


def test_a_recovery_code_is_taken_in_the_same_field(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    owner = signed_in_twice(gate, secret)
    codes = factors.make_codes(owner.citizen, by=owner.by, at=builders.AT)
    factors.keep_codes(owner.citizen, shown=codes[0], by=owner.by, at=builders.AT)
    give_password(client, gate)
    page = Page(client.get(SECOND_STEP).content)
    sheet = next(link["href"] for link in page.all("a") if "sheet" in link["href"])

    asked = client.get(sheet).text
    answer = client.post(SECOND_STEP, {"code": codes[0].lower()})

    assert "Helyreállító kód" in asked
    assert 'inputmode="numeric"' not in asked
    assert answer.status_code == 303


def test_whoever_lost_everything_is_told_where_to_go(
    client: Client, gate: builders.BuiltGate, secret: str
) -> None:
    give_password(client, gate)

    page = client.get(SECOND_STEP).text

    assert "Mindent elveszített?" in page
    assert 'href="/okmanyirodak/"' in page
    assert "Helyreállító kódot használok" not in page


def token_on(browser: Client, page: str) -> dict[str, str]:
    """Open a page; return the token that its form sends along."""
    inputs = Page(browser.get(page).content).all("input")
    name = "csrfmiddlewaretoken"
    return {name: next(field["value"] for field in inputs if field.attributes.get("name") == name)}


@pytest.mark.parametrize("page", [SIGN_IN, SECOND_STEP])
def test_a_form_of_another_window_leads_on_whoever_signed_in_meanwhile(
    gate: builders.BuiltGate, secret: str, page: str
) -> None:
    browser = Client(enforce_csrf_checks=True)
    give_password(browser, gate, **token_on(browser, SIGN_IN))
    stale = token_on(browser, page)
    give_code(browser, secret, builders.AT, **token_on(browser, SECOND_STEP))

    answer = browser.post(page, {**stale, "code": "000000", "next": "/fiok/biztonsag/"}, follow=True)

    assert answer.redirect_chain[-1] == ("/fiok/biztonsag/", 303)


@pytest.mark.parametrize("sent", [{}, {"csrfmiddlewaretoken": "x" * 64}])
def test_a_form_that_nobody_was_given_is_refused(gate: builders.BuiltGate, sent: dict[str, str]) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get(SIGN_IN)

    assert give_password(browser, gate, **sent).status_code == 403


def test_a_form_from_another_site_is_refused_even_to_whoever_is_signed_in(gate: builders.BuiltGate) -> None:
    browser = Client(enforce_csrf_checks=True)
    give_password(browser, gate, **token_on(browser, SIGN_IN))
    stale = {"csrfmiddlewaretoken": browser.cookies["kapu-csrf"].value}

    answer = browser.post(SIGN_IN, stale, headers={"Origin": "https://example.com"})

    assert answer.status_code == 403
