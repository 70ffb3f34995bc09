# SPDX-License-Identifier: EUPL-1.2
"""Where a flaw of the electronic form is told: at its field, reached from the summary, for every reader."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests import builders
from tests.pages.citizen.electronic import CHECK, DONE, FORM, answers, fill, opened
from tests.pages.html import Element, Page, words
from tests.pages.reading import TOKEN
from ugyfelkapu.accounts.models import Account
from ugyfelkapu.domain.references import for_saying
from ugyfelkapu.project import demo

pytestmark = pytest.mark.django_db

PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
NO_SUCH_NAME = "A név csak betűt, szóközt, kötőjelet, pontot és aposztrófot tartalmazhat."
BIRTH = {"birth_date_2": "", "birth_date_1": "", "birth_date_0": ""}


def flaw(id_: str, message: str, /, **changes: str) -> tuple[dict[str, str], str, str]:
    """Return what is typed wrong, the control that the summary leads to, and the message."""
    return changes, id_, message


FLAWS = (
    flaw("family-name", "Írja be a családi nevét", family_name=""),
    flaw("family-name", NO_SUCH_NAME, family_name="Minta 2"),
    flaw("given-names", NO_SUCH_NAME, given_names="@"),
    flaw("given-names", "Írja be az utónevét vagy az utóneveit", given_names="  "),
    flaw("birth-family-name", NO_SUCH_NAME, birth_family_name="1984"),
    flaw("birth-given-names", NO_SUCH_NAME, birth_given_names="-"),
    flaw("birth-place", "Írja be, hol született", birth_place="  "),
    flaw("birth-date-2", "Adja meg a születési időt: év, hónap és nap", **BIRTH),
    flaw("birth-date-2", "Adja meg a születési évet is, például 1984", birth_date_2=""),
    flaw("birth-date-1", "Adja meg a születési hónapot is, például 3", birth_date_1=""),
    flaw("birth-date-0", "Adja meg a születési napot is, például 27", birth_date_0=""),
    flaw("birth-date-1", "A dátumot csak számjegyekkel írja be, például 1984, 3 és 27", birth_date_1="iii"),
    flaw("birth-date-2", "Az évet négy számjeggyel írja be, például 1984", birth_date_2="84"),
    flaw("birth-date-1", "A hónapot 1 és 12 közötti számmal írja be", birth_date_1="13"),
    flaw("birth-date-0", "Abban a hónapban nincs ilyen nap.", birth_date_0="31", birth_date_1="4"),
    flaw("birth-date-2", "A születési idő nem lehet a jövőben. Ellenőrizze az évet", birth_date_2="2099"),
    flaw("birth-date-2", "Ez a nap túl régen volt. Ellenőrizze az évet", birth_date_2="1879"),
    flaw("citizenship", "Válassza ki az állampolgárságát", citizenship=""),
    flaw("citizenship", "Az állampolgárságát a listából válassza ki", citizenship="QQQ"),
    flaw("citizenship", "Az állampolgárságát a listából válassza ki", citizenship="hun"),
    flaw("mother-family-name", "Írja be az anyja születési családi nevét", mother_family_name=""),
    flaw("mother-given-names", "Írja be az anyja utónevét vagy utóneveit", mother_given_names=""),
    flaw("username", "Válasszon felhasználónevet", username=""),
    flaw("username", "A felhasználónév túl rövid.", username="abc"),
    flaw("username", "A felhasználónévben legalább 3 különböző karakter legyen.", username="anna"[:2] * 3),
    flaw("email", "Írja be az e-mail-címét", email=""),
    flaw("email", "Az e-mail-címben több @ jel van", email="a@b@example.com"),
    flaw("email", "Az e-mail-címben szóköz van", email="minta maria@example.com"),
    flaw("email", "Az e-mail-címből hiányzik a @ előtti rész", email="@example.com"),
    flaw("email", "Az e-mail-címből hiányzik a @ utáni rész", email="minta@"),
    flaw("email", "Ez nem lehet e-mail-cím", email="minta@-example-.com"),
)


@pytest.mark.parametrize(("changes", "target", "message"), FLAWS)
def test_a_flaw_stands_at_its_field_and_the_summary_leads_there(
    client: Client, changes: dict[str, str], target: str, message: str
) -> None:
    answer = fill(client, **changes)

    page = Page(answer.content)
    (link,) = [each for each in page.one("div", "govuk-error-summary").inside if each.tag == "a"]
    (line,) = page.all("p", "govuk-error-message")
    control = page.by_id(target)
    described = control if "aria-describedby" in control else _group_of(page, control["name"])
    assert answer.status_code == 422
    assert link["href"] == f"#{target}"
    assert words(link).startswith(message)
    assert words(line) == f"Hiba: {words(link)}"
    assert line["id"] in described["aria-describedby"].split()
    assert control["aria-invalid"] == "true"


def _group_of(page: Page, name: str) -> Element:
    sets = [
        each
        for each in page.all("fieldset")
        if any(name == one.attributes.get("name") for one in each.inside)
    ]
    return sets[-1]


def test_whoever_has_one_name_alone_is_taken_unless_hungarian(client: Client) -> None:
    foreign = fill(client, given_names="", mother_given_names="", citizenship="IDN")
    hungarian = fill(Client(), given_names="", mother_given_names="")

    assert foreign.status_code == 303
    assert hungarian.status_code == 422
    assert hungarian.text.count("govuk-error-message") == 2


def test_whoever_has_one_name_alone_reads_it_so_on_the_check_page(client: Client) -> None:
    fill(client, family_name="Sukarno", given_names="", birth_family_name="", citizenship="IDN")

    values = [words(each) for each in Page(client.get(CHECK).content).all("dd", "govuk-summary-list__value")]

    assert values[:2] == ["Sukarno", "Sukarno"]
    assert values[4] == "Indonézia"


@pytest.mark.parametrize(
    ("family", "given", "shown"),
    [
        ("", "", "Minta Mária"),
        ("Próba", "", "Próba Mária"),
        ("", "Anna", "Minta Anna"),
        ("Próba", "Anna", "Próba Anna"),
    ],
)
def test_an_empty_part_of_the_birth_name_is_as_now(
    client: Client, family: str, given: str, shown: str
) -> None:
    fill(client, birth_family_name=family, birth_given_names=given)

    values = [words(each) for each in Page(client.get(CHECK).content).all("dd", "govuk-summary-list__value")]

    assert values[1] == shown


def test_a_refused_form_keeps_the_chosen_citizenship(client: Client) -> None:
    page = Page(fill(client, citizenship="VNM", email="").content)

    assert [option["value"] for option in page.all("option") if "selected" in option] == ["VNM"]


def test_an_answer_of_markup_comes_back_as_text(client: Client) -> None:
    answer = fill(client, family_name='"><b>')

    assert 'value="&quot;&gt;&lt;b&gt;"' in answer.text


# ------------------------------------------------------------------ done


def _done(client: Client, gate: Account) -> str:
    """Return the done page without what differs from one gate to the next."""
    text = PICTURE.sub("", TOKEN.sub("", client.get(DONE).text))
    for own in (for_saying(gate.reference or ""), gate.email, gate.username):
        text = text.replace(own, "OWN")
    return text


def test_a_proved_address_leads_to_the_same_page_word_by_word(client: Client) -> None:
    owner = builders.activated_gate()
    other = Client()

    free, proved = opened(client), opened(other, email=owner.email)

    assert _done(client, free) == _done(other, proved)


@pytest.mark.parametrize(
    ("citizenship", "document", "card"),
    [
        ("HUN", "a kártya formátumú vezetői engedélyét,", "a lakcímkártyáját,"),
        ("AUT", "a személyazonosító igazolványát vagy az útlevelét,", "a lakcímkártyáját, ha van,"),
        ("VNM", "az útlevelét,", "a lakcímkártyáját, ha van,"),
    ],
)
def test_what_to_bring_ends_with_the_reference(
    client: Client, citizenship: str, document: str, card: str
) -> None:
    opened(client, citizenship=citizenship)

    take = Page(client.get(DONE).content).one("div", "kapu-take")

    first, second, third = [words(each) for each in take.inside if each.tag == "li"]
    assert first.endswith(document)
    assert (second, third) == (card, "ezt a hivatkozási számot.")


def test_of_the_demo_services_those_open_to_temporary_gates_are_shown(client: Client) -> None:
    demo.make(at=builders.AT)
    opened(client)

    text = words(Page(client.get(DONE).content).one("main"))

    for service in demo.SERVICES:
        assert (service.name in text) is service.temporary
    assert text.count("Ezt kapja meg: kapcsolati kód, e-mail-cím") == 3


def test_the_form_is_reached_from_the_start_page(client: Client) -> None:
    assert f'href="{FORM}"' in client.get("/").text
    assert set(answers()) <= {box.attributes.get("name") for box in Page(client.get(FORM).content).elements}
