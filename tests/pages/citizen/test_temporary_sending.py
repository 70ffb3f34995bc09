# SPDX-License-Identifier: EUPL-1.2
"""From the check page to the done page: what is sent once, whose page it is, and what it says."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.electronic import (
    CHECK,
    DONE,
    DRAFT_COOKIE,
    FORM,
    OPENED_COOKIE,
    SLIP,
    answers,
    fill,
    gates,
    opened,
    send,
)
from tests.pages.html import Page, words
from tests.personal import found_in
from ugyfelkapu.access.services import new_password
from ugyfelkapu.accounts import queries
from ugyfelkapu.accounts import services as accounts
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.disclosure import Datum
from ugyfelkapu.domain.lifecycle import State
from ugyfelkapu.domain.person import Name
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.federation.services import Particulars, add_service
from ugyfelkapu.journal.actor import COMMAND_LINE, STRANGER

pytestmark = pytest.mark.django_db
LAPSED = f"{FORM}?lapsed"


def only_new(before: set[UUID]) -> Account:
    """Return the one gate that was not there before."""
    (account,) = Account.objects.exclude(id__in=before)
    return account


def activate(gate: Account) -> None:
    """Activate a gate with the mailed code."""
    verdict = accounts.activate(
        gate.username,
        code=builders.code_for(gate.id),
        password=new_password(builders.PASSWORD),
        by=STRANGER,
        at=builders.AT,
    )
    assert verdict is accounts.CodeVerdict.RIGHT


# ------------------------------------------------------------------ check your answers


def test_the_check_page_shows_every_answer_with_the_way_to_change_it(client: Client) -> None:
    typed = answers()
    client.post(FORM, typed)

    page = Page(client.get(CHECK).content)

    keys = [words(element) for element in page.all("dt")]
    values = [words(element) for element in page.all("dd", "govuk-summary-list__value")]
    changes = [element["href"] for element in page.one("dl").inside if element.tag == "a"]
    form = Page(client.get(FORM).content)
    assert keys[0] == "Mostani név"
    assert values == [
        "Minta Mária",
        "Próba Mária",
        "Hódmezővásárhely",
        "1984. március 27.",
        "magyar",
        "Teszt Erzsébet Ilona",
        typed["username"],
        typed["email"],
    ]
    assert len(changes) == len(values)
    for change in changes:
        assert form.by_id(change.removeprefix(f"{FORM}#"))


def test_going_back_finds_the_form_filled_in(client: Client) -> None:
    typed = answers(citizenship="DEU")
    client.post(FORM, typed)

    page = Page(client.get(FORM).content)

    boxes = {box["name"]: box.attributes.get("value", "") for box in page.all("input") if "name" in box}
    assert {name: boxes[name] for name in typed if name != "citizenship"} == {
        name: text for name, text in typed.items() if name != "citizenship"
    }
    assert [option["value"] for option in page.all("option") if "selected" in option] == ["DEU"]


def test_a_changed_answer_replaces_the_first(client: Client) -> None:
    typed = answers()
    client.post(FORM, typed)

    client.post(FORM, {**typed, "birth_place": "Győr"})

    assert "Győr" in client.get(CHECK).text


def test_the_check_page_declares_and_says_the_last_day(client: Client) -> None:
    fill(client)

    page = client.get(CHECK).text

    assert "kijelenti, hogy ezek a saját, valós adatai" in page
    assert 'href="/adatkezeles/"' in page
    assert "2026. december 23., szerda" in page
    assert "Elküldöm" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_draft_the_check_leads_back_with_a_notice(client: Client, method: str) -> None:
    answer = getattr(client, method)(CHECK)

    assert (answer.status_code, answer.headers["Location"]) == (303, LAPSED)
    assert "Töltse ki újra az űrlapot." in client.get(LAPSED).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_draft_of_an_hour_ago_is_too_old(client: Client, clock: Clock, method: str) -> None:
    fill(client)
    before = gates()
    clock.forward(minutes=60)

    answer = getattr(client, method)(CHECK)

    assert answer.headers["Location"] == LAPSED
    assert gates() == before


def test_a_draft_a_minute_younger_still_counts(client: Client, clock: Clock) -> None:
    fill(client)
    clock.forward(minutes=59)

    assert client.get(CHECK).status_code == 200


@pytest.mark.parametrize("forge", [lambda text: text[:-4] + "AAA=", lambda _: "AAAA", lambda _: "x"])
def test_a_forged_draft_is_no_draft(client: Client, forge: object) -> None:
    fill(client)
    assert callable(forge)
    client.cookies[DRAFT_COOKIE] = forge(client.cookies[DRAFT_COOKIE].value)

    assert client.get(CHECK).headers["Location"] == LAPSED


def test_a_cookie_of_one_purpose_does_not_serve_another(client: Client) -> None:
    opened(client)
    thief = Client()
    thief.cookies[DRAFT_COOKIE] = client.cookies[OPENED_COOKIE].value

    assert thief.get(CHECK).headers["Location"] == LAPSED


# ------------------------------------------------------------------ sending


def test_sending_opens_the_gate_and_forgets_the_draft(client: Client) -> None:
    before = gates()
    typed = answers(birth_given_names="", mother_given_names="Ilona")
    client.post(FORM, typed)

    answer = send(client)

    gate = queries.gate(only_new(before).id, at=builders.AT)
    assert (answer.status_code, answer.headers["Location"]) == (303, DONE)
    assert answer.cookies[DRAFT_COOKIE].value == ""
    assert (gate.state, gate.username, gate.email) == (State.TEMPORARY, typed["username"], typed["email"])
    assert gate.identity.birth_name == Name("Próba", "Mária")
    assert gate.language == "hu"
    assert builders.kinds_of_letters(gate.id) == ["temporary_gate"]


def test_letters_come_in_the_language_of_the_pages(client: Client) -> None:
    client.cookies["kapu-language"] = "en"

    assert opened(client).language == "en"


def test_nothing_personal_stands_in_an_address_or_a_cookie(client: Client) -> None:
    filled = fill(client)
    sent = send(client)

    cookies = [cookie.value for answer in (filled, sent) for cookie in answer.cookies.values()]
    assert found_in([filled.headers["Location"], sent.headers["Location"], *cookies]) == []


def test_a_form_sent_twice_opens_one_gate_and_shows_one_page(client: Client) -> None:
    before = gates()
    fill(client)
    other_tab = Client()
    other_tab.cookies[DRAFT_COOKIE] = client.cookies[DRAFT_COOKIE].value

    first, second, third = send(client), send(other_tab), send(client)

    assert [each.headers["Location"] for each in (first, second, third)] == [DONE] * 3
    assert len(gates() - before) == 1
    assert client.get(DONE).content == other_tab.get(DONE).content


def test_what_was_changed_in_another_tab_is_shown_before_it_is_sent(client: Client) -> None:
    before = gates()
    typed = answers()
    client.post(FORM, typed)
    shown = {
        box["name"]: box["value"]
        for box in Page(client.get(CHECK).content).all("input")
        if box["type"] == "hidden"
    }
    client.post(FORM, {**typed, "birth_place": "Győr"})

    answer = client.post(CHECK, shown)

    assert answer.status_code == 409
    assert "Győr" in answer.text
    assert "megváltoztak" in answer.text
    assert gates() == before


def test_a_username_taken_meanwhile_comes_back_with_the_form_filled_in(client: Client) -> None:
    typed = answers()
    client.post(FORM, typed)
    builders.registered_gate(typed["username"])

    answer = send(client)

    assert answer.status_code == 409
    assert "az imént lefoglalták" in answer.text
    assert f'value="{typed["email"]}"' in answer.text


def test_a_taken_address_opens_a_gate_alike(client: Client) -> None:
    taken = builders.activated_gate()

    free, same = opened(Client()), opened(client, email=taken.email)

    assert queries.gate(same.id, at=builders.AT).state is queries.gate(free.id, at=builders.AT).state
    assert builders.kinds_of_letters(same.id) == []
    assert builders.kinds_of_letters(taken.id)[-1] == "address_taken"


# ------------------------------------------------------------------ done


def test_the_done_page_says_reference_both_last_days_and_what_to_bring(client: Client) -> None:
    gate = opened(client)

    page = client.get(DONE).text

    assert for_saying(gate.reference) in page
    assert "2026. november 28.," in page
    assert "még 5 nap" in page
    assert "2026. december 23.," in page
    assert "még 30 nap" in page
    assert gate.email in page
    assert f"<strong>{gate.username}</strong>" in page
    assert "QR-kód a hivatkozási számmal" in page
    assert f'href="{SLIP}"' in page
    assert "a személyazonosító igazolványát, az útlevelét vagy a kártya formátumú vezetői engedélyét" in page
    assert "a lakcímkártyáját" in page


@pytest.mark.parametrize(
    ("citizenship", "documents"),
    [("DEU", "a személyazonosító igazolványát vagy az útlevelét"), ("CHE", "az útlevelét")],
)
def test_what_to_bring_depends_on_the_citizenship(client: Client, citizenship: str, documents: str) -> None:
    opened(client, citizenship=citizenship)

    things = [words(each) for each in Page(client.get(DONE).content).all("li")]

    assert f"{documents}," in things
    assert "a lakcímkártyáját, ha van," in things


def test_services_open_to_temporary_gates_are_listed_with_what_they_receive(client: Client) -> None:
    library = Particulars("Könyvtári tagság", "Minta Könyvtár", receives=(Datum.NAME,), temporary=True)
    add_service(library, by=COMMAND_LINE, at=builders.AT)
    add_service(Particulars("Adóbevallás", "Minta Adóhivatal"), by=COMMAND_LINE, at=builders.AT)
    opened(client)

    page = client.get(DONE).text

    assert "Könyvtári tagság" in page
    assert "Adóbevallás" not in page


def test_the_done_page_belongs_to_the_browser_that_sent_the_form(client: Client) -> None:
    opened(client)
    stranger = Client()

    page, slip = stranger.get(DONE), stranger.get(SLIP)

    assert (page.status_code, page.headers["Location"]) == (303, FORM)
    assert slip.status_code == 404


def test_after_an_hour_the_done_page_belongs_to_nobody(client: Client, clock: Clock) -> None:
    opened(client)
    clock.forward(minutes=60)

    assert client.get(DONE).headers["Location"] == FORM


@pytest.mark.parametrize("place", [FORM, CHECK, DONE, SLIP])
def test_no_cache_keeps_a_page(client: Client, place: str) -> None:
    opened(client)
    fill(client)

    assert client.get(place).headers["Cache-Control"] == "no-store"


def test_the_slip_is_a_paper_to_look_at_and_holds_no_code(client: Client) -> None:
    opened(client)

    answer = client.get(SLIP)

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'inline; filename="ideiglenes-kapu.pdf"'
    assert answer.content.startswith(b"%PDF")


def test_an_activated_gate_is_not_asked_to_be_activated_again(client: Client) -> None:
    activate(opened(client))

    page = client.get(DONE).text

    assert "A kód utolsó napja" not in page
    assert "Már aktiválta." in page


def test_a_gate_that_is_gone_is_told_kindly(client: Client) -> None:
    Account.objects.filter(id=opened(client).id).update(ends_at=builders.AT - timedelta(days=1))

    answer = client.get(DONE)

    assert answer.status_code == 200
    assert "Az ideiglenes kapuja megszűnt" in answer.text
    assert client.get(SLIP).status_code == 404


def test_a_finalised_gate_is_told_kindly(client: Client) -> None:
    gate = opened(client)
    accounts.finalise(
        gate.reference,
        username=gate.username,
        email=gate.email,
        answer=builders.answer(builders.person_in_register()),
        evidence=builders.evidence(),
        consent_version="1",
        by=builders.clerk(),
        at=builders.AT,
    )

    answer = client.get(DONE)

    assert answer.status_code == 200
    assert "már nem ideiglenes" in answer.text
    assert client.get(SLIP).status_code == 404
