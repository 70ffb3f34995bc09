# SPDX-License-Identifier: EUPL-1.2
"""``/regisztracio/ideiglenes/``: the electronic form, every flaw of it, and the words that mend it."""

from __future__ import annotations

from random import Random

import pytest
from django.test import Client

from tests import builders
from tests.clock import Clock
from tests.pages.citizen.electronic import CHECK, DRAFT_COOKIE, FORM, answers, fill, gates, opened
from tests.pages.html import Page, words
from tests.pages.reading import alike
from tests.personal import found_in, personal
from ugyfelkapu.domain.attempts import TEMPORARY_GATES, USERNAME_CHECKS
from ugyfelkapu.domain.countries import CITIZENSHIPS
from ugyfelkapu.domain.documents import EEA

pytestmark = pytest.mark.django_db
NAMES = "/regisztracio/felhasznalonev/"
MOST = USERNAME_CHECKS.count


def summary(content: bytes) -> list[str]:
    """Return the lines of the error summary."""
    box = Page(content).one("ul", "govuk-error-summary__list")
    return [words(line) for line in box.inside if line.tag == "a"]


def ask(client: Client, username: str) -> tuple[int, dict[str, object]]:
    """Ask while typing."""
    answer = client.get(NAMES, {"username": personal(username)})
    return answer.status_code, answer.json()


# ------------------------------------------------------------------ the way on


def test_whole_answers_lead_to_the_check_and_open_nothing(client: Client) -> None:
    before = gates()

    answer = fill(client)

    assert (answer.status_code, answer.headers["Location"]) == (303, CHECK)
    assert gates() == before


def test_what_was_typed_travels_sealed_in_the_browser_alone(client: Client) -> None:
    answer = fill(client)

    (cookie,) = answer.cookies.values()
    assert found_in([cookie.value, answer.headers["Location"]]) == []
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/regisztracio/")
    assert cookie["max-age"] == cookie["expires"] == ""


def test_the_form_says_the_last_day_and_that_it_is_free_of_charge(client: Client) -> None:
    page = client.get(FORM).text

    assert "2026. december 23., szerda" in page
    assert "nem kell fizetnie" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"birth_family_name": "", "birth_given_names": ""},
        {"given_names": "", "citizenship": "IDN"},
        {"mother_given_names": "", "citizenship": "VNM"},
        {"birth_place": "Kolozsvár (Románia)"},
        {"birth_place": "Budapest 07"},
        {"username": "őszi.éva_9"},
        {"birth_date_0": "23", "birth_date_1": "11", "birth_date_2": "2012"},
    ],
    ids=[
        "same birth name",
        "one name",
        "mother with one name",
        "abroad",
        "district",
        "accents",
        "fourteen today",
    ],
)
def test_lawful_answers_are_taken(client: Client, changes: dict[str, str]) -> None:
    assert fill(client, **changes).status_code == 303


# ------------------------------------------------------------------ flaws


FLAWS = [
    ({"family_name": " "}, "Írja be a családi nevét"),
    ({"family_name": "Minta2"}, "A név csak betűt, szóközt, kötőjelet, pontot és aposztrófot"),
    ({"family_name": "M" * 151}, "A név túl hosszú."),
    ({"family_name": "M" * 301}, "A név túl hosszú."),
    ({"given_names": ""}, "Írja be az utónevét vagy az utóneveit"),
    ({"birth_family_name": "<b>"}, "A név csak betűt"),
    ({"birth_place": ""}, "Írja be, hol született"),
    ({"birth_place": "???"}, "A hely nevében betű"),
    ({"birth_date_0": "", "birth_date_1": "", "birth_date_2": ""}, "Adja meg a születési időt"),
    ({"birth_date_2": ""}, "Adja meg a születési évet is, például 1984"),
    ({"birth_date_2": "2027"}, "Születési idő nem lehet a jövőben"),
    ({"citizenship": ""}, "Válassza ki az állampolgárságát"),
    ({"citizenship": "HU"}, "Az állampolgárságát a listából válassza ki"),
    ({"mother_family_name": ""}, "Írja be az anyja születési családi nevét"),
    ({"mother_given_names": ""}, "Írja be az anyja utónevét vagy utóneveit"),
    ({"username": ""}, "Válasszon felhasználónevet"),
    ({"username": "abc"}, "legalább 4 karakter"),
    ({"username": "a1" * 33}, "legfeljebb 64 karakter"),
    ({"username": "minta mari"}, "A felhasználónév csak betűt"),
    ({"username": "mama"}, "legalább 3 különböző karakter"),
    ({"email": ""}, "Írja be az e-mail-címét"),
    ({"email": "minta.maria.example.com"}, "Az e-mail-címből hiányzik a @ jel"),
    ({"email": "a" * 401}, "Az e-mail-cím túl hosszú"),
]


@pytest.mark.parametrize(("changes", "message"), FLAWS)
def test_a_flaw_is_told_at_its_field_and_the_rest_stays_filled_in(
    client: Client, changes: dict[str, str], message: str
) -> None:
    typed = answers(**changes)

    answer = client.post(FORM, typed)

    (line,) = summary(answer.content)
    page = Page(answer.content)
    filled = {box["name"]: box.attributes.get("value", "") for box in page.all("input") if "name" in box}
    kept = set(typed) - set(changes) - {"citizenship"}
    assert answer.status_code == 422
    assert message.casefold() in line.casefold()
    assert page.one("title").text.startswith("Hiba: ")
    assert {name: filled[name] for name in kept} == {name: typed[name] for name in kept}
    assert DRAFT_COOKIE not in answer.cookies


def test_several_flaws_are_told_at_once(client: Client) -> None:
    answer = fill(client, birth_date_2="", email="minta", family_name="")

    assert len(summary(answer.content)) == 3
    assert "Három adatot kell javítania" in answer.text


def test_somebody_under_fourteen_is_told_the_age_and_the_remedy_at_the_date(client: Client) -> None:
    answer = fill(client, birth_date_0="24", birth_date_1="11", birth_date_2="2012")

    (line,) = summary(answer.content)
    assert answer.status_code == 422
    assert "14 éves" in line
    assert "szülők" in line
    assert Page(answer.content).by_id("birth-date-2")["aria-invalid"] == "true"


def test_answers_too_long_for_a_browser_to_keep_say_so(client: Client) -> None:
    rare = [chr(0x20000 + number) for number in range(40_000)]
    chance = Random(7)
    parts = ("family_name", "given_names", "birth_family_name", "birth_given_names", "birth_place")
    names = (*parts, "mother_family_name", "mother_given_names")
    long = {name: "".join(chance.choices(rare, k=150)) for name in names}

    answer = fill(client, **long, username="".join(chance.choices(rare, k=64)))

    assert answer.status_code == 422
    assert "A válaszok együtt túl hosszúak" in answer.text
    assert DRAFT_COOKIE not in answer.cookies


# ------------------------------------------------------------------ citizenships


def test_citizenships_begin_with_hungarian_then_the_area_then_the_others(client: Client) -> None:
    select = next(
        each for each in Page(client.get(FORM).content).all("select") if each["name"] == "citizenship"
    )

    codes = [option["value"] for option in select.inside if option.tag == "option"]
    groups = [group["label"] for group in select.inside if group.tag == "optgroup"]

    assert codes[0] == "HUN"
    assert set(codes[1 : len(EEA) + 1]) == EEA
    assert set(codes) == CITIZENSHIPS
    assert len(groups) == 3


@pytest.mark.parametrize(("language", "name"), [("hu", "Németország"), ("en", "Germany")])
def test_citizenships_have_names_in_both_languages(client: Client, language: str, name: str) -> None:
    client.cookies["kapu-language"] = language

    assert name in client.get(FORM).text


# ------------------------------------------------------------------ username and address


def test_a_taken_username_comes_back_with_a_free_one(client: Client) -> None:
    gate = builders.registered_gate("kovacs.anna")

    answer = fill(client, username=gate.username)

    (line,) = summary(answer.content)
    assert answer.status_code == 422
    assert line == "Ez a felhasználónév már foglalt. Válasszon másikat, például: kovacs.anna.84"


def test_a_suggestion_that_is_taken_too_is_not_made(client: Client) -> None:
    builders.registered_gate("kovacs.anna")
    builders.registered_gate("kovacs.anna.84")

    answer = fill(client, username="kovacs.anna")

    assert summary(answer.content) == ["Ez a felhasználónév foglalt. Válasszon másikat."]


def test_a_free_and_a_taken_address_get_the_same_answers(client: Client) -> None:
    taken = builders.activated_gate()
    others = Client()

    free = [alike(fill(client, username="elso.nev")), alike(client.post(CHECK, follow=True), "elso.nev")]
    same = [
        alike(fill(others, username="masik.nev", email=taken.email)),
        alike(others.post(CHECK, follow=True), "masik.nev"),
    ]

    assert free[0] == same[0]
    assert [status for status, _ in free] == [status for status, _ in same] == [303, 200]


def test_a_username_is_called_free_taken_or_impossible_while_typing(client: Client) -> None:
    gate = builders.registered_gate()

    free, taken, short = (ask(client, name) for name in ("szabad.nev", gate.username, "abc"))

    assert free == (200, {"free": True, "message": "Ez a felhasználónév szabad."})
    assert taken == (200, {"free": False, "message": "Ez a felhasználónév foglalt. Válasszon másikat."})
    assert short[1]["free"] is False
    assert "Legalább 4 karakter legyen." in str(short[1]["message"])


def test_a_network_gets_thirty_answers_an_hour_and_is_told_when_it_goes_on(
    client: Client, clock: Clock
) -> None:
    for number in range(MOST):
        assert ask(client, f"valami.nev{number}")[0] == 200

    typing = client.get(NAMES, {"username": "valami.nev"})
    sent = fill(client, given_names="Zsófia")
    clock.forward(hours=1)
    later = fill(client)

    assert (typing.status_code, sent.status_code, later.status_code) == (429, 429, 303)
    assert typing.headers["Retry-After"] == sent.headers["Retry-After"] == "3600"
    assert "11:42" in str(typing.json()["message"])
    assert "11:42" in summary(sent.content)[0]
    assert 'value="Zsófia"' in sent.text


def test_impossible_usernames_cost_no_answer(client: Client) -> None:
    for _ in range(MOST + 1):
        ask(client, "abc")

    assert ask(client, "szabad.nev")[0] == 200


def test_a_suggestion_costs_an_answer_too(client: Client) -> None:
    gate = builders.registered_gate()
    for number in range(MOST - 2):
        ask(client, f"valami.nev{number}")

    fill(client, username=gate.username)

    assert ask(client, "szabad.nev")[0] == 429


def test_a_refused_form_without_a_date_suggests_nothing_and_costs_one_answer(client: Client) -> None:
    gate = builders.registered_gate()
    for number in range(MOST - 2):
        ask(client, f"valami.nev{number}")

    fill(client, username=gate.username, birth_date_2="")

    assert ask(client, "szabad.nev")[0] == 200


def test_twenty_gates_an_hour_are_opened_from_a_network(client: Client) -> None:
    for _ in range(TEMPORARY_GATES.count):
        opened(Client())
    fill(client)

    answer = client.post(CHECK)

    assert answer.status_code == 429
    assert "Retry-After" in answer.headers
