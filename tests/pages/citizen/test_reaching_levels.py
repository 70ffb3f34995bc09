# SPDX-License-Identifier: EUPL-1.2
"""Levels that services ask for: reached on the way, out of reach, and temporary gates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client

from tests import builders
from tests.authenticators import Passkey
from tests.clock import Clock
from tests.pages.citizen.at_services import (
    NAME,
    SUBSTANTIAL_OR_NOTHING,
    admits,
    agree,
    begin,
    forget_others,
    library,
)
from tests.pages.citizen.owners import SIGN_IN, STEP_UP, authenticator_of, give_password
from tests.pages.html import Page
from tests.protocols.relying import Service, answer_of, claims_of
from tests.rooms.access.factors import code_at, signed_in
from tests.rooms.access.passkeys import add_passkey
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL

pytestmark = pytest.mark.django_db

MOST_QUERIES = 8
APP, PASSKEY = "/fiok/biztonsag/uj-hitelesito/", "/fiok/biztonsag/azonositokulcs/"
NOWHERE = "/belepes/szolgaltatas/00000000-0000-0000-0000-000000000001/"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget_others()
    yield
    forget_others()


@pytest.fixture
def gate() -> builders.BuiltGate:
    """Return an activated gate."""
    return builders.activated_gate("minta.maria.84", "minta.maria.84@example.com")


@pytest.fixture
def owner(client: Client, gate: builders.BuiltGate) -> Client:
    """Return the browser of its signed-in owner."""
    give_password(client, gate)
    return client


@pytest.fixture
def service() -> Service:
    """Return a library that asks for a name and an address."""
    return library()


# ------------------------------------------------------------------ a higher level


def test_a_second_step_that_counts_is_asked_for_at_once(
    owner: Client, gate: builders.BuiltGate, service: Service, clock: Clock
) -> None:
    secret = authenticator_of(gate)
    place = begin(owner, service, acr_values=SUBSTANTIAL)

    sent = owner.get(place)
    page = owner.get(sent.headers["Location"])
    owner.post(STEP_UP, {"code": code_at(secret, clock.at), "next": place})
    answer = answer_of(agree(owner, place))

    assert sent.headers["Location"] == f"{STEP_UP}?next={place}"
    assert "A szolgáltatás jelentős szintet kér." in page.text
    assert "code" in answer


def test_without_a_second_step_the_way_to_one_leads_back_here(owner: Client, service: Service) -> None:
    place = begin(owner, service, claims=SUBSTANTIAL_OR_NOTHING)

    page = owner.get(place)
    links = [link["href"] for link in Page(page.content).all("a")]
    adding = owner.get(f"{APP}?next={place}")

    assert page.status_code == 200
    assert "Ehhez a szolgáltatáshoz második lépés is kell" in page.text
    assert {f"{APP}?next={place}", f"{PASSKEY}?next={place}"} <= set(links)
    assert f"Utána ide visszük: <strong>{NAME}</strong>" in adding.text
    assert adding.text.count(f'name="next" value="{place}"') == 1
    assert admits(page)
    assert admits(adding)


def test_the_code_for_it_is_mailed_on_the_way(owner: Client, service: Service) -> None:
    place = begin(owner, service, claims=SUBSTANTIAL_OR_NOTHING)

    sent = owner.post(APP, {"step": "send", "next": place})
    by_key = owner.post(PASSKEY, {"next": place})

    assert sent.headers["Location"] == f"{APP}?next={place}"
    assert by_key.headers["Location"] == f"{PASSKEY}?next={place}"
    page = owner.get(f"{PASSKEY}?next={place}")
    assert f'data-next-url="{place}"' in page.text


def test_a_form_that_was_open_too_long_still_ends_at_the_service(
    owner: Client, service: Service, clock: Clock
) -> None:
    place = begin(owner, service, claims=SUBSTANTIAL_OR_NOTHING)
    clock.forward(minutes=6)

    late = owner.post(APP, {"step": "send", "next": place})

    assert late.status_code == 403
    assert f'name="next" value="{place}"' in late.text
    assert admits(late)


def test_a_second_step_that_waits_says_from_when_it_counts(
    client: Client, gate: builders.BuiltGate, service: Service, clock: Clock
) -> None:
    clock.forward(days=30)
    authenticator_of(gate, at=clock.at)
    give_password(client, gate)

    page = client.get(begin(client, service, claims=SUBSTANTIAL_OR_NOTHING))

    assert "Ekkortól számít: <strong>2026. december 24., csütörtök, 9:42" in page.text
    assert APP not in page.text


def test_on_the_day_after_a_reset_it_says_from_when_one_can_be_added(
    owner: Client, gate: builders.BuiltGate, service: Service
) -> None:
    Account.objects.filter(id=gate.id).update(password_reset_at=builders.AT)

    page = owner.get(begin(owner, service, claims=SUBSTANTIAL_OR_NOTHING))

    assert "Ekkortól lehet: <strong>2026. november 24., kedd, 10:42" in page.text
    assert APP not in page.text


def test_whoever_goes_back_without_it_says_that_the_level_was_not_met(
    owner: Client, service: Service
) -> None:
    place = begin(owner, service, claims=SUBSTANTIAL_OR_NOTHING)

    answer = answer_of(owner.post(place, {"step": "decline"}))

    assert answer["error"] == "unmet_authentication_requirements"


# ------------------------------------------------------------------ with a passkey

ASK_KEY = "/fiok/megerosites/azonositokulcs/"


@pytest.fixture
def passkey(gate: builders.BuiltGate) -> Passkey:
    """Return a passkey of the gate, added an hour before."""
    before = builders.AT - timedelta(hours=1)
    return add_passkey(signed_in(gate, at=before), at=before)


def _answer(browser: Client, passkey: Passkey) -> int:
    asked = browser.post(f"{ASK_KEY}kerdes/")
    done = browser.post(f"{ASK_KEY}valasz/", {"answer": passkey.answer(asked.content.decode())})
    return int(done.status_code)


@pytest.mark.parametrize("asked", [{"acr_values": SUBSTANTIAL}, {"prompt": "login"}])
def test_a_passkey_answers_a_service_that_asks_for_more(
    owner: Client, service: Service, passkey: Passkey, asked: dict[str, str]
) -> None:
    place = begin(owner, service, **asked)
    sent = owner.get(place).headers["Location"]
    page = owner.get(sent)

    proved = _answer(owner, passkey)
    answer = answer_of(agree(owner, place))

    assert sent == f"{STEP_UP}?next={place}"
    assert f'data-next-url="{place}"' in page.text
    assert proved == 200
    assert claims_of(service.redeem(answer["code"]).json()["id_token"])["acr"] == SUBSTANTIAL


# ------------------------------------------------------------------ temporary gates


@pytest.fixture
def newcomer(client: Client) -> Client:
    """Return the browser of somebody with a temporary gate."""
    temporary = builders.activated_temporary_gate()
    client.post(SIGN_IN, {"username": temporary.username, "password": temporary.password})
    return client


def test_a_service_that_does_not_admit_temporary_gates_says_how_to_finalise(
    newcomer: Client, service: Service
) -> None:
    place = begin(newcomer, service)

    page = newcomer.get(place)
    answer = answer_of(newcomer.post(place, {"step": "decline"}))

    assert "Ehhez a szolgáltatáshoz teljes ügyfélkapu kell" in page.text
    assert "Az ideiglenes kapu utolsó napja" in page.text
    assert 'href="/okmanyirodak/"' in page.text
    assert admits(page)
    assert answer["error"] == "access_denied"


def test_one_that_admits_them_asks_for_the_address_alone(newcomer: Client) -> None:
    page = newcomer.get(begin(newcomer, library(temporary=True)))

    boxes = Page(page.content).all("input", "govuk-checkboxes__input")
    assert [box["value"] for box in boxes] == ["email"]


@pytest.mark.parametrize("level", [LOW, SUBSTANTIAL])
def test_a_level_that_a_temporary_gate_cannot_reach_is_explained(newcomer: Client, level: str) -> None:
    essential = SUBSTANTIAL_OR_NOTHING.replace(SUBSTANTIAL, level)
    place = begin(newcomer, library(temporary=True), claims=essential)

    page = newcomer.get(place)
    answer = answer_of(newcomer.post(place, {"step": "decline"}))

    assert "A kapuja nem éri el ezt a szintet" in page.text
    assert "Véglegesítse a kapuját" in page.text
    assert admits(page)
    assert answer["error"] == "unmet_authentication_requirements"
