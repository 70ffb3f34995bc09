# SPDX-License-Identifier: EUPL-1.2
"""``/belepes/szolgaltatas/…/``: each step of a sign-in for a service, up to its answer."""

from __future__ import annotations

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
    SUBSTANTIAL_OR_NOTHING,
    admits,
    agree,
    begin,
    enter,
    forget_others,
    library,
    read_of,
)
from tests.pages.citizen.owners import SIGN_IN, STEP_UP, authenticator_of, give_code, give_password
from tests.pages.html import Page
from tests.protocols.relying import Service, answer_of

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
