# SPDX-License-Identifier: EUPL-1.2
"""``/belepes/szolgaltatas/…/``: each step of a sign-in for a service, up to its answer."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.at_services import (
    ESSENTIAL_NAME,
    NAME,
    NAME_EN,
    OWNER,
    admits,
    agree,
    begin,
    enter,
    forget_others,
    library,
    read_of,
)
from tests.pages.citizen.owners import SIGN_IN, STEP_UP, authenticator_of, give_code, give_password
from tests.pages.html import Page, words
from tests.protocols.relying import Service, answer_of
from tests.rooms.access.factors import code_at
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.assurance import LOW, SUBSTANTIAL
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.journal.queries import entries_about

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


# ------------------------------------------------------------------ signing in on the way


def test_a_stranger_signs_in_and_comes_back(
    client: Client, gate: builders.BuiltGate, service: Service
) -> None:
    place = begin(client, service)

    sent = client.get(place)
    page = client.get(sent.headers["Location"])
    signed_in = give_password(client, gate, next=place)

    assert (sent.status_code, sent.headers["Location"]) == (303, f"{SIGN_IN}?next={place}")
    assert f"Utána ide visszük: <strong>{NAME}</strong>" in page.text
    assert admits(page)
    assert (signed_in.status_code, signed_in.headers["Location"]) == (303, place)


def test_a_wrong_password_forgets_nothing_of_where_it_leads(
    client: Client, gate: builders.BuiltGate, service: Service
) -> None:
    place = begin(client, service)

    refused = client.post(SIGN_IN, {"username": gate.username, "password": "nem ez", "next": place})

    assert refused.status_code == 422
    assert NAME in refused.text
    assert admits(refused)


def test_the_second_step_names_the_service_too(
    client: Client, gate: builders.BuiltGate, service: Service
) -> None:
    secret = authenticator_of(gate)
    place = begin(client, service)

    half = give_password(client, gate, next=place)
    page = client.get(half.headers["Location"])
    done = give_code(client, secret, builders.AT, next=place)

    assert f"Utána ide visszük: <strong>{NAME}</strong>" in page.text
    assert admits(page)
    assert done.headers["Location"] == place


def test_pages_that_lead_to_no_service_let_their_forms_end_at_home(client: Client) -> None:
    assert not admits(client.get(f"{SIGN_IN}?next=/fiok/"))


def test_what_the_service_knows_of_the_username_is_filled_in(client: Client, service: Service) -> None:
    place = begin(client, service, login_hint="minta.maria.84")

    page = Page(client.get(f"{SIGN_IN}?next={place}").content)

    assert page.by_id("username")["value"] == "minta.maria.84"


def test_whoever_does_not_sign_in_goes_back_with_the_standards_word(client: Client, service: Service) -> None:
    place = begin(client, service)
    page = client.get(f"{SIGN_IN}?next={place}")

    answer = answer_of(client.post(place, {"step": "decline"}))

    assert f'action="{place}"' in page.text
    assert (answer["error"], answer["state"]) == ("access_denied", "af0ifjsldkj")


# ------------------------------------------------------------------ language


def test_the_service_says_which_language_its_visitor_speaks(client: Client, service: Service) -> None:
    place = begin(client, service, ui_locales="en")

    page = client.get(place, follow=True)

    assert Page(page.content).one("html")["lang"] == "en"
    assert f"Afterwards we take you to: <strong>{NAME_EN}</strong>" in page.text


def test_the_first_page_speaks_it_already(owner: Client, service: Service) -> None:
    page = owner.get(begin(owner, service, ui_locales="en"))

    assert Page(page.content).one("html")["lang"] == "en"
    assert page.headers["Content-Language"] == "en"
    assert "We write to it when a book is due." in page.text


def test_what_the_visitor_chose_goes_before(client: Client, service: Service) -> None:
    client.get("/?lang=hu")

    page = client.get(begin(client, service, ui_locales="en"), follow=True)

    assert Page(page.content).one("html")["lang"] == "hu"


def test_a_later_service_that_says_nothing_is_hungarian(client: Client, service: Service) -> None:
    client.get(begin(client, service, ui_locales="en"))

    client.get(begin(client, service))

    assert Page(client.get("/").content).one("html")["lang"] == "hu"


# ------------------------------------------------------------------ consent


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


# ------------------------------------------------------------------ proving again


def test_a_service_that_wants_a_new_proof_has_it_however_fresh_the_last_is(
    owner: Client, gate: builders.BuiltGate, service: Service, clock: Clock
) -> None:
    enter(owner, service)
    clock.forward(seconds=1)
    place = begin(owner, service, prompt="login")

    sent = owner.get(place)
    page = owner.get(sent.headers["Location"])
    wrong = owner.post(STEP_UP, {"password": "nem ez a jelszó", "next": place})
    proved = owner.post(STEP_UP, {"password": gate.password, "next": place})
    answer = owner.get(place)

    assert sent.headers["Location"] == f"{STEP_UP}?next={place}"
    assert "A szolgáltatás azt kéri, hogy erősítse meg újra, hogy Ön az" in page.text
    assert f"Utána ide visszük: <strong>{NAME}</strong>" in page.text
    assert (page.status_code, wrong.status_code) == (200, 422)
    assert admits(page)
    assert admits(wrong)
    assert proved.headers["Location"] == place
    assert "code" in answer_of(answer)


def test_whoever_proved_it_goes_on_without_a_second_question(
    owner: Client, gate: builders.BuiltGate, service: Service
) -> None:
    enter(owner, service)
    place = begin(owner, service, prompt="login")
    owner.post(STEP_UP, {"password": gate.password, "next": place})

    again = owner.get(f"{STEP_UP}?next={place}")

    assert (again.status_code, again.headers["Location"]) == (303, place)


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


SUBSTANTIAL_OR_NOTHING = json.dumps({"id_token": {"acr": {"essential": True, "value": SUBSTANTIAL}}})


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


# ------------------------------------------------------------------ over


def test_a_sign_in_that_waited_too_long_says_where_to_begin_again(
    owner: Client, gate: builders.BuiltGate, service: Service, clock: Clock
) -> None:
    place = begin(owner, service)
    clock.forward(minutes=29)
    owner.get("/fiok/")
    clock.forward(minutes=1)

    late = owner.get(place)
    posted = owner.post(place, {"step": "decline"})

    for answer in (late, posted):
        assert answer.status_code == 409
        assert "Menjen vissza a szolgáltatáshoz, és ott kezdje újra a belépést." in answer.text


def test_nobody_fills_in_the_password_for_one_that_is_over(
    client: Client, gate: builders.BuiltGate, service: Service, clock: Clock
) -> None:
    place = begin(client, service)
    clock.forward(minutes=30)

    page = client.get(f"{SIGN_IN}?next={place}")
    signed_in = give_password(client, gate, next=place)
    after = client.get(signed_in.headers["Location"])

    assert page.status_code == 409
    assert (signed_in.status_code, after.status_code) == (303, 409)


def test_another_browser_goes_on_with_nothing(owner: Client, service: Service) -> None:
    place = begin(owner, service)

    assert Client().get(place).status_code == 409


def test_an_answer_is_given_once(owner: Client, service: Service) -> None:
    place = begin(owner, service)
    read = read_of(owner.get(place))
    agree(owner, place)

    again = owner.post(place, {"step": "agree", "read": read})

    assert again.status_code == 409


def test_what_never_began_is_over_too(client: Client) -> None:
    assert client.get(NOWHERE).status_code == 409
    assert client.head(NOWHERE).status_code == 405


# ------------------------------------------------------------------ budgets


@pytest.mark.parametrize(
    "asked", [{}, {"claims": ESSENTIAL_NAME}, {"claims": SUBSTANTIAL_OR_NOTHING}, {"prompt": "login"}]
)
def test_no_step_asks_the_database_too_often(
    owner: Client, service: Service, clock: Clock, asked: dict[str, str]
) -> None:
    place = begin(owner, service, **asked)
    clock.forward(minutes=2)

    with CaptureQueriesContext(connection) as queries:
        owner.get(place)

    assert len(queries) <= MOST_QUERIES


@pytest.mark.parametrize("page", [SIGN_IN, STEP_UP, APP, PASSKEY])
def test_no_page_on_the_way_asks_the_database_too_often(
    client: Client, gate: builders.BuiltGate, service: Service, clock: Clock, page: str
) -> None:
    if page != SIGN_IN:
        give_password(client, gate)
        clock.forward(minutes=2)
    place = begin(client, service, prompt="login")

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{page}?next={place}")

    assert answer.status_code == 200
    assert len(queries) <= MOST_QUERIES, [query["sql"][:150] for query in queries]
