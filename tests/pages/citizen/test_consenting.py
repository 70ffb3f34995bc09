# SPDX-License-Identifier: EUPL-1.2
"""Consent: who asks for what and why, what is ticked, and who is asked at all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from tests import builders
from tests.pages.citizen.at_services import (
    ESSENTIAL_NAME,
    NAME,
    OWNER,
    admits,
    agree,
    begin,
    enter,
    forget_others,
    library,
    read_of,
)
from tests.pages.citizen.owners import SIGN_IN, give_password
from tests.pages.html import Page, words
from tests.protocols.relying import BACK, Service, answer_of
from tests.rooms.federation import clients
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.federation.trial import begin_trial
from ugyfelkapu.journal.actor import COMMAND_LINE
from ugyfelkapu.journal.queries import entries_about

pytestmark = [pytest.mark.django_db, pytest.mark.both]

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


def test_the_person_reads_who_asks_for_what_and_why(owner: Client, service: Service) -> None:
    page = owner.get(begin(owner, service, claims=ESSENTIAL_NAME))

    text = words(Page(page.content).one("main"))
    assert page.status_code == 200
    assert f"Szolgáltatás{NAME} Üzemelteti{OWNER}" in text
    assert "kapcsolati kód Mire kell: Hogy legközelebb felismerje Önt." in text
    assert "név Minta Mária Mire kell: Ez áll az olvasójegyén. szükséges" in text
    assert "minta.maria.84@example.comMire kell: Ide írjuk meg, ha lejár egy könyv." in text
    assert "az okmányai számát;" in text
    assert "Belépve Minta Mária (minta.maria.84)Ez nem én vagyok: kilépek" in text
    assert admits(page)


def test_nothing_is_ticked_for_anybody(owner: Client, service: Service) -> None:
    page = Page(owner.get(begin(owner, service)).content)

    boxes = page.all("input", "govuk-checkboxes__input")
    assert [box["value"] for box in boxes] == ["email", "name"]
    assert not [box for box in boxes if "checked" in box]


def test_whoever_agrees_goes_on_and_the_service_gets_what_was_ticked(
    owner: Client, gate: builders.BuiltGate, service: Service
) -> None:
    place = begin(owner, service)

    answer = answer_of(agree(owner, place, Datum.NAME))

    tokens = service.redeem(answer["code"]).json()
    told = service.userinfo(tokens["access_token"]).json()
    assert told["name"] == "Minta Mária"
    assert "email" not in told
    assert {entry.event for entry in entries_about(gate.id)} >= {"ConsentGiven", "ServiceEntered"}


def test_whoever_ticks_nothing_gives_only_what_is_necessary(owner: Client, service: Service) -> None:
    answer = answer_of(agree(owner, begin(owner, service, claims=ESSENTIAL_NAME)))

    told = service.userinfo(service.redeem(answer["code"]).json()["access_token"]).json()
    assert told["name"] == "Minta Mária"
    assert "email" not in told


def test_one_button_gives_all_that_is_asked_for(owner: Client, service: Service) -> None:
    place = begin(owner, service)

    answer = answer_of(owner.post(place, {"step": "agree-all", "read": read_of(owner.get(place))}))

    told = service.userinfo(service.redeem(answer["code"]).json()["access_token"]).json()
    assert (told["name"], told["email"]) == ("Minta Mária", "minta.maria.84@example.com")


def test_where_nothing_can_be_left_out_there_is_no_second_button(owner: Client, service: Service) -> None:
    page = Page(owner.get(begin(owner, service, scope="openid")).content)

    assert [button["value"] for button in page.all("button", "govuk-button")] == ["agree", "decline"]


def test_who_agreed_is_not_asked_again(owner: Client, service: Service) -> None:
    enter(owner, service)

    assert "code" in answer_of(service.send(owner))


def test_what_was_agreed_before_is_ticked_when_more_is_asked(owner: Client, service: Service) -> None:
    agree(owner, begin(owner, service, scope="openid email"), Datum.EMAIL)

    page = Page(owner.get(begin(owner, service)).content)

    ticked = [box["value"] for box in page.all("input", "govuk-checkboxes__input") if "checked" in box]
    assert ticked == ["email"]


def test_whoever_does_not_agree_goes_back_with_the_standards_word(
    owner: Client, gate: builders.BuiltGate, service: Service
) -> None:
    place = begin(owner, service)

    answer = answer_of(owner.post(place, {"step": "decline"}))

    assert answer["error"] == "access_denied"
    assert "ConsentGiven" not in {entry.event for entry in entries_about(gate.id)}
    assert owner.get(place).status_code == 409


def test_nobody_agrees_to_what_they_have_not_read(owner: Client, service: Service) -> None:
    place = begin(owner, service)
    owner.get(place)

    answer = owner.post(place, {"step": "agree", "read": "something else", "chosen": ["name"]})

    assert answer.status_code == 409
    assert "Olvasás közben megváltozott" in answer.text
    assert admits(answer)


def test_what_is_not_asked_for_cannot_be_ticked(owner: Client, service: Service) -> None:
    place = begin(owner, service)
    read = read_of(owner.get(place))

    answer = owner.post(place, {"step": "agree", "read": read, "chosen": ["mother_name"]})

    assert answer.status_code == 422
    assert "Csak azt jelölje be, amit a szolgáltatás kér." in answer.text
    assert Page(answer.content).one("title").text.startswith("Hiba:")


@pytest.mark.parametrize("step", ["", "answer", "sign_in"])
def test_an_unknown_button_decides_nothing(owner: Client, service: Service, step: str) -> None:
    place = begin(owner, service)

    answer = owner.post(place, {"step": step})

    assert (answer.status_code, answer.headers["Location"]) == (303, place)


def test_a_service_of_a_statute_asks_nobody(owner: Client) -> None:
    assert "code" in answer_of(library(statutory=True).send(owner))


def test_an_answer_that_travels_in_a_form_has_a_button(owner: Client, service: Service) -> None:
    place = begin(owner, service, response_mode="form_post")

    answer = agree(owner, place, Datum.NAME)

    page = Page(answer.content)
    form = next(one for one in page.all("form") if one["action"] == service.redirect_uri)
    names = [field["name"] for field in form.inside if field.tag == "input"]
    assert answer.status_code == 200
    assert sorted(names) == ["code", "iss", "state"]
    assert admits(answer)


def test_a_service_on_trial_says_so(owner: Client) -> None:
    connected = clients.on_trial(redirect_uris=[BACK])
    token = begin_trial(connected.service_id, by=COMMAND_LINE, at=builders.AT)
    owner.post(f"/proba/{token}/")
    service = Service(connected.client_id, connected.secret)

    page = owner.get(begin(owner, service))

    assert "kipróbálás alatt" in page.text


# ------------------------------------------------------------------ somebody else


def test_somebody_else_signs_in_for_the_same_service(
    owner: Client, gate: builders.BuiltGate, service: Service
) -> None:
    other = builders.activated_gate(person=builders.person_in_register(reference="SZL-9"))
    place = begin(owner, service)

    left = owner.post(place, {"step": "somebody-else"})
    give_password(owner, other, next=place)
    page = owner.get(place)

    assert (left.status_code, left.headers["Location"]) == (303, f"{SIGN_IN}?next={place}")
    assert left.cookies["kapu-session"].value == ""
    assert other.username in page.text
    assert gate.username not in page.text
